using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000100H: KVM's own signature, which moves here when Hyper-V leaves stand at 40000000H (Linux, Documentation/virt/kvm/x86/cpuid.rst).</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct KvmVendor(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000100H.</summary>
    public const uint Function = 0x40000100;

    /// <summary>EAX[31:0]. The highest of KVM's own leaves; old hosts leave it 0.</summary>
    public uint MaximumFunction
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. KVM's signature, <c>KVMKVMKVM</c> and three zero bytes.</summary>
    public AsciiSignature Signature
    {
        get => new(Registers.Ebx, Registers.Ecx, Registers.Edx);
        init => Registers = Registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }
}
