using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000001H: the interface that the leaves follow (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvInterface(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000001H.</summary>
    public const uint Function = 0x40000001;

    /// <summary>The signature <c>Hv#1</c>, 31237648H.</summary>
    public const uint HvSharp1 = 0x31237648;

    /// <summary>EAX[31:0]. The signature as it came; <see cref="AsciiSignature.Text(uint)"/> shows it as text.</summary>
    public uint Signature
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>True when the leaves follow the interface <c>Hv#1</c>: KVM then treats the guest as Hyper-V aware (kvm_hv_set_cpuid, Linux 5.12).</summary>
    public bool IsHv1 => Signature == HvSharp1;
}
