using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000005H: how many processors and interrupt vectors there may be (TLFS, "Feature and interface discovery").</summary>
public readonly record struct HvLimits
{
    /// <summary>The leaf's function, 40000005H.</summary>
    public const uint Function = 0x40000005;

    private readonly CpuidRegisters _registers;

    private HvLimits(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. Virtual processors a partition may have; FFFFFFFFH = no limit is told.</summary>
    public uint MaximumVirtualProcessors
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>EBX[31:0]. Logical processors the hypervisor can use.</summary>
    public uint MaximumLogicalProcessors
    {
        get => _registers.Ebx;
        init => _registers = _registers with { Ebx = value };
    }

    /// <summary>ECX[31:0]. Physical interrupt vectors available for remapping.</summary>
    public uint MaximumInterruptVectors
    {
        get => _registers.Ecx;
        init => _registers = _registers with { Ecx = value };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvLimits FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
