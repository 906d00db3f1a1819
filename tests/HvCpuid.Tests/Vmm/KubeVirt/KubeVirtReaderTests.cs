using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What a domain's fields say, and what is refused of them.</summary>
public class KubeVirtReaderTests
{
    private const string Fields = "expected relaxed, vapic, spinlocks, vpindex, runtime, synic, synictimer, reset, vendorid, frequencies, reenlightenment, tlbflush, ipi, evmcs";

    [Fact]
    public void Read_EveryField_IsItsFlag() => Assert.Equal(
        "hv-relaxed=on,hv-vapic=on,hv-spinlocks=10000,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-reset=on,hv-vendor-id=a,hv-frequencies=on,hv-reenlightenment=on,hv-tlbflush=on,hv-tlbflush-direct=on,hv-tlbflush-ext=on,hv-ipi=on,hv-evmcs=on",
        KubeVirtYaml.Read(JsonTree.Read("""
            {"relaxed":{},"vapic":{},"spinlocks":{"spinlocks":10000},"vpindex":{},"runtime":{},"synic":{},"synictimer":{"direct":{}},"reset":{},"vendorid":{"vendorid":"a"},
            "frequencies":{},"reenlightenment":{},"tlbflush":{"direct":{},"extended":{}},"ipi":{},"evmcs":{}}
            """)).Edits.ToString());

    [Theory]
    [InlineData("evmcs", "hv-evmcs=on,hv-vapic=on", "KubeVirt adds vapic, which evmcs requires.")]
    [InlineData("ipi", "hv-ipi=on,hv-vpindex=on", "KubeVirt adds vpindex, which ipi requires.")]
    [InlineData("tlbflush", "hv-tlbflush=on,hv-vpindex=on", "KubeVirt adds vpindex, which tlbflush requires.")]
    [InlineData("synictimer", "hv-stimer=on,hv-synic=on,hv-vpindex=on", "KubeVirt adds synic, which synictimer requires. KubeVirt adds vpindex, which synic requires.")]
    [InlineData("synic", "hv-synic=on,hv-vpindex=on", "KubeVirt adds vpindex, which synic requires.")]
    [InlineData("vapic", "hv-vapic=on", "")]
    public void Read_FieldThatRequires_HasWhatKubeVirtAddsForIt(string field, string edits, string notes)
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read($$$"""{"runtime":{"enabled":false},"{{{field}}}":{}}"""));

        Assert.Equal(("hv-runtime=off," + edits, notes), (definition.Edits.ToString(), string.Join(' ', definition.Notes)));
        Assert.All(definition.Edits.Items.Skip(2), edit => Assert.Equal(HvTextPlace.At(1, 1), edit.Place));
        Assert.Equal((VmLanguage.KubeVirtYaml, HvConfigurationLanguage.KubeVirt, null), (definition.Language, definition.Edits.Language, definition.Edits.Mode));
    }

    [Fact]
    public void Read_WhatIsRequiredAndOff_StaysOff() => Assert.Equal(
        "hv-ipi=on,hv-vpindex=off", KubeVirtYaml.Read(JsonTree.Read("""{"ipi":{},"vpindex":{"enabled":false},"synic":null,"evmcs":{"enabled":false}}""")).Edits.ToString().Replace(",hv-evmcs=off", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"hyperv":{"vapic":{},"spinlocks":{"enabled":true,"spinlocks":8191}}}""", "hv-vapic=on line 3, column 1; hv-spinlocks=8191 line 4, column 2", "")]
    [InlineData("""{"hyperv":{"vapic":{},"spinlocks":{}}}""", "hv-vapic=on line 3, column 1; hv-spinlocks=4096 line 3, column 2", "")]
    [InlineData("""{"hyperv":{"spinlocks":{"spinlocks":null}}}""", "hv-spinlocks=4096 line 3, column 1", "")]
    [InlineData("""{"hyperv":{"relaxed":{"enabled":null}}}""", "hv-relaxed=on line 3, column 1", "")]
    [InlineData("""{"hyperv":{"synictimer":{"enabled":true,"direct":null},"vpindex":{},"synic":{}}}""", "hv-stimer=on line 3, column 1; hv-vpindex=on line 3, column 2; hv-synic=on line 3, column 3", "synictimer.direct is null (line 4, column 2), which is nothing: on is synictimer.direct: {}.")]
    [InlineData("""{"features":{"hyperv":null},"clock":{"timer":{"hyperv":null}}}""", "", "clock.timer.hyperv is null (line 4, column 1), which is nothing: on is clock.timer.hyperv: {}.")]
    [InlineData("""{"features":{"hyperv":{},"hypervPassthrough":null}}""", "", "hypervPassthrough is null (line 3, column 2), which is nothing: on is hypervPassthrough: {}.")]
    [InlineData("""{"features":{"hyperv":{},"hypervPassthrough":{"enabled":false}}}""", "", "")]
    [InlineData("""{"domain":{"devices":{"panicDevices":[{"model":"isa"},{"model":"hyperv"}]}}}""", "hv-crash=on line 5, column 2", "")]
    [InlineData("""{"domain":{"cpu":{"features":[{"name":"vmx","policy":"disable"},{"name":"hypervisor","policy":"require"},{"name":"hypervisor"},{"name":"hypervisor","policy":"forbid"}]}}}""", "hypervisor=off line 5, column 4", "")]
    public void Read_Fields_HavePlacesAndNotes(string json, string edits, string notes)
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read(json));

        Assert.Equal((edits, notes), (string.Join("; ", definition.Edits.Items.Select(edit => $"{edit} {edit.Place}")), string.Join(' ', definition.Notes)));
        Assert.Null(definition.Edits.Mode);
    }

    [Theory]
    [InlineData("""{}""", null, null)]
    [InlineData("""{"cores":2}""", 2, 2)]
    [InlineData("""{"sockets":3}""", 3, 3)]
    [InlineData("""{"threads":2}""", 2, 2)]
    [InlineData("""{"cores":2,"threads":5,"sockets":3}""", 30, 30)]
    [InlineData("""{"maxSockets":4}""", null, 4)]
    [InlineData("""{"cores":2,"sockets":3,"maxSockets":4}""", 6, 8)]
    [InlineData("""{"cores":"-2"}""", null, null)]
    [InlineData("""{"cores":2147483647,"threads":2147483647,"sockets":2147483647}""", int.MaxValue, int.MaxValue)]
    public void Read_Cpu_CountsVcpus(string cpu, int? vcpus, int? maximum)
    {
        VmDefinition definition = KubeVirtYaml.Read(JsonTree.Read($$$"""{"domain":{"cpu":{{{cpu}}}}}"""));

        Assert.Equal((vcpus, maximum), (definition.Vcpus, definition.MaximumVcpus));
    }

    [Theory]
    [InlineData("""{"nonsense":{}}""", "'nonsense' is no field of hyperv: " + Fields + " (line 3, column 1)", null)]
    [InlineData("""{"relaxd":{}}""", "'relaxd' is no field of hyperv; did you mean relaxed? (line 3, column 1)", "relaxed")]
    [InlineData("""{"stimer":{}}""", "'stimer' is no field of hyperv; did you mean synictimer? (line 3, column 1)", "synictimer")]
    [InlineData("""{"stimer_direct":{}}""", "'stimer_direct' is no field of hyperv; did you mean synictimer/direct? (line 3, column 1)", "synictimer/direct")]
    [InlineData("""{"tlbflush-ext":{}}""", "'tlbflush-ext' is no field of hyperv; did you mean tlbflush/extended? (line 3, column 1)", "tlbflush/extended")]
    [InlineData("""{"vendor-id":{}}""", "'vendor-id' is no field of hyperv; did you mean vendorid? (line 3, column 1)", "vendorid")]
    [InlineData("""{"tlbflush":{"nonsense":{}}}""", "'nonsense' is no field of tlbflush: expected direct, extended (line 4, column 1)", null)]
    [InlineData("""{"synictimer":{"nonsense":{}}}""", "'nonsense' is no field of synictimer: expected direct (line 4, column 1)", null)]
    [InlineData("""{"synictimer":{"directly":{}}}""", "'directly' is no field of synictimer; did you mean synictimer/direct? (line 4, column 1)", "synictimer/direct")]
    [InlineData("""{"tlbflush":{"relaxed2":{}}}""", "'relaxed2' is no field of tlbflush: expected direct, extended (line 4, column 1)", null)]
    [InlineData("""{"relaxed":{"state":"on","other":1}}""", "'state' is no field of relaxed: expected enabled (line 4, column 1)", null)]
    [InlineData("""{"spinlocks":{"spinlocks":8191,"retries":1}}""", "'retries' is no field of spinlocks: expected enabled or spinlocks (line 4, column 2)", null)]
    [InlineData("""{"relaxed":true}""", "relaxed is no mapping: expected relaxed: {}, or enabled: true or false below it (line 3, column 1)", null)]
    [InlineData("""{"relaxed":{"enabled":"true"}}""", "relaxed.enabled has 'true': expected true or false (line 4, column 1)", null)]
    [InlineData("""{"relaxed":{"enabled":"false"}}""", "relaxed.enabled has 'false': expected true or false (line 4, column 1)", null)]
    [InlineData("""{"relaxed":{"enabled":{}}}""", "relaxed.enabled has '': expected true or false (line 4, column 1)", null)]
    [InlineData("""{"tlbflush":{"direct":{"enabled":1}}}""", "tlbflush.direct.enabled has '1': expected true or false (line 5, column 1)", null)]
    public void Read_FieldThatIsWrong_IsToldWithItsPlace(string hyperv, string message, string? suggestion)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(JsonTree.Read($$$"""{"hyperv":{{{hyperv}}}}""")));

        Assert.Equal((message, suggestion), (thrown.Message, thrown.Suggestion));
    }

    [Theory]
    [InlineData("""{"clock":{"timer":{"hyperv":{"enabled":true}}}}""", "'enabled' is no field of clock.timer.hyperv: expected present (line 5, column 1)")]
    [InlineData("""{"features":{"hypervPassthrough":{"enabled":1}}}""", "hypervPassthrough.enabled has '1': expected true or false (line 4, column 1)")]
    [InlineData("""{"features":{"hyperv":{},"hypervPassthrough":{"enabled":true}}}""", "hypervPassthrough stands beside hyperv, which KubeVirt refuses: expected one of them (line 3, column 2)")]
    [InlineData("""{"hyperv":"on"}""", "hyperv is no mapping: expected fields such as relaxed: {} (line 2, column 1)")]
    [InlineData("""{"domain":{"machine":{"type":"q35,hv"}}}""", "'hv' is no property of a machine: expected kernel-irqchip=on, off or split (line 4, column 1)")]
    public void Read_DomainThatIsWrong_IsToldWithItsPlace(string json, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(JsonTree.Read(json))).Message);
}
