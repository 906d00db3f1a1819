using static HvCpuid.Kvm.KvmChanges;

namespace HvCpuid.Kvm;

/// <summary>What KVM_SET_CPUID2 does once the vCPU has run.</summary>
public enum KvmSetCpuidAfterRun
{
    /// <summary>It takes any entries.</summary>
    Accepted = 0,

    /// <summary>It refuses with EINVAL, before it reads the entries.</summary>
    Refused,

    /// <summary>It takes entries that are equal to the present ones but for padding, without effect, and refuses others with EINVAL.</summary>
    OnlyIdentical,
}

/// <summary>What differs between kernels in the calls around KVM_GET_SUPPORTED_HV_CPUID. None of it changes a leaf.</summary>
/// <remarks>
/// Sources: kvm_vcpu_ioctl_set_cpuid2, kvm_set_cpuid, kvm_vcpu_ioctl_get_cpuid2 (arch/x86/kvm/cpuid.c), kvm_vm_ioctl_enable_cap (x86.c),
/// kvm_vm_ioctl_create_vcpu (virt/kvm/kvm_main.c) and the commits of <see cref="KvmChanges"/>.
/// </remarks>
public sealed record KvmCalls
{
    private KvmCalls(KvmKernel kernel)
    {
        MaximumCpuidEntries = kernel.Has(CpuidAllocated) ? 256 : 80;
        SetCpuidReadsInPlace = !kernel.Has(CpuidAllocated);
        SetCpuidAfterRun =
            kernel.Has(SetAfterRunIdentical) ? KvmSetCpuidAfterRun.OnlyIdentical
            : kernel.Has(SetAfterRunRefused) ? KvmSetCpuidAfterRun.Refused
            : KvmSetCpuidAfterRun.Accepted;
        SetCpuidAfterRunReplaces = kernel.Has(CpuidSwapped);
        GetCpuidUpdatesCount = kernel.Has(CountUpdated);
        GetCpuidLeaksMemory = kernel.Has(CpuidAllocated) && !kernel.Has(CpuidLeakFixed);
        VcpuIdBits = kernel.Has(WideVcpuIds) ? 64 : 32;
        TakesVcpuIdLimit = kernel.Has(VcpuIdLimit);
    }

    /// <summary>The most entries that KVM_SET_CPUID2 takes, KVM_MAX_CPUID_ENTRIES; more are E2BIG.</summary>
    public int MaximumCpuidEntries { get; }

    /// <summary>True where KVM_SET_CPUID2 reads the entries over the present ones, so that a fault halfway leaves both mixed.</summary>
    public bool SetCpuidReadsInPlace { get; }

    /// <summary>What KVM_SET_CPUID2 does once the vCPU has run.</summary>
    public KvmSetCpuidAfterRun SetCpuidAfterRun { get; }

    /// <summary>
    /// True where the entries that KVM_SET_CPUID2 takes once the vCPU has run take the place of the present ones: their padding, which is not compared, is
    /// what KVM_GET_CPUID2 answers then. Else the present ones stay.
    /// </summary>
    public bool SetCpuidAfterRunReplaces { get; }

    /// <summary>True where KVM_GET_CPUID2 writes the number of entries back; else it leaves the caller's.</summary>
    public bool GetCpuidUpdatesCount { get; }

    /// <summary>True where KVM_GET_CPUID2 answers bytes of the kernel's memory instead of the entries.</summary>
    public bool GetCpuidLeaksMemory { get; }

    /// <summary>How many bits of the argument KVM_CREATE_VCPU takes for the id: 32 or 64.</summary>
    public int VcpuIdBits { get; }

    /// <summary>True where KVM_ENABLE_CAP on a VM takes KVM_CAP_MAX_VCPU_ID, a limit for the ids of its vCPUs.</summary>
    public bool TakesVcpuIdLimit { get; }

    /// <summary>What the calls of a kernel do.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public static KvmCalls For(KvmKernel kernel) => new(Guard.NotNull(kernel));
}
