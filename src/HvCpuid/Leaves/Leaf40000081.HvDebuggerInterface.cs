using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000081H: the interface of the synthetic debugger's leaves (QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8).</summary>
public readonly record struct HvDebuggerInterface
{
    /// <summary>The leaf's function, 40000081H.</summary>
    public const uint Function = 0x40000081;

    /// <summary>The signature <c>VS#1</c>, 31235356H.</summary>
    public const uint VsSharp1 = 0x31235356;

    private readonly CpuidRegisters _registers;

    private HvDebuggerInterface(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. The signature as it came; <see cref="AsciiSignature.Text(uint)"/> shows it as text.</summary>
    public uint Signature
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>True when the leaves follow the interface <c>VS#1</c>.</summary>
    public bool IsVs1 => Signature == VsSharp1;

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvDebuggerInterface FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
