using System.Reflection;
using System.Text.RegularExpressions;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Architecture;

public partial class PublicApiTests
{
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
}
