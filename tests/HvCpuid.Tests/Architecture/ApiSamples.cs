using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HvCpuid.Checks;
using HvCpuid.Compare;
using HvCpuid.Formats;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Architecture;

/// <summary>
/// Values of every type of the public API, found by using it: what is made from values that are there joins them, until nothing new is made. A type that is
/// added tomorrow is found as soon as one member of the API gives it, or takes to make it what the API already gives.
/// </summary>
internal sealed class ApiSamples
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private const int Enough = 3;
    private readonly Dictionary<Type, List<object>> _pool = [];

    public ApiSamples(Assembly assembly)
    {
        Types = [.. assembly.GetExportedTypes().Where(type => !type.IsGenericTypeDefinition)];
        object[] seeds = [1, 2, 1u, 0x40000000u, 1L, 1ul, 0x40000000ul, (ushort)257, (byte)1, true, false, "hv-relaxed", "6.12", "CPUID.40000003H:EAX[5]", 'a', new byte[16], new MappedUserMemory(), new ArraySegment<byte>(new byte[16]), new Utf8JsonWriter(Stream.Null), HvCheckTable.All[0], (Func<string, IReadOnlyList<VmNode>>)(_ => []),
            LibvirtDomainCapabilities.Parse("<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>relaxed</value></enum></hyperv></features></domainCapabilities>")];
        foreach (object seed in seeds)
        {
            Add(seed.GetType(), seed);
        }

        // Given by methods with spans alone, which reflection cannot call.
        HvCpuidFormats.TryRead("no dump"u8, out _, out HvCpuidFormatError? error);
        Add(typeof(HvCpuidFormatError), error);
        Add(typeof(Stream), Stream.Null);
        Add(typeof(HvBaselineGroup), new HvBaselineGroup([]));
        Add(typeof(HvMigrationFinding), HvMigration.Check(HvDestination.From(new KvmHost()).Offered, HvDestination.From(HvCpuidSet.Empty)).Findings[0]);

        foreach (Type type in Types.Where(type => type.IsEnum))
        {
            Add(type, Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value)).Last());
        }

        for (int before = -1; before != _pool.Count;)
        {
            before = _pool.Count;
            foreach (MemberInfo member in Types.SelectMany(Members).Where(member => member.Name != nameof(IDisposable.Dispose) && !Given(member).All(Has)))
            {
                Make(member);
            }
        }
    }

    public IReadOnlyList<Type> Types { get; }

    /// <summary>
    /// The types that the library is given: what its methods take, and what that is made of. The others are given by it only, its rows and results: a caller
    /// who makes one of nothing has nobody to hand it to.
    /// </summary>
    public HashSet<Type> Inputs()
    {
        // Rows of a public table: what a caller hands back is what the table gave.
        HashSet<Type> rows = [.. Types.SelectMany(Members).OfType<PropertyInfo>().Where(property => property.GetMethod?.IsStatic == true)
            .Select(property => property.PropertyType).Where(type => type.IsGenericType).Select(type => type.GetGenericArguments()[0])];
        HashSet<Type> inputs = [];
        Queue<Type> taken = new(Types.SelectMany(Members).OfType<MethodBase>()
            .Where(method => method.Name != nameof(Equals) && (method is MethodInfo || !IsRecord(method.DeclaringType!)))
            .SelectMany(method => method.GetParameters())
            .Where(parameter => !parameter.IsOut)
            .Select(parameter => parameter.ParameterType));
        while (taken.TryDequeue(out Type? type))
        {
            type = type.IsGenericType && type.GetGenericArguments() is [{ } item] ? item : type;
            if (type.Assembly == typeof(SimulatedKvm).Assembly && !type.IsEnum && !rows.Contains(type) && inputs.Add(type))
            {
                Members(type).OfType<PropertyInfo>().Where(property => property.CanWrite).ToList().ForEach(property => taken.Enqueue(property.PropertyType));
                Members(type).OfType<ConstructorInfo>().SelectMany(constructor => constructor.GetParameters()).ToList().ForEach(parameter => taken.Enqueue(parameter.ParameterType));
            }
        }

        return inputs;
    }

    /// <summary>The members of a type that can be called by reflection: no operators, nothing with a span.</summary>
    public static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Declared).Where(member => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => false,
        ConstructorInfo constructor => !type.IsAbstract && IsCallable(constructor),
        PropertyInfo property => !property.PropertyType.IsByRefLike,
        MethodInfo method => !method.IsSpecialName && !method.IsGenericMethod && !method.ReturnType.IsByRefLike && IsCallable(method),
        _ => false,
    });

    public bool Has(Type type) => All(type).Count > 0;

    /// <summary>Some values of a type, or of what implements it.</summary>
    public IReadOnlyList<object> All(Type type)
    {
        type = type.IsByRef ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        if (_pool.TryGetValue(type, out List<object>? found))
        {
            return [.. found];
        }

        if (type.IsGenericType && type.GetGenericArguments() is [{ } item] && type.IsAssignableFrom(item.MakeArrayType()) && !item.IsByRefLike)
        {
            Array array = Array.CreateInstance(item, All(item).Take(1).Count());
            All(item).Take(1).ToArray().CopyTo(array, 0);
            return [array];
        }

        return [.. _pool.Values.SelectMany(values => values).Where(type.IsInstanceOfType).Take(Enough)];
    }

    public object? First(ParameterInfo parameter) =>
        parameter.IsOut ? null : All(parameter.ParameterType) is [{ } first, ..] ? first : parameter.HasDefaultValue ? parameter.DefaultValue : null;

    public bool HasArguments(MethodBase method) => method.GetParameters().All(parameter =>
        parameter.IsOut || parameter.HasDefaultValue || Has(parameter.ParameterType) || IsDelegate(parameter.ParameterType));

    private static bool IsRecord(Type type) => type.IsValueType || type.GetMethod("<Clone>$") is not null;

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static bool IsCallable(MethodBase method) => !method.GetParameters().Any(parameter =>
        (parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType).IsByRefLike);

    private static IEnumerable<Type> Given(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => [constructor.DeclaringType!],
        PropertyInfo property => [property.PropertyType],
        MethodInfo method => [.. method.GetParameters().Where(parameter => parameter.IsOut).Select(parameter => parameter.ParameterType), method.ReturnType],
        _ => [],
    };

    private void Make(MemberInfo member)
    {
        try
        {
            foreach (object? target in Targets(member).Take(Enough))
            {
                switch (member)
                {
                    case ConstructorInfo constructor when HasArguments(constructor):
                        Add(constructor.DeclaringType!, constructor.Invoke([.. constructor.GetParameters().Select(First)]));
                        break;
                    case PropertyInfo property when property.GetIndexParameters().Length == 0 && property.CanRead:
                        Add(property.PropertyType, property.GetValue(target));
                        break;
                    case MethodInfo method when HasArguments(method):
                        object?[] arguments = [.. method.GetParameters().Select(First)];
                        Add(method.ReturnType, method.Invoke(target, arguments));
                        arguments.OfType<object>().ToList().ForEach(made => Add(made.GetType(), made));
                        break;
                }
            }
        }
        catch (TargetInvocationException)
        {
            // Not with these arguments.
        }
    }

    private IEnumerable<object?> Targets(MemberInfo member)
    {
        bool isStatic = member is ConstructorInfo or MethodInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };
        return isStatic ? Enumerable.Repeat<object?>(null, 1) : All(member.DeclaringType!);
    }

    private void Add(Type type, object? value)
    {
        if (value is null || type == typeof(object) || type == typeof(void))
        {
            return;
        }

        type = value is IUserMemory ? typeof(MappedUserMemory) : value.GetType();
        List<object> values = _pool.TryGetValue(type, out List<object>? found) ? found : _pool[type] = [];
        if (values.Count < Enough)
        {
            values.Add(value);
        }

        if (value is IEnumerable items and not string)
        {
            foreach (object? item in items.Cast<object?>().Take(Enough))
            {
                if (item is not null && item.GetType() != type)
                {
                    Add(item.GetType(), item);
                }
            }
        }
    }
}
