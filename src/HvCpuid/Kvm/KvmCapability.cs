namespace HvCpuid.Kvm;

/// <summary>
/// The capabilities that this model knows, KVM_CAP_*, by their numbers (Linux, include/uapi/linux/kvm.h): what KVM_CHECK_EXTENSION is asked for
/// and KVM_ENABLE_CAP enables. Any other number is a value of this type too; KVM_CHECK_EXTENSION answers 0 for it here.
/// </summary>
public enum KvmCapability
{
    /// <summary>0, KVM_CAP_IRQCHIP: KVM_CREATE_IRQCHIP is there.</summary>
    Irqchip = 0,

    /// <summary>7, KVM_CAP_EXT_CPUID: KVM_SET_CPUID2 is there.</summary>
    ExtCpuid = 7,

    /// <summary>44, KVM_CAP_HYPERV: hypercalls and synthetic MSRs.</summary>
    HyperV = 44,

    /// <summary>45, KVM_CAP_HYPERV_VAPIC: the MSRs of the local APIC.</summary>
    HyperVVapic = 45,

    /// <summary>46, KVM_CAP_HYPERV_SPIN: the long spin wait hypercall.</summary>
    HyperVSpin = 46,

    /// <summary>66, KVM_CAP_MAX_VCPUS: the most vCPUs of a VM.</summary>
    MaxVcpus = 66,

    /// <summary>96, KVM_CAP_HYPERV_TIME: the reference counter and the reference TSC page.</summary>
    HyperVTime = 96,

    /// <summary>121, KVM_CAP_SPLIT_IRQCHIP: local APICs in the kernel, the rest in the VMM. Enabled on a VM; args[0] is the number of routes reserved for the VMM's I/O APICs.</summary>
    SplitIrqchip = 121,

    /// <summary>123, KVM_CAP_HYPERV_SYNIC: the synthetic interrupt controller. Enabled on a vCPU.</summary>
    HyperVSynic = 123,

    /// <summary>128, KVM_CAP_MAX_VCPU_ID: the first id that a vCPU cannot have.</summary>
    MaxVcpuId = 128,

    /// <summary>148, KVM_CAP_HYPERV_SYNIC2: the same, without KVM clearing the guest's SynIC pages. Enabled on a vCPU; args[0] is 0.</summary>
    HyperVSynic2 = 148,

    /// <summary>149, KVM_CAP_HYPERV_VP_INDEX: the VP index MSR.</summary>
    HyperVVpIndex = 149,

    /// <summary>154, KVM_CAP_HYPERV_EVENTFD: signal-event hypercalls as eventfds.</summary>
    HyperVEventFd = 154,

    /// <summary>155, KVM_CAP_HYPERV_TLBFLUSH: TLB flush hypercalls.</summary>
    HyperVTlbFlush = 155,

    /// <summary>161, KVM_CAP_HYPERV_SEND_IPI: cluster IPI hypercalls.</summary>
    HyperVSendIpi = 161,

    /// <summary>163, KVM_CAP_HYPERV_ENLIGHTENED_VMCS: eVMCS. Enabled on a vCPU; args[0] is the address of the 16-bit version word.</summary>
    HyperVEnlightenedVmcs = 163,

    /// <summary>167, KVM_CAP_HYPERV_CPUID: KVM_GET_SUPPORTED_HV_CPUID on a vCPU.</summary>
    HyperVCpuid = 167,

    /// <summary>175, KVM_CAP_HYPERV_DIRECT_TLBFLUSH: only where KVM itself runs on Hyper-V. Enabled on a vCPU.</summary>
    HyperVDirectTlbFlush = 175,

    /// <summary>191, KVM_CAP_SYS_HYPERV_CPUID: KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm.</summary>
    SysHyperVCpuid = 191,

    /// <summary>199, KVM_CAP_HYPERV_ENFORCE_CPUID: the guest may use what its CPUID shows and nothing else. Enabled on a vCPU; args[0] is 0 for off, anything else for on.</summary>
    HyperVEnforceCpuid = 199,
}
