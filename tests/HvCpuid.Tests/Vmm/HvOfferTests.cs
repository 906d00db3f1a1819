using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvOfferTests
{
    private const string All = "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush";

    [Theory]
    [InlineData("qemu:11.1", "6.12", "hv-evmcs", true, "hv-vapic,hv-evmcs", "hv-vapic (required by hv-evmcs)")]
    [InlineData("qemu:11.1", "6.12", "hv-evmcs", false, "hv-evmcs", "")]
    [InlineData("qemu:11.1", "6.12", "hv-evmcs,hv-vapic", true, "hv-vapic,hv-evmcs", "")]
    [InlineData("qemu:11.1", "6.12", "hv-passthrough,hv-stimer", true, All + ",hv-evmcs,hv-ipi,hv-stimer-direct,hv-avic,hv-emsr-bitmap,hv-xmm-input,hv-tlbflush-ext,hv-tlbflush-direct,hv-spinlocks=0xfff,hv-vendor-id=Linux KVM Hv,x-hv-max-vps=4096", "")]
    [InlineData("qemu:5.2", "6.12", "hv-passthrough", false, All + ",hv-evmcs,hv-ipi,hv-stimer-direct,hv-spinlocks=0xfff,hv-vendor-id=Linux KVM Hv,x-hv-max-vps=4096", "")]
    [InlineData("qemu:11.1", "6.12,nohyperv", "hv-passthrough", false, "hv-passthrough", "")]
    [InlineData("copy", "6.12,amd", "", false, All + ",hv-ipi,hv-stimer-direct,hv-avic,hv-emsr-bitmap,hv-xmm-input,hv-tlbflush-ext,hv-tlbflush-direct,hv-spinlocks=0xfff,hv-vendor-id=Linux KVM Hv,x-hv-max-vps=4096", "")]
    public void Make_Flags_AreMadeExplicitAndClosed(string vmm, string host, string flags, bool close, string made, string added)
    {
        HvOffer offer = HvOffer.Make(HvVmm.Parse(vmm), HvHost.Parse(host), QemuFlags.ParseEdits(flags), close: close);

        Assert.Equal((made, added), (offer.ToFlags(), string.Join('|', offer.Added)));
        Assert.Equal((null, HvSwitches.None), (offer.Preset, offer.Dropped));
    }

    [Fact]
    public void ToFlags_OfAMachineType_HasWhatIsNotItsOwn()
    {
        QemuVmm vmm = new(new(11, 1), QemuMachine.Parse("pc-q35-6.1"));

        Assert.Equal("hv-relaxed,hv-version-id-build=0x3839", HvOffer.Make(vmm, HvHost.Parse("6.12"), QemuFlags.ParseEdits("hv-relaxed,hv-version-id-build=0x3839")).ToFlags());
    }

    [Fact]
    public void Make_Passthrough_SaysWhatIsLeftOutAndWhatNoSwitchSays()
    {
        HvOffer qemu = HvOffer.Make(HvVmm.Default, HvHost.Parse("6.12"), QemuFlags.ParseEdits("hv-passthrough"));
        HvOffer copy = HvOffer.Make(CopyVmm.Instance, HvHost.Parse("6.12"), HvConfigurationEdits.None);
        HvOffer plain = HvOffer.Make(HvVmm.Default, HvHost.Parse("6.12"), QemuFlags.ParseEdits("hv-relaxed"));

        Assert.Equal((HvSwitches.SynDbg, 0), (qemu.LeftOut, qemu.NotExpressible.Count));
        Assert.Equal(HvSwitches.SynDbg, copy.LeftOut);
        Assert.Contains(copy.NotExpressible, difference => difference.Reason == "no switch says it");
        Assert.Equal((HvSwitches.None, 0), (plain.LeftOut, plain.NotExpressible.Count));
    }

    [Fact]
    public void Make_Preset_HasItsValuesWhereKvmHasHyperV()
    {
        HvPreset preset = HvPresetTable.Find("redhat:rhel10")!;
        HvOffer offer = HvOffer.Make(HvVmm.Default, HvHost.Parse("6.12,amd"), QemuFlags.ParseEdits("hv-relaxed=off"), preset);
        HvOffer none = HvOffer.Make(HvVmm.Default, HvHost.Parse("6.12,nohyperv"), HvConfigurationEdits.None, preset);

        Assert.Equal((preset, HvSwitches.Evmcs, 0x1FFFu, "KVM Hv"), (offer.Preset, offer.Dropped, offer.Explicit.SpinlockRetries, offer.Explicit.VendorId.ToString()));
        Assert.Equal(["hv-relaxed=False", "hv-vapic=True", "hv-reset=True", "hv-evmcs=False"], preset.Choices
            .Where(choice => choice.Enlightenment.Flag is "hv-relaxed" or "hv-vapic" or "hv-evmcs" or "hv-reset").Select(choice => $"{choice.Enlightenment.Flag}={offer.IsOn(choice)}"));
        Assert.Equal((HvConfiguration.Default, preset.Configuration.Switches, 0), (none.Explicit, none.Dropped, none.Resolution.Findings.Count));
    }

    // A value that is the default is said by nobody: it is not told to do nothing beside hv-passthrough.
    [Fact]
    public void Make_PresetBesidePassthrough_SaysNothingOfDefaults()
    {
        HvOffer offer = HvOffer.Make(HvVmm.Default, HvHost.Parse("6.12"), QemuFlags.ParseEdits("hv-passthrough"), HvPresetTable.Recommended);

        Assert.DoesNotContain(offer.Resolution.Findings, finding => finding.Flag == "hv-spinlocks");
        Assert.Equal(HvSeverity.Info, offer.Resolution.Findings[^1].Severity);
    }
}
