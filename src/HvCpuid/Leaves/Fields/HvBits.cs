using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

/// <summary>
/// Every bit and field of <see cref="HvFieldTable"/> by its name, once: rules, enlightenments, checks, accesses and guests name a bit by it. A flag is
/// the address of its enum member. Where two leaves have a field of the same name, the one of the leaf with the higher number has the leaf's subject before it.
/// </summary>
public static partial class HvBits
{
    // 40000000H Vendor and maximum leaf.
    /// <summary>CPUID.40000000H:EAX.</summary>
    public static BitAddress MaximumFunction { get; } = Word(HvVendor.Function, Eax);
    /// <summary>CPUID.40000000H:EBX.</summary>
    public static BitAddress SignatureEbx { get; } = Word(HvVendor.Function, Ebx);
    /// <summary>CPUID.40000000H:ECX.</summary>
    public static BitAddress SignatureEcx { get; } = Word(HvVendor.Function, Ecx);
    /// <summary>CPUID.40000000H:EDX.</summary>
    public static BitAddress SignatureEdx { get; } = Word(HvVendor.Function, Edx);

    // 40000001H Interface.
    /// <summary>CPUID.40000001H:EAX.</summary>
    public static BitAddress InterfaceSignature { get; } = Word(HvInterface.Function, Eax);

    // 40000002H System identity (version).
    /// <summary>CPUID.40000002H:EAX.</summary>
    public static BitAddress BuildNumber { get; } = Word(HvSystemIdentity.Function, Eax);
    /// <summary>CPUID.40000002H:EBX[15:0].</summary>
    public static BitAddress Minor { get; } = Range(HvSystemIdentity.Function, Ebx, 15, 0);
    /// <summary>CPUID.40000002H:EBX[31:16].</summary>
    public static BitAddress Major { get; } = Range(HvSystemIdentity.Function, Ebx, 31, 16);
    /// <summary>CPUID.40000002H:ECX.</summary>
    public static BitAddress ServicePack { get; } = Word(HvSystemIdentity.Function, Ecx);
    /// <summary>CPUID.40000002H:EDX[23:0].</summary>
    public static BitAddress ServiceNumber { get; } = Range(HvSystemIdentity.Function, Edx, 23, 0);
    /// <summary>CPUID.40000002H:EDX[31:24].</summary>
    public static BitAddress ServiceBranch { get; } = Range(HvSystemIdentity.Function, Edx, 31, 24);

    // 40000003H Features and partition privileges.
    /// <summary>CPUID.40000003H:EAX[0].</summary>
    public static BitAddress AccessVpRunTimeReg { get; } = At(HvPrivileges.AccessVpRunTimeReg);
    /// <summary>CPUID.40000003H:EAX[1].</summary>
    public static BitAddress AccessPartitionReferenceCounter { get; } = At(HvPrivileges.AccessPartitionReferenceCounter);
    /// <summary>CPUID.40000003H:EAX[2].</summary>
    public static BitAddress AccessSynicRegs { get; } = At(HvPrivileges.AccessSynicRegs);
    /// <summary>CPUID.40000003H:EAX[3].</summary>
    public static BitAddress AccessSyntheticTimerRegs { get; } = At(HvPrivileges.AccessSyntheticTimerRegs);
    /// <summary>CPUID.40000003H:EAX[4].</summary>
    public static BitAddress AccessIntrCtrlRegs { get; } = At(HvPrivileges.AccessIntrCtrlRegs);
    /// <summary>CPUID.40000003H:EAX[5].</summary>
    public static BitAddress AccessHypercallMsrs { get; } = At(HvPrivileges.AccessHypercallMsrs);
    /// <summary>CPUID.40000003H:EAX[6].</summary>
    public static BitAddress AccessVpIndex { get; } = At(HvPrivileges.AccessVpIndex);
    /// <summary>CPUID.40000003H:EAX[7].</summary>
    public static BitAddress AccessResetReg { get; } = At(HvPrivileges.AccessResetReg);
    /// <summary>CPUID.40000003H:EAX[8].</summary>
    public static BitAddress AccessStatsReg { get; } = At(HvPrivileges.AccessStatsReg);
    /// <summary>CPUID.40000003H:EAX[9].</summary>
    public static BitAddress AccessPartitionReferenceTsc { get; } = At(HvPrivileges.AccessPartitionReferenceTsc);
    /// <summary>CPUID.40000003H:EAX[10].</summary>
    public static BitAddress AccessGuestIdleReg { get; } = At(HvPrivileges.AccessGuestIdleReg);
    /// <summary>CPUID.40000003H:EAX[11].</summary>
    public static BitAddress AccessFrequencyRegs { get; } = At(HvPrivileges.AccessFrequencyRegs);
    /// <summary>CPUID.40000003H:EAX[12].</summary>
    public static BitAddress AccessDebugRegs { get; } = At(HvPrivileges.AccessDebugRegs);
    /// <summary>CPUID.40000003H:EAX[13].</summary>
    public static BitAddress AccessReenlightenmentControls { get; } = At(HvPrivileges.AccessReenlightenmentControls);
    /// <summary>CPUID.40000003H:EAX[14].</summary>
    public static BitAddress AccessRootSchedulerReg { get; } = At(HvPrivileges.AccessRootSchedulerReg);
    /// <summary>CPUID.40000003H:EAX[15].</summary>
    public static BitAddress AccessTscInvariantControls { get; } = At(HvPrivileges.AccessTscInvariantControls);
    /// <summary>CPUID.40000003H:EBX[0].</summary>
    public static BitAddress CreatePartitions { get; } = At(HvPrivilegesHigh.CreatePartitions);
    /// <summary>CPUID.40000003H:EBX[1].</summary>
    public static BitAddress AccessPartitionId { get; } = At(HvPrivilegesHigh.AccessPartitionId);
    /// <summary>CPUID.40000003H:EBX[2].</summary>
    public static BitAddress AccessMemoryPool { get; } = At(HvPrivilegesHigh.AccessMemoryPool);
    /// <summary>CPUID.40000003H:EBX[3].</summary>
    public static BitAddress AdjustMessageBuffers { get; } = At(HvPrivilegesHigh.AdjustMessageBuffers);
    /// <summary>CPUID.40000003H:EBX[4].</summary>
    public static BitAddress PostMessages { get; } = At(HvPrivilegesHigh.PostMessages);
    /// <summary>CPUID.40000003H:EBX[5].</summary>
    public static BitAddress SignalEvents { get; } = At(HvPrivilegesHigh.SignalEvents);
    /// <summary>CPUID.40000003H:EBX[6].</summary>
    public static BitAddress CreatePort { get; } = At(HvPrivilegesHigh.CreatePort);
    /// <summary>CPUID.40000003H:EBX[7].</summary>
    public static BitAddress ConnectPort { get; } = At(HvPrivilegesHigh.ConnectPort);
    /// <summary>CPUID.40000003H:EBX[8].</summary>
    public static BitAddress AccessStats { get; } = At(HvPrivilegesHigh.AccessStats);
    /// <summary>CPUID.40000003H:EBX[11].</summary>
    public static BitAddress Debugging { get; } = At(HvPrivilegesHigh.Debugging);
    /// <summary>CPUID.40000003H:EBX[12].</summary>
    public static BitAddress CpuManagement { get; } = At(HvPrivilegesHigh.CpuManagement);
    /// <summary>CPUID.40000003H:EBX[13].</summary>
    public static BitAddress ConfigureProfiler { get; } = At(HvPrivilegesHigh.ConfigureProfiler);
    /// <summary>CPUID.40000003H:EBX[14].</summary>
    public static BitAddress AccessVpExitTracing { get; } = At(HvPrivilegesHigh.AccessVpExitTracing);
    /// <summary>CPUID.40000003H:EBX[15].</summary>
    public static BitAddress EnableExtendedGvaRangesForFlushVirtualAddressList { get; } = At(HvPrivilegesHigh.EnableExtendedGvaRangesForFlushVirtualAddressList);
    /// <summary>CPUID.40000003H:EBX[16].</summary>
    public static BitAddress AccessVsm { get; } = At(HvPrivilegesHigh.AccessVsm);
    /// <summary>CPUID.40000003H:EBX[17].</summary>
    public static BitAddress AccessVpRegisters { get; } = At(HvPrivilegesHigh.AccessVpRegisters);
    /// <summary>CPUID.40000003H:EBX[19].</summary>
    public static BitAddress PrivilegeFastHypercallOutput { get; } = At(HvPrivilegesHigh.FastHypercallOutput);
    /// <summary>CPUID.40000003H:EBX[20].</summary>
    public static BitAddress EnableExtendedHypercalls { get; } = At(HvPrivilegesHigh.EnableExtendedHypercalls);
    /// <summary>CPUID.40000003H:EBX[21].</summary>
    public static BitAddress StartVirtualProcessor { get; } = At(HvPrivilegesHigh.StartVirtualProcessor);
    /// <summary>CPUID.40000003H:EBX[22].</summary>
    public static BitAddress Isolation { get; } = At(HvPrivilegesHigh.Isolation);
    /// <summary>CPUID.40000003H:ECX[3:0].</summary>
    public static BitAddress MaxSupportedCState { get; } = Range(HvFeatures.Function, Ecx, 3, 0);
    /// <summary>CPUID.40000003H:ECX[4].</summary>
    public static BitAddress HpetNeededForC3 { get; } = At(HvPowerFeatures.HpetNeededForC3);
    /// <summary>CPUID.40000003H:ECX[5].</summary>
    public static BitAddress InvariantMperf { get; } = At(HvPowerFeatures.InvariantMperf);
    /// <summary>CPUID.40000003H:ECX[6].</summary>
    public static BitAddress SupervisorShadowStack { get; } = At(HvPowerFeatures.SupervisorShadowStack);
    /// <summary>CPUID.40000003H:ECX[7].</summary>
    public static BitAddress ArchitecturalPmu { get; } = At(HvPowerFeatures.ArchitecturalPmu);
    /// <summary>CPUID.40000003H:ECX[8].</summary>
    public static BitAddress ExceptionTrapIntercept { get; } = At(HvPowerFeatures.ExceptionTrapIntercept);
    /// <summary>CPUID.40000003H:ECX[9].</summary>
    public static BitAddress VpDispatchInterruptInjection { get; } = At(HvPowerFeatures.VpDispatchInterruptInjection);
    /// <summary>CPUID.40000003H:ECX[10].</summary>
    public static BitAddress VpGhcbRootMapping { get; } = At(HvPowerFeatures.VpGhcbRootMapping);
    /// <summary>CPUID.40000003H:EDX[0].</summary>
    public static BitAddress Mwait { get; } = At(HvCapabilities.Mwait);
    /// <summary>CPUID.40000003H:EDX[1].</summary>
    public static BitAddress GuestDebugging { get; } = At(HvCapabilities.GuestDebugging);
    /// <summary>CPUID.40000003H:EDX[2].</summary>
    public static BitAddress PerformanceMonitor { get; } = At(HvCapabilities.PerformanceMonitor);
    /// <summary>CPUID.40000003H:EDX[3].</summary>
    public static BitAddress CpuDynamicPartitioningEvents { get; } = At(HvCapabilities.CpuDynamicPartitioningEvents);
    /// <summary>CPUID.40000003H:EDX[4].</summary>
    public static BitAddress XmmRegistersForFastHypercall { get; } = At(HvCapabilities.XmmRegistersForFastHypercall);
    /// <summary>CPUID.40000003H:EDX[5].</summary>
    public static BitAddress VirtualGuestIdleState { get; } = At(HvCapabilities.VirtualGuestIdleState);
    /// <summary>CPUID.40000003H:EDX[6].</summary>
    public static BitAddress HypervisorSleepState { get; } = At(HvCapabilities.HypervisorSleepState);
    /// <summary>CPUID.40000003H:EDX[7].</summary>
    public static BitAddress NumaDistanceQuery { get; } = At(HvCapabilities.NumaDistanceQuery);
    /// <summary>CPUID.40000003H:EDX[8].</summary>
    public static BitAddress TimerFrequencies { get; } = At(HvCapabilities.TimerFrequencies);
    /// <summary>CPUID.40000003H:EDX[9].</summary>
    public static BitAddress SyntheticMachineCheck { get; } = At(HvCapabilities.SyntheticMachineCheck);
    /// <summary>CPUID.40000003H:EDX[10].</summary>
    public static BitAddress GuestCrashMsrs { get; } = At(HvCapabilities.GuestCrashMsrs);
    /// <summary>CPUID.40000003H:EDX[11].</summary>
    public static BitAddress DebugMsrs { get; } = At(HvCapabilities.DebugMsrs);
    /// <summary>CPUID.40000003H:EDX[12].</summary>
    public static BitAddress Npiep { get; } = At(HvCapabilities.Npiep);
    /// <summary>CPUID.40000003H:EDX[13].</summary>
    public static BitAddress DisableHypervisor { get; } = At(HvCapabilities.DisableHypervisor);
    /// <summary>CPUID.40000003H:EDX[14].</summary>
    public static BitAddress ExtendedGvaRangesForFlushVirtualAddressList { get; } = At(HvCapabilities.ExtendedGvaRangesForFlushVirtualAddressList);
    /// <summary>CPUID.40000003H:EDX[15].</summary>
    public static BitAddress FastHypercallOutput { get; } = At(HvCapabilities.FastHypercallOutput);
    /// <summary>CPUID.40000003H:EDX[16].</summary>
    public static BitAddress SvmFeatures { get; } = At(HvCapabilities.SvmFeatures);
    /// <summary>CPUID.40000003H:EDX[17].</summary>
    public static BitAddress SintPollingMode { get; } = At(HvCapabilities.SintPollingMode);
    /// <summary>CPUID.40000003H:EDX[18].</summary>
    public static BitAddress HypercallMsrLock { get; } = At(HvCapabilities.HypercallMsrLock);
    /// <summary>CPUID.40000003H:EDX[19].</summary>
    public static BitAddress DirectSyntheticTimers { get; } = At(HvCapabilities.DirectSyntheticTimers);
    /// <summary>CPUID.40000003H:EDX[20].</summary>
    public static BitAddress VsmPatRegister { get; } = At(HvCapabilities.VsmPatRegister);
    /// <summary>CPUID.40000003H:EDX[21].</summary>
    public static BitAddress VsmBndcfgsRegister { get; } = At(HvCapabilities.VsmBndcfgsRegister);
    /// <summary>CPUID.40000003H:EDX[22].</summary>
    public static BitAddress WatchdogTimer { get; } = At(HvCapabilities.WatchdogTimer);
    /// <summary>CPUID.40000003H:EDX[23].</summary>
    public static BitAddress SyntheticTimeUnhaltedTimer { get; } = At(HvCapabilities.SyntheticTimeUnhaltedTimer);
    /// <summary>CPUID.40000003H:EDX[24].</summary>
    public static BitAddress DeviceDomains { get; } = At(HvCapabilities.DeviceDomains);
    /// <summary>CPUID.40000003H:EDX[25].</summary>
    public static BitAddress Stage1DeviceDomains { get; } = At(HvCapabilities.Stage1DeviceDomains);
    /// <summary>CPUID.40000003H:EDX[26].</summary>
    public static BitAddress LastBranchRecord { get; } = At(HvCapabilities.LastBranchRecord);
    /// <summary>CPUID.40000003H:EDX[27].</summary>
    public static BitAddress Ipt { get; } = At(HvCapabilities.Ipt);
    /// <summary>CPUID.40000003H:EDX[28].</summary>
    public static BitAddress CrossVtlFlush { get; } = At(HvCapabilities.CrossVtlFlush);
    /// <summary>CPUID.40000003H:EDX[29].</summary>
    public static BitAddress IdleSpecCtrl { get; } = At(HvCapabilities.IdleSpecCtrl);
    /// <summary>CPUID.40000003H:EDX[30].</summary>
    public static BitAddress TranslateGvaFlags { get; } = At(HvCapabilities.TranslateGvaFlags);
    /// <summary>CPUID.40000003H:EDX[31].</summary>
    public static BitAddress ApicEoiIntercept { get; } = At(HvCapabilities.ApicEoiIntercept);

    // 40000004H Implementation recommendations.
    /// <summary>CPUID.40000004H:EAX[0].</summary>
    public static BitAddress HypercallAddressSpaceSwitch { get; } = At(HvRecommendedBehaviors.HypercallAddressSpaceSwitch);
    /// <summary>CPUID.40000004H:EAX[1].</summary>
    public static BitAddress HypercallLocalTlbFlush { get; } = At(HvRecommendedBehaviors.HypercallLocalTlbFlush);
    /// <summary>CPUID.40000004H:EAX[2].</summary>
    public static BitAddress HypercallRemoteTlbFlush { get; } = At(HvRecommendedBehaviors.HypercallRemoteTlbFlush);
    /// <summary>CPUID.40000004H:EAX[3].</summary>
    public static BitAddress MsrApicAccess { get; } = At(HvRecommendedBehaviors.MsrApicAccess);
    /// <summary>CPUID.40000004H:EAX[4].</summary>
    public static BitAddress MsrSystemReset { get; } = At(HvRecommendedBehaviors.MsrSystemReset);
    /// <summary>CPUID.40000004H:EAX[5].</summary>
    public static BitAddress RelaxedTiming { get; } = At(HvRecommendedBehaviors.RelaxedTiming);
    /// <summary>CPUID.40000004H:EAX[6].</summary>
    public static BitAddress DmaRemapping { get; } = At(HvRecommendedBehaviors.DmaRemapping);
    /// <summary>CPUID.40000004H:EAX[7].</summary>
    public static BitAddress InterruptRemapping { get; } = At(HvRecommendedBehaviors.InterruptRemapping);
    /// <summary>CPUID.40000004H:EAX[8].</summary>
    public static BitAddress X2ApicMsrs { get; } = At(HvRecommendedBehaviors.X2ApicMsrs);
    /// <summary>CPUID.40000004H:EAX[9].</summary>
    public static BitAddress DeprecateAutoEoi { get; } = At(HvRecommendedBehaviors.DeprecateAutoEoi);
    /// <summary>CPUID.40000004H:EAX[10].</summary>
    public static BitAddress SyntheticClusterIpi { get; } = At(HvRecommendedBehaviors.SyntheticClusterIpi);
    /// <summary>CPUID.40000004H:EAX[11].</summary>
    public static BitAddress ExProcessorMasks { get; } = At(HvRecommendedBehaviors.ExProcessorMasks);
    /// <summary>CPUID.40000004H:EAX[12].</summary>
    public static BitAddress NestedInHyperV { get; } = At(HvRecommendedBehaviors.NestedInHyperV);
    /// <summary>CPUID.40000004H:EAX[13].</summary>
    public static BitAddress IntForMbecSystemCalls { get; } = At(HvRecommendedBehaviors.IntForMbecSystemCalls);
    /// <summary>CPUID.40000004H:EAX[14].</summary>
    public static BitAddress EnlightenedVmcs { get; } = At(HvRecommendedBehaviors.EnlightenedVmcs);
    /// <summary>CPUID.40000004H:EAX[15].</summary>
    public static BitAddress SyncedTimeline { get; } = At(HvRecommendedBehaviors.SyncedTimeline);
    /// <summary>CPUID.40000004H:EAX[16].</summary>
    public static BitAddress CoreSchedulerRequested { get; } = At(HvRecommendedBehaviors.CoreSchedulerRequested);
    /// <summary>CPUID.40000004H:EAX[17].</summary>
    public static BitAddress DirectLocalFlushEntire { get; } = At(HvRecommendedBehaviors.DirectLocalFlushEntire);
    /// <summary>CPUID.40000004H:EAX[18].</summary>
    public static BitAddress NoNonArchitecturalCoreSharing { get; } = At(HvRecommendedBehaviors.NoNonArchitecturalCoreSharing);
    /// <summary>CPUID.40000004H:EAX[19].</summary>
    public static BitAddress X2Apic { get; } = At(HvRecommendedBehaviors.X2Apic);
    /// <summary>CPUID.40000004H:EAX[20].</summary>
    public static BitAddress RestoreTimeOnResume { get; } = At(HvRecommendedBehaviors.RestoreTimeOnResume);
    /// <summary>CPUID.40000004H:EAX[21].</summary>
    public static BitAddress MmioHypercalls { get; } = At(HvRecommendedBehaviors.MmioHypercalls);
    /// <summary>CPUID.40000004H:EAX[22].</summary>
    public static BitAddress GpaPinning { get; } = At(HvRecommendedBehaviors.GpaPinning);
    /// <summary>CPUID.40000004H:EAX[23].</summary>
    public static BitAddress WakeVps { get; } = At(HvRecommendedBehaviors.WakeVps);
    /// <summary>CPUID.40000004H:EBX.</summary>
    public static BitAddress SpinlockRetries { get; } = Word(HvRecommendations.Function, Ebx);
    /// <summary>CPUID.40000004H:ECX[6:0].</summary>
    public static BitAddress ImplementedPhysicalAddressBits { get; } = Range(HvRecommendations.Function, Ecx, 6, 0);
}
