using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Leaf 40000003H: what the guest may do (EAX, EBX: the partition's privileges) and what is there (ECX, EDX) (TLFS, "Feature and interface discovery").</summary>
/// <param name="Registers">What CPUID answers, bits without a name included.</param>
/// <example>
/// <code>
/// var features = new HvFeatures(new CpuidRegisters(0x2A72, 0, 0, 1u &lt;&lt; 19));
/// Console.WriteLine(features.Privileges.HasFlag(HvPrivileges.AccessVpIndex)); // True
/// Console.WriteLine(features.Registers); // 00002A72-00000000-00000000-00080000
/// </code>
/// </example>
public readonly record struct HvFeatures(CpuidRegisters Registers)
{
    /// <summary>The leaf's function, 40000003H.</summary>
    public const uint Function = 0x40000003;

    private const uint PowerFeaturesMask = 0xFFFFFFF0;
    private static readonly BitField MaxSupportedCStateBits = new(3, 0);

    /// <summary>EAX[31:0]. Bits 31 to 0 of the partition's privileges: access to MSRs; bits without a name included.</summary>
    public HvPrivileges Privileges
    {
        get => (HvPrivileges)Registers.Eax;
        init => Registers = Registers with { Eax = (uint)value };
    }

    /// <summary>EBX[31:0]. Bits 63 to 32 of the partition's privileges: access to hypercalls; bits without a name included.</summary>
    public HvPrivilegesHigh PrivilegesHigh
    {
        get => (HvPrivilegesHigh)Registers.Ebx;
        init => Registers = Registers with { Ebx = (uint)value };
    }

    /// <summary>ECX[3:0]. Deprecated: the deepest processor idle state, 0 to 15 (mu_msvm, OpenVMM).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is greater than 0xF.</exception>
    public byte MaxSupportedCState
    {
        get => (byte)MaxSupportedCStateBits.Extract(Registers.Ecx);
        init => Registers = Registers with { Ecx = MaxSupportedCStateBits.Insert(Registers.Ecx, value) };
    }

    /// <summary>ECX[31:4]. Power and processor features, bits without a name included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value has bits outside ECX[31:4].</exception>
    public HvPowerFeatures PowerFeatures
    {
        get => (HvPowerFeatures)(Registers.Ecx & PowerFeaturesMask);
        init => Registers = Registers with { Ecx = BitFlags.Replace(Registers.Ecx, PowerFeaturesMask, (uint)value) };
    }

    /// <summary>EDX[31:0]. What the hypervisor has, bits without a name included.</summary>
    public HvCapabilities Capabilities
    {
        get => (HvCapabilities)Registers.Edx;
        init => Registers = Registers with { Edx = (uint)value };
    }
}
