using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class VmDefinitionsTests
{
    [Theory]
    [InlineData("hv-relaxed,hv-time", VmLanguage.QemuFlags)]
    [InlineData("host,hv-vendor-id=a: b", VmLanguage.QemuFlags)]
    [InlineData("# mine\nhv-relaxed\nhv-time\n", VmLanguage.QemuFlags)]
    [InlineData("qemu-system-x86_64 -cpu host", VmLanguage.QemuCommandLine)]
    [InlineData("-machine q35 -cpu host,hv-time", VmLanguage.QemuCommandLine)]
    [InlineData("LC_ALL=C /usr/libexec/qemu-kvm -name a -cpu host", VmLanguage.QemuCommandLine)]
    [InlineData("\uFEFF <domain/>", VmLanguage.LibvirtXml)]
    [InlineData("ostype: win11\n", VmLanguage.ProxmoxConfig)]
    [InlineData("args: -cpu host,hv-time\nname: x\n[snap]\nostype: l26", VmLanguage.ProxmoxConfig)]
    [InlineData("spec:\n  domain: {}\n", VmLanguage.KubeVirtYaml)]
    [InlineData("---\nhyperv: {}\n", VmLanguage.KubeVirtYaml)]
    [InlineData("{\"apiVersion\":\"kubevirt.io/v1\"}", VmLanguage.KubeVirtYaml)]
    [InlineData("{\"return\":{}}", VmLanguage.QmpJson)]
    public void Recognize_Text_SaysItsLanguage(string text, VmLanguage language) => Assert.Equal(language, VmDefinitions.Recognize(text));

    [Theory]
    [InlineData("", "There is nothing in it: expected QEMU's flags such as hv-relaxed,hv-time (line 1, column 1)")]
    [InlineData("# nothing\n\n", "There is nothing in it: ")]
    [InlineData("vm-xml", "'vm-xml' is no flag of QEMU's for enlightenments, no CPU model, and no file that is there: ")]
    [InlineData("+vmx", "'+vmx' is no flag of QEMU's")]
    [InlineData("some text", "'some text' is not understood: ")]
    [InlineData("hv-relaxed\nsome text\n", "'some text' is not understood: expected QEMU's flags such as hv-relaxed,hv-time, joined by commas (line 2, column 1)")]
    [InlineData("hv-relaxed,\n  hv-tme,\n", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 3)")]
    [InlineData("hv-relaxed # a\nhv-spinlocks=x\n", "'hv-spinlocks=x': hv-spinlocks takes a number from 0 to 4294967295, decimal or with 0x hexadecimal. (line 2, column 1)")]
    public void Parse_WhatIsNoFlags_IsRefusedWithItsPlace(string text, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(text, JsonTree.Read));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("Skylake-Server-noTSX-IBRS,+vmx")]
    [InlineData("EPYC-Milan-v2")]
    [InlineData("qemu64-x86_64-cpu")]
    public void Parse_CpuModelAlone_IsNothingForHyperV(string text) => Assert.Empty(VmDefinitions.Parse(text, JsonTree.Read).Edits.Items);

    [Fact]
    public void Parse_FileOfFlags_KnowsTheLinesOfItsEdits()
    {
        VmDefinition definition = VmDefinitions.Parse("# a VM\r\nhost,\\\r\n  hv-relaxed,hv_time\r\nhv-spinlocks=0x1fff # tries\r\n", JsonTree.Read);

        Assert.Equal(
            ["hv-relaxed=on line 3, column 3", "hv-time=on line 3, column 14", "hv-spinlocks=0x1fff line 4, column 1"],
            definition.Edits.Items.Select(edit => $"{edit} {edit.Place}"));
        Assert.Equal("host", definition.Edits.CpuModel);
    }

    [Fact]
    public void Parse_UnknownModelBesideFlags_IsTold() =>
        Assert.Equal(["'Foo' is no CPU model that is known here: a QEMU that does not have it refuses it."], VmDefinitions.Parse("Foo,hv-time", JsonTree.Read).Notes);

    [Fact]
    public void Node_WithAnItemThatIsNull_IsRefused()
    {
        Assert.Throws<ArgumentException>("items", () => VmNode.Sequence([null!], default));
        Assert.Throws<ArgumentException>("members", () => VmNode.Mapping([null!], default));
        Assert.Throws<ArgumentNullException>("items", () => VmNode.Sequence(null!, default));
    }

    [Fact]
    public void Parse_NameWhereNobodyHasOne_IsRefused() =>
        Assert.StartsWith("There is no VM 'a' in it: expected a text that names VMs", Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse("hv-time", JsonTree.Read, "a")).Message, StringComparison.Ordinal);
}
