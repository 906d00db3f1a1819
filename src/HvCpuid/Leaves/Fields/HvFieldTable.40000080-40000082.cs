using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaves 40000080H to 40000082H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000080() =>
    [
        new(
            new(HvDebuggerVendor.Function, Eax, BitField.Whole),
            "MaximumFunction",
            "The highest leaf of the debugger; KVM and QEMU leave it 0.",
            Qemu)
        {
            QemuFlags = ["hv-syndbg"],
            Remark = "The debugger's reading (KVM, QEMU). OpenVMM and Linux read these leaves as the virtualization stack's.",
            Format = HvFieldFormat.Hex,
        },
        new(new(HvDebuggerVendor.Function, Ebx, BitField.Whole), "SignatureEbx", "Characters 0 to 3 of the debugger's signature.", Qemu)
        {
            QemuFlags = ["hv-syndbg"],
            Aliases = ["Signature"],
            Remark = "KVM fills in \"Linux KVM Hv\", QEMU \"Microsoft VS\".",
            Format = HvFieldFormat.Text,
        },
        new(new(HvDebuggerVendor.Function, Ecx, BitField.Whole), "SignatureEcx", "Characters 4 to 7 of the debugger's signature.", Qemu)
        {
            QemuFlags = ["hv-syndbg"],
            Aliases = ["Signature"],
            Remark = "KVM fills in \"Linux KVM Hv\", QEMU \"Microsoft VS\".",
            Format = HvFieldFormat.Text,
        },
        new(new(HvDebuggerVendor.Function, Edx, BitField.Whole), "SignatureEdx", "Characters 8 to 11 of the debugger's signature.", Qemu)
        {
            QemuFlags = ["hv-syndbg"],
            Aliases = ["Signature"],
            Remark = "KVM fills in \"Linux KVM Hv\", QEMU \"Microsoft VS\".",
            Format = HvFieldFormat.Text,
        },
    ];

    private static HvField[] Leaf40000081() =>
    [
        new(new(HvDebuggerInterface.Function, Eax, BitField.Whole), "Signature", "The interface of the debugger's leaves: \"VS#1\".", Qemu)
        {
            LinuxName = "HYPERV_VS_INTERFACE_EAX_SIGNATURE",
            QemuFlags = ["hv-syndbg"],
            Remark = "The debugger's reading (KVM, QEMU). OpenVMM and Linux read these leaves as the virtualization stack's.",
            Format = HvFieldFormat.Text,
        },
    ];

    private static HvField[] Leaf40000082() =>
    [
        new(new(HvDebuggerCapabilities.Function, Eax, 0), "AllowRedSignedCode", "Code signed for development may run.", MuMsvm)
        {
            Aliases = ["VS1_PARTITION_PROPERTIES_EAX_IS_PORTABLE"],
            Disagreement = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear. As the virtualization stack's properties (OpenVMM): the partition is portable.",
        },
        new(
            new(HvDebuggerCapabilities.Function, Eax, 1),
            "AllowKernelDebugging",
            "The guest's kernel may be debugged over the synthetic debugger.",
            Qemu)
        {
            LinuxName = "HV_X64_SYNDBG_CAP_ALLOW_KERNEL_DEBUGGING",
            QemuFlags = ["hv-syndbg"],
            Aliases = ["AllowKernelModeDebugging", "HV_SYNDBG_CAP_ALLOW_KERNEL_DEBUGGING", "VS1_PARTITION_PROPERTIES_EAX_DEBUG_DEVICE_PRESENT"],
            Disagreement = "KVM and QEMU set it. mu_msvm (platform capabilities): AllowKernelModeDebugging. As the virtualization stack's properties (OpenVMM): a debug device is present.",
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 2), "AllowUserModeDebugging", "Programs in the guest may be debugged.", MuMsvm)
        {
            LinuxName = "HYPERV_VS_PROPERTIES_EAX_EXTENDED_IOAPIC_RTE",
            Aliases = ["VS1_PARTITION_PROPERTIES_EAX_EXTENDED_IOAPIC_RTE"],
            Disagreement = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear. As the virtualization stack's properties (OpenVMM, Linux): extended I/O APIC entries, which Linux reads without a look at the maximum leaf.",
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 3), "AllowTelnetServer", "A telnet server may run.", MuMsvm)
        {
            LinuxName = "HYPERV_VS_PROPERTIES_EAX_CONFIDENTIAL_VMBUS_AVAILABLE",
            Disagreement = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear. As the virtualization stack's properties (OpenVMM, Linux): confidential VMBus, which Linux reads without a look at the maximum leaf.",
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 4), "AllowIoPorts", "I/O ports may be used.", MuMsvm)
        {
            Remark = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear.",
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 5), "AllowFullMsrSpace", "All MSRs may be used.", MuMsvm)
        {
            Remark = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear.",
        },
        new(new(HvDebuggerCapabilities.Function, Eax, 6), "AllowPerfCounters", "Performance counters may be used.", MuMsvm)
        {
            Remark = "mu_msvm's reading (platform capabilities), the one that goes on from KVM's name for bit 1; KVM and QEMU leave the bit clear.",
        },
    ];
}
