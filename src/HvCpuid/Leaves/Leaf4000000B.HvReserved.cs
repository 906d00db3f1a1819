using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 4000000BH: nothing: it was never documented, and real hosts answer zeros (TLFS: reserved).</summary>
public readonly record struct HvReserved
{
    /// <summary>The leaf's function, 4000000BH.</summary>
    public const uint Function = 0x4000000B;

    private readonly CpuidRegisters _registers;

    private HvReserved(CpuidRegisters registers) => _registers = registers;

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvReserved FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
