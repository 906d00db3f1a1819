using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000000H: what hypervisor this is, and how far its leaves go (TLFS, "Feature and interface discovery").</summary>
public readonly record struct HvVendor
{
    /// <summary>The leaf's function, 40000000H.</summary>
    public const uint Function = 0x40000000;

    private readonly CpuidRegisters _registers;

    private HvVendor(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. The highest hypervisor leaf, inclusive; 40000005H or above.</summary>
    public uint MaximumFunction
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. The vendor's signature, <c>Microsoft Hv</c> on Hyper-V.</summary>
    public AsciiSignature Signature
    {
        get => new(_registers.Ebx, _registers.Ecx, _registers.Edx);
        init => _registers = _registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvVendor FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
