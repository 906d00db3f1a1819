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
    [InlineData("{\"hyperv\":{}}", VmLanguage.KubeVirtYaml)]
    [InlineData("[\"a\"]", VmLanguage.QmpJson)]
    [InlineData("[{\"apiVersion\":1}]", VmLanguage.KubeVirtYaml)]
    [InlineData("[1]", VmLanguage.QemuFlags)]
    [InlineData("\"a\"", VmLanguage.QemuFlags)]
    [InlineData("<", VmLanguage.LibvirtXml)]
    [InlineData("\t<domain/>", VmLanguage.LibvirtXml)]
    [InlineData("\r<domain/>", VmLanguage.LibvirtXml)]
    [InlineData("\n<domain/>", VmLanguage.LibvirtXml)]
    [InlineData("\uFEFFostype: win11", VmLanguage.ProxmoxConfig)]
    [InlineData("\uFEFFqemu-system-x86_64 -cpu host", VmLanguage.QemuCommandLine)]
    [InlineData("\uFEFF---\n- a", VmLanguage.KubeVirtYaml)]
    [InlineData("a\n---", VmLanguage.QemuFlags)]
    [InlineData("a\n\tb: c", VmLanguage.KubeVirtYaml)]
    [InlineData("a:\r\n", VmLanguage.KubeVirtYaml)]
    [InlineData("a: b: c", VmLanguage.KubeVirtYaml)]
    [InlineData("a:b: c", VmLanguage.QemuFlags)]
    [InlineData("a:b", VmLanguage.QemuFlags)]
    [InlineData(": b", VmLanguage.QemuFlags)]
    [InlineData("# b: c", VmLanguage.QemuFlags)]
    [InlineData("#b: c", VmLanguage.QemuFlags)]
    [InlineData("a=b: c", VmLanguage.QemuFlags)]
    [InlineData("a_b-c.d/e1: x", VmLanguage.KubeVirtYaml)]
    public void Recognize_Text_SaysItsLanguage(string text, VmLanguage language) => Assert.Equal(language, VmDefinitions.Recognize(text));

    [Theory]
    [InlineData("", "There is nothing in it: expected QEMU's flags such as hv-relaxed,hv-time (line 1, column 1)")]
    [InlineData("# nothing\n\n", "There is nothing in it: ")]
    [InlineData("# hv-time", "There is nothing in it: expected QEMU's flags such as hv-relaxed,hv-time (line 1, column 1)")]
    [InlineData("hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (at character 1)")]
    [InlineData("\uFEFFhv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (at character 1)")]
    [InlineData("\uFEFF\nhv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 1)")]
    [InlineData("hv-tme#", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 1, column 1)")]
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

    [Theory]
    [InlineData("hv-time", VmLanguage.QemuFlags, null, "hv-time=on")]
    [InlineData("hv-time\n", VmLanguage.QemuFlags, null, "hv-time=on")]
    [InlineData("\uFEFFhv-time\n#\uFEFF", VmLanguage.QemuFlags, null, "hv-time=on")]
    [InlineData("<domain type='kvm'><name>a</name><features><hyperv><relaxed state='on'/></hyperv></features></domain>", VmLanguage.LibvirtXml, "a", "hv-relaxed=on")]
    [InlineData("\uFEFFname: a\ncpu: host,flags=+hv-evmcs", VmLanguage.ProxmoxConfig, "a", "hv-evmcs=on")]
    [InlineData("qemu-system-x86_64 -name a -cpu host,hv-time", VmLanguage.QemuCommandLine, "a", "hv-time=on")]
    [InlineData("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"domain\":{\"features\":{\"hyperv\":{\"relaxed\":{}}}}}}", VmLanguage.KubeVirtYaml, "a", "hv-relaxed=on")]
    [InlineData("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"domain\":{}}}", VmLanguage.KubeVirtYaml, "a", "")]
    [InlineData("{\"return\":{\"model\":{\"props\":{\"hv-time\":true}}}}", VmLanguage.QmpJson, null, "hv-time=on")]
    public void Parse_EachLanguage_IsReadAsSuch(string text, VmLanguage language, string? name, string edits)
    {
        VmDefinition definition = VmDefinitions.Parse(text, JsonTree.Read);

        Assert.Equal((language, name, edits), (definition.Language, definition.Name, definition.Edits.ToString()));
        Assert.Equal(name, VmDefinitions.Parse(text, JsonTree.Read, name).Name);
    }

    // {} alone is neither: it is asked for what QMP says.
    [Theory]
    [InlineData(new[] { "{}" }, "There is no CPU model in it: expected the answer of QMP's query-cpu-model-expansion, with return.model.props (line 1, column 1)")]
    [InlineData(new[] { "{}", """{"kind":"Pod"}""" }, "There is no VM in it: expected a KubeVirt VirtualMachine or VirtualMachineInstance, with spec.domain or spec.template.spec.domain, or its features or hyperv alone (line 1, column 1)")]
    [InlineData(new[] { "{}", """{"apiVersion":"v1"}""" }, "There is no VM in it: expected a KubeVirt VirtualMachine or VirtualMachineInstance, with spec.domain or spec.template.spec.domain, or its features or hyperv alone (line 1, column 1)")]
    [InlineData(new[] { """{"kind":"a"}""", """{"return":{}}""" }, "There is no CPU model in it: expected the answer of QMP's query-cpu-model-expansion, with return.model.props (line 1, column 1)")]
    public void Parse_JsonThatIsNoVm_IsToldAsWhatItLooksLike(string[] documents, string message) => Assert.Equal(
        message, Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse("{}", _ => [.. documents.SelectMany(JsonTree.Read)])).Message);

    [Fact]
    public void Parse_OneOfSeveralDocumentsOfKubeVirt_IsTheVm() => Assert.Equal(
        "hv-relaxed=on", VmDefinitions.Parse("{}", _ => [.. JsonTree.Read("{}"), .. JsonTree.Read("""{"relaxed":{}}""")]).Edits.ToString());

    [Fact]
    public void Parse_UpToTheGreatestLength_IsRead()
    {
        string most = "#" + new string('x', VmDefinitions.MaximumLength - 9) + "\nhv-time";

        Assert.Equal("hv-time=on", VmDefinitions.Parse(most, JsonTree.Read).Edits.ToString());
        Assert.Equal(
            "It is too long: expected at most 1048576 characters, found 1048577 (line 1, column 1)",
            Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(most + "\n", JsonTree.Read)).Message);
    }

    [Fact]
    public void Parse_WithoutTextOrReader_IsRefused()
    {
        Assert.Throws<ArgumentNullException>("text", () => VmDefinitions.Recognize(null!));
        Assert.Throws<ArgumentNullException>("text", () => VmDefinitions.Parse(null!, JsonTree.Read));
        Assert.Throws<ArgumentNullException>("readTree", () => VmDefinitions.Parse("hv-time", null!));
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

    [Theory]
    [InlineData("hv-time", "There is no VM 'b' in it: expected a text that names VMs (line 1, column 1)")]
    [InlineData("name: a\nostype: l26", "There is no VM 'b' in it: expected a (line 1, column 1)")]
    public void Parse_NameThatNobodyHas_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(text, JsonTree.Read, "b")).Message);
}
