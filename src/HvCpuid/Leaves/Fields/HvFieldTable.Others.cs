using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows that apply only where the signatures say so: the virtualization stack's reading of 40000080H to 40000082H, and leaves of other hypervisors.
public static partial class HvFieldTable
{
    private const string Stack = OpenVmm + " (VS1); Linux, arch/x86/include/asm/hyperv-tlfs.h";

    /// <summary>
    /// Leaves 40000080H to 40000082H as the virtualization stack's (40000080H:EAX is their maximum, 40000082H); <see cref="All"/> has them as the synthetic
    /// debugger's.
    /// </summary>
    public static IReadOnlyList<HvField> VirtualizationStack { get; } = Array.AsReadOnly<HvField>(
    [
        new(new(HvDebuggerVendor.Function, Eax, BitField.Whole), "MaximumFunction", "The highest leaf of the virtualization stack, inclusive; 40000000H:EAX does not count it.", Stack) { Format = HvFieldFormat.Hex },
        .. Signature(HvDebuggerVendor.Function, "the virtualization stack's", Stack),
        new(new(HvDebuggerInterface.Function, Eax, BitField.Whole), "Signature", "The interface of the virtualization stack's leaves: \"VS#1\".", Stack)
        {
            LinuxName = "HYPERV_VS_INTERFACE_EAX_SIGNATURE",
            Format = HvFieldFormat.Text,
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 0), "IsPortable", "The partition is portable: its guest may be moved to another host.", OpenVmm) { Aliases = ["VS1_PARTITION_PROPERTIES_EAX_IS_PORTABLE"] },
        new(new(HvDebuggerCapabilities.Function, Eax, 1), "DebugDevicePresent", "A debug device is present.", OpenVmm) { Aliases = ["VS1_PARTITION_PROPERTIES_EAX_DEBUG_DEVICE_PRESENT"] },
        new(new(HvDebuggerCapabilities.Function, Eax, 2), "ExtendedIoApicRte", "Entries of the I/O APIC may name APIC ids of 15 bits.", Stack)
        {
            LinuxName = "HYPERV_VS_PROPERTIES_EAX_EXTENDED_IOAPIC_RTE",
            Aliases = ["VS1_PARTITION_PROPERTIES_EAX_EXTENDED_IOAPIC_RTE"],
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 3), "ConfidentialVmBus", "Confidential VMBus is available.", Stack) { LinuxName = "HYPERV_VS_PROPERTIES_EAX_CONFIDENTIAL_VMBUS_AVAILABLE" },
    ]);

    /// <summary>The first leaf of another hypervisor: its maximum and signature.</summary>
    internal static IReadOnlyList<HvField> VendorOf(uint function, string name, string source) =>
    [
        new(new(function, Eax, BitField.Whole), "MaximumFunction", $"The highest leaf of {name}; some leave it 0.", source) { Format = HvFieldFormat.Hex },
        .. Signature(function, $"{name}'s", source),
    ];

    /// <summary>The leaf 10H above a first one, where the hypervisor tells its frequencies there (VMware's convention).</summary>
    internal static IReadOnlyList<HvField> FrequenciesOf(uint function, string source) =>
    [
        new(new(function, Eax, BitField.Whole), "TscFrequencyKHz", "The frequency of the TSC in kHz.", source) { Format = HvFieldFormat.Number },
        new(new(function, Ebx, BitField.Whole), "BusFrequencyKHz", "The frequency of the bus, which the APIC's timer counts, in kHz.", source) { Values = HvFieldValues.NotTold, Format = HvFieldFormat.Number },
    ];

    /// <summary>The leaf behind Xen's first one.</summary>
    internal static IReadOnlyList<HvField> XenVersionOf(uint function, string source) =>
    [
        new(new(function, Eax, new BitField(15, 0)), "Minor", "Xen's minor version.", source) { Format = HvFieldFormat.Number },
        new(new(function, Eax, new BitField(31, 16)), "Major", "Xen's major version.", source) { Format = HvFieldFormat.Number },
    ];

    private static HvField[] Signature(uint function, string whose, string source) =>
    [
        new(new(function, Ebx, BitField.Whole), "SignatureEbx", $"Characters 0 to 3 of {whose} signature.", source) { Format = HvFieldFormat.Text },
        new(new(function, Ecx, BitField.Whole), "SignatureEcx", $"Characters 4 to 7 of {whose} signature.", source) { Format = HvFieldFormat.Text },
        new(new(function, Edx, BitField.Whole), "SignatureEdx", $"Characters 8 to 11 of {whose} signature.", source) { Format = HvFieldFormat.Text },
    ];
}
