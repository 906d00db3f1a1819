using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 4000000CH: how the partition is isolated from its host (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvIsolation(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 4000000CH.</summary>
    public const uint Function = 0x4000000C;

    private const uint SharedMemoryMask = 0xFFFFF030;
    private static readonly BitField IsolationTypeBits = new(3, 0);
    private static readonly BitField SharedGpaBoundaryField = new(11, 6);

    /// <summary>EAX[31:0]. The paravisor, bits without a name included.</summary>
    public HvIsolationFeatures Features
    {
        get => (HvIsolationFeatures)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EBX[3:0]. How the partition is isolated, 0 to 15.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xF.</exception>
    public HvIsolationType IsolationType
    {
        get => (HvIsolationType)IsolationTypeBits.Extract(Registers.Ebx);
        init => Registers = Registers with { Ebx = IsolationTypeBits.Insert(Registers.Ebx, (uint)value) };
    }

    /// <summary>EBX[31:12], EBX[5:4]. Memory shared with the host, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside EBX[31:12], EBX[5:4].</exception>
    public HvSharedMemory SharedMemory
    {
        get => (HvSharedMemory)(Registers.Ebx & SharedMemoryMask);
        init => Registers = Registers with { Ebx = BitFlags.Replace(Registers.Ebx, SharedMemoryMask, (uint)value) };
    }

    /// <summary>EBX[11:6]. The boundary above which addresses are shared, in address bits, 0 to 63.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0x3F.</exception>
    public byte SharedGpaBoundaryBits
    {
        get => (byte)SharedGpaBoundaryField.Extract(Registers.Ebx);
        init => Registers = Registers with { Ebx = SharedGpaBoundaryField.Insert(Registers.Ebx, value) };
    }
}

/// <summary>Leaf 4000000CH, EAX: the paravisor.</summary>
[Flags]
public enum HvIsolationFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. A paravisor runs below the guest, inside its isolation.</summary>
    ParavisorPresent = 1u << 0,
}

/// <summary>Leaf 4000000CH, EBX[31:12], EBX[5:4]: memory shared with the host.</summary>
[Flags]
public enum HvSharedMemory : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EBX[5]. Guest physical addresses above a boundary are shared with the host.</summary>
    SharedGpaBoundaryActive = 1u << 5,
}

/// <summary>Leaf 4000000CH, EBX[3:0]: how a partition is isolated.</summary>
public enum HvIsolationType : uint
{
    /// <summary>0: not isolated.</summary>
    None = 0,

    /// <summary>1: by virtualization based security, in software.</summary>
    Vbs = 1,

    /// <summary>2: by AMD SEV-SNP.</summary>
    Snp = 2,

    /// <summary>3: by Intel TDX.</summary>
    Tdx = 3,
}
