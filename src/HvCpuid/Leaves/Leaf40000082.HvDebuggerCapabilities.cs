using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000082H: what the synthetic debugger may do; three sources read these bits in three ways, see <see cref="HvField.Disagreement"/> (QEMU, target/i386/kvm/kvm.c; Linux, kvm_get_hv_cpuid, 5.8).</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvDebuggerCapabilities(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000082H.</summary>
    public const uint Function = 0x40000082;

    /// <summary>EAX[31:0]. What is allowed, bits without a name included.</summary>
    public HvPlatformCapabilities Capabilities
    {
        get => (HvPlatformCapabilities)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }
}

/// <summary>Leaf 40000082H, EAX: what is allowed.</summary>
[Flags]
public enum HvPlatformCapabilities : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. Code signed for development may run.</summary>
    AllowRedSignedCode = 1u << 0,

    /// <summary>EAX[1]. The guest's kernel may be debugged over the synthetic debugger.</summary>
    AllowKernelDebugging = 1u << 1,

    /// <summary>EAX[2]. Programs in the guest may be debugged.</summary>
    AllowUserModeDebugging = 1u << 2,

    /// <summary>EAX[3]. A telnet server may run.</summary>
    AllowTelnetServer = 1u << 3,

    /// <summary>EAX[4]. I/O ports may be used.</summary>
    AllowIoPorts = 1u << 4,

    /// <summary>EAX[5]. All MSRs may be used.</summary>
    AllowFullMsrSpace = 1u << 5,

    /// <summary>EAX[6]. Performance counters may be used.</summary>
    AllowPerfCounters = 1u << 6,
}
