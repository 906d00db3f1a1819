using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Architecture;

public class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsThatOfTheBaseline()
    {
        StringBuilder api = new();
        api.AppendLine("# The public API of HvCpuid (net10.0), one member a line. A change here is a change for users: it needs a changelog line.");
        foreach (Type type in typeof(BitAddress).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            api.AppendLine().AppendLine(Kind(type) + " " + type.FullName + Bases(type));
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
            {
                api.AppendLine("  " + member);
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/api.txt", api.ToString());
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type.IsInterface ? "interface"
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Bases(Type type)
    {
        IEnumerable<string> bases = type.GetInterfaces().Where(face => face.IsPublic).Select(face => face.ToString())
            .Where(name => !type.IsEnum && name != $"System.IEquatable`1[{type.FullName}]").Order(StringComparer.Ordinal);
        string text = string.Join(", ", type.BaseType is { } root && root != typeof(object) && root != typeof(ValueType) && root != typeof(Enum) ? bases.Prepend(root.ToString()) : bases);
        return text.Length == 0 ? "" : " : " + text;
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is Type)
            {
                continue;
            }

            switch (member)
            {
                case FieldInfo { IsLiteral: true } field:
                    yield return $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}";
                    break;
                case FieldInfo { IsSpecialName: false } field:
                    yield return field.ToString()!;
                    break;
                case PropertyInfo property:
                    yield return $"{property} {{ {string.Join(" ", Accessors(property))} }}";
                    break;
                case MethodInfo { IsSpecialName: true } accessor when !accessor.Name.StartsWith("op_", StringComparison.Ordinal):
                    break;
                case FieldInfo:
                    break;
                default:
                    yield return member.ToString()!;
                    break;
            }
        }
    }

    private static IEnumerable<string> Accessors(PropertyInfo property)
    {
        if (property.GetMethod?.IsPublic == true)
        {
            yield return property.GetMethod.IsStatic ? "static get;" : "get;";
        }

        if (property.SetMethod?.IsPublic == true)
        {
            bool init = property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            yield return init ? "init;" : "set;";
        }
    }
}
