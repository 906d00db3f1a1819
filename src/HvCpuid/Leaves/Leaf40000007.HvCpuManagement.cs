using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000007H: what a root partition may do with the machine's processors (TLFS 6.0b PDF, "Microsoft hypervisor CPUID leaves").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvCpuManagement(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000007H.</summary>
    public const uint Function = 0x40000007;

    /// <summary>EAX[31:0]. Starting and creating processors, bits without a name included.</summary>
    public HvCpuManagementFeatures Features
    {
        get => (HvCpuManagementFeatures)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EBX[31:0]. Power of processors, bits without a name included.</summary>
    public HvCpuPowerFeatures PowerFeatures
    {
        get => (HvCpuPowerFeatures)Registers.Ebx;
        init => Registers = Registers with { Ebx = (uint)value };
    }

    /// <summary>ECX[31:0]. Caching of guest memory, bits without a name included.</summary>
    public HvCpuMemoryFeatures MemoryFeatures
    {
        get => (HvCpuMemoryFeatures)Registers.Ecx;
        init => Registers = Registers with { Ecx = (uint)value };
    }
}

/// <summary>Leaf 40000007H, EAX: starting and creating processors.</summary>
[Flags]
public enum HvCpuManagementFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. The root partition may start logical processors.</summary>
    StartLogicalProcessor = 1u << 0,

    /// <summary>EAX[1]. The root partition may create virtual processors of its own.</summary>
    CreateRootVirtualProcessor = 1u << 1,

    /// <summary>EAX[2]. The root partition's performance counters are kept in step.</summary>
    PerformanceCounterSync = 1u << 2,

    /// <summary>EAX[31]. A reserved identity bit; real root partitions have it set.</summary>
    ReservedIdentity = 1u << 31,
}

/// <summary>Leaf 40000007H, EBX: power of processors.</summary>
[Flags]
public enum HvCpuPowerFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EBX[0]. The root partition manages the processors' power.</summary>
    ProcessorPowerManagement = 1u << 0,

    /// <summary>EBX[1]. The root partition may idle processors by MWAIT.</summary>
    MwaitIdleStates = 1u << 1,

    /// <summary>EBX[2]. The root partition may idle logical processors.</summary>
    LogicalProcessorIdling = 1u << 2,
}

/// <summary>Leaf 40000007H, ECX: caching of guest memory.</summary>
[Flags]
public enum HvCpuMemoryFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>ECX[0]. The root partition may remap guest memory as uncached.</summary>
    RemapGuestUncached = 1u << 0,
}
