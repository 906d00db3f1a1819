using System.Text.RegularExpressions;
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
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = KvmRelease.Parse(release), Vendor = vendor, Nested = nested }, VcpuState.Ordinary, EvmcsRecommendation);

        Assert.Equal(0u, explanation.Value);
        Assert.Equal(KvmCondition.Evmcs, explanation.DecidedBy?.Condition);
        Assert.Contains(why, explanation.Reason, StringComparison.Ordinal);
        Assert.Equal(flip, explanation.Flips[0].ToString());
    }

    [Fact]
    public void Explain_DirectTimersWithoutLapic_SaysToCreateTheIrqchipFirst()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(5, 4) }, default, BitAddress.Parse("3.EDX[19]"));

        Assert.Contains("this vCPU has no local APIC in the kernel", explanation.Reason, StringComparison.Ordinal);
        Assert.Equal("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP)", explanation.Flips[0].ToString());
    }

    [Fact]
    public void Explain_BitOfALaterRelease_NamesTheRelease()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(6, 1) }, VcpuState.Ordinary, BitAddress.Parse("3.EDX[14]"));

        Assert.Equal("Linux 6.1 does not report CPUID.40000003H:EDX[14]: it came with Linux 6.2 (f84fcb66568c).", explanation.Reason);
        Assert.Equal(["use Linux 6.2 or later"], explanation.Flips.Select(flip => flip.ToString()));
        Assert.Equal(1u, explanation.Flips[0].Value);
    }

    [Fact]
    public void Explain_SetBit_NamesTheRowThatSetIt()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(6, 12) }, VcpuState.Ordinary, BitAddress.Parse("3.EDX[4]"));

        Assert.Equal((1u, KvmChanges.XmmInput), (explanation.Value, explanation.DecidedBy?.Since));
        Assert.Equal(["use Linux 5.0 to 5.13"], explanation.Flips.Select(flip => flip.ToString()));
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
        Assert.Equal("KVM never reports CPUID.40000003H:EDX[3], on no release from 5.0 to 7.3.", explanation.Reason);
        Assert.Empty(explanation.Flips);
    }

    [Fact]
    public void Explain_RefusedCall_SaysWhyAndWhatWouldBeAnswered()
    {
        SupportedExplanation explanation = SupportedExplainer.Explain(KvmQuery.OnSystem(new KvmHost()), EvmcsRecommendation);

        Assert.Equal(KvmErrno.EINVAL, explanation.Refusal?.Errno);
        Assert.Contains("/dev/kvm", explanation.Reason, StringComparison.Ordinal);
        Assert.Equal(["use Linux 5.11 or later"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_BackportedChange_NamesTheStableReleaseOfTheSeries()
    {
        SupportedExplanation explanation = Explain(new KvmHost { Kernel = new KvmRelease(6, 1, 100) }, default, BitAddress.Parse("4.EAX[10]"));
        Assert.Equal(["use Linux 6.1.129 or later of that series", "use Linux 6.14 or later"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_QueryWithoutHost_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SupportedExplainer.Explain(default, EvmcsRecommendation));

    [Fact]
    public void Explain_EvmcsThatCannotBeEnabled_IsARefusalWithTheWayOut()
    {
        SupportedExplanation explanation = Explain(
            new KvmHost { Kernel = new KvmRelease(6, 12), Vendor = CpuVendor.Amd }, new VcpuState(true, EvmcsVersionRange.Version1), EvmcsRecommendation);

        Assert.Equal(KvmErrno.ENOTTY, explanation.Refusal?.Errno);
        Assert.StartsWith("There is no answer: ENOTTY: enabling eVMCS on the vCPU", explanation.Reason, StringComparison.Ordinal);
        Assert.Equal(["make the vCPU anew and do not enable eVMCS on it", "use an Intel host"], explanation.Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Explain_MaximumVcpus_NamesTheBuildOption() => Assert.Contains(
        Explain(new KvmHost { Kernel = new KvmRelease(6, 12) }, VcpuState.Ordinary, BitAddress.Parse("5.EAX")).Flips,
        flip => flip.ToString().Contains("CONFIG_KVM_MAX_NR_VCPUS", StringComparison.Ordinal) && flip.Value == 1024);

    // Also that the sentence holds: on every release that it names the value is another one, and eVMCS can be enabled there.
    [Fact]
    public void Flips_OfAnyFieldAndQuery_DoChangeItsValue() => Prop.ForAll(
        Situations.Arbitrary.Generator.SelectMany(query => Addresses.Select(address => (query, address))).ToArbitrary(),
        pair =>
        {
            SupportedExplanation explanation = SupportedExplainer.Explain(pair.query, pair.address);
            foreach (SupportedFlip flip in explanation.Flips)
            {
                Assert.Equal(flip.Value, Read(flip.Query, pair.address));
                foreach (KvmRelease release in Named(flip.Steps[^1]).Append(flip.Query.Host.Kernel.Base))
                {
                    uint? value = Read(flip.Query with { Host = flip.Query.Host with { Kernel = release } }, pair.address);
                    Assert.True(value is not null && (explanation.Refusal is not null || value != explanation.Value), $"{pair.query}, {pair.address}: {flip} on {release}");
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reason_OfEveryRowOnEveryRelease_IsASentence()
    {
        Assert.All(Situations.All.Where((_, i) => i % 41 == 0), query =>
        {
            Assert.All(KvmRuleTable.Bits, row =>
            {
                SupportedExplanation explanation = SupportedExplainer.Explain(query, row.Address);
                Assert.EndsWith(".", explanation.Reason, StringComparison.Ordinal);
                Assert.NotNull(explanation.DecidedBy);
            });
        });
    }

    private static SupportedExplanation Explain(KvmHost host, VcpuState vcpu, BitAddress address) =>
        SupportedExplainer.Explain(KvmQuery.OnVcpu(host, vcpu), address);

    // The field's value, null where the call, or enabling eVMCS before it, is refused.
    private static uint? Read(KvmQuery query, BitAddress address)
    {
        SupportedHvCpuid supported = new(query.Host);
        bool enabled = query.Scope == KvmScope.System || query.Vcpu.Evmcs is null || supported.EnableEvmcs() is null or { Outcome.IsDone: true };
        return enabled ? supported.AnswerTo(query).Set?.Extract(address) : null;
    }

    // The mainline releases that "use Linux 5.11 to 5.17" and "use Linux 6.2 or later" name.
    private static IEnumerable<KvmRelease> Named(string step)
    {
        Match match = Regex.Match(step, @"^use Linux (?<first>\d+\.\d+)( to (?<last>\d+\.\d+)|(?<later> or later))$");
        if (!match.Success)
        {
            return [];
        }

        KvmRelease last = match.Groups["later"].Success ? KvmRelease.Newest : KvmRelease.Parse(match.Groups["last"].Value);
        KvmRelease first = KvmRelease.Parse(match.Groups["first"].Value);
        return Situations.Releases.Where(release => release.Stable == 0 && release >= first && release <= last);
    }
}
