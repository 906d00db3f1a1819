using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000080H: who signs the synthetic debugger's leaves (QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8).</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvDebuggerVendor(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000080H.</summary>
    public const uint Function = 0x40000080;

    /// <summary>EAX[31:0]. The highest leaf of the debugger; KVM and QEMU leave it 0.</summary>
    public uint MaximumFunction
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. The debugger's signature: KVM <c>Linux KVM Hv</c>, QEMU <c>Microsoft VS</c>.</summary>
    public AsciiSignature Signature
    {
        get => new(Registers.Ebx, Registers.Ecx, Registers.Edx);
        init => Registers = Registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }
}
