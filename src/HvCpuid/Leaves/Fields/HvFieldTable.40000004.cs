using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaf 40000004H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000004() =>
    [
        new(
            new(HvRecommendations.Function, Eax, 0),
            "HypercallAddressSpaceSwitch",
            "The guest should switch address spaces by hypercall instead of MOV to CR3.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_AS_SWITCH_RECOMMENDED",
            Aliases = ["HV_X64_MWAIT_RECOMMENDED", "HV_AS_SWITCH_RECOMMENDED", "UseHypercallForAddressSpaceSwitch"],
            Remark = "Linux 4.x and earlier called it HV_X64_MWAIT_RECOMMENDED, a slip.",
        },
        new(
            new(HvRecommendations.Function, Eax, 1),
            "HypercallLocalTlbFlush",
            "The guest should flush its own TLB by hypercall instead of INVLPG or MOV to CR3.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_LOCAL_TLB_FLUSH_RECOMMENDED",
            Aliases = ["HV_LOCAL_TLB_FLUSH_RECOMMENDED", "UseHypercallForLocalFlush"],
        },
        new(
            new(HvRecommendations.Function, Eax, 2),
            "HypercallRemoteTlbFlush",
            "The guest should flush other virtual processors' TLBs by hypercall instead of interrupts between processors.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_REMOTE_TLB_FLUSH_RECOMMENDED",
            QemuFlags = ["hv-tlbflush"],
            Aliases = ["HV_REMOTE_TLB_FLUSH_RECOMMENDED", "UseHypercallForRemoteFlush", "UseHypercallForRemoteFlushAndLocalFlushEntire"],
        },
        new(
            new(HvRecommendations.Function, Eax, 3),
            "MsrApicAccess",
            "The guest should reach EOI, ICR and TPR by MSRs instead of memory; QEMU sets it with hv-vapic unless hv-avic is on.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_APIC_ACCESS_RECOMMENDED",
            QemuFlags = ["hv-vapic"],
            Aliases = ["HV_APIC_ACCESS_RECOMMENDED", "UseApicMsrs"],
        },
        new(
            new(HvRecommendations.Function, Eax, 4),
            "MsrSystemReset",
            "The guest should reset the machine by MSR 40000003H.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_SYSTEM_RESET_RECOMMENDED",
            Aliases = ["HV_SYSTEM_RESET_RECOMMENDED", "UseMsrForReset", "UseHvRegisterForReset"],
        },
        new(
            new(HvRecommendations.Function, Eax, 5),
            "RelaxedTiming",
            "The guest should drop watchdogs that expect interrupts on time.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_RELAXED_TIMING_RECOMMENDED",
            QemuFlags = ["hv-relaxed"],
            Aliases = ["HV_RELAXED_TIMING_RECOMMENDED", "UseRelaxedTiming"],
        },
        new(new(HvRecommendations.Function, Eax, 6), "DmaRemapping", "The guest should use DMA remapping.", Tlfs + " leaf 40000004H")
        {
            Aliases = ["UseDmaRemapping", "UseDmaRemappingDeprecated"],
            Remark = "OpenVMM's definitions mark it deprecated.",
        },
        new(
            new(HvRecommendations.Function, Eax, 7),
            "InterruptRemapping",
            "The guest should use interrupt remapping.",
            Tlfs + " leaf 40000004H")
        {
            Aliases = ["UseInterruptRemapping", "UseInterruptRemappingDeprecated"],
            Remark = "OpenVMM's definitions mark it deprecated.",
        },
        new(new(HvRecommendations.Function, Eax, 8), "X2ApicMsrs", "The guest should use the x2APIC MSRs.", MuMsvm)
        {
            Aliases = ["UseX2ApicMsrs"],
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM.",
        },
        new(
            new(HvRecommendations.Function, Eax, 9),
            "DeprecateAutoEoi",
            "The guest should not use automatic end of interrupt, so that AVIC or APICv can stay on.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_DEPRECATING_AEOI_RECOMMENDED",
            QemuFlags = ["hv-avic"],
            Aliases = ["HV_X64_DEPRECATING_AEOI_RECOMMENDED", "hv-apicv"],
        },
        new(
            new(HvRecommendations.Function, Eax, 10),
            "SyntheticClusterIpi",
            "The guest should send interrupts between processors by hypercall.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_CLUSTER_IPI_RECOMMENDED",
            QemuFlags = ["hv-ipi"],
            Aliases = ["HV_CLUSTER_IPI_RECOMMENDED", "UseSyntheticClusterIpi"],
        },
        new(
            new(HvRecommendations.Function, Eax, 11),
            "ExProcessorMasks",
            "The guest should use the hypercalls' Ex forms, which reach more than 64 virtual processors.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_EX_PROCESSOR_MASKS_RECOMMENDED",
            QemuFlags = ["hv-tlbflush", "hv-ipi"],
            Aliases = ["HV_EX_PROCESSOR_MASKS_RECOMMENDED", "UseExProcessorMasks"],
        },
        new(
            new(HvRecommendations.Function, Eax, 12),
            "NestedInHyperV",
            "The hypervisor itself runs inside Hyper-V.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_HYPERV_NESTED",
            Aliases = ["HV_HYPERV_NESTED"],
        },
        new(
            new(HvRecommendations.Function, Eax, 13),
            "IntForMbecSystemCalls",
            "The guest should make MBEC system calls by INT.",
            Tlfs + " leaf 40000004H")
        {
            Aliases = ["UseIntForMbecSystemCalls"],
        },
        new(
            new(HvRecommendations.Function, Eax, 14),
            "EnlightenedVmcs",
            "A nested hypervisor should use the enlightened VMCS of leaf 4000000AH.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_ENLIGHTENED_VMCS_RECOMMENDED",
            QemuFlags = ["hv-evmcs"],
            Aliases = ["HV_ENLIGHTENED_VMCS_RECOMMENDED", "UseVmcsEnlightenments"],
        },
        new(
            new(HvRecommendations.Function, Eax, 15),
            "SyncedTimeline",
            "The guest should use the synced timeline.",
            Tlfs + " leaf 40000004H")
        {
            Aliases = ["UseSyncedTimeline"],
        },
        new(new(HvRecommendations.Function, Eax, 16), "CoreSchedulerRequested", "The guest is asked to use its core scheduler.", OpenVmm)
        {
            Aliases = ["ReferencePageForSyncedTimeline"],
            Disagreement = "The TLFS marks it reserved; OpenVMM calls it CoreSchedulerRequested, mu_msvm had ReferencePageForSyncedTimeline there.",
        },
        new(
            new(HvRecommendations.Function, Eax, 17),
            "DirectLocalFlushEntire",
            "The guest should flush its whole TLB by toggling CR4.PGE, which is faster than the hypercall.",
            Tlfs + " leaf 40000004H")
        {
            Aliases = ["UseDirectLocalFlushEntire"],
        },
        new(
            new(HvRecommendations.Function, Eax, 18),
            "NoNonArchitecturalCoreSharing",
            "Virtual processors share a core only where the guest's own topology shows them as SMT siblings.",
            Tlfs + " leaf 40000004H")
        {
            LinuxName = "HV_X64_NO_NONARCH_CORESHARING",
            QemuFlags = ["hv-no-nonarch-coresharing"],
            Aliases = ["HV_NO_NONARCH_CORESHARING"],
            Policy = HvFieldPolicy.PromiseAboutHost,
        },
        new(new(HvRecommendations.Function, Eax, 19), "X2Apic", "The guest should use the x2APIC.", OpenVmm)
        {
            Aliases = ["UseX2Apic"],
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvRecommendations.Function, Eax, 20), "RestoreTimeOnResume", "The guest should restore its time when it resumes.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvRecommendations.Function, Eax, 21), "MmioHypercalls", "The guest should access memory-mapped I/O by hypercall.", OpenVmm)
        {
            LinuxName = "HV_X64_USE_MMIO_HYPERCALLS",
            Aliases = ["HV_USE_MMIO_HYPERCALLS", "UseHypercallForMmioAccess"],
            Remark = "The TLFS marks it reserved; the name is OpenVMM's and Linux's.",
        },
        new(new(HvRecommendations.Function, Eax, 22), "GpaPinning", "The guest should pin pages by hypercall.", OpenVmm)
        {
            Aliases = ["UseGpaPinningHypercall"],
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvRecommendations.Function, Eax, 23), "WakeVps", "The guest should wake virtual processors by hypercall.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(
            new(HvRecommendations.Function, Ebx, BitField.Whole),
            "SpinlockRetries",
            "How often the guest tries a spinlock before it tells the hypervisor.",
            Tlfs + " leaf 40000004H")
        {
            QemuFlags = ["hv-spinlocks"],
            Aliases = ["LongSpinWaitCount"],
            Remark = "KVM reports FFFH; QEMU's default is FFFFFFFFH, and libvirt refuses less than 4095.",
            Values = HvFieldValues.SpinlockRetries,
            Format = HvFieldFormat.Hex,
            Policy = HvFieldPolicy.MadeByVmm,
        },
        new(
            new(HvRecommendations.Function, Ecx, new BitField(6, 0)),
            "ImplementedPhysicalAddressBits",
            "How many bits the machine's physical addresses have; 0 = not told.",
            Tlfs + " leaf 40000004H")
        {
            Values = HvFieldValues.NotTold,
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
    ];
}
