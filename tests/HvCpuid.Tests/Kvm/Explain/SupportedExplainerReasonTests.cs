using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm.Explain;

/// <summary>Why a field is as it is on kernels that are not their release: whole sentences.</summary>
public class SupportedExplainerReasonTests
{
    private const string Ipi = "cluster IPI hypercalls are reported only with an in-kernel local APIC, or on /dev/kvm";
    private const string IpiSince = "Linux 6.14 (a8de7f100bb5; also 5.10.236, 5.15.179, 6.1.129, 6.6.79, 6.12.16, 6.13.4)";
    private const string Gva = "Linux 6.2 (f84fcb66568c) reports it always: extended GVA ranges in the TLB flush list hypercalls.";

    [Theory]
    [InlineData("6.14", "4.EAX[10]", IpiSince + " reports it with an in-kernel local APIC: " + Ipi + ".")]
    [InlineData("6.6+IpiNeedsLapic", "4.EAX[10]", IpiSince + " reports it with an in-kernel local APIC: " + Ipi + ". It was put into this kernel.")]
    [InlineData("6.6+IpiNeedsLapic,nolapic", "4.EAX[10]", IpiSince + " reports CPUID.40000004H:EAX[10] only with an in-kernel local APIC, and this vCPU has no local APIC in the kernel. It was put into this kernel.")]
    [InlineData("5.15.0-141-generic", "4.EAX[10]", IpiSince + " reports it with an in-kernel local APIC: " + Ipi + ". In Ubuntu 22.04 (5.15) it is there since build 140.")]
    [InlineData("5.15.0-141-generic", "4.EAX[9]", "Linux 5.15 (0f250a646382) reports it always: AutoEOI is deprecated, so that APICv and AVIC can stay on.")]
    [InlineData("rhel9.4", "3.EDX[14]", Gva + " In RHEL 9, AlmaLinux 9, Rocky Linux 9, CentOS Stream 9 it is there since build 290.")]
    [InlineData("rhel9.4", "3.EDX[4]", "Linux 5.14 (d8f5537a8816) reports it always: hypercall input in XMM registers.")]
    [InlineData("6.1.192", "4.EAX[10]", IpiSince + " reports it with an in-kernel local APIC: " + Ipi + ".")]
    [InlineData("6.12,nosmt", "4.EAX[18:14]", "Linux 5.4 reports it where SMT is impossible: no non-architectural core sharing where SMT is impossible.")]
    [InlineData("5.15.0-1050-gcp,nolapic", "4.EAX[10]", "Linux 5.0 (2bc39970e932) reports it always: KVM_GET_SUPPORTED_HV_CPUID on a vCPU: leaves 0 to 5, and 4000000AH with eVMCS. That is uncertain:"
        + " Ubuntu 22.04 (5.15), other flavours build 1050: told by its changelog, configuration or an advisory (the same source as the generic kernels; which build of this flavour has a8de7f100bb5 was not looked up).")]
    [InlineData("rhel9.8,nolapic", "4.EAX[10]", "Linux 5.0 (2bc39970e932) reports it always: KVM_GET_SUPPORTED_HV_CPUID on a vCPU: leaves 0 to 5, and 4000000AH with eVMCS. That is uncertain:"
        + " rhel9.8 is not among the releases known: answered as 9.7, the last one before it; what may differ is uncertain.")]
    public void Reason_OfAField_SaysHowTheKernelComesByIt(string query, string address, string reason) =>
        Assert.Equal(reason, SupportedExplainer.Explain(KvmQuery.Parse(query), BitAddress.Parse(address)).Reason);

    [Fact]
    public void Reason_OfTheNumberOfVcpus_SaysThatTheBuildIsNotKnown()
    {
        SupportedExplanation explanation = SupportedExplainer.Explain(KvmQuery.Parse("6.12"), BitAddress.Parse("5.EAX"));

        Assert.EndsWith(". That is uncertain: the number of vCPUs that this kernel was built for is not known.", explanation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_OfAChangePutIntoADistributionsKernel_SaysThatItWas()
    {
        KvmHost host = new() { Kernel = KvmKernel.Parse("rhel9.2").With(KvmChanges.ExtendedGvaRanges) };

        Assert.Equal(Gva + " In RHEL 9, AlmaLinux 9, Rocky Linux 9, CentOS Stream 9 it is there since build 290.", Reason(host, "3.EDX[14]"));
        Assert.EndsWith(" It was put into this kernel.", Reason(host with { Kernel = host.Kernel.With(KvmChanges.IpiNeedsLapic) }, "4.EAX[10]"), StringComparison.Ordinal);

        static string Reason(KvmHost host, string address) => SupportedExplainer.Explain(KvmQuery.OnVcpu(host, VcpuState.Ordinary), BitAddress.Parse(address)).Reason;
    }

    [Fact]
    public void Explain_ARefusedCall_HasNoValueAndSaysWhyForALeafToo()
    {
        KvmQuery query = KvmQuery.Parse("5.0,system");
        const string Reason = "There is no answer: EINVAL: KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm (KVM_CAP_SYS_HYPERV_CPUID) exists since Linux 5.11: call it on a vCPU.";

        SupportedExplanation field = SupportedExplainer.Explain(query, BitAddress.Parse("3.EDX[3]"));
        SupportedExplanation leaf = SupportedExplainer.ExplainLeaf(query, 0x40000000);

        Assert.Equal((0u, Reason, 0u, Reason), (field.Value, field.Reason, leaf.Value, leaf.Reason));

        // Of a bit that KVM never reports too: any answer is a change.
        Assert.Equal(["use Linux 5.11 or later"], field.Flips.Select(flip => flip.ToString()));
        Assert.Same(field.Flips, field.Flips);
        Assert.Equal("", new SupportedExplanation(query, field.Address).Reason);
    }

    [Theory]
    [InlineData(NestedFeaturesEmission.OnlyWithEvmcs, "enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)|let leaf 4000000AH follow the release")]
    [InlineData(NestedFeaturesEmission.AsRelease, "use Linux 5.0 to 5.17")]
    [InlineData(NestedFeaturesEmission.Always, "let leaf 4000000AH follow the release, and use Linux 5.0 to 5.17")]
    public void Flips_OfTheDesignOfLeafA_AreToFollowTheRelease(NestedFeaturesEmission emission, string expected)
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), NestedFeaturesEmission = emission };

        Assert.Equal(expected, string.Join('|', SupportedExplainer.ExplainLeaf(KvmQuery.OnVcpu(host, VcpuState.Ordinary), 0x4000000A).Flips));
    }

    [Fact]
    public void Flips_OfABitThatTakesAStepAndALaterRelease_AreBoth()
    {
        KvmHost host = new() { Kernel = new KvmRelease(5, 10), NestedFeaturesEmission = NestedFeaturesEmission.OnlyWithEvmcs };

        Assert.Equal(
            ["enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), and use Linux 5.17 or later", "let leaf 4000000AH follow the release, and use Linux 5.18 or later"],
            SupportedExplainer.Explain(KvmQuery.OnVcpu(host, VcpuState.Ordinary), BitAddress.Parse("A.EAX[19]")).Flips.Select(flip => flip.ToString()));
    }

    [Fact]
    public void Step_OnAVcpu_IsForAVcpuThatItIsOpenFor()
    {
        KvmStep step = KvmStep.OnVcpu("create it", vcpu => !vcpu.InKernelLapic, vcpu => vcpu with { InKernelLapic = true });
        KvmHost host = new();

        Assert.Equal(KvmQuery.OnVcpu(host, VcpuState.Ordinary), step.Apply(KvmQuery.OnVcpu(host, default)));
        Assert.Null(step.Apply(KvmQuery.OnVcpu(host, VcpuState.Ordinary)));
        Assert.Null(step.Apply(KvmQuery.OnSystem(host) with { Vcpu = default }));
        Assert.Null(step.Apply(KvmQuery.OnSystem(host)));
    }

    [Fact]
    public void History_OfAField_HasTheEffectsOnItsLeafAndOnNoOther()
    {
        Assert.Equal(
            ["4000000A leaf: with eVMCS", "4000000A leaf: unconditional (was with eVMCS)", "4000000A EBX[0]: 1"],
            KvmHistory.For(BitAddress.Parse("A.EBX[0]")).Select(effect => $"{effect.Function:X} {(effect.Address is { } address ? $"{address}"["CPUID.4000000AH:".Length..] : "leaf")}: {effect.Text}"));

        KvmLeafRule row = KvmRuleTable.Leaves.First(rule => rule.Condition == KvmCondition.Evmcs);
        Assert.Equal("gone (was with eVMCS)", new KvmEffect(row, row) { Ends = true }.Text);
    }

    // Of a distribution's releases in any order, and of those that several lines have the first; one that is no line's has no build.
    [Fact]
    public void OldestKernels_OfLines_AreInOrderOfTheirReleases()
    {
        KvmKernels kernels = new(
        [
            new("one", "One") { Names = ["mine"], Patterns = [KvmKernelPattern.Parse("6.8.0-{build}-mine")], Base = new KvmRelease(6, 8), Releases = [new("10", "6.8.0-1-mine"), new("9.5", "6.6"), new("9", "6.1")] },
            new("two", "Two") { Names = ["mine"], Patterns = [KvmKernelPattern.Parse("x")], Releases = [new("9.5", "6.7")] },
            new("three", "Three") { Patterns = [KvmKernelPattern.Parse("y")] },
            new("four", "Four") { Names = ["none"], Patterns = [KvmKernelPattern.Parse("z")] },
        ]);

        IReadOnlyList<KvmOldestKernel> found = KvmOldestKernels.Find(kernels, kernel => kernel.Has(KvmChanges.ExtendedGvaRanges));

        Assert.Equal(["linux 6.2: Linux 6.2 or later", "mine mine9.5: mine9.5"], found.Select(one => $"{one.Distribution} {one.Release}: {one}"));
        Assert.Equal(("6.6", null), (found[1].Uname, found[1].Build));
    }
}
