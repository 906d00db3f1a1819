using System.Text.RegularExpressions;
using System.Xml.Linq;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Architecture;

/// <summary>Reads the sources and holds them to docs/architecture.md.</summary>
public partial class SourceTests
{
    private const int Budget = 400;

    // Each folder may use itself and the rows above its own; the wings in one row do not know each other.
    private static readonly string[][] Order =
    [
        ["Text"],
        ["Registers"],
        ["Leaves"],
        ["Sets"],
        ["Kvm"],
        ["Enlightenments", "Access", "Compare", "Checks", "Formats"],
        ["Vmm"],
        ["Guest"],
        ["Ioctl"],
        ["Simulation"],
    ];

    private static readonly string Library = Path.Combine(Baseline.Root, "src", "HvCpuid");

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Relative(path).StartsWith("obj/", StringComparison.Ordinal) && !Relative(path).StartsWith("bin/", StringComparison.Ordinal));

    [Fact]
    public void Folders_OfTheLibrary_AreThoseOfTheOrder() =>
        Assert.Empty(Files.Select(Folder).Where(folder => folder.Length > 0).Distinct().Except(Order.SelectMany(row => row)));

    [Fact]
    public void Folders_OfTheLibrary_UseOnlyThoseAboveThem()
    {
        List<string> wrong = [];
        foreach (string path in Files.Where(path => Folder(path).Length > 0))
        {
            int own = Array.FindIndex(Order, row => row.Contains(Folder(path)));
            foreach (Match match in FolderInUse().Matches(File.ReadAllText(path)))
            {
                string used = match.Groups[1].Value;
                int row = Array.FindIndex(Order, row => row.Contains(used));
                if (used != Folder(path) && row >= own)
                {
                    wrong.Add($"{Relative(path)} uses {used}");
                }
            }
        }

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Files_OfTheLibrary_StayWithinTheirBudget() =>
        Assert.Empty(
            from path in Files
            let lines = File.ReadAllLines(path).Length
            where lines > Budget && !IsFieldTable(path)
            select $"{Relative(path)} has {lines} lines, the budget is {Budget}");

    [Fact]
    public void Namespaces_OfTheLibrary_AreTheirFolders() =>
        Assert.Empty(
            from path in Files
            where Folder(path).Length > 0 && !File.ReadAllText(path).Contains($"namespace HvCpuid.{Folder(path)};", StringComparison.Ordinal)
            select Relative(path));

    [Fact]
    public void PublicTypes_OfTheLibrary_HaveDocs()
    {
        HashSet<string> documented = [.. XDocument.Load(Path.ChangeExtension(typeof(BitAddress).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Elements().Any(element => element.Name == "summary" || element.Name == "inheritdoc"))
            .Select(member => member.Attribute("name")!.Value)];
        Assert.Empty(typeof(BitAddress).Assembly.GetExportedTypes().Select(type => "T:" + type.FullName!.Replace('+', '.')).Except(documented));
    }

    [Fact]
    public void Suppressions_OfTheRepository_SayWhy()
    {
        IEnumerable<string> sources = Directory.EnumerateFiles(Baseline.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
        Assert.Empty(
            from path in sources
            from line in File.ReadAllLines(path)
            let text = line.Trim()
            where (text.StartsWith("#pragma warning " + "disable", StringComparison.Ordinal) && !text.Contains("//", StringComparison.Ordinal))
                || (text.Contains("SuppressMessage" + "(", StringComparison.Ordinal) && !text.Contains("Justification", StringComparison.Ordinal))
            select $"{Path.GetRelativePath(Baseline.Root, path)}: {text}");
    }

    [Fact]
    public void Tests_OfEveryFolder_MirrorTheLibrary()
    {
        string[] tested = [.. Directory.GetDirectories(Path.Combine(Baseline.Root, "tests", "HvCpuid.Tests")).Select(path => Path.GetFileName(path))];
        Assert.Empty(Files.Select(Folder).Where(folder => folder.Length > 0).Distinct().Except(tested));
    }

    [GeneratedRegex(@"\bHvCpuid\.(Text|Registers|Leaves|Sets|Kvm|Enlightenments|Access|Compare|Checks|Formats|Vmm|Guest|Ioctl|Simulation)\b")]
    private static partial Regex FolderInUse();

    // Leaf 40000003H has more named fields than fit: one leaf, one file.
    private static bool IsFieldTable(string path) => Path.GetFileName(path).StartsWith("HvFieldTable.", StringComparison.Ordinal);

    private static string Relative(string path) => Path.GetRelativePath(Library, path).Replace('\\', '/');

    private static string Folder(string path) => Relative(path).Contains('/', StringComparison.Ordinal) ? Relative(path).Split('/')[0] : "";
}
