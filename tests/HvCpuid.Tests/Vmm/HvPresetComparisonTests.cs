using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvPresetComparisonTests
{
    private static readonly HvHost Amd = HvHost.From(new KvmHost { Kernel = KvmRelease.Parse("6.12"), Vendor = CpuVendor.Amd, Nested = true });

    [Fact]
    public void Of_VmWithLess_SaysWhatIsMissingAndHowToWriteIt()
    {
        HvConfigurationEdits edits = LibvirtXml.ParseEdits("<hyperv><relaxed state='on'/><vapic state='on'/><vpindex state='on'/><reset state='on'/><spinlocks state='on' retries='4096'/></hyperv>");
        HvPresetComparison comparison = HvPresetComparison.Create(HvOffer.Make(HvVmm.Default, Amd, edits), HvPresetTable.Find("redhat:rhel10")!, edits.Language);

        Assert.True(comparison.LeavesSomething);
        Assert.Equal(
            [
                "Missing <timer name='hypervclock' present='yes'/>", "Missing <runtime state='on'/>", "Missing <synic state='on'/>", "Missing <stimer state='on'/>", "Missing <frequencies state='on'/>",
                "Missing <reenlightenment state='on'/>", "Missing <tlbflush state='on'/>", "Unsupported <evmcs state='on'/>", "Missing <ipi state='on'/>",
                "Missing <stimer state='on'><direct state='on'/></stimer>", "Value <spinlocks state='on' retries='8191'/>", "Value <vendor_id state='on' value='KVM Hv'/>",
            ],
            comparison.Differences.Select(difference => $"{difference.Kind} {difference.Words}"));
        Assert.All(comparison.Differences, difference => Assert.NotEmpty(difference.Worth));
    }

    [Fact]
    public void Of_VmWithMore_LeavesNothing()
    {
        HvOffer offer = HvOffer.Make(HvVmm.Default, Amd, QemuFlags.ParseEdits("hv-reset"), HvPresetTable.Recommended);
        HvPresetComparison comparison = HvPresetComparison.Create(offer, HvPresetTable.Recommended);

        Assert.False(comparison.LeavesSomething);
        Assert.Equal(["Beyond hv-reset"], comparison.Differences.Select(difference => $"{difference.Kind} {difference.Flag}"));
    }

    [Theory]
    [InlineData(HvConfigurationLanguage.Qemu, "hv-time|hv-tlbflush|hv-stimer-direct|hv-crash")]
    [InlineData(HvConfigurationLanguage.Proxmox, "hv-time in args: -cpu|flags=+hv-tlbflush in cpu:|hv-stimer-direct in args: -cpu|hv-crash in args: -cpu")]
    [InlineData(HvConfigurationLanguage.KubeVirt, "clock.timer.hyperv: {}|features.hyperv.tlbflush: {}|features.hyperv.synictimer.direct: {}|devices.panicDevices: [model: hyperv]")]
    public void Of_AnyLanguage_SpeaksItsWords(HvConfigurationLanguage language, string words)
    {
        HvPresetComparison comparison = HvPresetComparison.Create(HvOffer.Make(HvVmm.Default, Amd, HvConfigurationEdits.None), HvPresetTable.Recommended, language);

        Assert.Equal(words.Split('|'), new[] { "hv-time", "hv-tlbflush", "hv-stimer-direct", "hv-crash" }.Select(flag => comparison.Differences.Single(difference => difference.Flag == flag).Words));
    }
}
