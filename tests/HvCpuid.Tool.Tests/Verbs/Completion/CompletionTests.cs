using System.Diagnostics;

namespace HvCpuid.Tool.Tests.Verbs;

public class CompletionTests
{
    [Theory]
    [InlineData("hvcpuid su", "supported")]
    [InlineData("hvcpuid supported --cpu ", "amd")]
    [InlineData("hvcpuid supported --ker", "--kernel")]
    [InlineData("hvcpuid supported --kernel rhel9", "rhel9.4")]
    [InlineData("hvcpuid supported --kernel 6.1", "6.11")]
    [InlineData("hvcpuid decode kvm:debian1", "kvm:debian12")]
    [InlineData("hvcpuid decode kvm:6.12,in", "kvm:6.12,intel")]
    [InlineData("hvcpuid decode kvm:6.12,intel,", "kvm:6.12,intel,evmcs")]
    [InlineData("hvcpuid flags hv-e", "hv-evmcs")]
    [InlineData("hvcpuid flags hv-vapic,hv-e", "hv-vapic,hv-evmcs")]
    [InlineData("hvcpuid flags hv-time --on ub", "ubuntu24.04")]
    [InlineData("hvcpuid flags --preset prox", "proxmox:win11")]
    [InlineData("hvcpuid explain AccessSy", "AccessSynicRegs")]
    [InlineData("hvcpuid history rhel8", "rhel8.10")]
    [InlineData("hvcpuid help so", "sources")]
    [InlineData("hvcpuid completion ", "fish")]
    public void Suggest_AtTheEndOfALine_HasTheWord(string line, string word) =>
        Assert.Contains(word, ToolRun.With([$"[suggest:{line.Length}]", line]).Lines);

    [Fact]
    public void Suggest_BehindASwitch_DoesNotRepeatIt() =>
        Assert.DoesNotContain("hv-vapic,hv-vapic", ToolRun.With(["[suggest:23]", "hvcpuid flags hv-vapic,"]).Lines);

    [Fact]
    public void Help_OfAVerb_DoesNotListWhatCompletes() => Assert.DoesNotContain("rhel9.4|", ToolRun.Of("decode --help").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Script_OfAShell_AsksTheToolAndEndsWithALineEnd(string shell)
    {
        ToolRun run = ToolRun.Of("completion " + shell);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_OfAnUnknownShell_IsRefused()
    {
        ToolRun run = ToolRun.Of("completion fisch");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("completion: expected bash, zsh, fish, pwsh, found 'fisch'. Did you mean 'fish'?\n", run.Error);
    }

    [Theory]
    [InlineData("hvcpuid flags hv-vapic,hv-ev", "hv-vapic,hv-evmcs")]
    [InlineData("hvcpuid decode kvm:6.12,in", "6.12,intel")] // bash replaces what stands behind the colon
    [InlineData("hvcpuid sup", "supported")]
    public void Script_InARealBash_CompletesTheLine(string line, string reply)
    {
        Assert.SkipUnless(File.Exists("/bin/bash") || File.Exists("/usr/bin/bash"), "needs bash");
        string script = $$"""
            hvcpuid() { dotnet '{{typeof(ToolProgram).Assembly.Location}}' "$@"; }
            source <(hvcpuid completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _hvcpuid
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();

        Assert.Equal(reply + "\n", output);
    }
}
