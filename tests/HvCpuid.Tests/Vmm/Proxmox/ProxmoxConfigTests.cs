using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class ProxmoxConfigTests
{
    private const string Windows7 = "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-ipi=on";

    [Theory]
    [InlineData("ostype: win11", Windows7)]
    [InlineData("ostype: win7\nbios: ovmf", "")]
    [InlineData("ostype: win8\nbios: ovmf", Windows7)]
    [InlineData("ostype: w2k8", "hv-spinlocks=0x1fff,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on")]
    [InlineData("ostype: w2k3", "")]
    [InlineData("ostype: l26\ncpu: host,flags=+hv-tlbflush", "hv-tlbflush=on")]
    [InlineData("ostype: win10\nmachine: pc-q35-3.0", "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on")]
    [InlineData("ostype: win10\nmachine: pc-i440fx-2.11", "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on")]
    [InlineData("ostype: win10\nmachine: pc-i440fx-2.5", "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on")]
    [InlineData("ostype: win10\nmachine: pc-i440fx-2.2", "hv-spinlocks=0xffff,hv-relaxed=on")]
    [InlineData("ostype: win11\nkvm: 0", "")]
    [InlineData("cpu: host,hidden=1,hv-vendor-id=Foo,flags=+hv-tlbflush;-hv-evmcs;+aes\nostype: win11", Windows7 + ",hv-vendor-id=Foo,hv-tlbflush=on,hv-evmcs=off")]
    [InlineData("ostype: win11\nhostpci0: 01:00,pcie=1,x-vga=1", Windows7 + ",hv-vendor-id=proxmox")]
    [InlineData("ostype: win11\nargs: -cpu host,hv-relaxed", "hv-relaxed=on")]
    [InlineData("ostype: win11\nargs: -cpu 'host,hv-relaxed,hv-vendor-id=A B' -smp 2", "hv-relaxed=on,hv-vendor-id=A B")]
    [InlineData("ostype: l26\n\n[snap]\nostype: win11", "")]
    public void Parse_Config_HasWhatProxmoxAddsAmongIt(string text, string edits) => Assert.Equal(edits, ProxmoxConfig.Parse(text).Edits.ToString());

    [Fact]
    public void Parse_WholeConfig_SaysNameMachineAndVcpusAndWhatIsLost()
    {
        VmDefinition definition = ProxmoxConfig.Parse("#notes\nargs: -cpu host,hv-time\nbios: ovmf\ncores: 4\ncpu: host,flags=+hv-tlbflush\nmachine: pc-q35-7.2+pve0\nname: win\nostype: win11\nsockets: 2\nvcpus: 3\n");

        Assert.Equal(("win", "pc-q35-7.2+pve0", 3, 8, true), (definition.Name, definition.Machine!.Type, definition.Vcpus, definition.MaximumVcpus, definition.UsesKvm));
        Assert.Equal($"the -cpu in args: takes the place of Proxmox's own: what ostype and cpu: bring is lost, {Windows7},hv-tlbflush=on.", definition.Notes[^1]);
        Assert.Equal("line 2, column 17", definition.Edits.Items[0].Place.ToString());
        Assert.Equal(HvConfigurationLanguage.Proxmox, definition.Edits.Language);
    }

    [Theory]
    [InlineData("cpu: host,flags=+hv-time", "'+hv-time' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, joined by ';', or a -cpu in args: for other enlightenments (line 1, column 17)")]
    [InlineData("cpu: host,flags=hv-tlbflush", "'hv-tlbflush' is no flag that Proxmox takes: ")]
    [InlineData("name: a\ncpu: host,hv-time", "'hv-time' is no property of cpu: ")]
    [InlineData("cpu: host\nostype: win12", "'win12' is no ostype: expected wxp, ")]
    [InlineData("cpu: host\nhv-time: on", "'hv-time:' is no key of Proxmox's: ")]
    [InlineData("cpu: host\nmachine: q35,hv-time=on", "'hv-time=on' stands in machine: expected in cpu: or args: (line 2, column 14)")]
    [InlineData("cores: 2\ncpuu: host,flags=+aes;+hv-evmcs", "'+hv-evmcs' stands in cpuu: expected in cpu: or args: (line 2, column 23)")]
    [InlineData("cores: 2\ncpuu: host,flags=+hv-evmcs", "'flags=+hv-evmcs' stands in cpuu: expected in cpu: or args: (line 2, column 12)")]
    [InlineData("arch: aarch64\ncpu: host", "arch is 'aarch64': expected x86_64, whose guests alone have Hyper-V's leaves (line 1, column 7)")]
    [InlineData("cpu: host\nwhat is this", "'what is this' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 2, column 1)")]
    [InlineData("cpu: host\nargs: -cpu host,hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 17)")]
    [InlineData("cpu: host,hv-vendor-id=MuchTooLongAName\nostype: win11", "hv-vendor-id has 'MuchTooLongAName': expected 1 to 12 letters and digits")]
    [InlineData("args: -\u001b hv-synic", "'hv-synic' stands behind -\\x1B: expected it in the value of -cpu (line 1, column 10)")]
    [InlineData("cores: 2\nargs: -cpu host,\"hv-time", "The quote \" is not closed: expected another \" (line 2, column 17)")]
    public void Parse_WhatIsWrong_IsToldWithItsPlace(string text, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => ProxmoxConfig.Parse(text));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(thrown.Line);
    }

    [Theory]
    [InlineData("proxmox:win11", "cpu: host\nostype: win11\n")]
    [InlineData("proxmox:w2k8", "cpu: host\nostype: w2k8\n")]
    [InlineData("minimal", "args: -cpu host,hv-relaxed,hv-vapic,hv-time,hv-vpindex\n")]
    public void ToProxmox_Preset_IsItsOstypeOrArgs(string preset, string text) => Assert.Equal(text, HvPresetTable.Find(preset)!.Configuration.ToProxmox(out _));

    [Fact]
    public void ToProxmox_OstypeWithMore_TakesFlags() =>
        Assert.Equal("cpu: host,hv-vendor-id=Foo,flags=+hv-tlbflush\nostype: win11\n", ProxmoxConfig.Parse("ostype: win10\ncpu: host,hv-vendor-id=Foo,flags=+hv-tlbflush").Edits.ToConfiguration().ToProxmox(out _));

    [Fact]
    public void ToProxmox_AnyThatFlagsCanSay_IsReadBack() => Prop.ForAll(
        Configurations.ForQemu.Where(configuration => !configuration.VendorId.ToString().Contains('$', StringComparison.Ordinal)).ToArbitrary(),
        configuration =>
        {
            string text = configuration.ToProxmox(out IReadOnlyList<string> unsaid);
            Assert.Empty(unsaid);
            return ProxmoxConfig.Parse(text).Edits.ToConfiguration() == configuration;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_VendorWithoutWindows_IsToldToDoNothing() => Assert.Contains(
        "hv-vendor-id does nothing: Proxmox gives it to Windows from Vista on alone, by ostype.", ProxmoxConfig.Parse("cpu: host,hv-vendor-id=Foo\nostype: l26").Notes);

    [Fact]
    public void Parse_ModelByItsName_IsTheModel() => Assert.Equal("host", ProxmoxConfig.Parse("cpu: cputype=host,flags=+hv-evmcs\nostype: win11").Edits.CpuModel);
}
