using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000002H: the hypervisor's version (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvSystemIdentity(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000002H.</summary>
    public const uint Function = 0x40000002;

    private static readonly BitField MinorBits = new(15, 0);
    private static readonly BitField MajorBits = new(31, 16);
    private static readonly BitField ServiceNumberBits = new(23, 0);
    private static readonly BitField ServiceBranchBits = new(31, 24);

    /// <summary>EAX[31:0]. The build, 14393 for Windows Server 2016.</summary>
    public uint BuildNumber
    {
        get => Registers.Eax;
        init => Registers = Registers with { Eax = value };
    }

    /// <summary>EBX[15:0]. The minor version.</summary>
    public ushort Minor
    {
        get => (ushort)MinorBits.Extract(Registers.Ebx);
        init => Registers = Registers with { Ebx = MinorBits.Insert(Registers.Ebx, value) };
    }

    /// <summary>EBX[31:16]. The major version.</summary>
    public ushort Major
    {
        get => (ushort)MajorBits.Extract(Registers.Ebx);
        init => Registers = Registers with { Ebx = MajorBits.Insert(Registers.Ebx, value) };
    }

    /// <summary>ECX[31:0]. The service pack (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    public uint ServicePack
    {
        get => Registers.Ecx;
        init => Registers = Registers with { Ecx = value };
    }

    /// <summary>EDX[23:0]. The update's number within its branch (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xFFFFFF.</exception>
    public uint ServiceNumber
    {
        get => ServiceNumberBits.Extract(Registers.Edx);
        init => Registers = Registers with { Edx = ServiceNumberBits.Insert(Registers.Edx, value) };
    }

    /// <summary>EDX[31:24]. The branch the updates come from (2012 requirements paper and mu_msvm; not in the TLFS web page).</summary>
    public byte ServiceBranch
    {
        get => (byte)ServiceBranchBits.Extract(Registers.Edx);
        init => Registers = Registers with { Edx = ServiceBranchBits.Insert(Registers.Edx, value) };
    }
}
