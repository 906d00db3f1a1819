using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Enlightenments;

public class HvConfigurationEditsTests
{
    private static HvEnlightenment Row(HvSwitches one) => HvEnlightenmentTable.For(one).Single();

    private static HvSetting Setting(string flag) => HvSettingTable.All.Single(row => row.Flag == flag);

    [Fact]
    public void ApplyTo_TheSameSwitchTwice_HeedsTheLast()
    {
        HvConfigurationEdits edits = new([HvConfigurationEdit.Switch(Row(HvSwitches.Stimer), true), HvConfigurationEdit.Switch(Row(HvSwitches.Stimer), false)]);

        Assert.Equal(HvSwitches.Time, edits.ApplyTo(HvConfiguration.Default.With(HvSwitches.Time | HvSwitches.Stimer)).Switches);
        Assert.Equal(HvSwitches.Stimer, edits.SwitchedOff);
    }

    [Fact]
    public void ToConfiguration_Settings_AreTaken()
    {
        HvConfigurationEdits edits = new([HvConfigurationEdit.Set(Setting("hv-spinlocks"), "0x1fff"), HvConfigurationEdit.Set(Setting("hv-passthrough"), "on")]);

        HvConfiguration configuration = edits.ToConfiguration();

        Assert.Equal((0x1FFFu, HvConfigurationMode.Passthrough), (configuration.SpinlockRetries, configuration.Mode));
        Assert.Equal(["hv-spinlocks", "hv-passthrough"], edits.Given.Select(setting => setting.Flag));
    }

    [Fact]
    public void Set_AValueThatTheSettingDoesNotTake_IsRefused() =>
        Assert.Contains("a number from 0", Assert.Throws<ArgumentException>(() => HvConfigurationEdit.Set(Setting("hv-spinlocks"), "many")).Message, StringComparison.Ordinal);

    [Fact]
    public void Then_LaterEdits_Count()
    {
        HvConfigurationEdits both = QemuFlags.ParseEdits("host,hv-time,hv-stimer").Then(QemuFlags.ParseEdits("hv-stimer=off,hv-vendor-id=abc"));

        Assert.Equal(("host", HvSwitches.Time, "abc"), (both.CpuModel, both.ToConfiguration().Switches, both.ToConfiguration().VendorId.ToString()));
    }

    [Fact]
    public void ParseEdits_EveryFlag_HasItsPlaceAndName()
    {
        const string Text = "-cpu host,-hv-time,hv_apicv,hv-spinlocks=5";

        HvConfigurationEdits edits = QemuFlags.ParseEdits(Text);

        Assert.Equal(["hv-apicv=on", "hv-spinlocks=5", "hv-time=off"], edits.Items.Select(edit => edit.ToString()));
        Assert.Equal(["hv_apicv", "hv-spinlocks=5", "-hv-time"], edits.Items.Select(edit => Text[edit.Place.Offset!.Value..].Split(',')[0]));
        Assert.Equal(["host"], edits.Ignored);
    }

    [Fact]
    public void ParseEdits_EveryElement_HasItsLine()
    {
        HvConfigurationEdits edits = LibvirtXml.ParseEdits("<hyperv mode='host-model'>\n  <relaxed state='on'/>\n  <spinlocks state='on' retries='8191'/>\n  <evmcs state='off'/>\n</hyperv>");

        Assert.Equal((HvConfigurationMode.HostModel, HvSwitches.Evmcs), (edits.Mode, edits.ToConfiguration().Excluded));
        Assert.Equal(["line 2, column 4", "line 3, column 4", "line 4, column 4"], edits.Items.Select(edit => edit.Place.ToString()));
    }
}
