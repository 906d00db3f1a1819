using HvCpuid.Tests.Baselines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tests.Architecture;

/// <summary>The sources of a project, read and bound by the C# compiler, as for net10.0, against the packages of the tests that ask.</summary>
internal sealed class BoundSources
{
    private readonly Lazy<CSharpCompilation> _bound;

    /// <summary>Reads the sources.</summary>
    /// <param name="project">The project's name and its folder below src.</param>
    /// <param name="beside">Folders below src whose files it compiles too; they are not among <see cref="Files"/>.</param>
    public BoundSources(string project, params string[] beside)
    {
        Project = Path.Combine(Repository.Root, "src", project);
        Files =
        [
            .. Directory.EnumerateFiles(Project, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Project, path).Replace('\\', '/'))
                .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => (path, Parse(File.ReadAllText(Path.Combine(Project, path)), path).GetCompilationUnitRoot())),
        ];
        _bound = new Lazy<CSharpCompilation>(() => Bind(project, beside));
    }

    /// <summary>The folder of the project.</summary>
    public string Project { get; }

    /// <summary>Every file of the project: its path below <see cref="Project"/> and its syntax.</summary>
    public IReadOnlyList<(string Path, CompilationUnitSyntax Root)> Files { get; }

    /// <summary>The first folder of a file, empty for a file beside the folders.</summary>
    public static string Folder(string path) => path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "";

    /// <summary>What the names of a file mean.</summary>
    public SemanticModel Meaning(CompilationUnitSyntax root) => _bound.Value.GetSemanticModel(root.SyntaxTree);

    /// <summary>What the compiler finds wrong, but for what generators write: the methods of the log and of imports (and what those assign), and the bodies of JSON contexts.</summary>
    public IEnumerable<string> Errors() =>
        from found in _bound.Value.GetDiagnostics()
        where found is { Severity: DiagnosticSeverity.Error, Id: not ("CS8795" or "CS0170") }
        let message = found.ToString()
        where !message.Contains("JsonSerializerContext", StringComparison.Ordinal) && !message.Contains("Context' does not contain", StringComparison.Ordinal)
        select message;

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(
        text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET10_0_OR_GREATER"]), path);

    private CSharpCompilation Bind(string project, string[] beside)
    {
        string[] implied = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"];
        SyntaxTree usings = Parse(string.Concat(implied.Select(name => $"global using {name};\n")), "usings");
        IEnumerable<SyntaxTree> others = beside.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", folder), "*.cs")).Select(path => Parse(File.ReadAllText(path), path));
        OutputKind kind = Files.Any(file => file.Path == "Program.cs") ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation.Create(
            project,
            [.. Files.Select(file => file.Root.SyntaxTree), usings, .. others],
            references.Where(path => Path.GetFileName(path) != project + ".dll").Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }
}
