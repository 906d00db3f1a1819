using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tool.Tests.Docs;

/// <summary>
/// The guides' commands and programs are run: a block <c>console</c> holds commands behind <c>$</c> and below each what it prints, a block <c>csharp</c> is a whole
/// program, and a block <c>text</c> behind it what that prints. Readmes' programs are compiled.
/// </summary>
[Collection("Console")]
public partial class GuideTests
{
    private const string Implied = "global using System;\n";

    // As the guides' reader does, at the repository's root: what is printed must not depend on how long its path is.
    static GuideTests() => Directory.SetCurrentDirectory(Repository.Root);

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "guides"), "*.md").Select(Relative).Append("docs/nested-features-story.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Readmes => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_ItsCommandsAndPrograms_PrintWhatItSays(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

        text = ConsoleBlock().Replace(text, block => "```console\n" + string.Concat(Commands(block.Groups[1].Value).Select(Printed)) + "```\n");
        text = ProgramBlock().Replace(text, block => $"```csharp\n{block.Groups[1].Value}```\n\n```text\n{SampleProgram.Run(SampleProgram.Compile(block.Groups[1].Value))}```\n");

        Baseline.Check(page, text);
    }

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Readme_OfAPackage_CompilesAsItStands(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

        Assert.All(AnyProgram().Matches(text), block => SampleProgram.Compile(block.Groups[1].Value));
    }

    [Fact]
    public void FirstProgram_ItsLeavesAndItsReason_AreThoseOfItsKernel()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "samples", "First", "First.cs"));
        string[] printed = SampleProgram.Run(SampleProgram.Compile(Implied + string.Join('\n', lines.Where(line => !line.StartsWith("#:", StringComparison.Ordinal))))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(12, printed.Length);
        Assert.Equal("40000003H: 00002AFF-00000830-00000000-00080D12", printed[3]);
        Assert.EndsWith("and eVMCS is not enabled on this vCPU.", printed[10], StringComparison.Ordinal);
        Assert.Equal("enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", printed[11]);
    }

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static IEnumerable<string> Commands(string block) => block.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal));

    // A folder of the repository is where a reader stands.
    private static string Printed(string line)
    {
        byte[]? bytes = null;
        string error = "";
        foreach (string command in line[2..].Split(" | "))
        {
            if (command.StartsWith("head -", StringComparison.Ordinal))
            {
                bytes = Encoding.UTF8.GetBytes(string.Concat(Encoding.UTF8.GetString(bytes!).Split('\n').Take(int.Parse(command[6..], null)).Select(row => row + "\n")));
                continue;
            }

            string[] words = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            Assert.Equal("hvcpuid", words[0]);
            ToolRun run = ToolRun.With(words[1..], bytes);
            Assert.True(run.ExitCode < 2, $"{line}: {run.Error}");
            (bytes, error) = (run.Bytes, error + run.Error);
        }

        string printed = Encoding.UTF8.GetString(bytes!) + error;
        Assert.DoesNotContain(@"\x0A", printed, StringComparison.Ordinal); // a line end that was taken for foreign text
        return $"{line}\n{printed.TrimEnd('\n')}\n";
    }

    [GeneratedRegex("```console\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex("```csharp\n(.*?)```\n\n```text\n.*?```\n", RegexOptions.Singleline)]
    private static partial Regex ProgramBlock();

    [GeneratedRegex("```csharp\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex AnyProgram();
}

/// <summary>Tests that take the process's standard output.</summary>
[CollectionDefinition("Console", DisableParallelization = true)]
public sealed class ConsoleCollection;
