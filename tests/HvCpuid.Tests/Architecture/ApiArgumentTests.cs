using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Architecture;

/// <summary>
/// The whole public API is given null for each reference, no value at all for each value, and numbers that no enum names: what it throws is what its docs say,
/// and what must not be is refused. That null is refused where the signature takes none needs no words of its own: ArgumentNullException with the
/// parameter's name (docs/architecture.md).
/// </summary>
public class ApiArgumentTests
{
    // Any number is a value of these: the kernel's header and the TLFS have more names than this model. And a set of flags of a register is its 32 bits.
    private static readonly Type[] OpenEnums = [typeof(KvmCapability), typeof(KvmRequest), typeof(KvmErrno)];

    private static readonly Assembly Library = typeof(BitAddress).Assembly;
    private static readonly ApiDocs Docs = new(Library);
    private static readonly ApiSamples Samples = new(Library);
    private static readonly HashSet<Type> Inputs = Samples.Inputs();

    public static TheoryData<string> Types => [.. Samples.Types.Where(type => !type.IsEnum && !typeof(Exception).IsAssignableFrom(type) && ApiSamples.Members(type).Any()).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Members_GivenWhatIsNoValue_ThrowWhatTheirDocsSay(string type)
    {
        List<string> wrong = [];
        foreach (MemberInfo member in ApiSamples.Members(Library.GetType(type)!))
        {
            switch (member)
            {
                case PropertyInfo { CanWrite: true } property when property.SetMethod!.IsPublic:
                    Walk(property, property.SetMethod, wrong);
                    break;
                case MethodBase method when !IsRecords(method):
                    Walk(method, method, wrong);
                    break;
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Samples_OfEveryParameter_AreThere()
    {
        IEnumerable<string> missing =
            from type in Samples.Types
            from method in ApiSamples.Members(type).OfType<MethodBase>()
            where !typeof(Exception).IsAssignableFrom(type) && (!Samples.HasArguments(method) || (method is MethodInfo { IsStatic: false } && !Samples.Has(type)))
            select $"{type.Name}.{method}: no sample of it, or of a parameter; give one to ApiSamples";
        Assert.True(!missing.Any(), string.Join('\n', missing));
    }

    private static void Walk(MemberInfo member, MethodBase method, List<string> wrong)
    {
        if (!Samples.HasArguments(method))
        {
            return;
        }

        ParameterInfo[] parameters = method.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            foreach ((string what, object? bad, bool mustRefuse) in Bad(member, parameters[i]))
            {
                object?[] arguments = [.. parameters.Select(Samples.First)];
                arguments[i] = bad;
                foreach (object? target in method.IsStatic || method is ConstructorInfo ? [null] : Samples.All(method.DeclaringType!).Select(Copy))
                {
                    Call(member, method, target, $"{member.DeclaringType!.Name}.{member.Name}({parameters[i].Name}: {what})", arguments, mustRefuse, wrong);
                }
            }
        }
    }

    private static void Call(MemberInfo member, MethodBase method, object? target, string call, object?[] arguments, bool mustRefuse, List<string> wrong)
    {
        try
        {
            object? made = method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(target, arguments);
            bool isTaken = method is MethodInfo { IsSpecialName: false } || Inputs.Contains(method.DeclaringType!);
            if (mustRefuse && isTaken)
            {
                wrong.Add($"{call} is taken");
            }
            else if (!mustRefuse && isTaken)
            {
                Use(made ?? target);
            }
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } exception)
        {
            bool isSaidByTheSignature = mustRefuse && exception is ArgumentNullException { ParamName: not null };
            if (!isSaidByTheSignature && !IsDocumented(member, exception))
            {
                wrong.Add($"{call} throws {exception.GetType().Name}, which its docs do not say: {exception.Message}");
            }
        }
    }

    // What was made is read, where it is of this library.
    private static void Use(object? made)
    {
        if (made is null || made.GetType().Assembly != Library)
        {
            return;
        }

        _ = made.ToString();
        _ = made.Equals(made);
        _ = made.GetHashCode();
        foreach (PropertyInfo property in ApiSamples.Members(made.GetType()).OfType<PropertyInfo>().Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod?.IsStatic == false))
        {
            try
            {
                _ = property.GetValue(made);
            }
            catch (TargetInvocationException thrown) when (thrown.InnerException is { } exception && IsDocumented(property, exception))
            {
                // As its docs say.
            }
        }
    }

    private static IEnumerable<(string What, object? Value, bool MustRefuse)> Bad(MemberInfo member, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        if (parameter.IsOut)
        {
            yield break;
        }

        if (!type.IsValueType)
        {
            yield return ("null", null, !IsNullable(member, parameter));
            if (typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType && type.GetGenericArguments() is [{ IsValueType: false } item])
            {
                yield return ("[null]", Array.CreateInstance(item, 1), false);
            }
        }
        else if (value.IsEnum)
        {
            bool isOpen = OpenEnums.Contains(value) || (value.IsDefined(typeof(FlagsAttribute)) && value.Namespace == typeof(HvLeaf).Namespace);
            ulong known = Enum.GetValuesAsUnderlyingType(value).Cast<object>().Aggregate(0ul, (all, number) => all | unchecked((ulong)Convert.ToInt64(number, CultureInfo.InvariantCulture)));
            yield return ("a number without a name", Enum.ToObject(value, value.IsDefined(typeof(FlagsAttribute)) ? known + 1 : 0x7D), !isOpen);
        }
        else if (!value.IsPrimitive)
        {
            yield return ("default", RuntimeHelpers.GetUninitializedObject(value), false);
        }
        else if (value == typeof(int))
        {
            yield return ("-5", -5, false);
            yield return ("the least", int.MinValue, false);
            yield return ("the most", int.MaxValue, false);
        }
        else if (value == typeof(uint))
        {
            yield return ("the most", uint.MaxValue, false);
        }
        else if (value == typeof(ulong))
        {
            yield return ("the most", ulong.MaxValue, false);
        }
    }

    private static bool IsNullable(MemberInfo member, ParameterInfo parameter)
    {
        NullabilityInfoContext context = new();
        NullabilityInfo info = member is PropertyInfo property ? context.Create(property) : context.Create(parameter);
        return info.WriteState != NullabilityState.NotNull;
    }

    private static bool IsDocumented(MemberInfo member, Exception exception) =>
        Docs.Exceptions(member).Any(name => (Type.GetType(name) ?? Library.GetType(name) ?? typeof(LockRecursionException)).IsInstanceOfType(exception));

    // What the compiler writes for a record, and what object has.
    private static bool IsRecords(MethodBase method) => method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "<Clone>$" or "CompareTo" or "Dispose";

    private static object? Copy(object? value) => value?.GetType().GetMethod("<Clone>$")?.Invoke(value, null) ?? value;
}
