using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class FitVerbTests
{
    private const string RedHat = """
        <domain type='kvm'><features><hyperv mode='custom'><relaxed state='on'/><vapic state='on'/><spinlocks state='on' retries='8191'/><vpindex state='on'/><runtime state='on'/>
        <synic state='on'/><stimer state='on'><direct state='on'/></stimer><frequencies state='on'/><reset state='on'/><tlbflush state='on'/><ipi state='on'/><reenlightenment state='on'/></hyperv></features>
        <clock offset='localtime'><timer name='hypervclock' present='yes'/></clock></domain>
        """;

    [Fact]
    public void Fit_OldAndNewHosts_SaysWhichCanAndWhatToChange()
    {
        ToolRun run = ToolRun.Of("fit hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext --on 5.10 --on 6.12,amd --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["no", "yes"], run.Json.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("verdict").GetString()));
        JsonElement change = Assert.Single(run.Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(("hv-tlbflush-ext", false), (change.GetProperty("flag").GetString(), change.GetProperty("on").GetBoolean()));
        Assert.True(run.Json.GetProperty("changesSuffice").GetBoolean());
        Assert.Contains(run.Json.GetProperty("oldest").EnumerateArray(), kernel => kernel.GetProperty("release").GetString() == "debian13" && kernel.GetProperty("cpu").GetString() == "amd");
    }

    [Fact]
    public void Fit_WindowsXmlOfRedHat_NamesTheOldestKernelOfEachDistribution()
    {
        ToolRun run = ToolRun.With(["fit", RedHat], width: 120);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("The oldest kernels that can, and all known later ones of theirs", run.Lines[0]);
        Assert.Contains(run.Lines, line => line.StartsWith("  linux            Linux 5.", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("  rhel             rhel8.", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_WhatNoKernelCan_SaysWhy()
    {
        ToolRun run = ToolRun.With(["fit", "hv-relaxed,hv-vapic,hv-evmcs"], width: 120);

        Assert.Contains(run.Lines, line => line.StartsWith("  AMD: none, for Hyper-V enlightened VMCS (hv-evmcs) is not supported by kernel", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_Preset_IsChangedByWishes() => Assert.Equal(0, ToolRun.Of("fit hv-evmcs=off --preset nested --on 6.12,amd").ExitCode);

    [Fact]
    public void Fit_Labels_AreThoseOfTheNodeLabeller()
    {
        ToolRun run = ToolRun.Of("fit --labels --on rhel9.4 --on kvm:6.12,nohyperv");

        Assert.Equal((0, 15), (run.ExitCode, run.Lines.Length));
        Assert.Equal("  hyperv.node.kubevirt.io/base=true", run.Lines[1]);
        Assert.Equal("  none", run.Lines[^1]);
    }

    [Fact]
    public void Fit_LabelsOfWhatLibvirtTells_SayWhichAreUnknown()
    {
        byte[] xml = "<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>vpindex</value><value>synic</value></enum></hyperv></features></domainCapabilities>"u8.ToArray();

        ToolRun run = ToolRun.Of("fit --labels --on -", xml);

        Assert.Equal(["base", "vpindex", "synic", "synic2"], run.Lines[1..].Select(line => line["  hyperv.node.kubevirt.io/".Length..^"=true".Length]));
        Assert.EndsWith("whether these are set is unknown: time.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Passthrough_IsAsTheWish() =>
        Assert.Equal(ToolRun.Of("fit hv-passthrough --on 6.12 --on 5.4,amd").Output, ToolRun.Of("fit --passthrough --on 6.12 --on 5.4,amd").Output);

    [Theory]
    [InlineData("fit", "fit: which?")]
    [InlineData("fit --passthrough --preset nested", "not both")]
    [InlineData("fit --labels", "Expected --on SOURCE")]
    [InlineData("fit - --on -", "standard input is there once")]
    [InlineData("fit hv-nonsense --on 6.12", "hv-nonsense")]
    public void Fit_WhatCannotBeUsed_IsExitCode2(string command, string message)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
