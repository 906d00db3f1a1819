using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000081H: the interface of the synthetic debugger's leaves (QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8).</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvDebuggerInterface(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000081H.</summary>
    public const uint Function = 0x40000081;

    /// <summary>The signature <c>VS#1</c>, 31235356H.</summary>
    public const uint VsSharp1 = 0x31235356;

    /// <summary>EAX[31:0]. The signature as it came; <see cref="AsciiSignature.Text(uint)"/> shows it as text.</summary>
    public uint Signature
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>True when the leaves follow the interface <c>VS#1</c>.</summary>
    public bool IsVs1 => Signature == VsSharp1;
}
