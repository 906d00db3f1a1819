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
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":"many"}}}""", "spinlocks has spinlocks \"many\": expected a number from 4096 on, without quotes (line 4, column 1)")]
    [InlineData("""{"hyperv":{"vendorid":{}}}""", "vendorid has no vendorid: expected vendorid and up to 12 printable ASCII characters without comma and backslash (line 3, column 1)")]
    [InlineData("""{"metadata":{"annotations":{"args":"-cpu host,hv-time"}},"spec":{"domain":{}}}""", "'hv-time' stands in metadata.annotations.args: expected a field of spec.domain.features.hyperv (line 4, column 1)")]
    [InlineData("""{"hyperv":[]}""", "hyperv is no mapping: expected fields such as relaxed: {} (line 2, column 1)")]
    [InlineData("""{"spec":{"domain":{"machine":{"type":"q 35"},"features":{"hyperv":{}}}}}""", "'q 35' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12 (line 5, column 1)")]
    [InlineData("""{"spec":{"domain":{"features":{"hyperV":{"relaxed":{}}}}}}""", "'spec.domain.features.hyperV' is no field of KubeVirt's: expected hyperv (line 5, column 1)")]
    [InlineData("""{"spec":{"domain":{"features":{"hyper-v":{"relaxed":{}}}}}}""", "'spec.domain.features.hyper-v' is no field of KubeVirt's: expected hyperv (line 5, column 1)")]
    [InlineData("""{"spec":{"domain":{"features":{"hypervpassthrough":{"enabled":true}}}}}""", "'spec.domain.features.hypervpassthrough' is no field of KubeVirt's: expected hypervPassthrough (line 5, column 1)")]
    public void Read_WhatIsWrong_IsToldWithItsPlace(string json, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(JsonTree.Read(json))).Message);

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
    public void ToKubeVirt_WithoutWhatIsRequired_SwitchesItOff()
    {
        string yaml = HvConfiguration.Default.With(HvSwitches.Synic | HvSwitches.Evmcs).ToKubeVirt(out IReadOnlyList<string> unsaid);

        Assert.Empty(unsaid);
        Assert.Contains("        vapic:\n          enabled: false\n        vpindex:\n          enabled: false\n        synic: {}\n        evmcs: {}\n", yaml, StringComparison.Ordinal);
    }
}
