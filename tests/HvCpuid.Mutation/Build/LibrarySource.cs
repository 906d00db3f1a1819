using System.Diagnostics;
using System.Text.Json;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HvCpuid.Mutation.Build;

/// <summary>The library as its project compiles it: MSBuild says with what, and the source generators of its packages run once.</summary>
internal sealed class LibrarySource
{
    private LibrarySource(string folder, CSharpCompilation compilation, IReadOnlyList<SyntaxTree> trees)
    {
        Folder = folder;
        Compilation = compilation;
        Trees = trees;
    }

    /// <summary>The folder of the project.</summary>
    public string Folder { get; }

    /// <summary>All that is compiled, with what generators added.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The trees of the files that people write.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>The file of a tree below the project, with forward slashes.</summary>
    public string FileOf(SyntaxTree tree) => Path.GetRelativePath(Folder, tree.FilePath).Replace('\\', '/');

    public static LibrarySource Load(string folder, string project, string targetFramework, string configuration)
    {
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(CompilerArguments(folder, project, targetFramework, configuration), folder, null);
        CSharpParseOptions parse = arguments.ParseOptions.WithLanguageVersion(LanguageVersion.Preview).WithDocumentationMode(DocumentationMode.None);
        SyntaxTree[] all = [.. arguments.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), parse, file.Path))];
        CSharpCompilation compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(project),
            all,
            arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference)),
            arguments.CompilationOptions.WithOptimizationLevel(OptimizationLevel.Release).WithGeneralDiagnosticOption(ReportDiagnostic.Suppress).WithSpecificDiagnosticOptions([]));

        IEnumerable<ISourceGenerator> generators = arguments.AnalyzerReferences
            .Where(reference => reference.FilePath.Contains(Path.DirectorySeparatorChar + "microsoft.extensions.", StringComparison.OrdinalIgnoreCase))
            .SelectMany(reference => new AnalyzerFileReference(reference.FilePath, new GeneratorLoader()).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: parse).RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);

        string output = Path.Combine(folder, "obj") + Path.DirectorySeparatorChar;
        return new LibrarySource(folder, (CSharpCompilation)generated, [.. all.Where(tree => !tree.FilePath.StartsWith(output, StringComparison.Ordinal))]);
    }

    // A build that stops before the compiler and says what it would have been told. The file that never exists makes the target run.
    private static string[] CompilerArguments(string folder, string project, string targetFramework, string configuration)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "msbuild", project, "-nologo", "-t:Compile", "-getItem:CscCommandLineArgs", "-p:TargetFramework=" + targetFramework, "-p:Configuration=" + configuration,
                "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:DesignTimeBuild=true", "-p:NonExistentFile=never",
            },
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"MSBuild does not say how {project} is compiled: {string.Join('\n', output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Take(3))}");
        }

        using JsonDocument document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }

    private sealed class GeneratorLoader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
            // Generators of Microsoft.Extensions stand alone.
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
