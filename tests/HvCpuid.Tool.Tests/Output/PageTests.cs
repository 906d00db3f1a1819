using System.Text;

namespace HvCpuid.Tool.Tests.Output;

public class PageTests
{
    public static TheoryData<string> CommandLines =>
    [
        "--help", "supported --help", "decode --help", "explain --help", "history --help",
        "supported", "supported --kernel 7.2 --evmcs --lapic off --smt off --max-vcpus 4096", "supported --kernel 7.2 --scope system",
        "decode kvm:7.2,evmcs --all", "decode kvm:7.2,evmcs", "decode -",
        "history", "history A", "explain hv-time", "explain A", "explain 3.EAX on kvm:5.0", "explain 4.EBX", "explain 40000101H", "explain HV_X64_NESTED_DIRECT_FLUSH on kvm:5.0,amd",
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

    [Fact]
    public void Text_WithColour_IsTheSameButForItsEscapeCodes()
    {
        string colored = ToolRun.Of("explain hv-time", terminal: true, color: true).Output;

        Assert.Contains("\u001b[1m", colored, StringComparison.Ordinal);
        Assert.Equal(ToolRun.Of("explain hv-time").Output, System.Text.RegularExpressions.Regex.Replace(colored, "\u001b\\[[0-9;]*m", ""));
    }
}
