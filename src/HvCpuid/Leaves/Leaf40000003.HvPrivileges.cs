namespace HvCpuid.Leaves;

/// <summary>Leaf 40000003H, EAX: the lower half of the partition's privileges.</summary>
[Flags]
public enum HvPrivileges : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EAX[0]. The guest may read how long its virtual processor has run: MSR 40000010H.</summary>
    AccessVpRunTimeReg = 1u << 0,

    /// <summary>EAX[1]. The guest may read a 10 MHz clock of the partition: MSR 40000020H.</summary>
    AccessPartitionReferenceCounter = 1u << 1,

    /// <summary>EAX[2]. The guest has the synthetic interrupt controller: MSRs 40000080H to 40000084H and 40000090H to 4000009FH.</summary>
    AccessSynicRegs = 1u << 2,

    /// <summary>EAX[3]. The guest has four synthetic timers a virtual processor: MSRs 400000B0H to 400000B7H.</summary>
    AccessSyntheticTimerRegs = 1u << 3,

    /// <summary>EAX[4]. The guest may reach EOI, ICR and TPR of its APIC by MSRs 40000070H to 40000072H, and use the VP assist page, 40000073H.</summary>
    AccessIntrCtrlRegs = 1u << 4,

    /// <summary>EAX[5]. The guest may name itself and set up its hypercall page: MSRs 40000000H and 40000001H. Guests expect it set.</summary>
    AccessHypercallMsrs = 1u << 5,

    /// <summary>EAX[6]. The guest may read the index of its virtual processor: MSR 40000002H. Guests expect it set.</summary>
    AccessVpIndex = 1u << 6,

    /// <summary>EAX[7]. The guest may reset the machine by MSR 40000003H.</summary>
    AccessResetReg = 1u << 7,

    /// <summary>EAX[8]. The guest may map statistics pages of the hypervisor by MSR.</summary>
    AccessStatsReg = 1u << 8,

    /// <summary>EAX[9]. The guest may map a page that turns its TSC into the partition's clock without an exit: MSR 40000021H.</summary>
    AccessPartitionReferenceTsc = 1u << 9,

    /// <summary>EAX[10]. The guest may go idle by reading MSR 400000F0H.</summary>
    AccessGuestIdleReg = 1u << 10,

    /// <summary>EAX[11]. The guest may read the frequencies of its TSC and its APIC timer: MSRs 40000022H and 40000023H; Linux wants EDX[8] too.</summary>
    AccessFrequencyRegs = 1u << 11,

    /// <summary>EAX[12]. The guest may use the synthetic debugger's MSRs.</summary>
    AccessDebugRegs = 1u << 12,

    /// <summary>EAX[13]. The guest may ask to be told when its TSC frequency changes by a migration: MSRs 40000106H to 40000108H.</summary>
    AccessReenlightenmentControls = 1u << 13,

    /// <summary>EAX[14]. The root partition schedules virtual processors itself and may use the register for it.</summary>
    AccessRootSchedulerReg = 1u << 14,

    /// <summary>EAX[15]. The guest may opt in to an invariant TSC by MSR 40000118H; until it does, KVM hides CPUID.80000007H:EDX[8].</summary>
    AccessTscInvariantControls = 1u << 15,
}

/// <summary>Leaf 40000003H, EBX: the upper half of the partition's privileges.</summary>
[Flags]
public enum HvPrivilegesHigh : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EBX[0]. The guest may create partitions: it is a root partition.</summary>
    CreatePartitions = 1u << 0,

    /// <summary>EBX[1]. The guest may ask for its partition's id.</summary>
    AccessPartitionId = 1u << 1,

    /// <summary>EBX[2]. The guest may give memory to the hypervisor's pool and take it back.</summary>
    AccessMemoryPool = 1u << 2,

    /// <summary>EBX[3]. The guest may change the number of message buffers of a port.</summary>
    AdjustMessageBuffers = 1u << 3,

    /// <summary>EBX[4]. The guest may post messages to a connection: HvCallPostMessage.</summary>
    PostMessages = 1u << 4,

    /// <summary>EBX[5]. The guest may signal events on a connection: HvCallSignalEvent.</summary>
    SignalEvents = 1u << 5,

    /// <summary>EBX[6]. The guest may create ports.</summary>
    CreatePort = 1u << 6,

    /// <summary>EBX[7]. The guest may connect to ports.</summary>
    ConnectPort = 1u << 7,

    /// <summary>EBX[8]. The guest may map statistics pages by hypercall.</summary>
    AccessStats = 1u << 8,

    /// <summary>EBX[11]. The guest may use the debugger hypercalls: HvCallPostDebugData, HvCallRetrieveDebugData, HvCallResetDebugSession.</summary>
    Debugging = 1u << 11,

    /// <summary>EBX[12]. The guest may manage the machine's processors, see leaf 40000007H.</summary>
    CpuManagement = 1u << 12,

    /// <summary>EBX[13]. The guest may configure the hypervisor's profiler.</summary>
    ConfigureProfiler = 1u << 13,

    /// <summary>EBX[14]. The guest may trace the exits of virtual processors.</summary>
    AccessVpExitTracing = 1u << 14,

    /// <summary>EBX[15]. The guest may pass large ranges to the flush hypercalls' address lists; EDX[14] says that the hypervisor takes them.</summary>
    EnableExtendedGvaRangesForFlushVirtualAddressList = 1u << 15,

    /// <summary>EBX[16]. The guest may use virtual secure mode: virtual trust levels.</summary>
    AccessVsm = 1u << 16,

    /// <summary>EBX[17]. The guest may read and write registers of virtual processors by hypercall.</summary>
    AccessVpRegisters = 1u << 17,

    /// <summary>EBX[19]. The guest may take the output of a fast hypercall in XMM registers; EDX[15] says that the hypervisor gives it.</summary>
    FastHypercallOutput = 1u << 19,

    /// <summary>EBX[20]. The guest may make extended hypercalls, call codes 8001H and above, which KVM hands to the VMM.</summary>
    EnableExtendedHypercalls = 1u << 20,

    /// <summary>EBX[21]. The guest may start its virtual processors by HvCallStartVirtualProcessor.</summary>
    StartVirtualProcessor = 1u << 21,

    /// <summary>EBX[22]. The partition is isolated from its host; leaf 4000000CH says how.</summary>
    Isolation = 1u << 22,
}
