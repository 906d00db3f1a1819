using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>Which text is a Proxmox VE VM's configuration, and which lines one has.</summary>
public class ProxmoxRecognitionTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("args")]
    [InlineData("machine")]
    [InlineData("ostype")]
    [InlineData("cores")]
    [InlineData("sockets")]
    [InlineData("memory")]
    [InlineData("scsihw")]
    [InlineData("smbios1")]
    [InlineData("vmgenid")]
    [InlineData("agent")]
    [InlineData("bios")]
    [InlineData("numa")]
    [InlineData("boot")]
    [InlineData("bootdisk")]
    [InlineData("meta")]
    [InlineData("onboot")]
    [InlineData("vcpus")]
    [InlineData("balloon")]
    [InlineData("kvm")]
    public void Recognize_KeyOfProxmoxAlone_IsProxmox(string key)
    {
        Assert.Equal(VmLanguage.ProxmoxConfig, VmDefinitions.Recognize($"{key}: x"));
        Assert.Equal(VmLanguage.KubeVirtYaml, VmDefinitions.Recognize($"{key}:"));
        Assert.Equal(VmLanguage.KubeVirtYaml, VmDefinitions.Recognize($"{key}: "));
    }

    [Theory]
    [InlineData("name: x", false)]
    [InlineData("name: x\ncores: 2", true)]
    [InlineData("a: x\ncores: 2", true)]
    [InlineData("# a note\n#\n\n \r\ncores: 2\r\n", true)]
    [InlineData("cores: 2\n[snap]\nany thing", true)]
    [InlineData("description: a: b\ncores: 2", true)]
    [InlineData("cores: 2\nx", false)]
    [InlineData("cores: 2\n: x", false)]
    [InlineData("cores: 2\na b: x", false)]
    [InlineData("cores: 2\nA: x", false)]
    [InlineData("cores: 2\nname:x", false)]
    [InlineData(" cores: 2", false)]
    [InlineData("cores: 2\n memory: 4", false)]
    public void Recognize_Lines_AreProxmoxsWhereEachIsAKeyAndOneTells(string text, bool proxmox) =>
        Assert.Equal(proxmox ? VmLanguage.ProxmoxConfig : VmLanguage.KubeVirtYaml, VmDefinitions.Recognize(text));

    [Theory]
    [InlineData("cores: 2\n: x", "': x' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 2, column 1)")]
    [InlineData("cores: 2\n  a b: x ", "'a b: x' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 2, column 1)")]
    [InlineData("a b: x", "'a b: x' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 1, column 1)")]
    [InlineData("x", "'x' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 1, column 1)")]
    [InlineData(" cores: 2", "'cores: 2' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 1, column 1)")]
    [InlineData(" [snap]", "'[snap]' is not understood: expected a line of a Proxmox VM's configuration, key: value (line 1, column 1)")]
    public void Parse_LineThatIsNone_IsToldWithItsPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => ProxmoxConfig.Parse(text)).Message);

    [Fact]
    public void Parse_DirtyLines_AreReadAsTheyAre()
    {
        VmDefinition definition = ProxmoxConfig.Parse("#x\n   \r\n\na: 1\nname:  w  \r\nostype:\tw2k8 \nmachine: pc-i440fx-2.2\nname: v\n[snap]\nname: u\n");

        Assert.Equal(("v", "hv-spinlocks=0xffff"), (definition.Name, definition.Edits.ToString()));
        Assert.Equal(["line 6, column 9"], definition.Edits.Items.Select(edit => edit.Place.ToString()));
        Assert.Equal(["name: is there twice: the last counts, line 8, column 1.", "Proxmox adds for ostype w2k8: hv-spinlocks=0xffff."], definition.Notes);
    }
}
