namespace HvCpuid.Tool.Tests.Terminal;

public class ToolProcessTests
{
    private static readonly (string Name, string? Value)[] ColorTerminal = [("TERM", "xterm-256color"), ("NO_COLOR", null)];

    public ToolProcessTests()
    {
        if (ToolProcess.WhyNot is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    public static TheoryData<string, string?, string?> PlainTerminals => new() { { "unset", null, null }, { "dumb", "dumb", null }, { "NO_COLOR", "xterm-256color", "1" }, { "empty", "", null } };

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public void Run_StandardErrorThatCannotBeWritten_ChangesNeitherResultNorExitCode(string how)
    {
        (int exitCode, string output, _) = ToolProcess.Shell($"hvcpuid supported --kernel 6.1.0-50-amd64 --format json {how}");

        Assert.Equal((0, ToolRun.Of("supported --kernel 6.1.0-50-amd64 --format json").Output), (exitCode, output));
        Assert.Equal(2, ToolProcess.Shell($"hvcpuid decode nofile {how}").ExitCode);
        Assert.Equal(1, ToolProcess.Shell($"hvcpuid supported --kernel 5.0 --scope system {how}").ExitCode);
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public void Run_StandardOutputThatCannotBeWritten_EndsWith2AndTheReason(string how)
    {
        (int exitCode, _, string error) = ToolProcess.Shell($"hvcpuid supported {how}");

        Assert.Equal(2, exitCode);
        Assert.Matches("^hvcpuid: (No space left on device|standard output is closed)", error);
    }

    [Theory]
    [InlineData("decode -")]
    [InlineData("flags - --on kvm:6.12")]
    public void Run_StandardInputThatIsClosed_EndsWith2AndTheReason(string words)
    {
        (int exitCode, string output, string error) = ToolProcess.Shell($"hvcpuid {words} <&-");

        Assert.Equal((2, "", "standard input is closed: expected a file, a pipe or a terminal.\n"), (exitCode, output, error));
    }

    [Theory]
    [InlineData("supported --format json")]
    [InlineData("supported --format raw")]
    [InlineData("decode kvm:6.12 --format json")]
    [InlineData("explain hv-time --format json")]
    [InlineData("history --format json")]
    [InlineData("flags hv-time --on kvm:6.12 --format qemu")]
    [InlineData("flags hv-time --on kvm:6.12 --format libvirt")]
    [InlineData("access kvm:6.12 --format json")]
    public void Run_MachineFormatOnATerminal_IsThatOfAPipeByteForByte(string words) =>
        Assert.Equal(ToolRun.Of(words).Output, ToolProcess.OnTerminal($"hvcpuid {words}", ColorTerminal));

    [Theory]
    [MemberData(nameof(PlainTerminals))]
    public void Run_TerminalWithoutColour_IsSentNoEscapeCode(string which, string? term, string? noColor)
    {
        string text = ToolProcess.OnTerminal("hvcpuid supported; hvcpuid explain hv-time; hvcpuid decode nofile; hvcpuid --help", ("TERM", term), ("NO_COLOR", noColor));

        Assert.True(!text.Contains('\u001b', StringComparison.Ordinal), $"{which}: {text}");
        Assert.Contains("error: nofile: there is no such file.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TerminalWithColour_IsSentColoursAndNothingElse()
    {
        string text = ToolProcess.OnTerminal("hvcpuid explain hv-time; hvcpuid decode nofile", ColorTerminal);

        Assert.Contains("\u001b[1;31merror:\u001b[0m nofile: ", text, StringComparison.Ordinal);
        Assert.Contains("\u001b[1m", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;]*m", ""), StringComparison.Ordinal);
    }
}
