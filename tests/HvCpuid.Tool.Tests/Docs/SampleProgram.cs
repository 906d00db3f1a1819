using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HvCpuid.Tool.Tests.Docs;

/// <summary>A program of the docs: compiled against our assemblies, and run with what it prints in hand. Tests that run one are in the collection "Console".</summary>
internal static class SampleProgram
{
    /// <summary>The assembly of a whole program, which compiles without a warning.</summary>
    public static byte[] Compile(string program)
    {
        IEnumerable<string> assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Directory.GetFiles(AppContext.BaseDirectory, "HvCpuid*.dll")).DistinctBy(Path.GetFileName);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "guide",
            [CSharpSyntaxTree.ParseText(program, new CSharpParseOptions(LanguageVersion.Latest))],
            assemblies.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream assembly = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(assembly);
        Assert.True(result.Success && !result.Diagnostics.Any(found => found.Severity >= DiagnosticSeverity.Warning), string.Join('\n', result.Diagnostics) + "\n" + program);
        return assembly.ToArray();
    }

    /// <summary>What it prints.</summary>
    public static string Run(byte[] assembly)
    {
        AssemblyLoadContext context = new("guide", isCollectible: true);
        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            MethodInfo main = context.LoadFromStream(new MemoryStream(assembly)).EntryPoint!;
            _ = main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }

        return output.ToString();
    }
}
