using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class SupportedExplainerLeafTests
{
    private const uint NestedFeatures = 0x4000000A;

    [Fact]
    public void ExplainLeaf_ThatIsNotThere_SaysWhyAndWhatBringsIt()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(5, 10) }, NestedFeatures);

        Assert.Equal((false, 0u), (explanation.LeafIsThere, explanation.Value));
        Assert.Equal("Linux 5.0 (2bc39970e932) reports leaf 4000000AH only with eVMCS, and eVMCS is not enabled on this vCPU.", explanation.Reason);
        Assert.Equal(
            ["enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", "use Linux 5.18 or later"],
            explanation.Flips.Select(flip => flip.ToString()).Where(text => !text.Contains("emission", StringComparison.Ordinal)));
        Assert.All(explanation.Flips, flip => Assert.Equal(1u, flip.Value));
        Assert.All(explanation.Flips, flip => Assert.True(Answer(flip.Query).Set?.Contains(NestedFeatures)));
    }

    [Fact]
    public void ExplainLeaf_ThatIsThere_NamesTheRow()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(5, 18) }, NestedFeatures);

        Assert.Equal((true, 1u, KvmChanges.NestedFeaturesAlways), (explanation.LeafIsThere, explanation.Value, explanation.DecidedBy?.Since));
        Assert.NotEmpty(explanation.Flips);
        Assert.All(explanation.Flips, flip => Assert.Equal(0u, flip.Value));
        Assert.All(explanation.Flips, flip => Assert.False(Answer(flip.Query).Set?.Contains(NestedFeatures)));
    }

    [Fact]
    public void ExplainLeaf_OfARefusedCall_SaysTheErrno()
    {
        SupportedExplanation explanation = SupportedExplainer.ExplainLeaf(KvmQuery.OnSystem(new KvmHost()), 0x40000000);

        Assert.Equal((KvmErrno.EINVAL, false), (explanation.Refusal?.Errno, explanation.LeafIsThere));
        Assert.Contains("use Linux 5.11 or later", explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void ExplainLeaf_ThatKvmNeverReports_SaysSoAndOffersNothing()
    {
        SupportedExplanation explanation = Explain(new KvmHost(), 0x40000006);

        Assert.Equal("KVM never reports leaf 40000006H, on no release from 5.0 to 7.3.", explanation.Reason);
        Assert.Null(explanation.DecidedBy);
        Assert.Empty(explanation.Flips);
    }

    [Fact]
    public void ExplainLeaf_WithoutAHost_IsRefused() => Assert.Throws<ArgumentException>(() => SupportedExplainer.ExplainLeaf(default, NestedFeatures));

    private static SupportedExplanation Explain(KvmHost host, uint function) =>
        SupportedExplainer.ExplainLeaf(KvmQuery.OnVcpu(host, VcpuState.Ordinary), function);

    private static SupportedAnswer Answer(KvmQuery query) => new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu);
}
