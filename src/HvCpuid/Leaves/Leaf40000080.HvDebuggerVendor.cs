using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000080H: who signs the synthetic debugger's leaves (QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8).</summary>
public readonly record struct HvDebuggerVendor
{
    /// <summary>The leaf's function, 40000080H.</summary>
    public const uint Function = 0x40000080;

    private readonly CpuidRegisters _registers;

    private HvDebuggerVendor(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. The highest leaf of the debugger; KVM and QEMU leave it 0.</summary>
    public uint MaximumFunction
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>EBX[31:0], ECX[31:0], EDX[31:0]. The debugger's signature: KVM <c>Linux KVM Hv</c>, QEMU <c>Microsoft VS</c>.</summary>
    public AsciiSignature Signature
    {
        get => new(_registers.Ebx, _registers.Ecx, _registers.Edx);
        init => _registers = _registers with { Ebx = value.Ebx, Ecx = value.Ecx, Edx = value.Edx };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvDebuggerVendor FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
