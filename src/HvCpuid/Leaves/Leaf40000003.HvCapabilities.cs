namespace HvCpuid.Leaves;

/// <summary>Leaf 40000003H, ECX[31:4]: power and processor features.</summary>
[Flags]
public enum HvPowerFeatures : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>ECX[4]. Deprecated: the HPET must be used to wake from the C3 state.</summary>
    HpetNeededForC3 = 1u << 4,

    /// <summary>ECX[5]. The MPERF counter runs at a fixed rate.</summary>
    InvariantMperf = 1u << 5,

    /// <summary>ECX[6]. The guest may use supervisor shadow stacks.</summary>
    SupervisorShadowStack = 1u << 6,

    /// <summary>ECX[7]. The guest has an architectural performance monitoring unit.</summary>
    ArchitecturalPmu = 1u << 7,

    /// <summary>ECX[8]. Exceptions can be intercepted as traps.</summary>
    ExceptionTrapIntercept = 1u << 8,

    /// <summary>ECX[9]. Interrupts can be injected when a virtual processor is dispatched.</summary>
    VpDispatchInterruptInjection = 1u << 9,

    /// <summary>ECX[10]. The root partition can map a virtual processor's GHCB page.</summary>
    VpGhcbRootMapping = 1u << 10,
}

/// <summary>Leaf 40000003H, EDX: what the hypervisor has.</summary>
[Flags]
public enum HvCapabilities : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>EDX[0]. Deprecated: the guest may use MWAIT.</summary>
    Mwait = 1u << 0,

    /// <summary>EDX[1]. The guest can be debugged through the hypervisor.</summary>
    GuestDebugging = 1u << 1,

    /// <summary>EDX[2]. The guest has performance monitoring.</summary>
    PerformanceMonitor = 1u << 2,

    /// <summary>EDX[3]. Processors may be added while the guest runs; Windows needs it for CPU hot-plug.</summary>
    CpuDynamicPartitioningEvents = 1u << 3,

    /// <summary>EDX[4]. A fast hypercall may pass its input in XMM registers, up to 112 bytes.</summary>
    XmmRegistersForFastHypercall = 1u << 4,

    /// <summary>EDX[5]. The guest has a virtual idle state.</summary>
    VirtualGuestIdleState = 1u << 5,

    /// <summary>EDX[6]. The hypervisor supports sleep states.</summary>
    HypervisorSleepState = 1u << 6,

    /// <summary>EDX[7]. The guest may ask for NUMA distances.</summary>
    NumaDistanceQuery = 1u << 7,

    /// <summary>EDX[8]. The frequencies of TSC and APIC timer can be read; EAX[11] gives the right to.</summary>
    TimerFrequencies = 1u << 8,

    /// <summary>EDX[9]. The guest may inject synthetic machine checks.</summary>
    SyntheticMachineCheck = 1u << 9,

    /// <summary>EDX[10]. The guest may leave its last words when it crashes: MSRs 40000100H to 40000105H.</summary>
    GuestCrashMsrs = 1u << 10,

    /// <summary>EDX[11]. The guest may use the synthetic debugger's MSRs, 400000F1H to 400000FFH.</summary>
    DebugMsrs = 1u << 11,

    /// <summary>EDX[12]. The guest may use non-privileged instruction execution prevention.</summary>
    Npiep = 1u << 12,

    /// <summary>EDX[13]. The hypervisor can be switched off.</summary>
    DisableHypervisor = 1u << 13,

    /// <summary>EDX[14]. The flush hypercalls take large ranges in their address lists; EBX[15] gives the right to.</summary>
    ExtendedGvaRangesForFlushVirtualAddressList = 1u << 14,

    /// <summary>EDX[15]. A fast hypercall may give its output in XMM registers; EBX[19] gives the right to.</summary>
    FastHypercallOutput = 1u << 15,

    /// <summary>EDX[16]. Shared virtual memory is there, see leaf 40000008H.</summary>
    SvmFeatures = 1u << 16,

    /// <summary>EDX[17]. A synthetic interrupt source can be polled instead of interrupting.</summary>
    SintPollingMode = 1u << 17,

    /// <summary>EDX[18]. The hypercall MSR can be locked.</summary>
    HypercallMsrLock = 1u << 18,

    /// <summary>EDX[19]. A synthetic timer may interrupt through the local APIC directly, without the synthetic interrupt controller's message.</summary>
    DirectSyntheticTimers = 1u << 19,

    /// <summary>EDX[20]. Each virtual trust level has its own PAT register.</summary>
    VsmPatRegister = 1u << 20,

    /// <summary>EDX[21]. Each virtual trust level has its own BNDCFGS register.</summary>
    VsmBndcfgsRegister = 1u << 21,

    /// <summary>EDX[22]. The hypervisor has a watchdog timer.</summary>
    WatchdogTimer = 1u << 22,

    /// <summary>EDX[23]. There is a synthetic timer that runs only while the virtual processor is not halted.</summary>
    SyntheticTimeUnhaltedTimer = 1u << 23,

    /// <summary>EDX[24]. Device domains are there.</summary>
    DeviceDomains = 1u << 24,

    /// <summary>EDX[25]. Stage 1 device domains are there.</summary>
    Stage1DeviceDomains = 1u << 25,

    /// <summary>EDX[26]. The guest has last branch records.</summary>
    LastBranchRecord = 1u << 26,

    /// <summary>EDX[27]. The guest has Intel Processor Trace.</summary>
    Ipt = 1u << 27,

    /// <summary>EDX[28]. Flush hypercalls may reach across virtual trust levels.</summary>
    CrossVtlFlush = 1u << 28,

    /// <summary>EDX[29]. Speculation control while idle is there.</summary>
    IdleSpecCtrl = 1u << 29,

    /// <summary>EDX[30]. The translate hypercall takes further flags.</summary>
    TranslateGvaFlags = 1u << 30,

    /// <summary>EDX[31]. The end of an APIC interrupt can be intercepted.</summary>
    ApicEoiIntercept = 1u << 31,
}
