using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000005H: how many processors and interrupt vectors there may be (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvLimits(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000005H.</summary>
    public const uint Function = 0x40000005;

    /// <summary>EAX[31:0]. Virtual processors a partition may have; FFFFFFFFH = no limit is told.</summary>
    public uint MaximumVirtualProcessors
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>EBX[31:0]. Logical processors the hypervisor can use.</summary>
    public uint MaximumLogicalProcessors
    {
        get => Registers.Ebx;
        init => Registers = Registers with { Ebx = value };
    }

    /// <summary>ECX[31:0]. Physical interrupt vectors available for remapping.</summary>
    public uint MaximumInterruptVectors
    {
        get => Registers.Ecx;
        init => Registers = Registers with { Ecx = value };
    }
}
