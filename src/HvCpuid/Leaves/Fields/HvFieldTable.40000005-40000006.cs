using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaf 40000005H, leaf 40000006H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000005() =>
    [
        new(
            new(HvLimits.Function, Eax, BitField.Whole),
            "MaximumVirtualProcessors",
            "How many virtual processors a partition may have.",
            Tlfs + " leaf 40000005H")
        {
            QemuFlags = ["x-hv-max-vps"],
            Aliases = ["MaxVirtualProcessors"],
            Remark = "The 2012 requirements paper forbids FFFFFFFFH together with CPUID.40000004H:EAX[1] or EAX[2]; QEMU ships it, and guests live with it.",
            Values = HvFieldValues.Processors,
            Format = HvFieldFormat.Number,
        },
        new(
            new(HvLimits.Function, Ebx, BitField.Whole),
            "MaximumLogicalProcessors",
            "How many logical processors the hypervisor can use.",
            Tlfs + " leaf 40000005H")
        {
            Aliases = ["MaxLogicalProcessors"],
            Values = HvFieldValues.NotTold,
            Format = HvFieldFormat.Number,
        },
        new(
            new(HvLimits.Function, Ecx, BitField.Whole),
            "MaximumInterruptVectors",
            "How many physical interrupt vectors can be remapped.",
            Tlfs + " leaf 40000005H")
        {
            Aliases = ["MaxInterruptMappingCount"],
            Format = HvFieldFormat.Number,
        },
    ];

    private static HvField[] Leaf40000006() =>
    [
        new(
            new(HvHardwareFeatures.Function, Eax, 0),
            "ApicOverlayAssist",
            "The hypervisor uses the processor's help for the APIC's overlay page.",
            Tlfs + " leaf 40000006H"),
        new(new(HvHardwareFeatures.Function, Eax, 1), "MsrBitmaps", "The hypervisor uses MSR bitmaps.", Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 2),
            "ArchitecturalPerformanceCounters",
            "The hypervisor uses architectural performance counters.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 3),
            "SecondLevelAddressTranslation",
            "The hypervisor uses second level address translation: EPT or NPT.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 4),
            "DmaRemapping",
            "The hypervisor uses DMA remapping: an IOMMU.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 5),
            "InterruptRemapping",
            "The hypervisor uses interrupt remapping.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 6),
            "MemoryPatrolScrubber",
            "The machine has a memory patrol scrubber.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 7),
            "DmaProtection",
            "The hypervisor protects memory from devices.",
            Tlfs + " leaf 40000006H"),
        new(new(HvHardwareFeatures.Function, Eax, 8), "HpetRequested", "The hypervisor wants the HPET.", Tlfs + " leaf 40000006H"),
        new(new(HvHardwareFeatures.Function, Eax, 9), "VolatileSyntheticTimers", "Synthetic timers are volatile.", Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, new BitField(13, 10)),
            "HypervisorLevel",
            "How deep the hypervisor is nested.",
            Tlfs + " leaf 40000006H")
        {
            Values = HvFieldValues.Level,
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.MustBeEqual,
        },
        new(
            new(HvHardwareFeatures.Function, Eax, 14),
            "PhysicalDestinationModeRequired",
            "Interrupts must use the physical destination mode.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 15),
            "VmfuncForAliasMapSwitch",
            "Alias maps are switched by VMFUNC.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 16),
            "HardwareMemoryZeroing",
            "The hypervisor has hardware that zeroes memory.",
            Tlfs + " leaf 40000006H"),
        new(new(HvHardwareFeatures.Function, Eax, 17), "UnrestrictedGuest", "Unrestricted guest mode is there.", Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 18),
            "ResourceAllocation",
            "Resource allocation is there: RDT-A.",
            Tlfs + " leaf 40000006H")
        {
            Aliases = ["RdtAFeatures"],
        },
        new(
            new(HvHardwareFeatures.Function, Eax, 19),
            "ResourceMonitoring",
            "Resource monitoring is there: RDT-M.",
            Tlfs + " leaf 40000006H")
        {
            Aliases = ["RdtMFeatures"],
        },
        new(
            new(HvHardwareFeatures.Function, Eax, 20),
            "GuestVirtualPmu",
            "Guests can have a virtual performance monitoring unit.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 21),
            "GuestVirtualLbr",
            "Guests can have virtual last branch records.",
            Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 22),
            "GuestVirtualIpt",
            "Guests can have virtual Intel Processor Trace.",
            Tlfs + " leaf 40000006H"),
        new(new(HvHardwareFeatures.Function, Eax, 23), "ApicEmulation", "The hypervisor can emulate the APIC.", Tlfs + " leaf 40000006H"),
        new(
            new(HvHardwareFeatures.Function, Eax, 24),
            "AcpiWdat",
            "The hypervisor uses the ACPI watchdog action table.",
            Tlfs + " leaf 40000006H")
        {
            Aliases = ["ChildX2ApicRecommended"],
            Disagreement = "The TLFS calls it AcpiWdat; OpenVMM has ChildX2ApicRecommended at this bit.",
        },
        new(
            new(HvHardwareFeatures.Function, Eax, 25),
            "HardwareWatchdogReserved",
            "The hypervisor keeps the hardware watchdog to itself.",
            OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvHardwareFeatures.Function, Eax, 26), "DeviceAccessTracking", "Accesses by devices can be tracked.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(
            new(HvHardwareFeatures.Function, Eax, 27),
            "HardwareGpaAccessTracking",
            "Hardware tracks accesses to guest physical addresses.",
            OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(
            new(HvHardwareFeatures.Function, Ebx, new BitField(7, 0)),
            "DeviceDomainInputWidth",
            "How many bits a device domain's input addresses have.",
            OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
    ];
}
