using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000004H: how the hypervisor advises the guest to behave (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvRecommendations(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000004H.</summary>
    public const uint Function = 0x40000004;

    /// <summary>The value of <see cref="SpinlockRetries"/> that means: never tell the hypervisor.</summary>
    public const uint NeverNotify = 0xFFFFFFFF;

    private static readonly BitField ImplementedPhysicalAddressField = new(6, 0);

    /// <summary>EAX[31:0]. What the guest should do, bits without a name included.</summary>
    public HvRecommendedBehaviors Behaviors
    {
        get => (HvRecommendedBehaviors)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EBX[31:0]. How often to try a spinlock before telling the hypervisor; <see cref="NeverNotify"/>, or 0 for off.</summary>
    public uint SpinlockRetries
    {
        get => Registers.Ebx;
        init => Registers = Registers with { Ebx = value };
    }

    /// <summary>ECX[6:0]. Physical address bits of the machine, 0 to 127; 0 = not told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0x7F.</exception>
    public byte ImplementedPhysicalAddressBits
    {
        get => (byte)ImplementedPhysicalAddressField.Extract(Registers.Ecx);
        init => Registers = Registers with { Ecx = ImplementedPhysicalAddressField.Insert(Registers.Ecx, value) };
    }
}

/// <summary>Leaf 40000004H, EAX: what the guest should do.</summary>
[Flags]
public enum HvRecommendedBehaviors : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. The guest should switch address spaces by hypercall instead of MOV to CR3.</summary>
    HypercallAddressSpaceSwitch = 1u << 0,

    /// <summary>EAX[1]. The guest should flush its own TLB by hypercall instead of INVLPG or MOV to CR3.</summary>
    HypercallLocalTlbFlush = 1u << 1,

    /// <summary>EAX[2]. The guest should flush other virtual processors' TLBs by hypercall instead of interrupts between processors.</summary>
    HypercallRemoteTlbFlush = 1u << 2,

    /// <summary>EAX[3]. The guest should reach EOI, ICR and TPR by MSRs instead of memory; QEMU sets it with hv-vapic unless hv-avic is on.</summary>
    MsrApicAccess = 1u << 3,

    /// <summary>EAX[4]. The guest should reset the machine by MSR 40000003H.</summary>
    MsrSystemReset = 1u << 4,

    /// <summary>EAX[5]. The guest should drop watchdogs that expect interrupts on time.</summary>
    RelaxedTiming = 1u << 5,

    /// <summary>EAX[6]. The guest should use DMA remapping.</summary>
    DmaRemapping = 1u << 6,

    /// <summary>EAX[7]. The guest should use interrupt remapping.</summary>
    InterruptRemapping = 1u << 7,

    /// <summary>EAX[8]. The guest should use the x2APIC MSRs.</summary>
    X2ApicMsrs = 1u << 8,

    /// <summary>EAX[9]. The guest should not use automatic end of interrupt, so that AVIC or APICv can stay on.</summary>
    DeprecateAutoEoi = 1u << 9,

    /// <summary>EAX[10]. The guest should send interrupts between processors by hypercall.</summary>
    SyntheticClusterIpi = 1u << 10,

    /// <summary>EAX[11]. The guest should use the hypercalls' Ex forms, which reach more than 64 virtual processors.</summary>
    ExProcessorMasks = 1u << 11,

    /// <summary>EAX[12]. The hypervisor itself runs inside Hyper-V.</summary>
    NestedInHyperV = 1u << 12,

    /// <summary>EAX[13]. The guest should make MBEC system calls by INT.</summary>
    IntForMbecSystemCalls = 1u << 13,

    /// <summary>EAX[14]. A nested hypervisor should use the enlightened VMCS of leaf 4000000AH.</summary>
    EnlightenedVmcs = 1u << 14,

    /// <summary>EAX[15]. The guest should use the synced timeline.</summary>
    SyncedTimeline = 1u << 15,

    /// <summary>EAX[16]. The guest is asked to use its core scheduler.</summary>
    CoreSchedulerRequested = 1u << 16,

    /// <summary>EAX[17]. The guest should flush its whole TLB by toggling CR4.PGE, which is faster than the hypercall.</summary>
    DirectLocalFlushEntire = 1u << 17,

    /// <summary>EAX[18]. Virtual processors share a core only where the guest's own topology shows them as SMT siblings.</summary>
    NoNonArchitecturalCoreSharing = 1u << 18,

    /// <summary>EAX[19]. The guest should use the x2APIC.</summary>
    X2Apic = 1u << 19,

    /// <summary>EAX[20]. The guest should restore its time when it resumes.</summary>
    RestoreTimeOnResume = 1u << 20,

    /// <summary>EAX[21]. The guest should access memory-mapped I/O by hypercall.</summary>
    MmioHypercalls = 1u << 21,

    /// <summary>EAX[22]. The guest should pin pages by hypercall.</summary>
    GpaPinning = 1u << 22,

    /// <summary>EAX[23]. The guest should wake virtual processors by hypercall.</summary>
    WakeVps = 1u << 23,
}
