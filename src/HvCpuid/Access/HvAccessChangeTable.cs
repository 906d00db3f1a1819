using HvCpuid.Kvm;

namespace HvCpuid.Access;

/// <summary>
/// The changes of KVM that move what a guest may touch and change no leaf: what the history of arch/x86/kvm/hyperv.c says of its MSR and
/// hypercall handlers. Those that change a leaf too are in <see cref="KvmChangeTable"/>.
/// </summary>
public static class HvAccessChangeTable
{
    /// <summary>5.10: a guest configures synthetic timers only on a vCPU with an active SynIC (stimer_set_config, stimer_set_count).</summary>
    public static KvmChange TimersNeedSynic { get; } = new(new(5, 10), "a guest writes the synthetic timers only with an active SynIC");

    /// <summary>5.12: MSRs and hypercalls are Hyper-V's only for a guest whose CPUID.40000001H:EAX is <c>Hv#1</c> (kvm_hv_set_cpuid).</summary>
    public static KvmChange OnlyAwareGuests { get; } = new(new(5, 12), "only a guest that is shown Hv#1 reaches the synthetic MSRs and hypercalls") { Commit = "8f014550dfb1" };

    /// <summary>5.12: a guest writes nothing but 0 to the TSC emulation status (kvm_hv_set_msr_pw).</summary>
    public static KvmChange TscEmulationStatusTakesZero { get; } = new(new(5, 12), "a guest writes only 0 to HV_X64_MSR_TSC_EMULATION_STATUS");

    /// <summary>5.18: HvCallSendSyntheticClusterIpiEx takes its input in XMM registers (is_xmm_fast_hypercall).</summary>
    public static KvmChange XmmInputOfIpi { get; } = new(new(5, 18), "HvCallSendSyntheticClusterIpiEx takes input in XMM registers")
    {
        Commit = "47d3e5cdfe60",
        Backports = [new(5, 15, 33), new(5, 16, 19), new(5, 17, 2)],
    };

    /// <summary>5.18: a hypercall of fixed size with a variable header is refused (kvm_hv_hypercall).</summary>
    public static KvmChange VariableHeaderChecked { get; } = new(new(5, 18), "hypercalls of fixed size refuse a variable header") { Commit = "40421f38f637" };

    /// <summary>5.18: the reserved bits of the hypercall input value are checked (kvm_hv_hypercall).</summary>
    public static KvmChange ReservedBitsChecked { get; } = new(new(5, 18), "the reserved bits of the hypercall input value must be 0") { Commit = "413af6601f76" };

    /// <summary>All of them, in order of release.</summary>
    public static IReadOnlyList<KvmChange> All { get; } =
        [TimersNeedSynic, OnlyAwareGuests, TscEmulationStatusTakesZero, XmmInputOfIpi, VariableHeaderChecked, ReservedBitsChecked];
}
