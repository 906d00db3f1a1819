using System.Text;

namespace HvCpuid.Tool.Tests.Terminal;

public class PageTests
{
    public static TheoryData<string> CommandLines =>
    [
        "--help", "supported --help", "decode --help", "explain --help", "history --help",
        "supported", "supported --kernel 7.2 --evmcs --lapic off --smt off --max-vcpus 4096", "supported --kernel 7.2 --scope system",
        "decode kvm:7.2,evmcs --all", "decode kvm:7.2,evmcs", "decode -",
        "history", "history A", "explain hv-time", "explain A", "explain 3.EAX on kvm:5.0", "explain 4.EBX", "explain 40000101H", "explain HV_X64_NESTED_DIRECT_FLUSH on kvm:5.0,amd",
        "flags --help", "flags hv-stimer,hv-evmcs --close --on kvm:6.12,intel,evmcs", "flags --passthrough --on kvm:7.2,evmcs", "flags --preset nested --on kvm:5.0,amd",
        "flags -hv-crash,hv-no-nonarch-coresharing=on,hv-spinlocks=8191,hv-enforce-cpuid --preset recommended --on kvm:7.2", "flags hv-time=off --on -",
        "lint --help", "lint kvm:5.0 --vcpus 100 --all", "lint kvm:6.12,nonested",
        "access --help", "access -", "access -  --enforce off --synic on", "access kvm:5.0 --kernel 5.0", "access kvm:6.12,nolapic", "access kvm:6.12 --msr 0x40000021 --write 1",
        "access kvm:6.12 --hypercall 3",
    ];

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Text_AtEightyColumns_HasNoLongerLineNoTrailingBlankAndNoEscapeCode(string commandLine)
    {
        ToolRun run = ToolRun.Of(commandLine, Encoding.UTF8.GetBytes(Dumps.ThreeCpus));

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(run.Lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain("\u2026", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", run.Output, StringComparison.Ordinal);
    }

    // An address or a register cut in two is of no use to a search.
    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Text_AtEightyColumns_HasEveryAddressInOnePiece(string commandLine)
    {
        ToolRun narrow = ToolRun.Of(commandLine, Encoding.UTF8.GetBytes(Dumps.ThreeCpus));
        ToolRun wide = ToolRun.Of(commandLine, Encoding.UTF8.GetBytes(Dumps.ThreeCpus), width: 400);

        Assert.Equal(Words(wide), Words(narrow));

        static IEnumerable<string> Words(ToolRun run) => run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }

    // What differs in a table differs by more than its place, where there is colour.
    [Theory]
    [InlineData("access kvm:6.12", "yes", "no")]
    [InlineData("access kvm:6.2", "allowed", "invalid_code")]
    [InlineData("decode kvm:6.12 --all", "1", "0")]
    [InlineData("explain 3.EAX on kvm:6.12", "1", "0")]
    [InlineData("lint kvm:5.0 --all", "warning", "info")]
    public void Text_WithColour_ToldApartByStyle(string commandLine, string one, string other)
    {
        string colored = ToolRun.Of(commandLine, terminal: true, color: true).Output;

        Assert.NotEqual(Style(one), Style(other));

        string Style(string word) => System.Text.RegularExpressions.Regex.Match(colored, $"\u001b\\[([0-9;]+)m{word} *\u001b\\[0m") is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"no {word} with a style in: {colored}");
    }

    [Theory]
    [InlineData("history debian12 debian13")]
    [InlineData("kernels rhel9.4")]
    [InlineData("decode kvm:7.2,evmcs")]
    public void Text_OfAnIndentedLineThatWraps_GoesOnBelowItsBeginning(string commandLine)
    {
        string[] lines = ToolRun.Of(commandLine).Lines;

        int[] wrapped = [.. Enumerable.Range(1, lines.Length - 1).Where(i => lines[i - 1].StartsWith("  ", StringComparison.Ordinal) && lines[i].Length > 0 && char.IsAsciiLetterLower(lines[i][0]))];
        Assert.Empty(wrapped.Select(i => lines[i - 1] + " | " + lines[i]));
    }

    [Fact]
    public void Text_WithColour_IsTheSameButForItsEscapeCodes()
    {
        string colored = ToolRun.Of("explain hv-time", terminal: true, color: true).Output;

        Assert.Contains("\u001b[1m", colored, StringComparison.Ordinal);
        Assert.Equal(ToolRun.Of("explain hv-time").Output, System.Text.RegularExpressions.Regex.Replace(colored, "\u001b\\[[0-9;]*m", ""));
    }
}
