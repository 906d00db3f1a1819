namespace HvCpuid.Access;

/// <summary>The hypercall input value, as a guest has it in RCX (EDX:EAX outside of 64-bit mode) (TLFS, "Hypercall Inputs").</summary>
/// <param name="Value">All 64 bits.</param>
public readonly record struct HvHypercallInput(ulong Value)
{
    /// <summary>Bits 31 to 27, 47 to 44 and 63 to 60; bit 31, which Microsoft's own hypervisor takes as "for the nested one", included (HV_HYPERCALL_RSVD_MASK).</summary>
    public const ulong ReservedMask = 0xF000_F000_F800_0000;

    private const int FastBit = 16;
    private const int VariableHeaderLow = 17;
    private const int RepCountLow = 32;
    private const int RepStartLow = 48;

    /// <summary>Bits 15 to 0. The call code.</summary>
    public ushort Code => (ushort)(Value & 0xFFFF);

    /// <summary>Bit 16. The input is in registers.</summary>
    public bool IsFast => ((Value >> FastBit) & 1) != 0;

    /// <summary>Bits 26 to 17. The size of the variable header in units of 8 bytes.</summary>
    public int VariableHeader => (int)((Value >> VariableHeaderLow) & 0x3FF);

    /// <summary>Bits 43 to 32. How many reps.</summary>
    public int RepCount => (int)((Value >> RepCountLow) & 0xFFF);

    /// <summary>Bits 59 to 48. The rep to start with.</summary>
    public int RepStart => (int)((Value >> RepStartLow) & 0xFFF);

    /// <summary>The reserved bits, at their places.</summary>
    public ulong Reserved => Value & ReservedMask;
}
