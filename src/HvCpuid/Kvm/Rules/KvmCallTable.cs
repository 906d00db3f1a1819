namespace HvCpuid.Kvm;

/// <summary>What differs between releases in the calls around KVM_GET_SUPPORTED_HV_CPUID. None of it changes a leaf.</summary>
public enum KvmCallTrait
{
    /// <summary>The most entries that KVM_SET_CPUID2 takes, KVM_MAX_CPUID_ENTRIES; more are E2BIG.</summary>
    MostCpuidEntries = 0,

    /// <summary>1 where KVM_SET_CPUID2 reads the entries over the present ones, so that a fault halfway leaves both mixed; else 0.</summary>
    SetCpuidReadsInPlace,

    /// <summary>What KVM_SET_CPUID2 does once the vCPU has run, a <see cref="KvmSetCpuidAfterRun"/>.</summary>
    SetCpuidAfterRun,

    /// <summary>1 where KVM_GET_CPUID2 writes the number of entries back; 0 where it leaves the caller's.</summary>
    GetCpuidUpdatesCount,

    /// <summary>1 where KVM_GET_CPUID2 answers bytes of the kernel's memory instead of the entries; else 0.</summary>
    GetCpuidLeaksMemory,

    /// <summary>How many bits of the argument KVM_CREATE_VCPU takes for the id: 32 or 64.</summary>
    VcpuIdBits,

    /// <summary>1 where KVM_ENABLE_CAP on a VM takes KVM_CAP_MAX_VCPU_ID, a limit for the ids of its vCPUs; else 0.</summary>
    VcpuIdLimitTaken,

    /// <summary>
    /// 1 where the entries that KVM_SET_CPUID2 takes once the vCPU has run take the place of the present ones: their padding, which is not compared, is
    /// what KVM_GET_CPUID2 answers then; 0 where the present ones stay.
    /// </summary>
    SetCpuidAfterRunReplaces,
}

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

/// <summary>The value of a trait, from one change to another.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Value">Its value.</param>
/// <param name="Since">The change that brought it.</param>
public sealed record KvmCallRule(KvmCallTrait Trait, int Value, KvmChange Since) : KvmRule(Since, KvmCondition.Always);

/// <summary>The calls around KVM_GET_SUPPORTED_HV_CPUID, as rows of release and behaviour.</summary>
/// <remarks>
/// Sources: kvm_vcpu_ioctl_set_cpuid2, kvm_set_cpuid, kvm_vcpu_ioctl_get_cpuid2 (arch/x86/kvm/cpuid.c), kvm_vm_ioctl_enable_cap (x86.c),
/// kvm_vm_ioctl_create_vcpu (virt/kvm/kvm_main.c) and the commits named here.
/// </remarks>
public static class KvmCallTable
{
    /// <summary>The rows; for every trait and release one of them applies.</summary>
    public static IReadOnlyList<KvmCallRule> Rows { get; } =
    [
        new(KvmCallTrait.MostCpuidEntries, 80, KvmChanges.Beginning) { Until = KvmChanges.CpuidAllocated },
        new(KvmCallTrait.MostCpuidEntries, 256, KvmChanges.CpuidAllocated),
        new(KvmCallTrait.SetCpuidReadsInPlace, 1, KvmChanges.Beginning) { Until = KvmChanges.CpuidAllocated },
        new(KvmCallTrait.SetCpuidReadsInPlace, 0, KvmChanges.CpuidAllocated),
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.Accepted, KvmChanges.Beginning) { Until = KvmChanges.SetAfterRunRefused },
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.Refused, KvmChanges.SetAfterRunRefused) { Until = KvmChanges.SetAfterRunIdentical },
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.OnlyIdentical, KvmChanges.SetAfterRunIdentical),
        new(KvmCallTrait.GetCpuidUpdatesCount, 0, KvmChanges.Beginning) { Until = KvmChanges.CountUpdated },
        new(KvmCallTrait.GetCpuidUpdatesCount, 1, KvmChanges.CountUpdated),
        new(KvmCallTrait.GetCpuidLeaksMemory, 0, KvmChanges.Beginning) { Until = KvmChanges.CpuidAllocated },
        new(KvmCallTrait.GetCpuidLeaksMemory, 1, KvmChanges.CpuidAllocated) { Until = KvmChanges.CpuidLeakFixed },
        new(KvmCallTrait.GetCpuidLeaksMemory, 0, KvmChanges.CpuidLeakFixed),
        new(KvmCallTrait.VcpuIdBits, 32, KvmChanges.Beginning) { Until = KvmChanges.WideVcpuIds },
        new(KvmCallTrait.VcpuIdBits, 64, KvmChanges.WideVcpuIds),
        new(KvmCallTrait.VcpuIdLimitTaken, 0, KvmChanges.Beginning) { Until = KvmChanges.VcpuIdLimit },
        new(KvmCallTrait.VcpuIdLimitTaken, 1, KvmChanges.VcpuIdLimit),
        new(KvmCallTrait.SetCpuidAfterRunReplaces, 0, KvmChanges.Beginning) { Until = KvmChanges.CpuidSwapped },
        new(KvmCallTrait.SetCpuidAfterRunReplaces, 1, KvmChanges.CpuidSwapped),
    ];

    /// <summary>The value of a trait on a kernel.</summary>
    /// <param name="trait">The trait.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trait.</exception>
    public static int Value(KvmCallTrait trait, KvmKernel kernel)
    {
        foreach (KvmCallRule rule in Rows)
        {
            if (rule.Trait == trait && rule.IsIn(kernel))
            {
                return rule.Value;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(trait), trait, "There is no such trait.");
    }
}
