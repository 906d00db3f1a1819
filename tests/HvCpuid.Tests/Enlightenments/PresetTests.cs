using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Tests.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Enlightenments;

public class PresetTests
{
    [Fact]
    public void All_Presets_SayEverySwitchWithItsReason()
    {
        Assert.Equal(["recommended", "nested", "minimal"], HvPresetTable.All.Select(preset => preset.Name));
        foreach (HvPreset preset in HvPresetTable.All)
        {
            Assert.Equal(HvEnlightenmentTable.All, preset.Choices.Select(choice => choice.Enlightenment));
            Assert.All(preset.Choices, choice => Assert.InRange(choice.Reason.Length, 20, 150));
            Assert.Equal(preset.Configuration, preset.Configuration.Close());
        }
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
        foreach (SupportedQuery query in Situations.All.Where((query, i) => i % 11 == 0 && query.Scope == KvmScope.Vcpu))
        {
            if (new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).Set is not { } host)
            {
                continue;
            }

            foreach (HvPreset preset in HvPresetTable.All)
            {
                HvConfiguration configuration = preset.On(host, out HvSwitches dropped);
                Assert.Equal(preset.Configuration.Switches, configuration.Switches | dropped);
                Assert.Empty(configuration.Resolve(host).Errors);
                Assert.True(preset != HvPresetTable.Minimal || dropped == HvSwitches.None);
            }
        }
    }

    [Fact]
    public void On_AmdHost_DropsTheEnlightenedVmcs()
    {
        HvPresetTable.Nested.On(Hosts.Named("6.12a").Answer(), out HvSwitches dropped);
        Assert.Equal(HvSwitches.Evmcs, dropped);
    }
}
