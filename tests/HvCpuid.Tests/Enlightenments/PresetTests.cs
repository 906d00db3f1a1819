using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Enlightenments;

public class PresetTests
{
    [Fact]
    public void All_Presets_SayEverySwitchWithItsReason()
    {
        Assert.Equal(["recommended", "nested", "minimal"], HvPresetTable.All.Select(preset => preset.Name));
        Assert.All(HvPresetTable.All, preset =>
        {
            Assert.Equal(HvEnlightenmentTable.All, preset.Choices.Select(choice => choice.Enlightenment));
            Assert.All(preset.Choices, choice => Assert.InRange(choice.Reason.Length, 20, 150));
            Assert.Equal(preset.Configuration, preset.Configuration.Close());
        });
    }

    [Fact]
    public void Presets_Configurations_AreTheseFlags()
    {
        const string Recommended = "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush,hv-ipi,hv-stimer-direct,hv-avic,hv-xmm-input,hv-tlbflush-ext";
        Assert.Equal(Recommended, HvPresetTable.Recommended.Configuration.ToQemu());
        Assert.Equal(QemuFlags.Parse(Recommended + ",hv-evmcs,hv-emsr-bitmap,hv-tlbflush-direct"), HvPresetTable.Nested.Configuration);
        Assert.Equal("hv-relaxed,hv-vapic,hv-time,hv-vpindex", HvPresetTable.Minimal.Configuration.ToQemu());
    }

    [Fact]
    public void On_EveryHost_Resolves()
    {
        IEnumerable<KvmQuery> answered = Situations.All.Where((query, i) => i % 11 == 0 && query.Scope == KvmScope.Vcpu).Where(query => new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).Set is not null);
        Assert.All(answered, query => Assert.All(HvPresetTable.All, preset =>
        {
            HvCpuidSet host = new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).GetSet();
            HvConfiguration configuration = preset.On(host, out HvSwitches dropped);
            Assert.Equal(preset.Configuration.Switches, configuration.Switches | dropped);
            Assert.Empty(configuration.Resolve(host).Errors);
            Assert.True(preset != HvPresetTable.Minimal || dropped == HvSwitches.None);
        }));
    }

    [Fact]
    public void On_AmdHost_DropsTheEnlightenedVmcs()
    {
        HvPresetTable.Nested.On(Hosts.Named("6.12a").Answer(), out HvSwitches dropped);
        Assert.Equal(HvSwitches.Evmcs, dropped);
    }

    [Fact]
    public void FieldPresets_All_SayEverySwitchTheirSourceAndDay()
    {
        Assert.Equal(
            ["redhat:rhel10", "redhat:rhel9", "proxmox:win11", "proxmox:win10", "proxmox:win8", "proxmox:win7", "proxmox:w2k8", "virt-install:windows", "kubevirt:windows"],
            HvFieldPresetTable.All.Select(preset => preset.Name));
        Assert.All(HvFieldPresetTable.All, preset =>
        {
            Assert.Equal(HvEnlightenmentTable.All, preset.Choices.Select(choice => choice.Enlightenment));
            Assert.Equal(preset.Configuration, preset.Configuration.Close());
            Assert.Contains("looked up 2026-", preset.Source, StringComparison.Ordinal);
            Assert.Equal(0x1fffu, preset.Configuration.SpinlockRetries);
            Assert.Same(preset, HvPresetTable.Find(preset.Name));
        });
    }

    [Theory]
    [InlineData("win11")]
    [InlineData("win10")]
    [InlineData("win8")]
    [InlineData("win7")]
    [InlineData("w2k8")]
    public void FieldPresets_Proxmox_AreWhatAnOstypeBrings(string ostype) =>
        Assert.Equal(ProxmoxConfig.Parse($"ostype: {ostype}").Edits.ToConfiguration(), HvPresetTable.Find($"proxmox:{ostype}")!.Configuration);

    [Fact]
    public void FieldPresets_RedHat_IsItsDocumentedXml() => Assert.Equal(
        LibvirtXml.Parse("<domain><features><hyperv><relaxed state='on'/><vapic state='on'/><spinlocks state='on' retries='8191'/><vendor_id state='on' value='KVM Hv'/><vpindex state='on'/>"
            + "<runtime state='on'/><synic state='on'/><stimer state='on'><direct state='on'/></stimer><frequencies state='on'/><reset state='on'/><tlbflush state='on'/>"
            + "<reenlightenment state='on'/><ipi state='on'/><evmcs state='on'/></hyperv></features><clock><timer name='hypervclock' present='yes'/></clock></domain>"),
        HvPresetTable.Find("redhat:rhel10")!.Configuration);

    [Fact]
    public void Presets_WithAnItemThatIsNull_AreRefused()
    {
        HvPreset preset = HvPresetTable.All[0];

        Assert.Throws<ArgumentException>(() => preset with { Choices = [preset.Choices[0], null!] });
        Assert.Throws<ArgumentException>(() => preset with { Values = [null!] });
        Assert.Throws<ArgumentNullException>(() => preset with { Choices = null! });
    }

    [Fact]
    public void Presets_Spinlocks_HaveAValueOrAReason() => Assert.All(
        HvPresetTable.All.Concat(HvFieldPresetTable.All), preset => Assert.InRange(preset.Values.Single(value => value.Setting.Flag == "hv-spinlocks").Reason.Length, 20, 200));
}
