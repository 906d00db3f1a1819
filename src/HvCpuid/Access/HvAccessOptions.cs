using HvCpuid.Kvm;

namespace HvCpuid.Access;

/// <summary>What else than its CPUID decides what a guest may touch. A value; the defaults ask what CPUID alone permits on the newest release.</summary>
public sealed record HvAccessOptions
{
    /// <summary>The kernel; a <see cref="KvmRelease"/> converts to it. Default: the newest mainline release that the model knows.</summary>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public KvmKernel Kernel
    {
        get;
        init => field = Guard.NotNull(value);
    } = KvmKernel.Newest;

    /// <summary>
    /// Whether KVM was built with its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8); null for the kernel's own, else true. Without it no
    /// synthetic MSR is there, and every hypercall is one of KVM's own. Default: null.
    /// </summary>
    public bool? HyperVCompiledIn { get; init; }

    /// <summary>True when KVM has its Hyper-V support.</summary>
    internal bool HasHyperV => HyperVCompiledIn ?? Kernel.HyperVCompiledIn ?? true;

    /// <summary>True with KVM_CAP_HYPERV_ENFORCE_CPUID enabled on the vCPU; without effect before Linux 5.14, which does not have it. Default: true.</summary>
    public bool Enforced { get; init; } = true;

    /// <summary>True with KVM_CAP_HYPERV_SYNIC or KVM_CAP_HYPERV_SYNIC2 enabled on the vCPU (kvm_hv_activate_synic). Default: false.</summary>
    public bool SynicActive { get; init; }

    /// <summary>True when the vCPU has an in-kernel local APIC. Default: true.</summary>
    public bool InKernelLapic { get; init; } = true;

    /// <summary>True once the guest has set bit 0 of HV_X64_MSR_TSC_INVARIANT_CONTROL, which it cannot take back. Default: false.</summary>
    public bool InvariantTscSet { get; init; }
}
