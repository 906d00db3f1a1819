using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 4000000AH: what a hypervisor that runs nested in this one may use (TLFS, "Nested hypervisor optimizations").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvNestedFeatures(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 4000000AH.</summary>
    public const uint Function = 0x4000000A;

    private const uint OptimizationsMask = 0xFFFF0000;
    private static readonly BitField VersionLow = new(7, 0);
    private static readonly BitField VersionHigh = new(15, 8);

    /// <summary>EAX[7:0]. The lowest enlightened VMCS version, 0 for none; the only version that exists is 1.</summary>
    public byte EnlightenedVmcsVersionLow
    {
        get => (byte)VersionLow.Extract(Registers.Eax);
        init => Registers = Registers with { Eax = VersionLow.Insert(Registers.Eax, value) };
    }

    /// <summary>EAX[15:8]. The highest enlightened VMCS version, 0 for none.</summary>
    public byte EnlightenedVmcsVersionHigh
    {
        get => (byte)VersionHigh.Extract(Registers.Eax);
        init => Registers = Registers with { Eax = VersionHigh.Insert(Registers.Eax, value) };
    }

    /// <summary>EAX[31:16]. The optimizations offered, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside EAX[31:16].</exception>
    public HvNestedOptimizations Optimizations
    {
        get => (HvNestedOptimizations)(Registers.Eax & OptimizationsMask);
        init => Registers = Registers with { Eax = BitFlags.Replace(Registers.Eax, OptimizationsMask, (uint)value) };
    }

    /// <summary>EBX[31:0]. What the enlightened VMCS holds beyond version 1, bits without a name included.</summary>
    public HvEnlightenedVmcsFields EnlightenedVmcsFields
    {
        get => (HvEnlightenedVmcsFields)Registers.Ebx;
        init => Registers = Registers with { Ebx = (uint)value };
    }
}

/// <summary>Leaf 4000000AH, EAX[31:16].</summary>
[Flags]
public enum HvNestedOptimizations : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[16]. Deprecated: an earlier form of EAX[18] (mu_msvm only).</summary>
    FlushGuestPhysicalHypercall = 1u << 16,

    /// <summary>EAX[17]. The nested guest's flush hypercalls may be handled directly by this hypervisor.</summary>
    DirectVirtualFlush = 1u << 17,

    /// <summary>EAX[18]. The hypercalls that flush nested guest physical mappings exist.</summary>
    FlushGuestPhysicalAddressHypercalls = 1u << 18,

    /// <summary>EAX[19]. The MSR bitmap has an enlightened "clean" state.</summary>
    EnlightenedMsrBitmap = 1u << 19,

    /// <summary>EAX[20]. Virtualization exceptions are combined in the page-fault class.</summary>
    CombinedVirtualizationExceptions = 1u << 20,

    /// <summary>EAX[21]. A non-zero value of the guest's IA32_DEBUGCTL field is supported.</summary>
    NonZeroGuestIa32DebugCtl = 1u << 21,

    /// <summary>EAX[22]. AMD: the nested TLB is enlightened; address space ids no longer flush nested page table entries.</summary>
    EnlightenedNptTlb = 1u << 22,
}

/// <summary>Leaf 4000000AH, EBX.</summary>
[Flags]
public enum HvEnlightenedVmcsFields : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EBX[0]. The enlightened VMCS has the fields of the performance global control MSR.</summary>
    EnlightenedVmcsPerfGlobalCtrl = 1u << 0,
}
