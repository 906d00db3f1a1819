using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000008H: whether devices share the guest's virtual address spaces (TLFS 6.0b PDF, "Microsoft hypervisor CPUID leaves").</summary>
public readonly record struct HvSharedVirtualMemory
{
    /// <summary>The leaf's function, 40000008H.</summary>
    public const uint Function = 0x40000008;

    private const uint FeaturesMask = 0x000007FF;
    private static readonly BitField MaxPasidSpacePasidCountBits = new(31, 11);
    private readonly CpuidRegisters _registers;

    private HvSharedVirtualMemory(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[10:0]. What is there, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside EAX[10:0].</exception>
    public HvSharedVirtualMemoryFeatures Features
    {
        get => (HvSharedVirtualMemoryFeatures)(_registers.Eax & FeaturesMask);
        init => _registers = _registers with { Eax = BitFlags.Replace(_registers.Eax, FeaturesMask, (uint)value) };
    }

    /// <summary>EAX[31:11]. PASIDs a PASID space may have, up to 1FFFFFH.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0x1FFFFF.</exception>
    public uint MaxPasidSpacePasidCount
    {
        get => MaxPasidSpacePasidCountBits.Extract(_registers.Eax);
        init => _registers = _registers with { Eax = MaxPasidSpacePasidCountBits.Insert(_registers.Eax, value) };
    }

    /// <summary>EBX[31:0]. PASID spaces there may be.</summary>
    public uint MaxPasidSpaceCount
    {
        get => _registers.Ebx;
        init => _registers = _registers with { Ebx = value };
    }

    /// <summary>ECX[31:0]. Greatest size of a device's page request queue (mu_msvm; the TLFS 6.0b PDF marks it reserved).</summary>
    public uint MaxDevicePrqSize
    {
        get => _registers.Ecx;
        init => _registers = _registers with { Ecx = value };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvSharedVirtualMemory FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}

/// <summary>Leaf 40000008H, EAX[10:0]: what is there.</summary>
[Flags]
public enum HvSharedVirtualMemoryFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. Devices may share the guest's virtual address spaces.</summary>
    SvmSupported = 1u << 0,
}
