using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaves 40000007H to 4000000CH.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000007() =>
    [
        new(new(HvCpuManagement.Function, Eax, 0), "StartLogicalProcessor", "The root partition may start logical processors.", TlfsPdf)
        {
            LinuxName = "HV_X64_START_LOGICAL_PROCESSOR",
        },
        new(
            new(HvCpuManagement.Function, Eax, 1),
            "CreateRootVirtualProcessor",
            "The root partition may create virtual processors of its own.",
            TlfsPdf)
        {
            LinuxName = "HV_X64_CREATE_ROOT_VIRTUAL_PROCESSOR",
        },
        new(
            new(HvCpuManagement.Function, Eax, 2),
            "PerformanceCounterSync",
            "The root partition's performance counters are kept in step.",
            TlfsPdf)
        {
            LinuxName = "HV_X64_PERFORMANCE_COUNTER_SYNC",
        },
        new(
            new(HvCpuManagement.Function, Eax, 31),
            "ReservedIdentity",
            "A reserved identity bit; real root partitions have it set.",
            TlfsPdf)
        {
            LinuxName = "HV_X64_RESERVED_IDENTITY_BIT",
            Aliases = ["ReservedIdentityBit"],
        },
        new(new(HvCpuManagement.Function, Ebx, 0), "ProcessorPowerManagement", "The root partition manages the processors' power.", TlfsPdf),
        new(new(HvCpuManagement.Function, Ebx, 1), "MwaitIdleStates", "The root partition may idle processors by MWAIT.", TlfsPdf),
        new(new(HvCpuManagement.Function, Ebx, 2), "LogicalProcessorIdling", "The root partition may idle logical processors.", TlfsPdf),
        new(new(HvCpuManagement.Function, Ecx, 0), "RemapGuestUncached", "The root partition may remap guest memory as uncached.", TlfsPdf),
    ];

    private static HvField[] Leaf40000008() =>
    [
        new(new(HvSharedVirtualMemory.Function, Eax, 0), "SvmSupported", "Devices may share the guest's virtual address spaces.", TlfsPdf),
        new(
            new(HvSharedVirtualMemory.Function, Eax, new BitField(31, 11)),
            "MaxPasidSpacePasidCount",
            "How many process address space ids (PASIDs) a PASID space may have.",
            TlfsPdf)
        {
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
        new(new(HvSharedVirtualMemory.Function, Ebx, BitField.Whole), "MaxPasidSpaceCount", "How many PASID spaces there may be.", TlfsPdf)
        {
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
        new(
            new(HvSharedVirtualMemory.Function, Ecx, BitField.Whole),
            "MaxDevicePrqSize",
            "The greatest size of a device's page request queue.",
            MuMsvm)
        {
            Remark = "The TLFS 6.0b PDF marks ECX reserved; mu_msvm defines it.",
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
    ];

    private static HvField[] Leaf40000009() =>
    [
        new(
            new(HvNestedHypervisorFeatures.Function, Eax, 2),
            "AccessSynicRegs",
            "A nested hypervisor has the synthetic interrupt controller's nested MSRs.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Eax, 4),
            "AccessIntrCtrlRegs",
            "A nested hypervisor may reach EOI, ICR and TPR by MSRs.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Eax, 5),
            "AccessHypercallMsrs",
            "A nested hypervisor may set up a hypercall page.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Eax, 6),
            "AccessVpIndex",
            "A nested hypervisor may read the index of its virtual processor.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Eax, 12),
            "AccessReenlightenmentControls",
            "A nested hypervisor may ask to be told when its TSC frequency changes.",
            Tlfs + " leaf 40000009H")
        {
            Remark = "Leaf 40000003H has the privilege of the same name at EAX[13].",
        },
        new(
            new(HvNestedHypervisorFeatures.Function, Edx, 4),
            "XmmRegistersForFastHypercall",
            "A nested hypervisor's fast hypercalls may pass input in XMM registers.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Edx, 15),
            "FastHypercallOutput",
            "A nested hypervisor's fast hypercalls may give output in XMM registers.",
            Tlfs + " leaf 40000009H"),
        new(
            new(HvNestedHypervisorFeatures.Function, Edx, 17),
            "SintPollingMode",
            "A nested hypervisor may poll its synthetic interrupt sources.",
            Tlfs + " leaf 40000009H"),
    ];

    private static HvField[] Leaf4000000A() =>
    [
        new(
            new(HvNestedFeatures.Function, Eax, new BitField(7, 0)),
            "EnlightenedVmcsVersionLow",
            "The lowest enlightened VMCS version; the only one that exists is 1.",
            Tlfs + " leaf 4000000AH")
        {
            QemuFlags = ["hv-evmcs"],
            Values = HvFieldValues.EvmcsVersion,
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.RangeMustContain,
        },
        new(
            new(HvNestedFeatures.Function, Eax, new BitField(15, 8)),
            "EnlightenedVmcsVersionHigh",
            "The highest enlightened VMCS version.",
            Tlfs + " leaf 4000000AH")
        {
            QemuFlags = ["hv-evmcs"],
            Values = HvFieldValues.EvmcsVersion,
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.RangeMustContain,
        },
        new(new(HvNestedFeatures.Function, Eax, 16), "FlushGuestPhysicalHypercall", "Deprecated: an earlier form of EAX[18].", MuMsvm)
        {
            Remark = "mu_msvm only, as deprecated; the TLFS marks it reserved.",
        },
        new(
            new(HvNestedFeatures.Function, Eax, 17),
            "DirectVirtualFlush",
            "The nested guest's flush hypercalls may be handled directly by this hypervisor.",
            Tlfs + " leaf 4000000AH")
        {
            LinuxName = "HV_X64_NESTED_DIRECT_FLUSH",
            QemuFlags = ["hv-tlbflush-direct"],
            Aliases = ["HV_NESTED_DIRECT_FLUSH"],
        },
        new(
            new(HvNestedFeatures.Function, Eax, 18),
            "FlushGuestPhysicalAddressHypercalls",
            "The hypercalls that flush nested guest physical mappings exist.",
            Tlfs + " leaf 4000000AH")
        {
            LinuxName = "HV_X64_NESTED_GUEST_MAPPING_FLUSH",
        },
        new(
            new(HvNestedFeatures.Function, Eax, 19),
            "EnlightenedMsrBitmap",
            "The MSR bitmap has an enlightened \"clean\" state.",
            Tlfs + " leaf 4000000AH")
        {
            LinuxName = "HV_X64_NESTED_MSR_BITMAP",
            QemuFlags = ["hv-emsr-bitmap"],
            Aliases = ["HV_NESTED_MSR_BITMAP"],
        },
        new(
            new(HvNestedFeatures.Function, Eax, 20),
            "CombinedVirtualizationExceptions",
            "Virtualization exceptions are combined in the page-fault class.",
            Tlfs + " leaf 4000000AH"),
        new(
            new(HvNestedFeatures.Function, Eax, 21),
            "NonZeroGuestIa32DebugCtl",
            "A non-zero value of the guest's IA32_DEBUGCTL field is supported.",
            Tlfs + " leaf 4000000AH"),
        new(
            new(HvNestedFeatures.Function, Eax, 22),
            "EnlightenedNptTlb",
            "AMD: the nested TLB is enlightened; address space ids no longer flush nested page table entries.",
            Tlfs + " leaf 4000000AH")
        {
            LinuxName = "HV_X64_NESTED_ENLIGHTENED_TLB",
        },
        new(
            new(HvNestedFeatures.Function, Ebx, 0),
            "EnlightenedVmcsPerfGlobalCtrl",
            "The enlightened VMCS has the fields of the performance global control MSR.",
            Tlfs + " leaf 4000000AH")
        {
            LinuxName = "HV_X64_NESTED_EVMCS1_PERF_GLOBAL_CTRL",
            Aliases = ["PerfGlobalCtrl"],
            Remark = "KVM reports it since Linux 6.1; QEMU leaves EBX at zero.",
        },
    ];

    private static HvField[] Leaf4000000C() =>
    [
        new(
            new(HvIsolation.Function, Eax, 0),
            "ParavisorPresent",
            "A paravisor runs below the guest, inside its isolation.",
            Tlfs + " leaf 4000000CH")
        {
            LinuxName = "HV_PARAVISOR_PRESENT",
        },
        new(
            new(HvIsolation.Function, Ebx, new BitField(3, 0)),
            "IsolationType",
            "How the partition is isolated.",
            Tlfs + " leaf 4000000CH")
        {
            LinuxName = "HV_ISOLATION_TYPE",
            Values = HvFieldValues.IsolationType,
            Format = HvFieldFormat.Number,
        },
        new(
            new(HvIsolation.Function, Ebx, 5),
            "SharedGpaBoundaryActive",
            "Guest physical addresses above a boundary are shared with the host.",
            Tlfs + " leaf 4000000CH")
        {
            LinuxName = "HV_SHARED_GPA_BOUNDARY_ACTIVE",
        },
        new(
            new(HvIsolation.Function, Ebx, new BitField(11, 6)),
            "SharedGpaBoundaryBits",
            "The boundary above which addresses are shared, as a number of address bits.",
            Tlfs + " leaf 4000000CH")
        {
            LinuxName = "HV_SHARED_GPA_BOUNDARY_BITS",
            Format = HvFieldFormat.Number,
        },
    ];
}
