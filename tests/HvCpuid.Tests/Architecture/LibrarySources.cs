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

    /// <summary>What the names of a file mean.</summary>
    public static SemanticModel Meaning(CompilationUnitSyntax root) => Sources.Meaning(root);

    /// <inheritdoc cref="BoundSources.Errors"/>
    public static IEnumerable<string> Errors() => Sources.Errors();
}
