using System.Text;
using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class DiffVerbTests
{
    [Fact]
    public void Diff_TwoDistributions_ReadsLikeReleaseNotes()
    {
        ToolRun run = ToolRun.With(["diff", "debian12", "debian13"], width: 120);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal("From Linux debian12, Intel, nested=1, all that it offers", run.Lines[0]);
        Assert.Equal("To   Linux debian13, Intel, nested=1, all that it offers", run.Lines[1]);
        Assert.Contains("Added", run.Lines);
        Assert.Contains("Changed", run.Lines);
        Assert.Contains(run.Lines, line => line.StartsWith("  CPUID.40000003H:EDX[14]      ExtendedGvaRangesForFlushVirtualAddressList (hv-tlbflush-ext, Linux 6.2): ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains("MaximumVirtualProcessors 1024 -> 4096", StringComparison.Ordinal));
        Assert.Equal("4 added, 1 changed.", run.Lines[^1]);
    }

    [Fact]
    public void Diff_TheOtherWay_SwapsAddedAndRemoved() => Assert.Equal("4 removed, 1 changed.", ToolRun.Of("diff debian13 debian12").Lines[^1]);

    [Fact]
    public void Diff_TheSame_IsExitCode0()
    {
        ToolRun run = ToolRun.Of("diff 6.12 6.12.0");

        Assert.Equal((0, "No difference."), (run.ExitCode, run.Lines[^1]));
    }

    [Fact]
    public void Diff_Json_HasIdAddressValuesAndMeaning()
    {
        ToolRun run = ToolRun.Of("diff kvm:6.12,intel kvm:6.12,intel,evmcs --format json");

        JsonElement[] findings = [.. run.Json.GetProperty("findings").EnumerateArray()];
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["HVD001 added CPUID.40000004H:EAX[14]"], findings.Where(finding => finding.GetProperty("name").GetString() == "EnlightenedVmcs").Select(finding =>
            $"{finding.GetProperty("id").GetString()} {finding.GetProperty("kind").GetString()} {finding.GetProperty("address").GetString()}"));
    }

    [Fact]
    public void Diff_APartOfTheLeaves_IsUnknownOnOneSide()
    {
        ToolRun run = ToolRun.Of("diff - 6.12", "Hyper-V: privilege flags low 0x2aff, high 0x30, hints 0xc2c, misc 0x80500"u8.ToArray());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Unknown on one side", run.Lines);
    }

    [Fact]
    public void Diff_LeavesInAnotherOrder_SaysSo()
    {
        string one = ToolRun.Of("supported 6.12 --format json").Output;
        JsonElement[] entries = [.. JsonDocument.Parse(one).RootElement.GetProperty("entries").EnumerateArray()];
        string turned = "{\"entries\":[" + string.Join(",", entries.Reverse().Select(entry => entry.GetRawText())) + "]}";

        ToolRun run = ToolRun.Of("diff kvm:6.12,vcpu -", Encoding.UTF8.GetBytes(turned));

        Assert.Equal((1, "The same leaves."), (run.ExitCode, run.Lines[^1]));
        Assert.Contains("Another order of the leaves", run.Lines);
        Assert.DoesNotContain("\\x0A", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff - -", "standard input is there once")]
    [InlineData("diff 6.12", "expected B, found nothing")]
    [InlineData("diff 6.12 none.json", "there is no such file")]
    public void Diff_WhatCannotBeUsed_IsExitCode2(string command, string message)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_AKernelThatRefuses_IsExitCode1() => Assert.Equal(1, ToolRun.Of("diff kvm:6.12,nohyperv 6.12").ExitCode);

    // What no field says: the flags of an entry of struct kvm_cpuid2.
    [Fact]
    public void Diff_OfFlagsAlone_NamesTheLeaves()
    {
        using TemporaryFolder folder = new();
        string Written(string name, int flags) => folder.File(name, $"{{\"entries\":[{{\"function\":\"0x40000000\",\"flags\":{flags},\"eax\":\"0x40000000\",\"ebx\":0,\"ecx\":0,\"edx\":0}}]}}");
        (string one, string other) = (Written("one.json", 1), Written("other.json", 0));

        ToolRun text = ToolRun.With(["diff", one, other]);
        JsonElement json = ToolRun.With(["diff", one, other, "--format", "json"]).Json;

        Assert.Equal(1, text.ExitCode);
        Assert.Contains("Other flags of the entries\n  40000000H\n", text.Output, StringComparison.Ordinal);
        Assert.Equal("HVD006", Assert.Single(json.GetProperty("findings").EnumerateArray()).GetProperty("id").GetString());
    }
}
