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
    /// <summary>5.10: the entries have memory of their own.</summary>
    public static KvmChange CpuidAllocated { get; } = new(new(5, 10), "KVM_SET_CPUID2 allocates: up to 256 entries, was 80, and a fault halfway leaves the present ones alone") { Commit = "255cbecfe0c9" };

    /// <summary>5.11: KVM_GET_CPUID2 answers the entries again.</summary>
    public static KvmChange CpuidLeakFixed { get; } = new(new(5, 11), "KVM_GET_CPUID2 answers the entries, was bytes of the kernel's memory")
    {
        Commit = "181f494888d5",
        Backports = [new(5, 10, 15)],
    };

    /// <summary>5.15: more vCPU ids.</summary>
    public static KvmChange MoreVcpuIds { get; } = new(new(5, 15), "vCPU ids below four times the maximum number of vCPUs, was 1023") { Commit = "4ddacd525a2f" };

    /// <summary>5.16: no KVM_SET_CPUID2 after KVM_RUN.</summary>
    public static KvmChange SetAfterRunRefused { get; } = new(new(5, 16), "KVM_SET_CPUID2 is refused once the vCPU has run") { Commit = "feb627e8d6f6" };

    /// <summary>5.17: but for identical entries.</summary>
    public static KvmChange SetAfterRunIdentical { get; } = new(new(5, 17), "KVM_SET_CPUID2 of the same entries is taken after the vCPU has run")
    {
        Commit = "c6617c61e8fe",
        Backports = [new(5, 16, 3)],
    };

    /// <summary>6.0: a VM limits its vCPUs' ids.</summary>
    public static KvmChange VcpuIdLimit { get; } = new(new(6, 0), "KVM_ENABLE_CAP on a VM takes KVM_CAP_MAX_VCPU_ID, a limit for its vCPUs' ids");

    /// <summary>6.5: KVM_GET_CPUID2 updates the count.</summary>
    public static KvmChange CountUpdated { get; } = new(new(6, 5), "KVM_GET_CPUID2 writes back the number of entries") { Commit = "ab322c43cce9" };

    /// <summary>6.11: a vCPU id is an unsigned long.</summary>
    public static KvmChange WideVcpuIds { get; } = new(new(6, 11), "KVM_CREATE_VCPU looks at all 64 bits of the id, was the lower 32");

    /// <summary>6.14: KVM_SET_CPUID2 exchanges the entries first.</summary>
    public static KvmChange CpuidSwapped { get; } = new(new(6, 14), "KVM_SET_CPUID2 after the vCPU has run keeps the entries that it is given, was the ones before");

    /// <summary>All of these changes, in order of release.</summary>
    public static IReadOnlyList<KvmChange> Changes { get; } =
        [CpuidAllocated, CpuidLeakFixed, MoreVcpuIds, SetAfterRunRefused, SetAfterRunIdentical, VcpuIdLimit, CountUpdated, WideVcpuIds, CpuidSwapped];

    /// <summary>The rows; for every trait and release one of them applies.</summary>
    public static IReadOnlyList<KvmCallRule> Rows { get; } =
    [
        new(KvmCallTrait.MostCpuidEntries, 80, KvmChangeTable.Beginning) { Until = CpuidAllocated },
        new(KvmCallTrait.MostCpuidEntries, 256, CpuidAllocated),
        new(KvmCallTrait.SetCpuidReadsInPlace, 1, KvmChangeTable.Beginning) { Until = CpuidAllocated },
        new(KvmCallTrait.SetCpuidReadsInPlace, 0, CpuidAllocated),
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.Accepted, KvmChangeTable.Beginning) { Until = SetAfterRunRefused },
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.Refused, SetAfterRunRefused) { Until = SetAfterRunIdentical },
        new(KvmCallTrait.SetCpuidAfterRun, (int)KvmSetCpuidAfterRun.OnlyIdentical, SetAfterRunIdentical),
        new(KvmCallTrait.GetCpuidUpdatesCount, 0, KvmChangeTable.Beginning) { Until = CountUpdated },
        new(KvmCallTrait.GetCpuidUpdatesCount, 1, CountUpdated),
        new(KvmCallTrait.GetCpuidLeaksMemory, 0, KvmChangeTable.Beginning) { Until = CpuidAllocated },
        new(KvmCallTrait.GetCpuidLeaksMemory, 1, CpuidAllocated) { Until = CpuidLeakFixed },
        new(KvmCallTrait.GetCpuidLeaksMemory, 0, CpuidLeakFixed),
        new(KvmCallTrait.VcpuIdBits, 32, KvmChangeTable.Beginning) { Until = WideVcpuIds },
        new(KvmCallTrait.VcpuIdBits, 64, WideVcpuIds),
        new(KvmCallTrait.VcpuIdLimitTaken, 0, KvmChangeTable.Beginning) { Until = VcpuIdLimit },
        new(KvmCallTrait.VcpuIdLimitTaken, 1, VcpuIdLimit),
        new(KvmCallTrait.SetCpuidAfterRunReplaces, 0, KvmChangeTable.Beginning) { Until = CpuidSwapped },
        new(KvmCallTrait.SetCpuidAfterRunReplaces, 1, CpuidSwapped),
    ];

    /// <summary>The value of a trait on a release.</summary>
    /// <param name="trait">The trait.</param>
    /// <param name="release">The release.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trait.</exception>
    public static int Value(KvmCallTrait trait, KvmRelease release)
    {
        foreach (KvmCallRule rule in Rows)
        {
            if (rule.Trait == trait && rule.IsIn(release))
            {
                return rule.Value;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(trait), trait, "There is no such trait.");
    }
}
