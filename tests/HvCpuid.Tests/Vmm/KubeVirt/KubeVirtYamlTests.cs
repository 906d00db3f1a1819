using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class KubeVirtYamlTests
{
    [Theory]
    [InlineData("""{"hyperv":{"relaxed":{},"vapic":{"enabled":false}}}""", "hv-relaxed=on,hv-vapic=off")]
    [InlineData("""{"relaxed":{},"vapic":{"enabled":true}}""", "hv-relaxed=on,hv-vapic=on")]
    [InlineData("""{"spec":{"domain":{"features":{"hyperv":{"spinlocks":{"spinlocks":8191},"vendorid":{"vendorid":"KVM Hv"}}}}}}""", "hv-spinlocks=8191,hv-vendor-id=KVM Hv")]
    [InlineData("""{"hyperv":{"spinlocks":{}}}""", "hv-spinlocks=4096")]
    [InlineData("""{"hyperv":{"spinlocks":{"enabled":false,"spinlocks":8191}}}""", "")]
    [InlineData("""{"spec":{"template":{"spec":{"domain":{"features":{"hyperv":{"vpindex":{},"synic":{},"synictimer":{"direct":{}}}},"clock":{"timer":{"hyperv":{"present":true}}}}}}}}""", "hv-vpindex=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-time=on")]
    [InlineData("""{"hyperv":{"synictimer":{"enabled":false,"direct":{}},"vpindex":{}}}""", "hv-stimer=off,hv-stimer-direct=off,hv-vpindex=on")]
    [InlineData("""{"hyperv":{"tlbflush":{"extended":{},"direct":{"enabled":false}},"vpindex":{}}}""", "hv-tlbflush=on,hv-tlbflush-ext=on,hv-tlbflush-direct=off,hv-vpindex=on")]
    [InlineData("""{"spec":{"features":{"preferredHyperv":{"relaxed":{}}},"clock":{"preferredTimer":{"hyperv":{}}}}}""", "hv-relaxed=on,hv-time=on")]
    [InlineData("""{"domain":{"features":{"hyperv":{}},"devices":{"panicDevices":[{"model":"hyperv"}]},"cpu":{"features":[{"name":"hypervisor","policy":"disable"}]}}}""", "hv-crash=on,hypervisor=off")]
    public void Read_Objects_GivesTheEditsOfTheDomain(string json, string edits) => Assert.Equal(edits, KubeVirtYaml.Read(JsonTree.Read(json)).Edits.ToString());

    [Fact]
    public void Read_WhatIsRequired_IsAddedAsKubeVirtDoes()
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read("""{"hyperv":{"evmcs":{},"synictimer":{},"tlbflush":{}}}"""));

        Assert.Equal("hv-evmcs=on,hv-stimer=on,hv-tlbflush=on,hv-vapic=on,hv-vpindex=on,hv-synic=on", definition.Edits.ToString());
        Assert.Equal(["KubeVirt adds vapic, which evmcs requires.", "KubeVirt adds vpindex, which tlbflush requires.", "KubeVirt adds synic, which synictimer requires."], definition.Notes);
    }

    [Fact]
    public void Read_VirtualMachine_SaysNameMachineVcpusAndPassthrough()
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read("""
            {"items":[{"metadata":{"name":"a"},"spec":{"domain":{}}},
            {"metadata":{"name":"win"},"spec":{"preference":{"name":"windows.11"},"template":{"spec":{"domain":{"machine":{"type":"q35"},"cpu":{"cores":2,"sockets":3,"maxSockets":8},"features":{"hypervPassthrough":{"enabled":true}}}}}}}]}
            """), "win");

        Assert.Equal(("win", "q35", 6, 16), (definition.Name, definition.Machine!.Type, definition.Vcpus, definition.MaximumVcpus));
        Assert.Equal(HvConfigurationMode.Passthrough, definition.Edits.ToConfiguration().Mode);
        Assert.Equal(["the preference windows.11 may bring more: it is not read."], definition.Notes);
    }

    [Theory]
    [InlineData("""{"hyperv":{"relaxd":{}}}""", "'relaxd' is no field of hyperv; did you mean relaxed? (line 3, column 1)")]
    [InlineData("""{"hyperv":{"stimer":{}}}""", "'stimer' is no field of hyperv; did you mean synictimer?")]
    [InlineData("""{"hyperv":{"relaxed":{"state":"on"}}}""", "'state' is no field of relaxed: expected enabled")]
    [InlineData("""{"hyperv":{"relaxed":true}}""", "relaxed is no mapping: expected relaxed: {}, or enabled: true or false below it")]
    [InlineData("""{"hyperv":{"relaxed":{"enabled":"true"}}}""", "relaxed.enabled has 'true': expected true or false")]
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":4095}}}""", "spinlocks has spinlocks '4095': expected a number from 4096 on")]
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":"8191"}}}""", "spinlocks has spinlocks \"8191\": expected a number from 4096 on, without quotes")]
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":"many"}}}""", "spinlocks has spinlocks \"many\": expected a number from 4096 on, without quotes")]
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":true}}}""", "spinlocks has spinlocks 'true': expected a number from 4096 on")]
    [InlineData("""{"hyperv":{"vendorid":{"vendorid":1234567890}}}""", "vendorid has vendorid '1234567890': expected up to 12 printable ASCII characters")]
    [InlineData("""{"hyperv":{"vendorid":{"vendorid":false}}}""", "vendorid has vendorid 'false': expected up to 12 printable ASCII characters")]
    [InlineData("""{"hyperv":{"vendorid":{}}}""", "vendorid has no vendorid: expected vendorid and up to 12 ")]
    [InlineData("""{"hyperv":{"synictimer":{"directly":{}}}}""", "'directly' is no field of synictimer; did you mean synictimer/direct?")]
    [InlineData("""{"spec":{"hyperv":{"relaxed":{}}}}""", "'spec.hyperv' is not where KubeVirt looks: expected spec.domain.features.hyperv, ")]
    [InlineData("""{"metadata":{"annotations":{"args":"-cpu host,hv-time"}},"spec":{"domain":{}}}""", "'hv-time' stands in metadata.annotations.args: ")]
    [InlineData("""{"hyperv":{"relaxed":{},"nonsense":{}}}""", "'nonsense' is no field of hyperv: expected relaxed, vapic, ")]
    [InlineData("""{"spec":{"domain":{"features":{"hyperv":{},"hypervPassthrough":{"enabled":true}}}}}""", "hypervPassthrough stands beside hyperv, which KubeVirt refuses: expected one of them")]
    [InlineData("""{"spec":{"architecture":"arm64","domain":{"features":{"hyperv":{}}}}}""", "architecture is 'arm64': expected amd64, ")]
    [InlineData("""{"spec":{"template":{"spec":{"architecture":"s390x","domain":{}}}}}""", "architecture is 's390x': expected amd64, ")]
    [InlineData("""{"hyperv":[]}""", "hyperv is no mapping: expected fields such as relaxed: {}")]
    [InlineData("""{"spec":{"domain":{"machine":{"type":"q 35"},"features":{"hyperv":{}}}}}""", "'q 35' is no machine type: expected one such as q35, ")]
    [InlineData("""{"kind":"Pod"}""", "There is no VM in it: expected a KubeVirt VirtualMachine ")]
    [InlineData("""{"items":[{"spec":{"domain":{}}},{"metadata":{"name":"b"},"spec":{"domain":{}}}]}""", "There are several VMs in it: expected --domain and one of one without a name, b")]
    public void Read_WhatIsWrong_IsToldWithItsPlace(string json, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(JsonTree.Read(json)));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(thrown.Line);
    }

    [Fact]
    public void Read_NullField_IsNothingAndTold()
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read("""{"hyperv":{"relaxed":null,"vapic":{}}}"""));

        Assert.Equal(("hv-vapic=on", "relaxed is null (line 3, column 1), which is nothing: on is relaxed: {}."), (definition.Edits.ToString(), definition.Notes[0]));
    }

    [Fact]
    public void ToKubeVirt_WhatItHasNoFieldFor_IsNamed()
    {
        string yaml = (HvPresetTable.Nested.Configuration with { SpinlockRetries = 100, EnforceCpuid = true }).ToKubeVirt(out IReadOnlyList<string> unsaid);

        Assert.Equal(["hv-avic", "hv-emsr-bitmap", "hv-xmm-input", "hv-spinlocks=0x64", "hv-enforce-cpuid"], unsaid);
        Assert.Contains("        tlbflush:\n          direct: {}\n          extended: {}\n", yaml, StringComparison.Ordinal);
        Assert.EndsWith("    clock:\n      utc: {}\n      timer:\n        hyperv: {}\n    devices:\n      panicDevices:\n        - model: hyperv\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NestedTooDeep_IsRefused()
    {
        VmNode node = VmNode.Text("x", HvTextPlace.At(1, 1));
        for (int depth = 0; depth < 80; depth++)
        {
            node = VmNode.Mapping([new VmNodeMember("a", HvTextPlace.At(1, 1), node)], HvTextPlace.At(1, 1));
        }

        VmNode document = VmNode.Mapping([new VmNodeMember("hyperv", HvTextPlace.At(1, 1), VmNode.Mapping([], HvTextPlace.At(1, 1))), new VmNodeMember("b", HvTextPlace.At(1, 1), node)], HvTextPlace.At(1, 1));
        Assert.Contains("nested too deep", Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read([document])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToKubeVirt_WithoutWhatIsRequired_SwitchesItOff()
    {
        string yaml = HvConfiguration.Default.With(HvSwitches.Synic | HvSwitches.Evmcs).ToKubeVirt(out IReadOnlyList<string> unsaid);

        Assert.Empty(unsaid);
        Assert.Contains("        vapic:\n          enabled: false\n        vpindex:\n          enabled: false\n        synic: {}\n        evmcs: {}\n", yaml, StringComparison.Ordinal);
    }
}
