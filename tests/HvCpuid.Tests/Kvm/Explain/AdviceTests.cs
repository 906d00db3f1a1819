using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm;

/// <summary>Advice that takes an earlier release, or three steps at once.</summary>
public class AdviceTests
{
    [Theory]
    [InlineData("5.8", true, false, false, "0.EAX", "use Linux 5.0 to 5.7", "5.7", 0x4000000A)]
    [InlineData("5.8", false, false, false, "0.EAX", "use Linux 5.3 to 5.7", "5.7", 0x4000000A)]
    [InlineData("5.14", true, true, false, "3.EDX[4]", "use Linux 5.11 to 5.13", "5.13", 0)]
    [InlineData("5.14", false, false, true, "3.EDX[4]", "use Linux 5.8 to 5.13", "5.13", 0)]
    [InlineData("6.12.107", true, true, false, "3.EDX[14]", "use Linux 5.11 to 6.1", "6.1", 0)]
    [InlineData("7.3", true, false, false, "A.EBX[0]", "use Linux 5.0 to 6.0", "6.0", 0)]
    public void Explain_BitThatOnlyAnEarlierReleaseHasOtherwise_NamesAllOfThemAndTakesTheNearest(
        string release, bool nested, bool system, bool evmcs, string address, string text, string nearest, uint value)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), Nested = nested };
        KvmQuery query = system ? KvmQuery.OnSystem(host) : KvmQuery.OnVcpu(host, new VcpuState(true, evmcs ? EvmcsVersionRange.Version1 : null));

        SupportedFlip flip = Assert.Single(SupportedExplainer.Explain(query, BitAddress.Parse(address)).Flips);

        Assert.Equal((text, KvmRelease.Parse(nearest), value), (flip.ToString(), flip.Query.Host.Kernel.Base, flip.Value));
    }

    // Mainline's releases up to the one that a distribution's kernel stands on are none of its own.
    [Theory]
    [InlineData("rhel9.4", "3.EAX[15]", "use Linux 5.0 to 6.2")]
    [InlineData("rhel9.4", "5.EAX", "use Linux 5.0 to 6.6")]
    [InlineData("rhel9.2", "3.EAX[15]", "use Linux 6.3 or later")]
    public void Explain_BitOfADistributionsKernel_NamesAllReleasesThatHaveItOtherwise(string kernel, string address, string text) =>
        Assert.Contains(SupportedExplainer.Explain(KvmQuery.Parse(kernel + ",intel"), BitAddress.Parse(address)).Flips, flip => flip.ToString() == text);

    [Theory]
    [InlineData("rhel9.4", "Linux rhel9.4 is built for 4096 vCPUs. In RHEL 9, AlmaLinux 9, Rocky Linux 9, CentOS Stream 9 that is so since build 419.")]
    [InlineData("5.10,maxvcpus=77", "Linux 5.10 is built for 77 vCPUs.")]
    [InlineData("5.15", "Linux 5.15 (074c82c8f7cf) reports it always: up to 1024 vCPUs, was 288.")]
    public void Explain_NumberOfVcpus_IsTheBuildsWhereThatIsKnown(string query, string reason) =>
        Assert.Equal(reason, SupportedExplainer.Explain(KvmQuery.Parse(query), BitAddress.Parse("5.EAX")).Reason);

    [Theory]
    [InlineData("5.0", "4.EAX[14]", 1)]
    [InlineData("7.3", "4.EAX[14]", 1)]
    [InlineData("5.0", "A.EAX[7:0]", 1)]
    [InlineData("6.12", "A.EAX[15:8]", 1)]
    public void Explain_EvmcsOnAmdWithoutNesting_TakesThreeSteps(string release, string address, uint value)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), Vendor = CpuVendor.Amd, Nested = false };

        SupportedFlip flip = SupportedExplainer.Explain(KvmQuery.OnVcpu(host, VcpuState.Ordinary), BitAddress.Parse(address)).Flips[0];

        Assert.Equal(["enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", "load kvm_intel with nested=1", "use an Intel host"], flip.Steps);
        Assert.Equal((CpuVendor.Intel, true, EvmcsVersionRange.Version1, value), (flip.Query.Host.Vendor, flip.Query.Host.Nested, flip.Query.Vcpu.Evmcs, flip.Value));
    }
}
