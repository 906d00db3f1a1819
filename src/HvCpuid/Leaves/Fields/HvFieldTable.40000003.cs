using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaf 40000003H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000003() =>
    [
        new(
            new(HvFeatures.Function, Eax, 0),
            "AccessVpRunTimeReg",
            "The guest may read how long its virtual processor has run: MSR 40000010H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_VP_RUNTIME_AVAILABLE",
            QemuFlags = ["hv-runtime"],
            Aliases = ["HV_X64_MSR_VP_RUNTIME_AVAILABLE", "HV_VP_RUNTIME_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 1),
            "AccessPartitionReferenceCounter",
            "The guest may read a 10 MHz clock of the partition: MSR 40000020H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_TIME_REF_COUNT_AVAILABLE",
            QemuFlags = ["hv-time"],
            Aliases = ["HV_X64_MSR_TIME_REF_COUNT_AVAILABLE", "HV_TIME_REF_COUNT_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 2),
            "AccessSynicRegs",
            "The guest has the synthetic interrupt controller: MSRs 40000080H to 40000084H and 40000090H to 4000009FH.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_SYNIC_AVAILABLE",
            QemuFlags = ["hv-synic"],
            Aliases = ["HV_X64_MSR_SYNIC_AVAILABLE", "HV_SYNIC_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 3),
            "AccessSyntheticTimerRegs",
            "The guest has four synthetic timers a virtual processor: MSRs 400000B0H to 400000B7H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_SYNTIMER_AVAILABLE",
            QemuFlags = ["hv-stimer"],
            Aliases = ["HV_X64_MSR_SYNTIMER_AVAILABLE", "HV_SYNTIMERS_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 4),
            "AccessIntrCtrlRegs",
            "The guest may reach EOI, ICR and TPR of its APIC by MSRs 40000070H to 40000072H, and use the VP assist page, 40000073H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_APIC_ACCESS_AVAILABLE",
            QemuFlags = ["hv-vapic"],
            Aliases = ["HV_X64_MSR_APIC_ACCESS_AVAILABLE", "HV_APIC_ACCESS_AVAILABLE", "AccessApicMsrs"],
        },
        new(
            new(HvFeatures.Function, Eax, 5),
            "AccessHypercallMsrs",
            "The guest may name itself and set up its hypercall page: MSRs 40000000H and 40000001H. Guests expect it set.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_HYPERCALL_AVAILABLE",
            Aliases = ["HV_X64_MSR_HYPERCALL_AVAILABLE", "HV_HYPERCALL_AVAILABLE"],
            Remark = "The TLFS leaves it to the hypervisor; the 2012 requirements paper wants it set, and QEMU sets it whenever any hv-* flag is on.",
        },
        new(
            new(HvFeatures.Function, Eax, 6),
            "AccessVpIndex",
            "The guest may read the index of its virtual processor: MSR 40000002H. Guests expect it set.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_VP_INDEX_AVAILABLE",
            QemuFlags = ["hv-vpindex"],
            Aliases = ["HV_X64_MSR_VP_INDEX_AVAILABLE", "HV_VP_INDEX_AVAILABLE"],
            Remark = "The TLFS leaves it to the hypervisor; the 2012 requirements paper wants it set, and a Linux guest does not take a hypervisor without it for Hyper-V.",
        },
        new(
            new(HvFeatures.Function, Eax, 7),
            "AccessResetReg",
            "The guest may reset the machine by MSR 40000003H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_RESET_AVAILABLE",
            QemuFlags = ["hv-reset"],
            Aliases = ["HV_X64_MSR_RESET_AVAILABLE", "HV_RESET_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 8),
            "AccessStatsReg",
            "The guest may map statistics pages of the hypervisor by MSR.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_STAT_PAGES_AVAILABLE",
            Aliases = ["HV_X64_MSR_STAT_PAGES_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 9),
            "AccessPartitionReferenceTsc",
            "The guest may map a page that turns its TSC into the partition's clock without an exit: MSR 40000021H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_REFERENCE_TSC_AVAILABLE",
            QemuFlags = ["hv-time"],
            Aliases = ["HV_X64_MSR_REFERENCE_TSC_AVAILABLE", "HV_REFERENCE_TSC_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 10),
            "AccessGuestIdleReg",
            "The guest may go idle by reading MSR 400000F0H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_MSR_GUEST_IDLE_AVAILABLE",
            Aliases = ["HV_X64_MSR_GUEST_IDLE_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Eax, 11),
            "AccessFrequencyRegs",
            "The guest may read the frequencies of its TSC and its APIC timer: MSRs 40000022H and 40000023H; Linux wants EDX[8] too.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_FREQUENCY_MSRS",
            QemuFlags = ["hv-frequencies"],
            Aliases = ["HV_X64_ACCESS_FREQUENCY_MSRS", "HV_X64_MSR_TSC_FREQUENCY_AVAILABLE", "HV_X64_MSR_APIC_FREQUENCY_AVAILABLE"],
        },
        new(new(HvFeatures.Function, Eax, 12), "AccessDebugRegs", "The guest may use the synthetic debugger's MSRs.", MuMsvm)
        {
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM. In leaf 40000009H this bit is AccessReenlightenmentControls.",
        },
        new(
            new(HvFeatures.Function, Eax, 13),
            "AccessReenlightenmentControls",
            "The guest may ask to be told when its TSC frequency changes by a migration: MSRs 40000106H to 40000108H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_REENLIGHTENMENT",
            QemuFlags = ["hv-reenlightenment"],
            Aliases = ["HV_X64_ACCESS_REENLIGHTENMENT", "HV_ACCESS_REENLIGHTENMENTS_CONTROL"],
            Remark = "Leaf 40000009H has the privilege of the same name at EAX[12].",
        },
        new(
            new(HvFeatures.Function, Eax, 14),
            "AccessRootSchedulerReg",
            "The root partition schedules virtual processors itself and may use the register for it.",
            MuMsvm)
        {
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm, OpenVMM and Linux's mshv driver.",
        },
        new(
            new(HvFeatures.Function, Eax, 15),
            "AccessTscInvariantControls",
            "The guest may opt in to an invariant TSC by MSR 40000118H; until it does, KVM hides CPUID.80000007H:EDX[8].",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_TSC_INVARIANT",
        },
        new(
            new(HvFeatures.Function, Ebx, 0),
            "CreatePartitions",
            "The guest may create partitions: it is a root partition.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_CREATE_PARTITIONS",
            Aliases = ["HV_X64_CREATE_PARTITIONS"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(new(HvFeatures.Function, Ebx, 1), "AccessPartitionId", "The guest may ask for its partition's id.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_PARTITION_ID",
            Aliases = ["HV_X64_ACCESS_PARTITION_ID"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 2),
            "AccessMemoryPool",
            "The guest may give memory to the hypervisor's pool and take it back.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_MEMORY_POOL",
            Aliases = ["HV_X64_ACCESS_MEMORY_POOL"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 3),
            "AdjustMessageBuffers",
            "The guest may change the number of message buffers of a port.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ADJUST_MESSAGE_BUFFERS",
            Aliases = ["HV_X64_ADJUST_MESSAGE_BUFFERS"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 4),
            "PostMessages",
            "The guest may post messages to a connection: HvCallPostMessage.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_POST_MESSAGES",
            QemuFlags = ["hv-synic"],
            Aliases = ["HV_X64_POST_MESSAGES"],
        },
        new(
            new(HvFeatures.Function, Ebx, 5),
            "SignalEvents",
            "The guest may signal events on a connection: HvCallSignalEvent.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_SIGNAL_EVENTS",
            QemuFlags = ["hv-synic"],
            Aliases = ["HV_X64_SIGNAL_EVENTS"],
        },
        new(new(HvFeatures.Function, Ebx, 6), "CreatePort", "The guest may create ports.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_CREATE_PORT",
            Aliases = ["HV_X64_CREATE_PORT"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(new(HvFeatures.Function, Ebx, 7), "ConnectPort", "The guest may connect to ports.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_CONNECT_PORT",
            Aliases = ["HV_X64_CONNECT_PORT"],
        },
        new(new(HvFeatures.Function, Ebx, 8), "AccessStats", "The guest may map statistics pages by hypercall.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ACCESS_STATS",
            Aliases = ["HV_X64_ACCESS_STATS"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 11),
            "Debugging",
            "The guest may use the debugger hypercalls: HvCallPostDebugData, HvCallRetrieveDebugData, HvCallResetDebugSession.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_DEBUGGING",
            Aliases = ["HV_X64_DEBUGGING", "HV_PARTITION_DEBUGGING_ALLOWED"],
            Disagreement = "QEMU's header has it at bit 12 (HV_PARTITION_DEBUGGING_ALLOWED), a slip; the TLFS, Linux and OpenVMM have 11.",
        },
        new(
            new(HvFeatures.Function, Ebx, 12),
            "CpuManagement",
            "The guest may manage the machine's processors, see leaf 40000007H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_CPU_MANAGEMENT",
            Aliases = ["HV_CPU_POWER_MANAGEMENT", "HV_X64_CPU_POWER_MANAGEMENT"],
            Disagreement = "QEMU's header gives the bit to Debugging (HV_PARTITION_DEBUGGING_ALLOWED), a slip; the TLFS, Linux and OpenVMM have CpuManagement here.",
            Remark = "A Linux guest takes it, without EBX[22], as the sign that it is the root partition. The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 13),
            "ConfigureProfiler",
            "The guest may configure the hypervisor's profiler.",
            Tlfs + " leaf 40000003H")
        {
            Aliases = ["HV_X64_CONFIGURE_PROFILER"],
            Remark = "The 2012 requirements paper wants it clear on hypervisors that are not Microsoft's.",
        },
        new(
            new(HvFeatures.Function, Ebx, 14),
            "AccessVpExitTracing",
            "The guest may trace the exits of virtual processors.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ebx, 15),
            "EnableExtendedGvaRangesForFlushVirtualAddressList",
            "The guest may pass large ranges to the flush hypercalls' address lists; EDX[14] says that the hypervisor takes them.",
            Tlfs + " leaf 40000003H")
        {
            Aliases = ["EnableExtendedGvaRangesFlushVaList"],
        },
        new(
            new(HvFeatures.Function, Ebx, 16),
            "AccessVsm",
            "The guest may use virtual secure mode: virtual trust levels.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ebx, 17),
            "AccessVpRegisters",
            "The guest may read and write registers of virtual processors by hypercall.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ebx, 19),
            "FastHypercallOutput",
            "The guest may take the output of a fast hypercall in XMM registers; EDX[15] says that the hypervisor gives it.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ebx, 20),
            "EnableExtendedHypercalls",
            "The guest may make extended hypercalls, call codes 8001H and above, which KVM hands to the VMM.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ENABLE_EXTENDED_HYPERCALLS",
        },
        new(
            new(HvFeatures.Function, Ebx, 21),
            "StartVirtualProcessor",
            "The guest may start its virtual processors by HvCallStartVirtualProcessor.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ebx, 22),
            "Isolation",
            "The partition is isolated from its host; leaf 4000000CH says how.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_ISOLATION",
        },
        new(
            new(HvFeatures.Function, Ecx, new BitField(3, 0)),
            "MaxSupportedCState",
            "Deprecated: the deepest processor idle state.",
            MuMsvm)
        {
            Remark = "The TLFS web page does not describe it; mu_msvm and OpenVMM do, as deprecated.",
            Format = HvFieldFormat.Number,
            Policy = HvFieldPolicy.DestinationAtLeast,
        },
        new(new(HvFeatures.Function, Ecx, 4), "HpetNeededForC3", "Deprecated: the HPET must be used to wake from the C3 state.", MuMsvm)
        {
            Remark = "The TLFS web page does not describe it; mu_msvm and OpenVMM do, as deprecated.",
        },
        new(new(HvFeatures.Function, Ecx, 5), "InvariantMperf", "The MPERF counter runs at a fixed rate.", Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ecx, 6),
            "SupervisorShadowStack",
            "The guest may use supervisor shadow stacks.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ecx, 7),
            "ArchitecturalPmu",
            "The guest has an architectural performance monitoring unit.",
            Tlfs + " leaf 40000003H"),
        new(new(HvFeatures.Function, Ecx, 8), "ExceptionTrapIntercept", "Exceptions can be intercepted as traps.", Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Ecx, 9),
            "VpDispatchInterruptInjection",
            "Interrupts can be injected when a virtual processor is dispatched.",
            LinuxHeader)
        {
            LinuxName = "HV_VP_DISPATCH_INTERRUPT_INJECTION_AVAILABLE",
            Remark = "Linux only (include/hyperv/hvgdk_mini.h); the other sources have the bit reserved.",
        },
        new(
            new(HvFeatures.Function, Ecx, 10),
            "VpGhcbRootMapping",
            "The root partition can map a virtual processor's GHCB page.",
            LinuxHeader)
        {
            LinuxName = "HV_VP_GHCB_ROOT_MAPPING_AVAILABLE",
            Remark = "Linux only (include/hyperv/hvgdk_mini.h); the other sources have the bit reserved.",
        },
        new(new(HvFeatures.Function, Edx, 0), "Mwait", "Deprecated: the guest may use MWAIT.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_MWAIT_AVAILABLE",
            Aliases = ["HV_MWAIT_AVAILABLE", "MwaitAvailableDeprecated"],
            Remark = "The TLFS deprecates it.",
        },
        new(
            new(HvFeatures.Function, Edx, 1),
            "GuestDebugging",
            "The guest can be debugged through the hypervisor.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_GUEST_DEBUGGING_AVAILABLE",
            Aliases = ["HV_GUEST_DEBUGGING_AVAILABLE"],
        },
        new(new(HvFeatures.Function, Edx, 2), "PerformanceMonitor", "The guest has performance monitoring.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_PERF_MONITOR_AVAILABLE",
            Aliases = ["HV_PERF_MONITOR_AVAILABLE", "PerformanceMonitorsAvailable"],
        },
        new(
            new(HvFeatures.Function, Edx, 3),
            "CpuDynamicPartitioningEvents",
            "Processors may be added while the guest runs; Windows needs it for CPU hot-plug.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_CPU_DYNAMIC_PARTITIONING_AVAILABLE",
            Aliases = ["HV_CPU_DYNAMIC_PARTITIONING_AVAILABLE", "CpuDynamicPartitioningAvailable"],
            Remark = "KVM never reports it; QEMU sets it whenever any hv-* flag is on.",
            Policy = HvFieldPolicy.MadeByVmm,
        },
        new(
            new(HvFeatures.Function, Edx, 4),
            "XmmRegistersForFastHypercall",
            "A fast hypercall may pass its input in XMM registers, up to 112 bytes.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_HYPERCALL_XMM_INPUT_AVAILABLE",
            QemuFlags = ["hv-xmm-input"],
            Aliases = ["HV_X64_HYPERCALL_PARAMS_XMM_AVAILABLE", "HV_HYPERCALL_XMM_INPUT_AVAILABLE", "XmmRegistersForFastHypercallAvailable"],
        },
        new(new(HvFeatures.Function, Edx, 5), "VirtualGuestIdleState", "The guest has a virtual idle state.", Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_GUEST_IDLE_STATE_AVAILABLE",
            Aliases = ["HV_GUEST_IDLE_STATE_AVAILABLE", "GuestIdleAvailable"],
        },
        new(new(HvFeatures.Function, Edx, 6), "HypervisorSleepState", "The hypervisor supports sleep states.", Tlfs + " leaf 40000003H")
        {
            Aliases = ["HypervisorSleepStateSupportAvailable"],
        },
        new(new(HvFeatures.Function, Edx, 7), "NumaDistanceQuery", "The guest may ask for NUMA distances.", Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Edx, 8),
            "TimerFrequencies",
            "The frequencies of TSC and APIC timer can be read; EAX[11] gives the right to.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_FEATURE_FREQUENCY_MSRS_AVAILABLE",
            QemuFlags = ["hv-frequencies"],
            Aliases = ["HV_FREQUENCY_MSRS_AVAILABLE", "FrequencyRegsAvailable"],
        },
        new(
            new(HvFeatures.Function, Edx, 9),
            "SyntheticMachineCheck",
            "The guest may inject synthetic machine checks.",
            Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Edx, 10),
            "GuestCrashMsrs",
            "The guest may leave its last words when it crashes: MSRs 40000100H to 40000105H.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_FEATURE_GUEST_CRASH_MSR_AVAILABLE",
            QemuFlags = ["hv-crash"],
            Aliases = ["HV_X64_GUEST_CRASH_MSR_AVAILABLE", "HV_GUEST_CRASH_MSR_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Edx, 11),
            "DebugMsrs",
            "The guest may use the synthetic debugger's MSRs, 400000F1H to 400000FFH.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_FEATURE_DEBUG_MSRS_AVAILABLE",
            QemuFlags = ["hv-syndbg"],
        },
        new(
            new(HvFeatures.Function, Edx, 12),
            "Npiep",
            "The guest may use non-privileged instruction execution prevention.",
            Tlfs + " leaf 40000003H")
        {
            Aliases = ["Npiep1Available"],
        },
        new(new(HvFeatures.Function, Edx, 13), "DisableHypervisor", "The hypervisor can be switched off.", Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Edx, 14),
            "ExtendedGvaRangesForFlushVirtualAddressList",
            "The flush hypercalls take large ranges in their address lists; EBX[15] gives the right to.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_FEATURE_EXT_GVA_RANGES_FLUSH",
            QemuFlags = ["hv-tlbflush-ext"],
            Aliases = ["HV_EXT_GVA_RANGES_FLUSH_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Edx, 15),
            "FastHypercallOutput",
            "A fast hypercall may give its output in XMM registers; EBX[19] gives the right to.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_X64_HYPERCALL_XMM_OUTPUT_AVAILABLE",
        },
        new(new(HvFeatures.Function, Edx, 16), "SvmFeatures", "Shared virtual memory is there, see leaf 40000008H.", MuMsvm)
        {
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM.",
        },
        new(
            new(HvFeatures.Function, Edx, 17),
            "SintPollingMode",
            "A synthetic interrupt source can be polled instead of interrupting.",
            Tlfs + " leaf 40000003H"),
        new(new(HvFeatures.Function, Edx, 18), "HypercallMsrLock", "The hypercall MSR can be locked.", Tlfs + " leaf 40000003H"),
        new(
            new(HvFeatures.Function, Edx, 19),
            "DirectSyntheticTimers",
            "A synthetic timer may interrupt through the local APIC directly, without the synthetic interrupt controller's message.",
            Tlfs + " leaf 40000003H")
        {
            LinuxName = "HV_STIMER_DIRECT_MODE_AVAILABLE",
            QemuFlags = ["hv-stimer-direct"],
            Aliases = ["HV_X64_STIMER_DIRECT_MODE_AVAILABLE"],
        },
        new(
            new(HvFeatures.Function, Edx, 20),
            "VsmPatRegister",
            "Each virtual trust level has its own PAT register.",
            Tlfs + " leaf 40000003H")
        {
            Aliases = ["RegisterPatAvailable"],
        },
        new(
            new(HvFeatures.Function, Edx, 21),
            "VsmBndcfgsRegister",
            "Each virtual trust level has its own BNDCFGS register.",
            Tlfs + " leaf 40000003H")
        {
            Aliases = ["RegisterBndcfgsAvailable"],
        },
        new(new(HvFeatures.Function, Edx, 22), "WatchdogTimer", "The hypervisor has a watchdog timer.", MuMsvm)
        {
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM.",
        },
        new(
            new(HvFeatures.Function, Edx, 23),
            "SyntheticTimeUnhaltedTimer",
            "There is a synthetic timer that runs only while the virtual processor is not halted.",
            Tlfs + " leaf 40000003H"),
        new(new(HvFeatures.Function, Edx, 24), "DeviceDomains", "Device domains are there.", MuMsvm)
        {
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM.",
        },
        new(new(HvFeatures.Function, Edx, 25), "Stage1DeviceDomains", "Stage 1 device domains are there.", MuMsvm)
        {
            Aliases = ["S1DeviceDomains"],
            Remark = "The TLFS marks it reserved; the name is that of mu_msvm and OpenVMM.",
        },
        new(new(HvFeatures.Function, Edx, 26), "LastBranchRecord", "The guest has last branch records.", Tlfs + " leaf 40000003H")
        {
            Aliases = ["LbrAvailable"],
        },
        new(new(HvFeatures.Function, Edx, 27), "Ipt", "The guest has Intel Processor Trace.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvFeatures.Function, Edx, 28), "CrossVtlFlush", "Flush hypercalls may reach across virtual trust levels.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvFeatures.Function, Edx, 29), "IdleSpecCtrl", "Speculation control while idle is there.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvFeatures.Function, Edx, 30), "TranslateGvaFlags", "The translate hypercall takes further flags.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
        new(new(HvFeatures.Function, Edx, 31), "ApicEoiIntercept", "The end of an APIC interrupt can be intercepted.", OpenVmm)
        {
            Remark = "The TLFS marks it reserved; the name is OpenVMM's.",
        },
    ];
}
