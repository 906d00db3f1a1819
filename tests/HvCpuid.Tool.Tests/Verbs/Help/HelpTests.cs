using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool.Tests.Verbs;

public class HelpTests
{
    public static TheoryData<string> Verbs => ["supported", "decode", "explain", "history", "kernels", "flags", "guest", "lint", "diff", "migrate", "fit", "baseline", "access", "host", "completion"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_OfTheTool_NamesEachVerbOnOneLine(string verb) =>
        Assert.Single(ToolRun.Of("--help").Lines, line => line.StartsWith($"  {verb} ", StringComparison.Ordinal) && line.EndsWith('.'));

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_OfAVerb_EndsWithExamplesAndExitCodes(string verb)
    {
        ToolRun run = ToolRun.Of(verb + " --help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"  hvcpuid {verb} ", run.Lines.First(line => line.StartsWith("  hvcpuid ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("Examples:", run.Lines);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal("  2  the call or an input could not be used", run.Lines[^1]);
    }

    [Fact]
    public void Help_EveryExample_Works()
    {
        Assert.NotEmpty(VerbExamples.Commands);
        foreach (string command in VerbExamples.Commands)
        {
            byte[]? input = null;
            foreach (string part in command.Split(" | "))
            {
                Assert.StartsWith("hvcpuid ", part, StringComparison.Ordinal);
                ToolRun run = ToolRun.Of(part["hvcpuid ".Length..], input);
                if (part.StartsWith("hvcpuid host", StringComparison.Ordinal) && run.ExitCode == 1)
                {
                    continue; // no /dev/kvm here: that is its answer
                }

                // What these are asked may well be answered with no.
                bool mayBeNo = part.Split(' ')[1] is "diff" or "migrate" or "fit";
                Assert.True(run.ExitCode == 0 || (mayBeNo && run is { ExitCode: 1, Bytes.Length: > 0 }), $"{part}: {run.Error}");
                Assert.NotEmpty(run.Bytes);
                input = run.Bytes;
            }
        }
    }

    [Fact]
    public void Help_WithoutArguments_IsOnStandardErrorWithExitCode2()
    {
        ToolRun run = ToolRun.Of("");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(ToolRun.Of("--help").Output, run.Error);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help decode", "decode --help")]
    [InlineData("help help", "help --help")]
    public void HelpVerb_SaysWhatTheOptionSays(string verb, string option)
    {
        ToolRun run = ToolRun.Of(verb);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(ToolRun.Of(option).Output, run.Output);
    }

    [Theory]
    [InlineData("help decod", "help: 'decod' is no verb and no topic. Did you mean 'decode'?")]
    [InlineData("--format json supported", "hvcpuid: --format stands before the verb: expected hvcpuid supported --format json\n")]
    [InlineData("--kernel 6.12 supported --evmcs", "hvcpuid: --kernel stands before the verb: expected hvcpuid supported --evmcs --kernel 6.12\n")]
    [InlineData("decode", "hvcpuid decode: expected SOURCE, found nothing, e.g. hvcpuid decode kvm:6.12,intel,evmcs\n")]
    [InlineData("migrate debian12", "hvcpuid migrate: expected HOST, found nothing, e.g. hvcpuid migrate rhel9.3 rhel9.2\n")]
    [InlineData("migrate", "hvcpuid migrate: expected GUEST, found nothing, e.g. hvcpuid migrate rhel9.3 rhel9.2\n")]
    [InlineData("diff debian12", "hvcpuid diff: expected B, found nothing, e.g. hvcpuid diff ")]
    [InlineData("access --enforce on", "hvcpuid access: expected SOURCE, found nothing, e.g. hvcpuid access kvm:6.12,intel\n")]
    public void CallThatIsWrong_SaysWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of(words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_IsThatOfTheTool() => Assert.StartsWith("hvcpuid 0.", ToolRun.Of("--version").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("suported", "hvcpuid: 'suported' is not known here. Did you mean 'supported'?")]
    [InlineData("teleport", "hvcpuid: 'teleport' is not known here.")]
    [InlineData("--halp", "hvcpuid: '--halp' is not known here. Did you mean '--help'?")]
    public void UnknownVerb_IsExitCode2AndSuggestsTheNearest(string word, string message)
    {
        ToolRun run = ToolRun.Of(word);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(message, run.Error.Split('\n')[0]);
        Assert.Contains("See hvcpuid --help.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sources")]
    [InlineData("kernels")]
    [InlineData("formats")]
    public void Help_OfATopic_FitsATerminal(string topic)
    {
        ToolRun run = ToolRun.Of("help " + topic);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Help_OfSources_HasEveryWordOfAKvmSource() =>
        Assert.All("intel amd nonested nosmt nohyperv maxvcpus= system evmcs nolapic host cpu".Split(' '), word => Assert.Contains(word, ToolRun.Of("help sources").Output, StringComparison.Ordinal));

    [Fact]
    public void Help_OfFormats_HasEveryFormatThatOptionsTake()
    {
        string text = ToolRun.Of("help formats").Output;

        string refusal = ToolRun.Of("decode kvm:6.12 --input-format nonsense").Error + ToolRun.Of("flags hv-time --on kvm:6.12 --format nonsense").Error;
        string[] formats = [.. refusal.Split('\n').SelectMany(line => line.Split("expected ")[1..]).SelectMany(words => words.Split(", found")[0].Split([", ", " or "], 0))];
        Assert.True(formats.Length > 15, refusal);
        Assert.All(formats, format => Assert.Matches($@"\b{format}\b", text));
    }

    [Fact]
    public void Manual_OfTheTool_HasEveryVerbAndOption()
    {
        string page = ToolRun.Of("help --man").Output;

        Assert.StartsWith(".TH HVCPUID 1 ", page, StringComparison.Ordinal);
        Assert.All(Verbs, verb => Assert.Contains($".SS hvcpuid {verb.Data}", page, StringComparison.Ordinal));
        Assert.Contains("\\fB\\-\\-input\\-format\\fR", page, StringComparison.Ordinal);
        Assert.All(page.Split('\n').Where(line => line.StartsWith('.')), line => Assert.Matches(@"^\.(TH|SH|SS|TP|PP|B|I|nf|fi)\b", line));
    }
}
