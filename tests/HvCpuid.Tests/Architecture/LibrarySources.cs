using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tests.Architecture;

/// <summary>The sources of src/HvCpuid, read and bound by the C# compiler, as for net10.0.</summary>
internal static class LibrarySources
{
    private static readonly BoundSources Sources = new("HvCpuid");

    /// <summary>The folder of the library.</summary>
    public static string Library => Sources.Project;

    /// <summary>Every file of the library: its path below <see cref="Library"/> and its syntax.</summary>
    public static IReadOnlyList<(string Path, CompilationUnitSyntax Root)> Files => Sources.Files;

    /// <summary>The first folder of a file, empty for a file beside the folders.</summary>
    public static string Folder(string path) => BoundSources.Folder(path);

    /// <summary>By file, what its names, operators, calls and new objects mean; bound once for all tests.</summary>
    public static Lazy<IReadOnlyDictionary<string, IReadOnlyList<(SyntaxNode Node, ISymbol Symbol)>>> Uses { get; } = new(() =>
        Files.AsParallel().Select(file => (file.Path, Uses: UsesOf(file.Root))).ToDictionary(file => file.Path, file => file.Uses));

    /// <inheritdoc cref="BoundSources.Errors"/>
    public static IEnumerable<string> Errors() => Sources.Errors();

    private static IReadOnlyList<(SyntaxNode Node, ISymbol Symbol)> UsesOf(CompilationUnitSyntax root)
    {
        SemanticModel meaning = Sources.Meaning(root);
        return
        [
            .. from node in root.DescendantNodes()
               where node is SimpleNameSyntax or BinaryExpressionSyntax or InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or RelationalPatternSyntax
               let symbol = meaning.GetSymbolInfo(node).Symbol
               where symbol is not null
               select (node, symbol),
        ];
    }
}
