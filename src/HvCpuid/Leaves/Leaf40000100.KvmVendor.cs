using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000100H: KVM's own signature, which moves here when Hyper-V leaves stand at 40000000H (Linux, Documentation/virt/kvm/x86/cpuid.rst).</summary>
public readonly record struct KvmVendor
{
    /// <summary>The leaf's function, 40000100H.</summary>
    public const uint Function = 0x40000100;

    private readonly CpuidRegisters _registers;

    private KvmVendor(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. The highest of KVM's own leaves; old hosts leave it 0.</summary>
    public uint MaximumFunction
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. KVM's signature, <c>KVMKVMKVM</c> and three zero bytes.</summary>
    public AsciiSignature Signature
    {
        get => new(_registers.Ebx, _registers.Ecx, _registers.Edx);
        init => _registers = _registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static KvmVendor FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
