using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000009H: what a hypervisor that runs nested may do, as leaf 40000003H says it of an ordinary guest (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
public readonly record struct HvNestedHypervisorFeatures(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000009H.</summary>
    public const uint Function = 0x40000009;

    /// <summary>EAX[31:0]. Its privileges, bits without a name included.</summary>
    public HvNestedPrivileges Privileges
    {
        get => (HvNestedPrivileges)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EDX[31:0]. What is there for it, bits without a name included.</summary>
    public HvNestedCapabilities Capabilities
    {
        get => (HvNestedCapabilities)Registers.Edx;
        init => Registers = Registers with { Edx = (uint)value };
    }
}

/// <summary>Leaf 40000009H, EAX: privileges of a nested hypervisor.</summary>
[Flags]
public enum HvNestedPrivileges : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[2]. A nested hypervisor has the synthetic interrupt controller's nested MSRs.</summary>
    AccessSynicRegs = 1u << 2,

    /// <summary>EAX[4]. A nested hypervisor may reach EOI, ICR and TPR by MSRs.</summary>
    AccessIntrCtrlRegs = 1u << 4,

    /// <summary>EAX[5]. A nested hypervisor may set up a hypercall page.</summary>
    AccessHypercallMsrs = 1u << 5,

    /// <summary>EAX[6]. A nested hypervisor may read the index of its virtual processor.</summary>
    AccessVpIndex = 1u << 6,

    /// <summary>EAX[12]. A nested hypervisor may ask to be told when its TSC frequency changes.</summary>
    AccessReenlightenmentControls = 1u << 12,
}

/// <summary>Leaf 40000009H, EDX: what is there for a nested hypervisor.</summary>
[Flags]
public enum HvNestedCapabilities : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EDX[4]. A nested hypervisor's fast hypercalls may pass input in XMM registers.</summary>
    XmmRegistersForFastHypercall = 1u << 4,

    /// <summary>EDX[15]. A nested hypervisor's fast hypercalls may give output in XMM registers.</summary>
    FastHypercallOutput = 1u << 15,

    /// <summary>EDX[17]. A nested hypervisor may poll its synthetic interrupt sources.</summary>
    SintPollingMode = 1u << 17,
}
