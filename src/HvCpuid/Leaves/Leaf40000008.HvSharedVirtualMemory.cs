using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000008H: whether devices share the guest's virtual address spaces (TLFS 6.0b PDF, "Microsoft hypervisor CPUID leaves").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvSharedVirtualMemory(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000008H.</summary>
    public const uint Function = 0x40000008;

    private const uint FeaturesMask = 0x000007FF;
    private static readonly BitField MaxPasidSpacePasidCountBits = new(31, 11);

    /// <summary>EAX[10:0]. What is there, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside EAX[10:0].</exception>
    public HvSharedVirtualMemoryFeatures Features
    {
        get => (HvSharedVirtualMemoryFeatures)(Registers.Eax & FeaturesMask);
        init => Registers = Registers with { Eax = BitFlags.Replace(Registers.Eax, FeaturesMask, (uint)value) };
    }

    /// <summary>EAX[31:11]. PASIDs a PASID space may have, up to 1FFFFFH.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0x1FFFFF.</exception>
    public uint MaxPasidSpacePasidCount
    {
        get => MaxPasidSpacePasidCountBits.Extract(Registers.Eax);
        init => Registers = Registers with { Eax = MaxPasidSpacePasidCountBits.Insert(Registers.Eax, value) };
    }

    /// <summary>EBX[31:0]. PASID spaces there may be.</summary>
    public uint MaxPasidSpaceCount
    {
        get => Registers.Ebx;
        init => Registers = Registers with { Ebx = value };
    }

    /// <summary>ECX[31:0]. Greatest size of a device's page request queue (mu_msvm; the TLFS 6.0b PDF marks it reserved).</summary>
    public uint MaxDevicePrqSize
    {
        get => Registers.Ecx;
        init => Registers = Registers with { Ecx = value };
    }
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
