using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000002H: the hypervisor's version (TLFS, "Feature and interface discovery").</summary>
public readonly record struct HvSystemIdentity
{
    /// <summary>The leaf's function, 40000002H.</summary>
    public const uint Function = 0x40000002;

    private static readonly BitField MinorBits = new(15, 0);
    private static readonly BitField MajorBits = new(31, 16);
    private static readonly BitField ServiceNumberBits = new(23, 0);
    private static readonly BitField ServiceBranchBits = new(31, 24);
    private readonly CpuidRegisters _registers;

    private HvSystemIdentity(CpuidRegisters registers) => _registers = registers;

    /// <summary>EAX[31:0]. The build, 14393 for Windows Server 2016.</summary>
    public uint BuildNumber
    {
        get => _registers.Eax;
        init => _registers = _registers with { Eax = value };
    }

    /// <summary>EBX[15:0]. The minor version.</summary>
    public ushort Minor
    {
        get => (ushort)MinorBits.Extract(_registers.Ebx);
        init => _registers = _registers with { Ebx = MinorBits.Insert(_registers.Ebx, value) };
    }

    /// <summary>EBX[31:16]. The major version.</summary>
    public ushort Major
    {
        get => (ushort)MajorBits.Extract(_registers.Ebx);
        init => _registers = _registers with { Ebx = MajorBits.Insert(_registers.Ebx, value) };
    }

    /// <summary>ECX[31:0]. The service pack (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    public uint ServicePack
    {
        get => _registers.Ecx;
        init => _registers = _registers with { Ecx = value };
    }

    /// <summary>EDX[23:0]. The update's number within its branch (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xFFFFFF.</exception>
    public uint ServiceNumber
    {
        get => ServiceNumberBits.Extract(_registers.Edx);
        init => _registers = _registers with { Edx = ServiceNumberBits.Insert(_registers.Edx, value) };
    }

    /// <summary>EDX[31:24]. The branch the updates come from (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    public byte ServiceBranch
    {
        get => (byte)ServiceBranchBits.Extract(_registers.Edx);
        init => _registers = _registers with { Edx = ServiceBranchBits.Insert(_registers.Edx, value) };
    }

    /// <summary>Reads the leaf.</summary>
    /// <param name="registers">What CPUID answered.</param>
    /// <returns>The leaf; any registers make one.</returns>
    public static HvSystemIdentity FromRegisters(CpuidRegisters registers) => new(registers);

    /// <summary>Gives the registers back, bits without a name included.</summary>
    /// <returns>What CPUID would answer.</returns>
    public CpuidRegisters ToRegisters() => _registers;
}
