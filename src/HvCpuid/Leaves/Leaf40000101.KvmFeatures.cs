using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000101H: KVM's own paravirtual features, which move here when Hyper-V leaves stand at 40000001H (Linux, Documentation/virt/kvm/x86/cpuid.rst).</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct KvmFeatures(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000101H.</summary>
    public const uint Function = 0x40000101;

    /// <summary>EAX[31:0]. The features, bits without a name included.</summary>
    public KvmFeatureFlags Features
    {
        get => (KvmFeatureFlags)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EDX[31:0]. The hints, bits without a name included.</summary>
    public KvmHints Hints
    {
        get => (KvmHints)Registers.Edx;
        init => Registers = Registers with { Edx = (uint)value };
    }
}

/// <summary>Leaf 40000101H, EAX: KVM's features.</summary>
[Flags]
public enum KvmFeatureFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. The guest may use KVM's clock at its first MSRs, 11H and 12H.</summary>
    Clocksource = 1u << 0,

    /// <summary>EAX[1]. The guest need not delay after I/O.</summary>
    NopIoDelay = 1u << 1,

    /// <summary>EAX[2]. Deprecated: page table changes by hypercall.</summary>
    MmuOp = 1u << 2,

    /// <summary>EAX[3]. The guest may use KVM's clock at MSRs 4B564D00H and 4B564D01H.</summary>
    Clocksource2 = 1u << 3,

    /// <summary>EAX[4]. The guest may be told of pages that the host is still fetching.</summary>
    AsyncPf = 1u << 4,

    /// <summary>EAX[5]. The guest may see the time it was ready but did not run.</summary>
    StealTime = 1u << 5,

    /// <summary>EAX[6]. The guest may end interrupts without an exit.</summary>
    PvEoi = 1u << 6,

    /// <summary>EAX[7]. The guest may halt while it waits for a spinlock, and be kicked awake.</summary>
    PvUnhalt = 1u << 7,

    /// <summary>EAX[9]. The guest may leave the TLB flush of a virtual processor that does not run to the host.</summary>
    PvTlbFlush = 1u << 9,

    /// <summary>EAX[10]. A nested hypervisor may get AsyncPf as an exit.</summary>
    AsyncPfVmexit = 1u << 10,

    /// <summary>EAX[11]. The guest may send interrupts to many processors by one hypercall.</summary>
    PvSendIpi = 1u << 11,

    /// <summary>EAX[12]. The guest may switch off the host's polling on HLT.</summary>
    PollControl = 1u << 12,

    /// <summary>EAX[13]. The guest may yield to a virtual processor that it waits for.</summary>
    PvSchedYield = 1u << 13,

    /// <summary>EAX[14]. The arrival of an AsyncPf page is told by an interrupt.</summary>
    AsyncPfInt = 1u << 14,

    /// <summary>EAX[15]. Interrupt messages may name APIC ids of 15 bits.</summary>
    MsiExtDestId = 1u << 15,

    /// <summary>EAX[16]. The guest may tell which of its pages are shared or encrypted by hypercall.</summary>
    HcMapGpaRange = 1u << 16,

    /// <summary>EAX[17]. The guest may allow its migration by MSR.</summary>
    MigrationControl = 1u << 17,

    /// <summary>EAX[24]. KVM's clock is in step across virtual processors.</summary>
    ClocksourceStableBit = 1u << 24,
}

/// <summary>Leaf 40000101H, EDX: KVM's hints.</summary>
[Flags]
public enum KvmHints : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EDX[0]. A hint: virtual processors are never put aside for long, so spinning is cheap.</summary>
    Realtime = 1u << 0,
}
