namespace HvCpuid.Kvm;

/// <summary>What of a vCPU's state counts for KVM_GET_SUPPORTED_HV_CPUID. The default value: no local APIC in the kernel, no eVMCS.</summary>
/// <param name="InKernelLapic">
/// True when the vCPU's local APIC is KVM's: KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP came before KVM_CREATE_VCPU. Fixed for the life of the vCPU.
/// </param>
/// <param name="Evmcs">
/// The version range with which KVM_CAP_HYPERV_ENLIGHTENED_VMCS was enabled on this vCPU; null where it was not. On a host that cannot give
/// eVMCS to a guest (AMD, or kvm_intel with nested=0) it counts as not enabled.
/// </param>
/// <exception cref="ArgumentException">The range is the default value, which has no version.</exception>
public readonly record struct VcpuState(bool InKernelLapic, EvmcsVersionRange? Evmcs = null)
{
    /// <summary>The version range with which eVMCS was enabled on this vCPU; null where it was not.</summary>
    /// <exception cref="ArgumentException">The range is the default value, which has no version.</exception>
    public EvmcsVersionRange? Evmcs
    {
        get;
        init => field = EvmcsVersionRange.Known(value);
    }
    = EvmcsVersionRange.Known(Evmcs);

    /// <summary>A vCPU as most VMMs make it: local APIC in the kernel, eVMCS not enabled.</summary>
    public static VcpuState Ordinary { get; } = new(InKernelLapic: true);
}
