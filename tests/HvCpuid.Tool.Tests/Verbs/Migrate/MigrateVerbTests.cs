using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class MigrateVerbTests
{
    [Fact]
    public void Migrate_RedHat93ToRedHat92_IsNoWithBuilds()
    {
        ToolRun run = ToolRun.With(["migrate", "rhel9.3", "rhel9.2"], width: 120);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("May   no: ", run.Lines[2], StringComparison.Ordinal);
        Assert.Matches(@"Fix   the destination needs Linux 6\.\d or later, or rhel9\.3 \(from build \d+ on\)", run.Output);
    }

    [Theory]
    [InlineData("6.12,amd", "use an Intel host")]
    [InlineData("6.12,nonested", "load kvm_intel with nested=1")]
    public void Migrate_AGuestWithEvmcsWhereThereIsNone_NamesBoth(string host, string fix)
    {
        ToolRun run = ToolRun.Of($"migrate 6.12 {host} --format json");

        JsonElement[] findings = [.. run.Json.GetProperty("findings").EnumerateArray()];
        Assert.Equal((1, "no"), (run.ExitCode, run.Json.GetProperty("verdict").GetString()));
        Assert.Equal(["CPUID.40000004H:EAX[14]", "CPUID.4000000AH:EAX[15:0]"], findings.Select(finding => finding.GetProperty("address").GetString()));
        Assert.All(findings, finding => Assert.Contains(fix, finding.GetProperty("fix").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Migrate_AGuestOfAPreset_MayGoToItsOwnHost()
    {
        byte[] guest = ToolRun.Of("flags --preset recommended --on 6.12 --format bin").Bytes;

        ToolRun run = ToolRun.Of("migrate - 6.12", guest);

        Assert.Equal((0, "May   yes"), (run.ExitCode, run.Lines[2]));
    }

    [Fact]
    public void Migrate_APromiseToAHostWithSmt_IsToldAndExitCode0()
    {
        byte[] guest = ToolRun.Of("flags hv-relaxed,hv-no-nonarch-coresharing=on --on 6.12 --format bin").Bytes;

        ToolRun run = ToolRun.Of("migrate - 6.12", guest);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("HVM005  warning  CPUID.40000004H:EAX[18]", run.Lines);
    }

    [Fact]
    public void Migrate_AVmmWithoutTheSwitch_NamesIt()
    {
        byte[] guest = ToolRun.Of("flags hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext --on 6.12 --format bin").Bytes;

        ToolRun run = ToolRun.Of("migrate - 6.12 --vmm qemu:5.2 --format json", guest);

        Assert.Equal(["HVM006 hv-tlbflush-ext"], run.Json.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("id").GetString()} {finding.GetProperty("switch").GetString()}"));
    }

    [Fact]
    public void Migrate_AGuestOfWhichAPartIsTold_IsUnknown()
    {
        ToolRun run = ToolRun.Of("migrate - 6.12 --format json", "Hyper-V: privilege flags low 0x2aff, high 0x30, hints 0xc2c, misc 0x80500"u8.ToArray());

        Assert.Equal((1, "unknown"), (run.ExitCode, run.Json.GetProperty("verdict").GetString()));
        Assert.Contains(run.Json.GetProperty("findings").EnumerateArray(), finding => finding.TryGetProperty("unknown", out JsonElement unknown) && unknown.GetBoolean());
    }

    [Theory]
    [InlineData("migrate - -", "standard input is there once")]
    [InlineData("migrate 6.12 6.12 --vmm xen", "--vmm: 'xen' is no VMM")]
    public void Migrate_WhatCannotBeUsed_IsExitCode2(string command, string message)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_ToAKvmWithoutHyperV_IsNoWithWhatHelps()
    {
        ToolRun run = ToolRun.Of("migrate 6.12 6.12,nohyperv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("CONFIG_KVM_HYPERV=y", run.Output, StringComparison.Ordinal);
    }
}
