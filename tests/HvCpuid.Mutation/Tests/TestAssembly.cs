using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

using Xunit.Sdk;
using Xunit.v3;

namespace HvCpuid.Mutation.Tests;

/// <summary>
/// The test assembly and the library's, loaded once more: nothing that was computed and kept in a static field before is seen. What they depend on
/// (xunit, FsCheck, the BCL) is shared.
/// </summary>
internal sealed class TestAssembly
{
    private const string Switch = "HvCpuid.MutantSwitch";

    private readonly Dictionary<string, MethodInfo> _tests;
    private readonly Type? _switch;

    /// <summary>Makes what the tests depend on known to this process, once: of any version, as the tests' own list of dependencies has it.</summary>
    public static void Share(string testFolder) => AssemblyLoadContext.Default.Resolving += (context, name) =>
        Path.Combine(testFolder, name.Name + ".dll") is { } path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;

    /// <summary>Loads the tests of a folder against a library.</summary>
    public TestAssembly(string testFolder, string libraryPath)
    {
        LoadContext context = new(testFolder, libraryPath);
        _switch = context.LoadFromAssemblyName(new AssemblyName("HvCpuid")).GetType(Switch);
        _tests = Methods(context.LoadFromAssemblyName(new AssemblyName("HvCpuid.Tests"))).ToDictionary(NameOf, StringComparer.Ordinal);
    }

    /// <summary>The names of all tests, <c>Namespace.Type.Method</c>.</summary>
    public IReadOnlyCollection<string> Names => _tests.Keys;

    /// <summary>Makes a mutant the one that runs; 0 for none.</summary>
    public void Activate(int mutant) => Field("Active").SetValue(null, mutant);

    /// <summary>Records from now on which mutants are reached: one byte each.</summary>
    public byte[] Record(int mutants)
    {
        byte[] reached = new byte[mutants + 1];
        Field("Reached").SetValue(null, reached);
        return reached;
    }

    /// <summary>Runs a test with all its rows; the exception of the first that fails, null when all pass.</summary>
    public Exception? Run(string name)
    {
        try
        {
            MethodInfo method = _tests[name];
            foreach (object?[] row in Rows(method))
            {
                Invoke(method, TypeHelper.ConvertArguments(method.ResolveMethodArguments(row), [.. method.GetParameters().Select(parameter => parameter.ParameterType)]));
            }

            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException ?? exception;
        }
#pragma warning disable CA1031 // A mutant throws what it likes, where it likes: data of a theory, a static field, a constructor.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private static string NameOf(MethodInfo method) => method.DeclaringType!.FullName + "." + method.Name;

    private static IEnumerable<MethodInfo> Methods(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributes().OfType<IFactAttribute>().Any(fact => fact.Skip is null && !fact.Explicit)
        select method;

    private static IEnumerable<object?[]> Rows(MethodInfo method)
    {
        IDataAttribute[] data = [.. method.GetCustomAttributes().OfType<IDataAttribute>()];
        if (data.Length == 0)
        {
            return [[]];
        }

        DisposalTracker tracker = new();
        return data.SelectMany(attribute =>
        {
            if (attribute is MemberDataAttributeBase member)
            {
                member.MemberType ??= method.DeclaringType;
            }

            return attribute.GetData(method, tracker).AsTask().GetAwaiter().GetResult();
        }).Select(row => row.GetData());
    }

    private static void Invoke(MethodInfo method, object?[] arguments)
    {
        object? test = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!);
        try
        {
            switch (method.Invoke(test, arguments))
            {
                case Task task:
                    task.GetAwaiter().GetResult();
                    break;
                case ValueTask task:
                    task.AsTask().GetAwaiter().GetResult();
                    break;
                default:
                    break;
            }
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Capture(inner).Throw();
        }
        finally
        {
            (test as IDisposable)?.Dispose();
        }
    }

    private FieldInfo Field(string name) =>
        _switch?.GetField(name) ?? throw new InvalidOperationException($"the library has no {Switch}: it was not woven");

    private sealed class LoadContext(string testFolder, string libraryPath) : AssemblyLoadContext("tests")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name == "HvCpuid")
            {
                return LoadFromAssemblyPath(libraryPath);
            }

            string path = Path.Combine(testFolder, assemblyName.Name + ".dll");
            return assemblyName.Name!.StartsWith("HvCpuid.", StringComparison.Ordinal) && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
