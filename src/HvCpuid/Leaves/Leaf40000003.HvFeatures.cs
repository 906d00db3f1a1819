using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000003H: what the guest may do (EAX, EBX: the partition's privileges) and what is there (ECX, EDX) (TLFS, "Feature and interface discovery").</summary>
public readonly record struct HvFeatures
{
    /// <summary>The leaf's function, 40000003H.</summary>
    public const uint Function = 0x40000003;

    private const uint PowerFeaturesMask = 0xFFFFFFF0;
    private static readonly BitField MaxSupportedCStateBits = new(3, 0);
    private readonly CpuidRegisters _registers;

    private HvFeatures(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. Bits 31 to 0 of the partition's privileges: access to MSRs; bits without a name included.</summary>
    public HvPrivileges Privileges
    {
        get => (HvPrivileges)_registers.Eax;
        init => _registers = _registers with { Eax = (uint)value };
    }

    /// <summary>EBX[31:0]. Bits 63 to 32 of the partition's privileges: access to hypercalls; bits without a name included.</summary>
    public HvPrivilegesHigh PrivilegesHigh
    {
        get => (HvPrivilegesHigh)_registers.Ebx;
        init => _registers = _registers with { Ebx = (uint)value };
    }

    /// <summary>ECX[3:0]. Deprecated: the deepest processor idle state, 0 to 15 (mu_msvm, OpenVMM).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xF.</exception>
    public byte MaxSupportedCState
    {
        get => (byte)MaxSupportedCStateBits.Extract(_registers.Ecx);
        init => _registers = _registers with { Ecx = MaxSupportedCStateBits.Insert(_registers.Ecx, value) };
    }

    /// <summary>ECX[31:4]. Power and processor features, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside ECX[31:4].</exception>
    public HvPowerFeatures PowerFeatures
    {
        get => (HvPowerFeatures)(_registers.Ecx & PowerFeaturesMask);
        init => _registers = _registers with { Ecx = BitFlags.Replace(_registers.Ecx, PowerFeaturesMask, (uint)value) };
    }

    /// <summary>EDX[31:0]. What the hypervisor has, bits without a name included.</summary>
    public HvCapabilities Capabilities
    {
        get => (HvCapabilities)_registers.Edx;
        init => _registers = _registers with { Edx = (uint)value };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvFeatures FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
