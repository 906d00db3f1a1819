using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Formats;
using HvCpuid.Tests.Baselines;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Tests.Sources;

public partial class FormatNamesTests
{
    [Fact]
    public void Names_OfEveryFormat_AreThereAndReadBack()
    {
        HvCpuidFormat[] formats = Enum.GetValues<HvCpuidFormat>();

        Assert.Equal(formats.Length, FormatNames.All.Count);
        Assert.All(formats, format => Assert.Equal(format, FormatNames.Find(format.Name().ToUpperInvariant())));
        Assert.Null(FormatNames.Find("CpuidRaw"));
    }

    [Fact]
    public void Names_OfTheExamplesInTheDocument_AreTheirFormats()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "inputs.md")).ReplaceLineEndings("\n");
        (string Name, byte[] Input)[] examples = [.. Example().Matches(document).Select(match => (match.Groups["name"].Value, Encoding.UTF8.GetBytes(match.Groups["text"].Value)))];

        Assert.Equal(FormatNames.All.Where(name => name != "bin").Order(StringComparer.Ordinal), examples.Select(example => example.Name).Order(StringComparer.Ordinal));
        Assert.All(examples, example => Assert.Equal(example.Name, HvCpuidFormats.Recognize(example.Input, example.Input.Length).Name()));
    }

    [GeneratedRegex("### [^\n]*`--input-format (?<name>[a-z0-9-]+)`\n\n```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
