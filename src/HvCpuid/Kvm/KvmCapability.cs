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

    /// <summary>54, KVM_CAP_ENABLE_CAP: KVM_ENABLE_CAP on a vCPU. x86 has had the call for longer than it says so.</summary>
    EnableCap = 54,

    /// <summary>66, KVM_CAP_MAX_VCPUS: the most vCPUs of a VM.</summary>
    MaxVcpus = 66,

    /// <summary>96, KVM_CAP_HYPERV_TIME: the reference counter and the reference TSC page.</summary>
    HyperVTime = 96,

    /// <summary>98, KVM_CAP_ENABLE_CAP_VM: KVM_ENABLE_CAP on a VM.</summary>
    EnableCapVm = 98,

    /// <summary>105, KVM_CAP_CHECK_EXTENSION_VM: KVM_CHECK_EXTENSION on a VM.</summary>
    CheckExtensionVm = 105,

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

/// <summary>The names of the capabilities.</summary>
public static class KvmCapabilities
{
    /// <summary>The name that the kernel's header has for a capability: <c>KVM_CAP_HYPERV_CPUID</c>. Allocates nothing.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>The name; null for a number that this model does not know.</returns>
    public static string? Name(this KvmCapability capability) => capability switch
    {
        KvmCapability.Irqchip => "KVM_CAP_IRQCHIP",
        KvmCapability.ExtCpuid => "KVM_CAP_EXT_CPUID",
        KvmCapability.HyperV => "KVM_CAP_HYPERV",
        KvmCapability.HyperVVapic => "KVM_CAP_HYPERV_VAPIC",
        KvmCapability.HyperVSpin => "KVM_CAP_HYPERV_SPIN",
        KvmCapability.EnableCap => "KVM_CAP_ENABLE_CAP",
        KvmCapability.MaxVcpus => "KVM_CAP_MAX_VCPUS",
        KvmCapability.HyperVTime => "KVM_CAP_HYPERV_TIME",
        KvmCapability.EnableCapVm => "KVM_CAP_ENABLE_CAP_VM",
        KvmCapability.CheckExtensionVm => "KVM_CAP_CHECK_EXTENSION_VM",
        KvmCapability.SplitIrqchip => "KVM_CAP_SPLIT_IRQCHIP",
        KvmCapability.HyperVSynic => "KVM_CAP_HYPERV_SYNIC",
        KvmCapability.MaxVcpuId => "KVM_CAP_MAX_VCPU_ID",
        KvmCapability.HyperVSynic2 => "KVM_CAP_HYPERV_SYNIC2",
        KvmCapability.HyperVVpIndex => "KVM_CAP_HYPERV_VP_INDEX",
        KvmCapability.HyperVEventFd => "KVM_CAP_HYPERV_EVENTFD",
        KvmCapability.HyperVTlbFlush => "KVM_CAP_HYPERV_TLBFLUSH",
        KvmCapability.HyperVSendIpi => "KVM_CAP_HYPERV_SEND_IPI",
        KvmCapability.HyperVEnlightenedVmcs => "KVM_CAP_HYPERV_ENLIGHTENED_VMCS",
        KvmCapability.HyperVCpuid => "KVM_CAP_HYPERV_CPUID",
        KvmCapability.HyperVDirectTlbFlush => "KVM_CAP_HYPERV_DIRECT_TLBFLUSH",
        KvmCapability.SysHyperVCpuid => "KVM_CAP_SYS_HYPERV_CPUID",
        KvmCapability.HyperVEnforceCpuid => "KVM_CAP_HYPERV_ENFORCE_CPUID",
        _ => null,
    };
}
