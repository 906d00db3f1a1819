using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>Where a VM is found in KubeVirt's objects, and what is refused because KubeVirt does not look there.</summary>
public class KubeVirtDomainTests
{
    private const string NoVm = "There is no VM in it: expected a KubeVirt VirtualMachine or VirtualMachineInstance, with spec.domain or spec.template.spec.domain, or its features or hyperv alone";
    private const string Features = """{"features":{"hyperv":{"relaxed":{}}}}""";

    [Theory]
    [InlineData("""{"spec":{"template":{"spec":{"domain":DOMAIN}}}}""")]
    [InlineData("""{"spec":{"domain":DOMAIN}}""")]
    [InlineData("""{"spec":{"architecture":"amd64","domain":DOMAIN}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"architecture":"","domain":DOMAIN}}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"domain":DOMAIN}},"domain":{"features":{}}}}""")]
    [InlineData("""{"domain":DOMAIN}""")]
    [InlineData("DOMAIN")]
    [InlineData("""{"hyperv":{"relaxed":{}}}""")]
    [InlineData("""{"relaxed":{}}""")]
    [InlineData("""{"spec":{"features":{"preferredHyperv":{"relaxed":{}}}}}""")]
    [InlineData("""{"items":[{"kind":"Pod"},{"spec":{"domain":DOMAIN}}]}""")]
    [InlineData("""{"objects":[{"spec":{"domain":DOMAIN}}]}""")]
    [InlineData("""{"items":[{"objects":[{"spec":{"domain":DOMAIN}}]}]}""")]
    public void Read_VmWhereverItStands_IsFound(string json) =>
        Assert.Equal("hv-relaxed=on", KubeVirtYaml.Read(JsonTree.Read(json.Replace("DOMAIN", Features, StringComparison.Ordinal))).Edits.ToString());

    [Theory]
    [InlineData("""{"features":{"hypervPassthrough":{"enabled":true}}}""")]
    [InlineData("""{"hypervPassthrough":{"enabled":true}}""")]
    [InlineData("""{"hypervPassthrough":{}}""")]
    public void Read_PassthroughAlone_IsFound(string json) => Assert.Equal(HvConfigurationMode.Passthrough, KubeVirtYaml.Read(JsonTree.Read(json)).Edits.Mode);

    [Theory]
    [InlineData("""{"clock":{"timer":{"hyperv":{}}}}""", "hv-time=on line 4, column 1")]
    [InlineData("""{"a":1,"clock":{"timer":{"hyperv":{"present":false}}}}""", "hv-time=off line 4, column 1")]
    public void Read_TimerAlone_IsFound(string json, string edit) => Assert.Equal([edit], KubeVirtYaml.Read(JsonTree.Read(json)).Edits.Items.Select(found => $"{found} {found.Place}"));

    [Theory]
    [InlineData("{}", NoVm + " (line 1, column 1)")]
    [InlineData("""{"relaxed":{},"other":{}}""", NoVm + " (line 1, column 1)")]
    [InlineData("""{"items":[]}""", NoVm + " (line 1, column 1)")]
    [InlineData("""{"items":[{"objects":[{"items":[{"spec":{"domain":{}}}]}]}]}""", NoVm + " (line 1, column 1)")]
    [InlineData("""{"spec":{"architecture":"arm64","domain":{}}}""", "architecture is 'arm64': expected amd64, whose guests alone have Hyper-V's leaves (line 3, column 1)")]
    [InlineData("""{"spec":{"template":{"spec":{"architecture":"s390x","domain":{}}}}}""", "architecture is 's390x': expected amd64, whose guests alone have Hyper-V's leaves (line 5, column 1)")]
    [InlineData("""{"items":[{"spec":{"domain":{}}},{"metadata":{"name":"b"},"spec":{"domain":{}}}]}""", "There are several VMs in it: expected --domain and one of one without a name, b (line 5, column 1)")]
    [InlineData("""{"spec":{"a":1,"hyperv":{}}}""", "'spec.hyperv' is not where KubeVirt looks: expected spec.domain.features.hyperv, or spec.domain.clock.timer.hyperv (line 3, column 2)")]
    [InlineData("""{"spec":{"hypervPassthrough":{},"domain":{}}}""", "'spec.hypervPassthrough' is not where KubeVirt looks: expected spec.domain.features.hypervPassthrough, or spec.domain.clock.timer.hyperv (line 3, column 1)")]
    [InlineData("""{"spec":{"preferredHyperv":{}}}""", "'spec.preferredHyperv' is not where KubeVirt looks: expected spec.domain.features.hyperv, or spec.domain.clock.timer.hyperv (line 3, column 1)")]
    [InlineData("""{"spec":{"domain":{"a":[1,{"hyperv":{}}]}}}""", "'spec.domain.a.hyperv' is not where KubeVirt looks: expected spec.domain.features.hyperv, or spec.domain.clock.timer.hyperv (line 6, column 1)")]
    public void Read_NoVmOrAnotherPlace_IsTold(string json, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(JsonTree.Read(json))).Message);

    [Fact]
    public void Read_WithoutTheVmThatIsNamed_NamesThoseThatAreThere()
    {
        IReadOnlyList<VmNode> documents = [Domain(3, "a"), Domain(9, "b")];

        Assert.Equal("There is no VM 'c' in it: expected a, b (line 3, column 5)", Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(documents, "c")).Message);
        Assert.Equal("There are several VMs in it: expected --domain and one of a, b (line 9, column 5)", Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read(documents)).Message);
        Assert.Equal("b", KubeVirtYaml.Read(documents, "b").Name);
        Assert.Equal(NoVm + " (line 1, column 1)", Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read([])).Message);
        Assert.Equal(NoVm + " (line 3, column 5)", Thrown(VmNode.Mapping([], HvTextPlace.At(3, 5))));
        Assert.Equal(NoVm + " (line 3, column 5)", Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read([VmNode.Mapping([], HvTextPlace.At(3, 5)), VmNode.Mapping([], HvTextPlace.At(9, 5))])).Message);
    }

    [Theory]
    [InlineData("-cpu host,hv-time,hv-crash", "hv-time")]
    [InlineData("a hv-time b", "hv-time")]
    [InlineData("a;hv-time", "hv-time")]
    [InlineData("a\"hv-time\"", "hv-time")]
    [InlineData("a 'hv-time'", "hv-time")]
    [InlineData("a\nhv-time\nb", "hv-time")]
    [InlineData("cpu=hv-time", "hv-time")]
    [InlineData("+hv-time", "hv-time")]
    [InlineData("hv_time", "hv_time")]
    [InlineData("hv-spinlocks=8191", "hv-spinlocks")]
    [InlineData("x-hv-max-vps=4", "x-hv-max-vps")]
    [InlineData("hv-apicv", "hv-apicv")]
    [InlineData("hv-timely tsc-frequency hypervisor hv-", null)]
    public void Read_FlagInAnAnnotation_IsRefused(string text, string? flag)
    {
        VmNode[] documents = [Mapping("relaxed", Mapping()), Mapping("metadata", Mapping("annotations", VmNode.Sequence([VmNode.Text("x", default), VmNode.Text(text, HvTextPlace.At(4, 2))], default)))];

        string? message = Record.Exception(() => KubeVirtYaml.Read(documents))?.Message;
        Assert.Equal(flag is null ? null : $"'{flag}' stands in metadata.annotations: expected a field of spec.domain.features.hyperv (line 4, column 2)", message);
    }

    [Theory]
    [InlineData(160, false)]
    [InlineData(161, true)]
    public void Read_LongPath_IsShownAsFarAsAMessageCan(int length, bool cut)
    {
        string name = new('a', length - ".hyperv".Length);
        string path = cut ? $"{name}.hyper…" : $"{name}.hyperv";
        string flags = cut ? $"{new string('b', 160)}…" : new string('b', 160);

        Assert.StartsWith($"'{path}' is not where", Thrown(Mapping(name, Mapping("hyperv", Mapping()))), StringComparison.Ordinal);
        Assert.StartsWith($"'hv-time' stands in {flags}: ", Thrown(Mapping(new string('b', length), VmNode.Text("hv-time", default))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(64, true)]
    public void Read_NestedDeeperThanTheMost_IsRefused(int most, bool sequences)
    {
        VmNode Nested(int levels)
        {
            VmNode node = VmNode.Text("x", HvTextPlace.At(7, 8));
            for (int level = 1; level < levels; level++)
            {
                node = sequences ? VmNode.Sequence([node], HvTextPlace.At(1, 1)) : Mapping("a", node);
            }

            return Mapping("b", node);
        }

        Assert.Equal("hv-relaxed=on", KubeVirtYaml.Read([Nested(most), Mapping("relaxed", Mapping())]).Edits.ToString());
        Assert.Equal($"It is nested too deep: expected at most {most} levels (line 7, column 8)", Thrown(Nested(most + 1)));
    }

    private static string Thrown(VmNode document) => Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read([document])).Message;

    private static VmNode Mapping() => VmNode.Mapping([], HvTextPlace.At(1, 1));

    private static VmNode Mapping(string name, VmNode value) => VmNode.Mapping([new VmNodeMember(name, HvTextPlace.At(1, 1), value)], HvTextPlace.At(1, 1));

    private static VmNode Domain(int line, string name) => VmNode.Mapping(
        [new VmNodeMember("metadata", default, Mapping("name", VmNode.Text(name, default))), new VmNodeMember("domain", default, VmNode.Mapping([], HvTextPlace.At(line, 5)))], HvTextPlace.At(line, 5));
}
