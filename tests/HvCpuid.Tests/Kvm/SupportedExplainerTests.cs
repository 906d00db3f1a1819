using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm;

public class SupportedExplainerTests
{
    private static readonly BitAddress EvmcsRecommendation = BitAddress.Parse("4.EAX[14]");

    private static readonly Gen<BitAddress> Addresses = Gen.OneOf(
        Gen.Elements(KvmRuleTable.Bits.Select(row => row.Address).ToArray()),
        from function in Gen.Elements<uint>(0x40000000, 0x40000003, 0x40000004, 0x40000006, 0x4000000A, 0x40000082, 0x40000100)
        from register in Gen.Elements(Enum.GetValues<CpuidRegister>())
        from bit in Gen.Choose(0, 31)
        select new BitAddress(function, register, bit));

    [Theory]
    [InlineData("5.10", CpuVendor.Intel, true, "eVMCS is not enabled on this vCPU", "enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)")]
    [InlineData("5.10", CpuVendor.Intel, false, "kvm_intel is loaded with nested=0", "enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), and load kvm_intel with nested=1")]
    [InlineData("7.2", CpuVendor.Amd, true, "this host is AMD", "enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), and use an Intel host")]
    public void Explain_EvmcsRecommendationClear_SaysWhyAndWhatToDo(string release, CpuVendor vendor, bool nested, string why, string flip)
    {
        SupportedExplanation explanation = Explain(new KvmHost { Release = KvmRelease.Parse(release), Vendor = vendor, Nested = nested }, VcpuState.Ordinary, EvmcsRecommendation);

        Assert.Equal(0u, explanation.Value);
        Assert.Equal(KvmCondition.Evmcs, explanation.DecidedBy?.Condition);
        Assert.Contains(why, explanation.Reason, StringComparison.Ordinal);
        Assert.Equal(flip, explanation.Flips[0].ToString());
    }

    [Fact]
    public void Explain_DirectTimersWithoutLapic_SaysToCreateTheIrqchipFirst()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Release = new KvmRelease(5, 4) }, default, BitAddress.Parse("3.EDX[19]"));

        Assert.Contains("this vCPU has no local APIC in the kernel", explanation.Reason, StringComparison.Ordinal);
        Assert.Equal("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP)", explanation.Flips[0].ToString());
    }

    [Fact]
    public void Explain_BitOfALaterRelease_NamesTheRelease()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Release = new KvmRelease(6, 1) }, VcpuState.Ordinary, BitAddress.Parse("3.EDX[14]"));

        Assert.Equal("Linux 6.1 does not report CPUID.40000003H:EDX[14]: it came with Linux 6.2 (f84fcb66568c).", explanation.Reason);
        Assert.Equal(["use Linux 6.2 or later"], explanation.Flips.Select(flip => flip.ToString()));
        Assert.Equal(1u, explanation.Flips[0].Value);
    }

    [Fact]
    public void Explain_SetBit_NamesTheRowThatSetIt()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Release = new KvmRelease(6, 12) }, VcpuState.Ordinary, BitAddress.Parse("3.EDX[4]"));

        Assert.Equal((1u, KvmChangeTable.XmmInput), (explanation.Value, explanation.DecidedBy?.Since));
        Assert.Equal(["use a release before Linux 5.14, e.g. 5.11"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_LeafThatIsNotThere_SaysWhatBringsIt()
    {
        SupportedExplanation explanation = Explain(new KvmHost(), VcpuState.Ordinary, BitAddress.Parse("A.EAX[7:0]"));

        Assert.False(explanation.LeafIsThere);
        Assert.Equal("Linux 5.0 (2bc39970e932) reports leaf 4000000AH only with eVMCS, and eVMCS is not enabled on this vCPU.", explanation.Reason);
    }

    [Fact]
    public void Explain_BitThatKvmNeverReports_SaysSoAndOffersNothing()
    {
        SupportedExplanation explanation = Explain(new KvmHost(), VcpuState.Ordinary, BitAddress.Parse("3.EDX[3]"));

        Assert.Null(explanation.DecidedBy);
        Assert.Equal("KVM never reports CPUID.40000003H:EDX[3], on no release from 5.0 to 7.2.", explanation.Reason);
        Assert.Empty(explanation.Flips);
    }

    [Fact]
    public void Explain_RefusedCall_SaysWhyAndWhatWouldBeAnswered()
    {
        SupportedExplanation explanation = SupportedExplainer.Explain(SupportedQuery.OnSystem(new KvmHost()), EvmcsRecommendation);

        Assert.Equal(KvmErrno.EINVAL, explanation.Refusal?.Errno);
        Assert.Contains("/dev/kvm", explanation.Reason, StringComparison.Ordinal);
        Assert.Equal(["use Linux 5.11 or later"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_BackportedChange_NamesTheStableReleaseOfTheSeries()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Release = new KvmRelease(6, 1, 100) }, default, BitAddress.Parse("4.EAX[10]"));
        Assert.Equal(["use Linux 6.1.129 or later of that series"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_QueryWithoutHost_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SupportedExplainer.Explain(default, EvmcsRecommendation));

    [Fact]
    public void Flips_OfAnyFieldAndQuery_DoChangeItsValue() => Prop.ForAll(
        Situations.Arbitrary.Generator.SelectMany(query => Addresses.Select(address => (query, address))).ToArbitrary(),
        pair =>
        {
            SupportedExplanation explanation = SupportedExplainer.Explain(pair.query, pair.address);
            return explanation.Value == (Answer(pair.query).Set?.Extract(pair.address) ?? 0)
                && explanation.Flips.All(flip => Answer(flip.Query).Set is { } set
                    && set.Extract(pair.address) == flip.Value
                    && (explanation.Refusal is not null || flip.Value != explanation.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reason_OfEveryRowOnEveryRelease_IsASentence()
    {
        foreach (SupportedQuery query in Situations.All.Where((_, i) => i % 41 == 0))
        {
            foreach (KvmBitRule row in KvmRuleTable.Bits)
            {
                SupportedExplanation explanation = SupportedExplainer.Explain(query, row.Address);
                Assert.EndsWith(".", explanation.Reason, StringComparison.Ordinal);
                Assert.NotNull(explanation.DecidedBy);
            }
        }
    }

    private static SupportedExplanation Explain(KvmHost host, VcpuState vcpu, BitAddress address) =>
        SupportedExplainer.Explain(SupportedQuery.OnVcpu(host, vcpu), address);

    private static SupportedAnswer Answer(SupportedQuery query)
    {
        SupportedHvCpuid supported = new(query.Host);
        return query.Scope == KvmScope.System ? supported.ForSystem() : supported.ForVcpu(query.Vcpu);
    }
}
