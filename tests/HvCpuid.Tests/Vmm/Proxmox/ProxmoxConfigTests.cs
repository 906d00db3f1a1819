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
    [InlineData("ostype: win11\nhostpci3: 01:00, x-vga=on ,pcie=1", Windows7 + ",hv-vendor-id=proxmox")]
    [InlineData("ostype: win11\nhostpci0: 01:00,x-vga = Yes", Windows7 + ",hv-vendor-id=proxmox")]
    [InlineData("ostype: win11\nhostpci0: 01:00,pcie=1,x-vga=0", Windows7)]
    [InlineData("ostype: win11\nhostpci0: 01:00,x-vga", Windows7)]
    [InlineData("ostype: win11\nusb0: host=1,x-vga=1", Windows7)]
    [InlineData("ostype: win11\nhostpci0: 01:00,x-vga=1\ncpu: host,hv-vendor-id=a0Z", Windows7 + ",hv-vendor-id=a0Z")]
    [InlineData("cpu: host,flags=+hv-tlbflush\nostype: l26\nkvm: off", "")]
    [InlineData("cpu: host,flags=+hv-tlbflush\nkvm: No ", "")]
    [InlineData("cpu: host,flags=+hv-tlbflush\nkvm: false", "")]
    [InlineData("cpu: host,flags=+hv-tlbflush\nkvm: 1", "hv-tlbflush=on")]
    [InlineData("cpu: host,flags=-hv-tlbflush;+hv-evmcs", "hv-tlbflush=off,hv-evmcs=on")]
    [InlineData("cpu: host,flags", "")]
    [InlineData("cpu: host,flags=;+aes;-pcid", "")]
    [InlineData("description: hv-time\nname: hv-time\ntags: hv-time;hv-crash\nostype: l26", "")]
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
    [InlineData("ostype: l26", null, null)]
    [InlineData("cores: 4", 4, 4)]
    [InlineData("sockets: 2", 2, 2)]
    [InlineData("cores: 4\nsockets: 2", 8, 8)]
    [InlineData("cores: 4\nsockets: 2\nvcpus: 3", 3, 8)]
    [InlineData("vcpus: 3", 3, null)]
    [InlineData("cores: many", null, null)]
    [InlineData("cores: 2000000000\nsockets: 2", int.MaxValue, int.MaxValue)]
    public void Parse_Config_CountsCoresOfSockets(string text, int? vcpus, int? maximum)
    {
        VmDefinition definition = ProxmoxConfig.Parse(text);

        Assert.Equal((vcpus, maximum), (definition.Vcpus, definition.MaximumVcpus));
    }

    [Theory]
    [InlineData("ostype: l26", null, null, true, new string[0])]
    [InlineData("cpu: host,hidden=1,flags=+aes", "host", null, true, new string[0])]
    [InlineData("cpu: cputype=EPYC", "EPYC", null, true, new string[0])]
    [InlineData("args: -machine q35 -accel tcg\nmachine: pc", null, "q35", false, new string[0])]
    [InlineData("machine: pc-q35-7.2+pve1\nkvm: 0", null, "pc-q35-7.2+pve1", false, new string[0])]
    [InlineData("args: -cpu EPYC\nostype: l26", "EPYC", null, true, new string[0])]
    [InlineData("args: -cpu host\ncpu: EPYC,flags=+hv-evmcs", "host", null, true, new[] { "the -cpu in args: takes the place of Proxmox's own: what ostype and cpu: bring is lost, hv-evmcs=on." })]
    [InlineData("args: -smp 2 -readconfig a\ncpu: host,flags=+hv-evmcs", "host", null, true, new[] { "-readconfig a is not read (line 1, column 14)." })]
    [InlineData("ostype: w2k8\nmachine: pc-q35-2.4\nhostpci0: 1,x-vga=1", null, "pc-q35-2.4", true, new[] { "Proxmox adds for ostype w2k8: hv-spinlocks=0x1fff,hv-vapic=on,hv-time=on.", "Proxmox gives hv-vendor-id=proxmox because of x-vga=1." })]
    public void Parse_Config_SaysModelMachineAcceleratorAndNotes(string text, string? model, string? machine, bool kvm, string[] notes)
    {
        VmDefinition definition = ProxmoxConfig.Parse(text);

        Assert.Equal((VmLanguage.ProxmoxConfig, model, machine, kvm), (definition.Language, definition.Edits.CpuModel, definition.Machine?.ToString(), definition.UsesKvm));
        Assert.Equal(notes, definition.Notes);
    }

    [Fact]
    public void Parse_Config_PlacesWhatProxmoxAddsAtTheOstype() => Assert.Equal(
        ["hv-spinlocks=0xffff line 2, column 9", "hv-relaxed=on line 2, column 9", "hv-vendor-id=Foo line 3, column 24", "hv-tlbflush=on line 3, column 34", "hv-evmcs=off line 3, column 47"],
        ProxmoxConfig.Parse("machine: pc-q35-2.2\nostype: win7\ncpu: host,hv-vendor-id=Foo,flags=+hv-tlbflush;-hv-evmcs").Edits.Items.Select(edit => $"{edit} {edit.Place}"));

    [Theory]
    [InlineData("cpu: host,flags=+hv-time", "'+hv-time' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, joined by ';', or a -cpu in args: for other enlightenments (line 1, column 17)")]
    [InlineData("cpu: host,flags=hv-tlbflush", "'hv-tlbflush' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, joined by ';', or a -cpu in args: for other enlightenments (line 1, column 17)")]
    [InlineData("cpu: host,flags=+aes;++hv-evmcs", "'++hv-evmcs' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, joined by ';', or a -cpu in args: for other enlightenments (line 1, column 22)")]
    [InlineData("name: a\ncpu: host,hv-time", "'hv-time' is no property of cpu: expected flags=+hv-tlbflush;+hv-evmcs, or a -cpu in args: for other enlightenments (line 2, column 11)")]
    [InlineData("cpu: host,+hv-time", "'+hv-time' is no property of cpu: expected flags=+hv-tlbflush;+hv-evmcs, or a -cpu in args: for other enlightenments (line 1, column 11)")]
    [InlineData("cpu: host,-hv_time=on", "'-hv_time=on' is no property of cpu: expected flags=+hv-tlbflush;+hv-evmcs, or a -cpu in args: for other enlightenments (line 1, column 11)")]
    [InlineData("cpu: host,hv-vendor-id", "hv-vendor-id has no value: expected hv-vendor-id=TEXT (line 1, column 11)")]
    [InlineData("cpu: host\nostype: win12", "'win12' is no ostype: expected wxp, w2k, w2k3, w2k8, wvista, win7, win8, win10, win11, l24, l26, other, solaris (line 2, column 9)")]
    [InlineData("cpu: host\nhv-time: on", "'hv-time:' is no key of Proxmox's: expected flags=+hv-tlbflush in cpu:, or a -cpu in args: (line 2, column 10)")]
    [InlineData("cpu: host\nhv_time: on", "'hv_time:' is no key of Proxmox's: expected flags=+hv-tlbflush in cpu:, or a -cpu in args: (line 2, column 10)")]
    [InlineData("cpu: host\nmachine: q35,hv-time=on", "'hv-time=on' stands in machine: expected in cpu: or args: (line 2, column 14)")]
    [InlineData("machine: q35,-hv-time", "'-hv-time' stands in machine: expected in cpu: or args: (line 1, column 14)")]
    [InlineData("machine: q35, hv_time", "' hv_time' stands in machine: expected in cpu: or args: (line 1, column 14)")]
    [InlineData("cores: 2\ncpuu: host,flags=+aes;+hv-evmcs", "'+hv-evmcs' stands in cpuu: expected in cpu: or args: (line 2, column 23)")]
    [InlineData("cores: 2\ncpuu: host,flags=+hv-evmcs", "'flags=+hv-evmcs' stands in cpuu: expected in cpu: or args: (line 2, column 12)")]
    [InlineData("arch: aarch64\ncpu: host", "arch is 'aarch64': expected x86_64, whose guests alone have Hyper-V's leaves (line 1, column 7)")]
    [InlineData("cpu: host\nwhat is this", "'what is this' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 2, column 1)")]
    [InlineData("cpu: host\nargs: -cpu host,hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 17)")]
    [InlineData("cpu: host,hv-vendor-id=MuchTooLongAName\nostype: win11", "hv-vendor-id has 'MuchTooLongAName': expected 1 to 12 letters and digits (line 1, column 24)")]
    [InlineData("cpu: host,hv-vendor-id=Foo!\nostype: win11", "hv-vendor-id has 'Foo!': expected 1 to 12 letters and digits (line 1, column 24)")]
    [InlineData("cpu: host,hv-vendor-id=\nostype: win11", "hv-vendor-id has '': expected 1 to 12 letters and digits (line 1, column 24)")]
    [InlineData("args: -\u001b hv-synic", "'hv-synic' stands behind -\\x1B: expected it in the value of -cpu (line 1, column 10)")]
    [InlineData("cores: 2\nargs: -cpu host,\"hv-time", "The quote \" is not closed: expected another \" (line 2, column 17)")]
    public void Parse_WhatIsWrong_IsToldWithItsPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => ProxmoxConfig.Parse(text)).Message);

    [Theory]
    [InlineData("win12", "win10")]
    [InlineData("w2k9", "w2k")]
    [InlineData("l25", "l24")]
    [InlineData("Windows", null)]
    public void Parse_OstypeThatIsNone_SuggestsTheNearest(string ostype, string? nearest) =>
        Assert.Equal(nearest, Assert.Throws<HvConfigurationException>(() => ProxmoxConfig.Parse($"ostype: {ostype}")).Suggestion);

    [Theory]
    [InlineData("proxmox:win11", "cpu: host\nostype: win11\n")]
    [InlineData("proxmox:w2k8", "cpu: host\nostype: w2k8\n")]
    [InlineData("minimal", "args: -cpu host,hv-relaxed,hv-vapic,hv-time,hv-vpindex\n")]
    [InlineData("proxmox:win10", "cpu: host\nostype: win11\n")]
    public void ToProxmox_Preset_IsItsOstypeOrArgs(string preset, string text) => Assert.Equal(text, HvPresetTable.Find(preset)!.Configuration.ToProxmox(out _));

    [Theory]
    [InlineData("", "cpu: host\n")]
    [InlineData("hv-relaxed", "args: -cpu host,hv-relaxed\n")]
    [InlineData("hv-vendor-id=Foo", "args: -cpu host,hv-vendor-id=Foo\n")]
    [InlineData("hv-vendor-id=It's", "args: -cpu 'host,hv-vendor-id=It'\\''s'\n")]
    [InlineData(Windows7 + ",hv-tlbflush,hv-evmcs", "cpu: host,flags=+hv-tlbflush;+hv-evmcs\nostype: win11\n")]
    [InlineData(Windows7 + ",hv-vendor-id=Foo", "cpu: host,hv-vendor-id=Foo\nostype: win11\n")]
    [InlineData(Windows7 + ",hv-vendor-id=KVM Hv", "args: -cpu 'host,hv-relaxed,hv-vapic,hv-time,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-ipi,hv-spinlocks=0x1fff,hv-vendor-id=KVM Hv'\n")]
    public void ToProxmox_Configuration_IsItsShortestLines(string flags, string text)
    {
        Assert.Equal(text, QemuFlags.Parse(flags).ToProxmox(out IReadOnlyList<string> unsaid));
        Assert.Empty(unsaid);
    }

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
