using HvCpuid.Tests.Architecture;
using HvCpuid.Tests.Baselines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tool.Tests.Architecture;

/// <summary>Reads the tool's sources and holds them to docs/architecture.md: Program uses the verbs, a verb what verbs share, that the sources, those the terminal.</summary>
public class ToolSourceTests
{
    private const int FileBudget = 400;
    private const int MethodBudget = 40;
    private const int FolderBudget = 25;
    private const int SharedBudget = 8;

    // Each row may use itself and the rows above its own. A verb's folder is a row of its own: it knows no other verb's.
    private static readonly string[] Order = ["Terminal", "Sources", "Verbs", "Verbs/", ""];

    private static readonly BoundSources Sources = new("HvCpuid.Tool", "HvCpuid/Text");

    public static TheoryData<string> Paths => [.. Sources.Files.Select(file => file.Path)];

    [Fact]
    public void Sources_OfTheTool_AreUnderstood() => Nothing(Sources.Errors());

    [Fact]
    public void Folders_OfTheTool_AreThoseOfTheOrder() =>
        Nothing(Sources.Files.Select(file => file.Path).Where(path => Row(path) < 0 || (Row(path) != Array.IndexOf(Order, "Verbs/") && path.Count(c => c == '/') > 1)));

    [Theory]
    [MemberData(nameof(Paths))]
    public void File_OfAFolder_UsesOnlyFoldersAboveIt(string path) => Nothing(Used(path).Where(used => !MayUse(path, used)));

    [Fact]
    public void Namespaces_OfTheTool_AreTheirFirstFolders() =>
        Nothing(
            from file in Sources.Files
            let folder = BoundSources.Folder(file.Path)
            let found = file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>().SingleOrDefault()?.Name.ToString()
            where found != (folder.Length > 0 ? "HvCpuid.Tool." + folder : "HvCpuid.Tool") && file.Path != "Program.cs"
            select file.Path);

    [Fact]
    public void Files_AndFoldersOfTheTool_StayWithinTheirBudget()
    {
        Nothing(Sources.Files.Where(file => file.Root.GetText().Lines.Count - 1 > FileBudget).Select(file => $"{file.Path}: more than {FileBudget} lines"));
        Nothing(
            from file in Sources.Files
            group file by Path.GetDirectoryName(file.Path)!.Replace('\\', '/') into folder
            let budget = folder.Key == "Verbs" ? SharedBudget : FolderBudget
            where folder.Count() > budget
            select $"{folder.Key}: {folder.Count()} files, the budget is {budget}");
    }

    [Fact]
    public void Methods_OfTheTool_StayWithinTheirBudget() =>
        Nothing(
            from file in Sources.Files
            from node in file.Root.DescendantNodes()
            where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
            let span = node.SyntaxTree.GetLineSpan(node.Span)
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > MethodBudget
            select $"{file.Path}({span.StartLinePosition.Line + 1}): {lines} lines, the budget is {MethodBudget}");

    [Fact]
    public void Verbs_OfTheTool_HaveAFolderOfTheirName() =>
        Nothing(
            from file in Sources.Files
            where file.Path.EndsWith("Verb.cs", StringComparison.Ordinal)
            let name = Path.GetFileNameWithoutExtension(file.Path)
            where file.Path != $"Verbs/{name[..^"Verb".Length]}/{name}.cs"
            select file.Path);

    [Fact]
    public void Tests_OfEveryFolder_MirrorTheTool() =>
        Nothing(Sources.Files.Select(file => Path.GetDirectoryName(file.Path)!).Distinct()
            .Where(folder => folder is not ("" or "Verbs") && !Directory.Exists(Path.Combine(Repository.Root, "tests", "HvCpuid.Tool.Tests", folder))));

    private static void Nothing(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join('\n', wrong));

    private static bool MayUse(string path, string used) =>
        Row(used) < Row(path) || (Row(used) == Row(path) && (Row(path) != Array.IndexOf(Order, "Verbs/") || Path.GetDirectoryName(used) == Path.GetDirectoryName(path)));

    private static int Row(string path)
    {
        string folder = BoundSources.Folder(path);
        return Array.IndexOf(Order, folder == "Verbs" && path.Split('/').Length > 2 ? "Verbs/" : folder);
    }

    // The files that declare what a file names, its documentation aside.
    private static IEnumerable<string> Used(string path)
    {
        CompilationUnitSyntax root = Sources.Files.Single(file => file.Path == path).Root;
        SemanticModel meaning = Sources.Meaning(root);
        return root.DescendantNodes().OfType<SimpleNameSyntax>()
            .Select(name => meaning.GetSymbolInfo(name))
            .SelectMany(found => found.Symbol is { } symbol ? [symbol] : found.CandidateSymbols.AsEnumerable())
            .Where(symbol => symbol is not INamespaceSymbol)
            .Select(symbol => (symbol as INamedTypeSymbol ?? symbol.ContainingType)?.OriginalDefinition)
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.DeclaringSyntaxReferences)
            .Select(reference => reference.SyntaxTree.FilePath)
            .Where(file => file != path && !Path.IsPathRooted(file)) // the library's, compiled in, lie beside
            .Distinct();
    }
}
