using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Documents;
using HvCpuid.Linux;
using HvCpuid.Registers;
using HvCpuid.Testing;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Architecture;

public partial class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsThatOfTheBaseline() => Check(typeof(BitAddress).Assembly, "api.txt");

    [Fact]
    public void PublicApi_OfTheDocuments_IsThatOfTheBaseline() => Check(typeof(HvDocuments).Assembly, "api.documents.txt");

    [Fact]
    public void PublicApi_OfTheTestingPackage_IsThatOfTheBaseline() => Check(typeof(GivenKvm).Assembly, "api.testing.txt");

    [Fact]
    public void PublicApi_OfTheLinuxPackage_IsThatOfTheBaseline() => Check(typeof(LinuxKvm).Assembly, "api.linux.txt");

    private static void Check(Assembly assembly, string baseline)
    {
        StringBuilder api = new();
        api.AppendLine(CultureInfo.InvariantCulture, $"# The public API of {assembly.GetName().Name} (net10.0), one member a line. A change here is a change for users: it needs a changelog line.");
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            api.AppendLine().AppendLine(Kind(type) + " " + type.FullName + Bases(type));
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
            {
                api.AppendLine("  " + member);
            }
        }

        Baseline.Check($"tests/HvCpuid.Tests/Baselines/{baseline}", api.ToString());
    }

    [Fact]
    public void Docs_OfTheXmlFile_AreOfPublicMembersOnly()
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Dictionary<string, Type> types = typeof(BitAddress).Assembly.GetExportedTypes().ToDictionary(type => type.FullName!.Replace('+', '.'));
        IEnumerable<string> hidden = new ApiDocs(typeof(BitAddress).Assembly).Ids.Where(id =>
        {
            string name = id[2..].Split('(')[0].Split("``")[0];
            string member = name[(name.LastIndexOf('.') + 1)..].Replace("#ctor", ".ctor", StringComparison.Ordinal);
            return !types.ContainsKey(name)
                && !(types.TryGetValue(name[..Math.Max(0, name.LastIndexOf('.'))], out Type? type) && type.GetMember(member.Split('#')[^1], Any).Any(IsShown));
        });
        Assert.Empty(hidden.Where(id => !id.Contains('#', StringComparison.Ordinal) || id.Contains("#ctor", StringComparison.Ordinal)));
    }

    private static bool IsShown(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily,
        PropertyInfo property => property.GetAccessors().Length > 0,
        FieldInfo field => field.IsPublic,
        _ => false,
    };

    // "cPU", by a generator that made the first letter small.
    [Fact]
    public void Words_OfTheDocs_KeepTheirCapitals() =>
        Assert.Empty(
            from line in File.ReadLines(Path.ChangeExtension(typeof(BitAddress).Assembly.Location, ".xml"))
            from Match match in SmallFirst().Matches(line)
            where match.Value is not ("vCPU" or "vCPUs" or "eVMCS" or "xAPIC")
            select match.Value + " in: " + line.Trim());

    [GeneratedRegex(@"(?<![\\\w])[a-z][A-Z]{2,}[A-Za-z]*\b")]
    private static partial Regex SmallFirst();

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
