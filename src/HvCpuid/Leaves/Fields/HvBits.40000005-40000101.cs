using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Leaves 40000005H to 40000101H, and how an address is made.
public static partial class HvBits
{
    // 40000005H Implementation limits.
    /// <summary>CPUID.40000005H:EAX.</summary>
    public static BitAddress MaximumVirtualProcessors { get; } = Word(HvLimits.Function, Eax);
    /// <summary>CPUID.40000005H:EBX.</summary>
    public static BitAddress MaximumLogicalProcessors { get; } = Word(HvLimits.Function, Ebx);
    /// <summary>CPUID.40000005H:ECX.</summary>
    public static BitAddress MaximumInterruptVectors { get; } = Word(HvLimits.Function, Ecx);

    // 40000006H Hardware features in use.
    /// <summary>CPUID.40000006H:EAX[0].</summary>
    public static BitAddress ApicOverlayAssist { get; } = At(HvHardwareFlags.ApicOverlayAssist);
    /// <summary>CPUID.40000006H:EAX[1].</summary>
    public static BitAddress MsrBitmaps { get; } = At(HvHardwareFlags.MsrBitmaps);
    /// <summary>CPUID.40000006H:EAX[2].</summary>
    public static BitAddress ArchitecturalPerformanceCounters { get; } = At(HvHardwareFlags.ArchitecturalPerformanceCounters);
    /// <summary>CPUID.40000006H:EAX[3].</summary>
    public static BitAddress SecondLevelAddressTranslation { get; } = At(HvHardwareFlags.SecondLevelAddressTranslation);
    /// <summary>CPUID.40000006H:EAX[4].</summary>
    public static BitAddress HardwareDmaRemapping { get; } = At(HvHardwareFlags.DmaRemapping);
    /// <summary>CPUID.40000006H:EAX[5].</summary>
    public static BitAddress HardwareInterruptRemapping { get; } = At(HvHardwareFlags.InterruptRemapping);
    /// <summary>CPUID.40000006H:EAX[6].</summary>
    public static BitAddress MemoryPatrolScrubber { get; } = At(HvHardwareFlags.MemoryPatrolScrubber);
    /// <summary>CPUID.40000006H:EAX[7].</summary>
    public static BitAddress DmaProtection { get; } = At(HvHardwareFlags.DmaProtection);
    /// <summary>CPUID.40000006H:EAX[8].</summary>
    public static BitAddress HpetRequested { get; } = At(HvHardwareFlags.HpetRequested);
    /// <summary>CPUID.40000006H:EAX[9].</summary>
    public static BitAddress VolatileSyntheticTimers { get; } = At(HvHardwareFlags.VolatileSyntheticTimers);
    /// <summary>CPUID.40000006H:EAX[13:10].</summary>
    public static BitAddress HypervisorLevel { get; } = Range(HvHardwareFeatures.Function, Eax, 13, 10);
    /// <summary>CPUID.40000006H:EAX[14].</summary>
    public static BitAddress PhysicalDestinationModeRequired { get; } = At(HvHardwareFlags.PhysicalDestinationModeRequired);
    /// <summary>CPUID.40000006H:EAX[15].</summary>
    public static BitAddress VmfuncForAliasMapSwitch { get; } = At(HvHardwareFlags.VmfuncForAliasMapSwitch);
    /// <summary>CPUID.40000006H:EAX[16].</summary>
    public static BitAddress HardwareMemoryZeroing { get; } = At(HvHardwareFlags.HardwareMemoryZeroing);
    /// <summary>CPUID.40000006H:EAX[17].</summary>
    public static BitAddress UnrestrictedGuest { get; } = At(HvHardwareFlags.UnrestrictedGuest);
    /// <summary>CPUID.40000006H:EAX[18].</summary>
    public static BitAddress ResourceAllocation { get; } = At(HvHardwareFlags.ResourceAllocation);
    /// <summary>CPUID.40000006H:EAX[19].</summary>
    public static BitAddress ResourceMonitoring { get; } = At(HvHardwareFlags.ResourceMonitoring);
    /// <summary>CPUID.40000006H:EAX[20].</summary>
    public static BitAddress GuestVirtualPmu { get; } = At(HvHardwareFlags.GuestVirtualPmu);
    /// <summary>CPUID.40000006H:EAX[21].</summary>
    public static BitAddress GuestVirtualLbr { get; } = At(HvHardwareFlags.GuestVirtualLbr);
    /// <summary>CPUID.40000006H:EAX[22].</summary>
    public static BitAddress GuestVirtualIpt { get; } = At(HvHardwareFlags.GuestVirtualIpt);
    /// <summary>CPUID.40000006H:EAX[23].</summary>
    public static BitAddress ApicEmulation { get; } = At(HvHardwareFlags.ApicEmulation);
    /// <summary>CPUID.40000006H:EAX[24].</summary>
    public static BitAddress AcpiWdat { get; } = At(HvHardwareFlags.AcpiWdat);
    /// <summary>CPUID.40000006H:EAX[25].</summary>
    public static BitAddress HardwareWatchdogReserved { get; } = At(HvHardwareFlags.HardwareWatchdogReserved);
    /// <summary>CPUID.40000006H:EAX[26].</summary>
    public static BitAddress DeviceAccessTracking { get; } = At(HvHardwareFlags.DeviceAccessTracking);
    /// <summary>CPUID.40000006H:EAX[27].</summary>
    public static BitAddress HardwareGpaAccessTracking { get; } = At(HvHardwareFlags.HardwareGpaAccessTracking);
    /// <summary>CPUID.40000006H:EBX[7:0].</summary>
    public static BitAddress DeviceDomainInputWidth { get; } = Range(HvHardwareFeatures.Function, Ebx, 7, 0);

    // 40000007H CPU management features (root partition).
    /// <summary>CPUID.40000007H:EAX[0].</summary>
    public static BitAddress StartLogicalProcessor { get; } = At(HvCpuManagementFeatures.StartLogicalProcessor);
    /// <summary>CPUID.40000007H:EAX[1].</summary>
    public static BitAddress CreateRootVirtualProcessor { get; } = At(HvCpuManagementFeatures.CreateRootVirtualProcessor);
    /// <summary>CPUID.40000007H:EAX[2].</summary>
    public static BitAddress PerformanceCounterSync { get; } = At(HvCpuManagementFeatures.PerformanceCounterSync);
    /// <summary>CPUID.40000007H:EAX[31].</summary>
    public static BitAddress ReservedIdentity { get; } = At(HvCpuManagementFeatures.ReservedIdentity);
    /// <summary>CPUID.40000007H:EBX[0].</summary>
    public static BitAddress ProcessorPowerManagement { get; } = At(HvCpuPowerFeatures.ProcessorPowerManagement);
    /// <summary>CPUID.40000007H:EBX[1].</summary>
    public static BitAddress MwaitIdleStates { get; } = At(HvCpuPowerFeatures.MwaitIdleStates);
    /// <summary>CPUID.40000007H:EBX[2].</summary>
    public static BitAddress LogicalProcessorIdling { get; } = At(HvCpuPowerFeatures.LogicalProcessorIdling);
    /// <summary>CPUID.40000007H:ECX[0].</summary>
    public static BitAddress RemapGuestUncached { get; } = At(HvCpuMemoryFeatures.RemapGuestUncached);

    // 40000008H Shared virtual memory features.
    /// <summary>CPUID.40000008H:EAX[0].</summary>
    public static BitAddress SvmSupported { get; } = At(HvSharedVirtualMemoryFeatures.SvmSupported);
    /// <summary>CPUID.40000008H:EAX[31:11].</summary>
    public static BitAddress MaxPasidSpacePasidCount { get; } = Range(HvSharedVirtualMemory.Function, Eax, 31, 11);
    /// <summary>CPUID.40000008H:EBX.</summary>
    public static BitAddress MaxPasidSpaceCount { get; } = Word(HvSharedVirtualMemory.Function, Ebx);
    /// <summary>CPUID.40000008H:ECX.</summary>
    public static BitAddress MaxDevicePrqSize { get; } = Word(HvSharedVirtualMemory.Function, Ecx);

    // 40000009H Nested hypervisor features.
    /// <summary>CPUID.40000009H:EAX[2].</summary>
    public static BitAddress NestedAccessSynicRegs { get; } = At(HvNestedPrivileges.AccessSynicRegs);
    /// <summary>CPUID.40000009H:EAX[4].</summary>
    public static BitAddress NestedAccessIntrCtrlRegs { get; } = At(HvNestedPrivileges.AccessIntrCtrlRegs);
    /// <summary>CPUID.40000009H:EAX[5].</summary>
    public static BitAddress NestedAccessHypercallMsrs { get; } = At(HvNestedPrivileges.AccessHypercallMsrs);
    /// <summary>CPUID.40000009H:EAX[6].</summary>
    public static BitAddress NestedAccessVpIndex { get; } = At(HvNestedPrivileges.AccessVpIndex);
    /// <summary>CPUID.40000009H:EAX[12].</summary>
    public static BitAddress NestedAccessReenlightenmentControls { get; } = At(HvNestedPrivileges.AccessReenlightenmentControls);
    /// <summary>CPUID.40000009H:EDX[4].</summary>
    public static BitAddress NestedXmmRegistersForFastHypercall { get; } = At(HvNestedCapabilities.XmmRegistersForFastHypercall);
    /// <summary>CPUID.40000009H:EDX[15].</summary>
    public static BitAddress NestedFastHypercallOutput { get; } = At(HvNestedCapabilities.FastHypercallOutput);
    /// <summary>CPUID.40000009H:EDX[17].</summary>
    public static BitAddress NestedSintPollingMode { get; } = At(HvNestedCapabilities.SintPollingMode);

    // 4000000AH Nested virtualization features.
    /// <summary>CPUID.4000000AH:EAX[7:0].</summary>
    public static BitAddress EnlightenedVmcsVersionLow { get; } = Range(HvNestedFeatures.Function, Eax, 7, 0);
    /// <summary>CPUID.4000000AH:EAX[15:8].</summary>
    public static BitAddress EnlightenedVmcsVersionHigh { get; } = Range(HvNestedFeatures.Function, Eax, 15, 8);
    /// <summary>CPUID.4000000AH:EAX[16].</summary>
    public static BitAddress FlushGuestPhysicalHypercall { get; } = At(HvNestedOptimizations.FlushGuestPhysicalHypercall);
    /// <summary>CPUID.4000000AH:EAX[17].</summary>
    public static BitAddress DirectVirtualFlush { get; } = At(HvNestedOptimizations.DirectVirtualFlush);
    /// <summary>CPUID.4000000AH:EAX[18].</summary>
    public static BitAddress FlushGuestPhysicalAddressHypercalls { get; } = At(HvNestedOptimizations.FlushGuestPhysicalAddressHypercalls);
    /// <summary>CPUID.4000000AH:EAX[19].</summary>
    public static BitAddress EnlightenedMsrBitmap { get; } = At(HvNestedOptimizations.EnlightenedMsrBitmap);
    /// <summary>CPUID.4000000AH:EAX[20].</summary>
    public static BitAddress CombinedVirtualizationExceptions { get; } = At(HvNestedOptimizations.CombinedVirtualizationExceptions);
    /// <summary>CPUID.4000000AH:EAX[21].</summary>
    public static BitAddress NonZeroGuestIa32DebugCtl { get; } = At(HvNestedOptimizations.NonZeroGuestIa32DebugCtl);
    /// <summary>CPUID.4000000AH:EAX[22].</summary>
    public static BitAddress EnlightenedNptTlb { get; } = At(HvNestedOptimizations.EnlightenedNptTlb);
    /// <summary>CPUID.4000000AH:EBX[0].</summary>
    public static BitAddress EnlightenedVmcsPerfGlobalCtrl { get; } = At(HvEnlightenedVmcsFields.EnlightenedVmcsPerfGlobalCtrl);

    // 4000000CH Isolation configuration.
    /// <summary>CPUID.4000000CH:EAX[0].</summary>
    public static BitAddress ParavisorPresent { get; } = At(HvIsolationFeatures.ParavisorPresent);
    /// <summary>CPUID.4000000CH:EBX[3:0].</summary>
    public static BitAddress IsolationType { get; } = Range(HvIsolation.Function, Ebx, 3, 0);
    /// <summary>CPUID.4000000CH:EBX[5].</summary>
    public static BitAddress SharedGpaBoundaryActive { get; } = At(HvSharedMemory.SharedGpaBoundaryActive);
    /// <summary>CPUID.4000000CH:EBX[11:6].</summary>
    public static BitAddress SharedGpaBoundaryBits { get; } = Range(HvIsolation.Function, Ebx, 11, 6);

    // 40000080H Synthetic debugger: vendor and maximum leaf.
    /// <summary>CPUID.40000080H:EAX.</summary>
    public static BitAddress DebuggerMaximumFunction { get; } = Word(HvDebuggerVendor.Function, Eax);
    /// <summary>CPUID.40000080H:EBX.</summary>
    public static BitAddress DebuggerSignatureEbx { get; } = Word(HvDebuggerVendor.Function, Ebx);
    /// <summary>CPUID.40000080H:ECX.</summary>
    public static BitAddress DebuggerSignatureEcx { get; } = Word(HvDebuggerVendor.Function, Ecx);
    /// <summary>CPUID.40000080H:EDX.</summary>
    public static BitAddress DebuggerSignatureEdx { get; } = Word(HvDebuggerVendor.Function, Edx);

    // 40000081H Synthetic debugger: interface.
    /// <summary>CPUID.40000081H:EAX.</summary>
    public static BitAddress DebuggerInterfaceSignature { get; } = Word(HvDebuggerInterface.Function, Eax);

    // 40000082H Synthetic debugger: capabilities.
    /// <summary>CPUID.40000082H:EAX[0].</summary>
    public static BitAddress AllowRedSignedCode { get; } = At(HvPlatformCapabilities.AllowRedSignedCode);
    /// <summary>CPUID.40000082H:EAX[1].</summary>
    public static BitAddress AllowKernelDebugging { get; } = At(HvPlatformCapabilities.AllowKernelDebugging);
    /// <summary>CPUID.40000082H:EAX[2].</summary>
    public static BitAddress AllowUserModeDebugging { get; } = At(HvPlatformCapabilities.AllowUserModeDebugging);
    /// <summary>CPUID.40000082H:EAX[3].</summary>
    public static BitAddress AllowTelnetServer { get; } = At(HvPlatformCapabilities.AllowTelnetServer);
    /// <summary>CPUID.40000082H:EAX[4].</summary>
    public static BitAddress AllowIoPorts { get; } = At(HvPlatformCapabilities.AllowIoPorts);
    /// <summary>CPUID.40000082H:EAX[5].</summary>
    public static BitAddress AllowFullMsrSpace { get; } = At(HvPlatformCapabilities.AllowFullMsrSpace);
    /// <summary>CPUID.40000082H:EAX[6].</summary>
    public static BitAddress AllowPerfCounters { get; } = At(HvPlatformCapabilities.AllowPerfCounters);

    // 40000100H KVM: vendor and maximum leaf.
    /// <summary>CPUID.40000100H:EAX.</summary>
    public static BitAddress KvmMaximumFunction { get; } = Word(KvmVendor.Function, Eax);
    /// <summary>CPUID.40000100H:EBX.</summary>
    public static BitAddress KvmSignatureEbx { get; } = Word(KvmVendor.Function, Ebx);
    /// <summary>CPUID.40000100H:ECX.</summary>
    public static BitAddress KvmSignatureEcx { get; } = Word(KvmVendor.Function, Ecx);
    /// <summary>CPUID.40000100H:EDX.</summary>
    public static BitAddress KvmSignatureEdx { get; } = Word(KvmVendor.Function, Edx);

    // 40000101H KVM: features.
    /// <summary>CPUID.40000101H:EAX[0].</summary>
    public static BitAddress Clocksource { get; } = At(KvmFeatureFlags.Clocksource);
    /// <summary>CPUID.40000101H:EAX[1].</summary>
    public static BitAddress NopIoDelay { get; } = At(KvmFeatureFlags.NopIoDelay);
    /// <summary>CPUID.40000101H:EAX[2].</summary>
    public static BitAddress MmuOp { get; } = At(KvmFeatureFlags.MmuOp);
    /// <summary>CPUID.40000101H:EAX[3].</summary>
    public static BitAddress Clocksource2 { get; } = At(KvmFeatureFlags.Clocksource2);
    /// <summary>CPUID.40000101H:EAX[4].</summary>
    public static BitAddress AsyncPf { get; } = At(KvmFeatureFlags.AsyncPf);
    /// <summary>CPUID.40000101H:EAX[5].</summary>
    public static BitAddress StealTime { get; } = At(KvmFeatureFlags.StealTime);
    /// <summary>CPUID.40000101H:EAX[6].</summary>
    public static BitAddress PvEoi { get; } = At(KvmFeatureFlags.PvEoi);
    /// <summary>CPUID.40000101H:EAX[7].</summary>
    public static BitAddress PvUnhalt { get; } = At(KvmFeatureFlags.PvUnhalt);
    /// <summary>CPUID.40000101H:EAX[9].</summary>
    public static BitAddress PvTlbFlush { get; } = At(KvmFeatureFlags.PvTlbFlush);
    /// <summary>CPUID.40000101H:EAX[10].</summary>
    public static BitAddress AsyncPfVmexit { get; } = At(KvmFeatureFlags.AsyncPfVmexit);
    /// <summary>CPUID.40000101H:EAX[11].</summary>
    public static BitAddress PvSendIpi { get; } = At(KvmFeatureFlags.PvSendIpi);
    /// <summary>CPUID.40000101H:EAX[12].</summary>
    public static BitAddress PollControl { get; } = At(KvmFeatureFlags.PollControl);
    /// <summary>CPUID.40000101H:EAX[13].</summary>
    public static BitAddress PvSchedYield { get; } = At(KvmFeatureFlags.PvSchedYield);
    /// <summary>CPUID.40000101H:EAX[14].</summary>
    public static BitAddress AsyncPfInt { get; } = At(KvmFeatureFlags.AsyncPfInt);
    /// <summary>CPUID.40000101H:EAX[15].</summary>
    public static BitAddress MsiExtDestId { get; } = At(KvmFeatureFlags.MsiExtDestId);
    /// <summary>CPUID.40000101H:EAX[16].</summary>
    public static BitAddress HcMapGpaRange { get; } = At(KvmFeatureFlags.HcMapGpaRange);
    /// <summary>CPUID.40000101H:EAX[17].</summary>
    public static BitAddress MigrationControl { get; } = At(KvmFeatureFlags.MigrationControl);
    /// <summary>CPUID.40000101H:EAX[24].</summary>
    public static BitAddress ClocksourceStableBit { get; } = At(KvmFeatureFlags.ClocksourceStableBit);
    /// <summary>CPUID.40000101H:EDX[0].</summary>
    public static BitAddress Realtime { get; } = At(KvmHints.Realtime);

    // Neighbours that are read together.
    /// <summary>CPUID.40000003H:EBX.</summary>
    public static BitAddress PrivilegesHigh { get; } = Word(HvFeatures.Function, Ebx);
    /// <summary>CPUID.4000000AH:EAX[15:0].</summary>
    public static BitAddress EnlightenedVmcsVersions { get; } = Range(HvNestedFeatures.Function, Eax, 15, 0);
    /// <summary>CPUID.4000000AH:EAX[31:16].</summary>
    public static BitAddress NestedOptimizations { get; } = Range(HvNestedFeatures.Function, Eax, 31, 16);
    /// <summary>CPUID.4000000AH:EBX.</summary>
    public static BitAddress EnlightenedVmcsFields { get; } = Word(HvNestedFeatures.Function, Ebx);

    private static BitAddress At(HvPrivileges flag) => Bit(HvFeatures.Function, Eax, (uint)flag);

    private static BitAddress At(HvPrivilegesHigh flag) => Bit(HvFeatures.Function, Ebx, (uint)flag);

    private static BitAddress At(HvPowerFeatures flag) => Bit(HvFeatures.Function, Ecx, (uint)flag);

    private static BitAddress At(HvCapabilities flag) => Bit(HvFeatures.Function, Edx, (uint)flag);

    private static BitAddress At(HvRecommendedBehaviors flag) => Bit(HvRecommendations.Function, Eax, (uint)flag);

    private static BitAddress At(HvHardwareFlags flag) => Bit(HvHardwareFeatures.Function, Eax, (uint)flag);

    private static BitAddress At(HvCpuManagementFeatures flag) => Bit(HvCpuManagement.Function, Eax, (uint)flag);

    private static BitAddress At(HvCpuPowerFeatures flag) => Bit(HvCpuManagement.Function, Ebx, (uint)flag);

    private static BitAddress At(HvCpuMemoryFeatures flag) => Bit(HvCpuManagement.Function, Ecx, (uint)flag);

    private static BitAddress At(HvSharedVirtualMemoryFeatures flag) => Bit(HvSharedVirtualMemory.Function, Eax, (uint)flag);

    private static BitAddress At(HvNestedPrivileges flag) => Bit(HvNestedHypervisorFeatures.Function, Eax, (uint)flag);

    private static BitAddress At(HvNestedCapabilities flag) => Bit(HvNestedHypervisorFeatures.Function, Edx, (uint)flag);

    private static BitAddress At(HvNestedOptimizations flag) => Bit(HvNestedFeatures.Function, Eax, (uint)flag);

    private static BitAddress At(HvEnlightenedVmcsFields flag) => Bit(HvNestedFeatures.Function, Ebx, (uint)flag);

    private static BitAddress At(HvIsolationFeatures flag) => Bit(HvIsolation.Function, Eax, (uint)flag);

    private static BitAddress At(HvSharedMemory flag) => Bit(HvIsolation.Function, Ebx, (uint)flag);

    private static BitAddress At(HvPlatformCapabilities flag) => Bit(HvDebuggerCapabilities.Function, Eax, (uint)flag);

    private static BitAddress At(KvmFeatureFlags flag) => Bit(KvmFeatures.Function, Eax, (uint)flag);

    private static BitAddress At(KvmHints flag) => Bit(KvmFeatures.Function, Edx, (uint)flag);

    private static BitAddress Word(uint function, CpuidRegister register) => new(function, register, BitField.Whole);

    private static BitAddress Range(uint function, CpuidRegister register, int high, int low) => new(function, register, new BitField(high, low));

    private static BitAddress Bit(uint function, CpuidRegister register, uint mask)
    {
        int bit = 0;
        while (mask >> bit != 1)
        {
            bit++;
        }

        return new BitAddress(function, register, bit);
    }
}
