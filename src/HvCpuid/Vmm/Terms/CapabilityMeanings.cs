using HvCpuid.Kvm;

namespace HvCpuid.Vmm;

/// <summary>What capabilities are for (Linux, Documentation/virt/kvm/api.rst).</summary>
internal static class CapabilityMeanings
{
    private static readonly Dictionary<KvmCapability, string> Known = new()
    {
        [KvmCapability.HyperV] = "KVM has hypercalls and synthetic MSRs.",
        [KvmCapability.HyperVVapic] = "KVM has the synthetic MSRs of the local APIC.",
        [KvmCapability.HyperVSpin] = "KVM takes the hypercall of a long spin wait.",
        [KvmCapability.HyperVTime] = "KVM has the reference counter and the reference TSC page.",
        [KvmCapability.HyperVSynic] = "The synthetic interrupt controller can be enabled on a vCPU; KVM clears the guest's pages.",
        [KvmCapability.HyperVSynic2] = "The synthetic interrupt controller can be enabled on a vCPU, without KVM clearing the guest's pages.",
        [KvmCapability.HyperVVpIndex] = "KVM has the VP index MSR, which the VMM sets.",
        [KvmCapability.HyperVEventFd] = "Signal-event hypercalls arrive as eventfds.",
        [KvmCapability.HyperVTlbFlush] = "KVM takes the hypercalls that flush TLBs.",
        [KvmCapability.HyperVSendIpi] = "KVM takes the hypercalls that send interrupts to many vCPUs.",
        [KvmCapability.HyperVEnlightenedVmcs] = "The enlightened VMCS can be enabled on a vCPU; the call answers with the versions.",
        [KvmCapability.HyperVCpuid] = "KVM_GET_SUPPORTED_HV_CPUID is there on a vCPU.",
        [KvmCapability.HyperVDirectTlbFlush] = "KVM itself runs on Hyper-V, and its guests may flush TLBs directly.",
        [KvmCapability.SysHyperVCpuid] = "KVM_GET_SUPPORTED_HV_CPUID is there on /dev/kvm.",
        [KvmCapability.HyperVEnforceCpuid] = "The guest may use what its CPUID shows and nothing else, once enabled on a vCPU.",
    };

    /// <summary>The meaning.</summary>
    public static string Of(KvmCapability capability) => Known.TryGetValue(capability, out string? meaning) ? meaning : "It is no capability of Hyper-V's, but calls of this model look at it.";
}
