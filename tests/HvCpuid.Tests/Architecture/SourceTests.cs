using System.Xml.Linq;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tests.Architecture;

/// <summary>Reads the sources and holds them to docs/architecture.md.</summary>
public class SourceTests
{
    private const int FileBudget = 400;
    private const int MethodBudget = 40;
    private const int FolderBudget = 25;

    // Each folder may use itself and the rows above its own; the wings in one row do not know each other.
    private static readonly string[][] Order =
    [
        ["Text"],
        ["Registers"],
        ["Leaves"],
        ["Sets"],
        ["Kvm"],
        ["Enlightenments", "Access", "Checks", "Formats"],
        ["Vmm"],
        ["Guest"],
        ["Compare"],
        ["Ioctl"],
        ["Simulation"],
    ];

    // What is over its budget, and why that is right or until when.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Leaves/Fields/HvFieldTable.40000003.cs"] = "the leaf with the most named fields: one leaf, one file",
        ["Formats/Json/FirecrackerReader.cs"] = "an object that is read twice: ahead for its leaf, then for its bits",
        ["Formats/Json/JsonSetReader.cs"] = "the members of a document, read in one loop",
    };

    // Who compares releases: a release itself, the list of changes, and what walks along releases. Everybody else asks a kernel for a change.
    private static readonly string[] ComparingReleases =
    [
        "Kvm/KvmRelease.cs",
        "Kvm/KvmKernel.cs",
        "Kvm/Rules/KvmChange.cs",
        "Kvm/Explain/NearestReleases.cs",
        "Guest/Linux/LinuxGuestKernel.cs",
        "Guest/Linux/LinuxGuestChange.cs",
    ];

    public static TheoryData<string> Paths => [.. LibrarySources.Files.Select(file => file.Path)];

    private static IEnumerable<string> Folders => LibrarySources.Files.Select(file => LibrarySources.Folder(file.Path)).Where(folder => folder.Length > 0).Distinct();

    [Fact]
    public void Sources_OfTheLibrary_AreUnderstood() => Nothing(LibrarySources.Errors());

    [Fact]
    public void Folders_OfTheLibrary_AreThoseOfTheOrder() => Nothing(Folders.Except(Order.SelectMany(row => row)));

    [Theory]
    [MemberData(nameof(Paths))]
    public void File_OfAFolder_UsesOnlyFoldersAboveIt(string path)
    {
        string folder = LibrarySources.Folder(path);
        string[] below = [.. Order.Skip(Array.FindIndex(Order, row => row.Contains(folder))).SelectMany(row => row).Where(other => other != folder)];

        Nothing(folder.Length == 0 ? [] : Namespaces(path).Intersect(below.Select(other => "HvCpuid." + other)));
    }

    [Fact]
    public void Files_OfTheLibrary_StayWithinTheirBudget() =>
        Nothing(
            from file in LibrarySources.Files
            let lines = file.Root.GetText().Lines.Count - 1
            where lines > FileBudget && !Allowed.ContainsKey(file.Path)
            select $"{file.Path} has {lines} lines, the budget is {FileBudget}");

    [Fact]
    public void Methods_OfTheLibrary_StayWithinTheirBudget() =>
        Nothing(
            from file in LibrarySources.Files
            from node in file.Root.DescendantNodes()
            where node is (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax) && !IsTable(node)
            let span = node.SyntaxTree.GetLineSpan(node.Span)
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > MethodBudget && !Allowed.ContainsKey(file.Path)
            select $"{file.Path}({span.StartLinePosition.Line + 1}): {lines} lines, the budget is {MethodBudget}");

    [Fact]
    public void Folders_OfTheLibrary_StayWithinTheirBudget() =>
        Nothing(
            from file in LibrarySources.Files
            group file by Path.GetDirectoryName(file.Path)!.Replace('\\', '/') into folder
            where folder.Count() > FolderBudget && !Allowed.ContainsKey(folder.Key)
            select $"{folder.Key} has {folder.Count()} files, the budget is {FolderBudget}");

    [Fact]
    public void Allowed_FilesAndFolders_AreThere() => Nothing(
        Allowed.Keys.Where(path => !File.Exists(Path.Combine(LibrarySources.Library, path)) && !Directory.Exists(Path.Combine(LibrarySources.Library, path))).Select(path => $"{path} is gone: take it off the list"));

    [Fact]
    public void Namespaces_OfTheLibrary_AreTheirFolders() =>
        Nothing(
            from file in LibrarySources.Files
            let folder = LibrarySources.Folder(file.Path)
            where folder.Length > 0 && file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>().SingleOrDefault()?.Name.ToString() != $"HvCpuid.{folder}"
            select file.Path);

    [Fact]
    public void Releases_AreComparedByTheListOfChangesAlone() =>
        Assert.Equal(
            ComparingReleases.Order(StringComparer.Ordinal),
            LibrarySources.Files.Where(file => Uses(file.Path, ComparesReleases).Any()).Select(file => file.Path));

    [Fact]
    public void Addresses_OfBits_AreNamedOnce()
    {
        string[] numbered = [.. LibrarySources.Files.Where(file => Uses(file.Path, MakesANumberedBit).Any()).Select(file => file.Path)];
        string[] parsed = [.. LibrarySources.Files.Where(file => Uses(file.Path, ParsesAnAddress).Any()).Select(file => file.Path)];

        // Ordinary leaves have no HvBits; lines of a log or a dump, as patterns, name their values by address.
        Nothing(numbered.Where(path => !path.StartsWith("Leaves/Fields/Hv", StringComparison.Ordinal)).Except(["Guest/Linux/LinuxGuestBits.cs"]));
        Assert.Equal(["Formats/Text/LinePattern.cs", "Guest/Linux/LinuxGuestLineText.cs"], parsed.Order(StringComparer.Ordinal));
    }

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
        IEnumerable<string> sources = Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
        Nothing(
            from path in sources
            from line in File.ReadAllLines(path)
            let text = line.Trim()
            where (text.StartsWith("#pragma warning " + "disable", StringComparison.Ordinal) && !text.Contains("//", StringComparison.Ordinal))
                || (text.Contains("SuppressMessage" + "(", StringComparison.Ordinal) && !text.Contains("Justification", StringComparison.Ordinal))
            select $"{Path.GetRelativePath(Repository.Root, path)}: {text}");
    }

    [Fact]
    public void Tests_OfEveryFolder_MirrorTheLibrary()
    {
        string[] tested = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "tests", "HvCpuid.Tests")).Select(path => Path.GetFileName(path))];
        Nothing(Folders.Except(tested));
    }

    // Assert.Empty shows the first five alone, and cuts them.
    private static void Nothing(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join('\n', wrong));

    // Rows alone, one collection and no statement, are data: their length is the field's.
    private static bool IsTable(SyntaxNode node) => node is MethodDeclarationSyntax { ExpressionBody.Expression: CollectionExpressionSyntax };

    // The namespaces of everything that a file names, its documentation aside.
    private static IEnumerable<string> Namespaces(string path) =>
        LibrarySources.Uses.Value[path].Where(use => use.Node is SimpleNameSyntax).Select(use => (use.Symbol as INamespaceSymbol ?? use.Symbol.ContainingNamespace)?.ToDisplayString() ?? "").Distinct();

    private static IEnumerable<ISymbol> Uses(string path, Func<SyntaxNode, ISymbol, bool> isMeant) =>
        LibrarySources.Uses.Value[path].Where(use => use.Node is not SimpleNameSyntax && isMeant(use.Node, use.Symbol)).Select(use => use.Symbol);

    private static bool ComparesReleases(SyntaxNode node, ISymbol symbol) =>
        symbol.ContainingType?.Name == "KvmRelease"
        && (symbol.Name == "CompareTo" || (node.IsKind(SyntaxKind.LessThanExpression) || node.IsKind(SyntaxKind.LessThanOrEqualExpression)
            || node.IsKind(SyntaxKind.GreaterThanExpression) || node.IsKind(SyntaxKind.GreaterThanOrEqualExpression)));

    private static bool MakesANumberedBit(SyntaxNode node, ISymbol symbol) =>
        symbol.ContainingType?.Name == nameof(BitAddress) && node is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [.., { Expression: LiteralExpressionSyntax }] };

    private static bool ParsesAnAddress(SyntaxNode node, ISymbol symbol) =>
        symbol.ContainingType?.Name == nameof(BitAddress) && symbol.Name == nameof(BitAddress.Parse) && node is InvocationExpressionSyntax;
}
