using HvCpuid.Tests.Baselines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tests.Architecture;

/// <summary>The sources of src/HvCpuid, read and bound by the C# compiler, as for net10.0.</summary>
internal static class LibrarySources
{
    private static readonly Lazy<CSharpCompilation> Bound = new(Bind);

    /// <summary>The folder of the library.</summary>
    public static string Library { get; } = Path.Combine(Baseline.Root, "src", "HvCpuid");

    /// <summary>Every file of the library: its path below <see cref="Library"/> and its syntax.</summary>
    public static IReadOnlyList<(string Path, CompilationUnitSyntax Root)> Files { get; } =
    [
        .. Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Library, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, Parse(File.ReadAllText(Path.Combine(Library, path)), path).GetCompilationUnitRoot())),
    ];

    /// <summary>The first folder of a file, empty for a file beside the folders.</summary>
    public static string Folder(string path) => path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "";

    /// <summary>What the names of a file mean.</summary>
    public static SemanticModel Meaning(CompilationUnitSyntax root) => Bound.Value.GetSemanticModel(root.SyntaxTree);

    /// <summary>What the compiler finds wrong, but for what generators write: the methods of the log, and the bodies of JSON contexts.</summary>
    public static IEnumerable<string> Errors() =>
        from found in Bound.Value.GetDiagnostics()
        where found is { Severity: DiagnosticSeverity.Error, Id: not "CS8795" }
        let message = found.ToString()
        where !message.Contains("JsonSerializerContext", StringComparison.Ordinal) && !message.Contains("Context' does not contain", StringComparison.Ordinal)
        select message;

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(
        text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET10_0_OR_GREATER"]), path);

    private static CSharpCompilation Bind()
    {
        string[] implied = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"];
        SyntaxTree usings = Parse(string.Concat(implied.Select(name => $"global using {name};\n")), "usings");
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation.Create(
            "HvCpuid",
            Files.Select(file => file.Root.SyntaxTree).Append(usings),
            references.Where(path => Path.GetFileName(path) != "HvCpuid.dll").Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
