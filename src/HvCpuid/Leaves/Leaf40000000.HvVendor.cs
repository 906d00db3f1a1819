using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000000H: what hypervisor this is, and how far its leaves go (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvVendor(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000000H.</summary>
    public const uint Function = 0x40000000;

    /// <summary>EAX[31:0]. The highest hypervisor leaf, inclusive; 40000005H or above.</summary>
    public uint MaximumFunction
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. The vendor's signature, <c>Microsoft Hv</c> on Hyper-V.</summary>
    public AsciiSignature Signature
    {
        get => new(Registers.Ebx, Registers.Ecx, Registers.Edx);
        init => Registers = Registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }
}
