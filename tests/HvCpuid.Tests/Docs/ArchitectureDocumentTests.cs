using System.Text.RegularExpressions;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Docs;

public sealed partial class ArchitectureDocumentTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "architecture.md")).ReplaceLineEndings("\n");
    private static readonly HashSet<string> Sources =
        [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))];

    public static TheoryData<string> Files => [.. FileName().Matches(Page).Select(match => match.Groups["name"].Value).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_ThatThePageNames_IsThere(string name) => Assert.Contains(name, Sources);

    // A journey gets longer by one hop at a time, and nobody sees it.
    [Theory]
    [InlineData("hvcpuid supported", 10)]
    [InlineData("ioctl(vcpu", 9)]
    [InlineData("hvcpuid flags", 13)]
    public void Journey_OfEveryQuestion_HasNoMoreHops(string title, int most)
    {
        string journey = Page.Split("\n### ").Single(section => section.StartsWith($"`{title}", StringComparison.Ordinal)).Split("\n## ")[0];
        int[] numbers = [.. Hop().Matches(journey).Select(match => int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        Assert.InRange(numbers.Length, 5, most);
        Assert.All(journey.Split('\n').Where(line => Hop().IsMatch(line)), line => Assert.Matches(FileName(), line));
    }

    [GeneratedRegex(@"`(?<name>[\w.-]+\.cs)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(?<number>\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Hop();
}
