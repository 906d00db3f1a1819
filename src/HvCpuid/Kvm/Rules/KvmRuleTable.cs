using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmCondition;
using static HvCpuid.Kvm.KvmOutcome;

namespace HvCpuid.Kvm;

/// <summary>
/// What KVM answers, as rows: which calls it refuses, which leaves the answer has, which bits they have, and what enabling eVMCS does.
/// Computing, explaining, the history and the docs read these rows, and nothing else knows a release.
/// </summary>
/// <remarks>Sources: kvm_vcpu_ioctl_get_hv_cpuid (arch/x86/kvm/hyperv.c, Linux 5.0 to 5.10), kvm_get_hv_cpuid (from 5.11), and the commits of <see cref="KvmChanges"/>.</remarks>
public static class KvmRuleTable
{

    internal const string CompiledOut = "this KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8)";

    /// <summary>The calls that are refused; the first row that applies counts.</summary>
    public static IReadOnlyList<KvmRefusalRule> Refusals { get; } =
    [
        new(Refused(KvmErrno.EINVAL), "KVM_GET_SUPPORTED_HV_CPUID exists since Linux 5.0: an earlier kernel does not know the request", Beginning, Always) { Until = IoctlAdded },
        new(Refused(KvmErrno.EINVAL), CompiledOut, IoctlAdded, HyperVCompiledOut),
        new(Refused(KvmErrno.EINVAL), "KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm (KVM_CAP_SYS_HYPERV_CPUID) exists since Linux 5.11: call it on a vCPU", IoctlAdded, KvmCondition.SystemIoctl) { Until = KvmChanges.SystemForm },
        new(HostOops, "the call makes the host kernel oops: kvm_intel with nested=0 leaves a hook null that this release calls (fixed in Linux 5.3 and 5.2.12)", IoctlAdded, IntelWithoutNested) { Until = NullHookFixed },
    ];

    /// <summary>The leaves of an answer, in the order of the array.</summary>
    public static IReadOnlyList<KvmLeafRule> Leaves { get; } =
    [
        new(HvVendor.Function, IoctlAdded),
        new(HvInterface.Function, IoctlAdded),
        new(HvSystemIdentity.Function, IoctlAdded),
        new(HvFeatures.Function, IoctlAdded),
        new(HvRecommendations.Function, IoctlAdded),
        new(HvLimits.Function, IoctlAdded),
        new(HvDebuggerVendor.Function, SyntheticDebugger),
        new(HvDebuggerInterface.Function, SyntheticDebugger),
        new(HvDebuggerCapabilities.Function, SyntheticDebugger),
        new(HvNestedFeatures.Function, IoctlAdded, Evmcs) { Emission = NestedFeaturesEmission.AsRelease, Until = NestedFeaturesAlways },
        new(HvNestedFeatures.Function, NestedFeaturesAlways) { Emission = NestedFeaturesEmission.AsRelease },
        new(HvNestedFeatures.Function, IoctlAdded, Evmcs) { Emission = NestedFeaturesEmission.OnlyWithEvmcs },
        new(HvNestedFeatures.Function, IoctlAdded) { Emission = NestedFeaturesEmission.Always },
    ];

    /// <summary>The bits of the leaves; what no row gives is 0.</summary>
    public static IReadOnlyList<KvmBitRule> Bits { get; } =
    [
        // 40000000H: the highest leaf, whether that leaf is in the answer or not, and the signature.
        Reports(HvBits.MaximumFunction, HvNestedFeatures.Function, IoctlAdded) with { Until = SyntheticDebugger },
        Reports(HvBits.MaximumFunction, HvDebuggerCapabilities.Function, SyntheticDebugger),
        Reports(HvBits.SignatureEbx, AsciiSignature.LinuxKvmHv.Ebx, IoctlAdded) with { From = KvmValueSource.Signature },
        Reports(HvBits.SignatureEcx, AsciiSignature.LinuxKvmHv.Ecx, IoctlAdded) with { From = KvmValueSource.Signature },
        Reports(HvBits.SignatureEdx, AsciiSignature.LinuxKvmHv.Edx, IoctlAdded) with { From = KvmValueSource.Signature },

        // 40000001H "Hv#1"; 40000002H 10.0, build 14393: Windows Server 2016.
        Reports(HvBits.InterfaceSignature, HvInterface.HvSharp1, IoctlAdded),
        Reports(HvBits.BuildNumber, 14393, IoctlAdded),
        Reports(HvBits.Major, 10, IoctlAdded),

        // 40000003H: privileges and capabilities.
        Reports(HvBits.AccessVpRunTimeReg, IoctlAdded),
        Reports(HvBits.AccessPartitionReferenceCounter, IoctlAdded),
        Reports(HvBits.AccessSynicRegs, IoctlAdded),
        Reports(HvBits.AccessSyntheticTimerRegs, IoctlAdded),
        Reports(HvBits.AccessIntrCtrlRegs, IoctlAdded),
        Reports(HvBits.AccessHypercallMsrs, IoctlAdded),
        Reports(HvBits.AccessVpIndex, IoctlAdded),
        Reports(HvBits.AccessResetReg, IoctlAdded),
        Reports(HvBits.AccessPartitionReferenceTsc, IoctlAdded),
        Reports(HvBits.AccessGuestIdleReg, IoctlAdded) with { Until = FirstAnswersCorrected },
        Reports(HvBits.AccessFrequencyRegs, IoctlAdded),
        Reports(HvBits.AccessReenlightenmentControls, IoctlAdded),
        Reports(HvBits.AccessTscInvariantControls, TscInvariant),
        Reports(HvBits.PostMessages, IoctlAdded),
        Reports(HvBits.SignalEvents, IoctlAdded),
        Reports(HvBits.Debugging, SyntheticDebugger),
        Reports(HvBits.EnableExtendedHypercalls, ExtendedHypercalls),
        Reports(HvBits.GuestDebugging, SyntheticDebugger),
        Reports(HvBits.XmmRegistersForFastHypercall, XmmInput),
        Reports(HvBits.TimerFrequencies, IoctlAdded),
        Reports(HvBits.GuestCrashMsrs, IoctlAdded),
        Reports(HvBits.DebugMsrs, SyntheticDebugger),
        Reports(HvBits.ExtendedGvaRangesForFlushVirtualAddressList, ExtendedGvaRanges),
        Reports(HvBits.DirectSyntheticTimers, IoctlAdded) with { Until = DirectTimersNeedLapic },
        Reports(HvBits.DirectSyntheticTimers, DirectTimersNeedLapic, InKernelLapic),

        // 40000004H: recommendations; EBX is the number of spinlock retries.
        Reports(HvBits.HypercallRemoteTlbFlush, IoctlAdded),
        Reports(HvBits.MsrApicAccess, IoctlAdded),
        Reports(HvBits.MsrSystemReset, IoctlAdded) with { Until = FirstAnswersCorrected },
        Reports(HvBits.RelaxedTiming, IoctlAdded),
        Reports(HvBits.DeprecateAutoEoi, DeprecateAutoEoi),
        Reports(HvBits.SyntheticClusterIpi, IoctlAdded) with { Until = IpiNeedsLapic },
        Reports(HvBits.SyntheticClusterIpi, IpiNeedsLapic, InKernelLapic),
        Reports(HvBits.ExProcessorMasks, IoctlAdded),
        Reports(HvBits.EnlightenedVmcs, IoctlAdded) with { Until = FirstAnswersCorrected },
        Reports(HvBits.EnlightenedVmcs, FirstAnswersCorrected, Evmcs),
        Reports(HvBits.NoNonArchitecturalCoreSharing, CoreSharing, SmtImpossible),
        Reports(HvBits.SpinlockRetries, 0xFFF, IoctlAdded),

        // 40000005H: EAX virtual processors, EBX logical processors.
        Reports(HvBits.MaximumVirtualProcessors, 288, IoctlAdded) with { From = KvmValueSource.MaximumVcpus, Until = MoreVcpus },
        Reports(HvBits.MaximumVirtualProcessors, 1024, MoreVcpus) with { From = KvmValueSource.MaximumVcpus, Until = ConfigurableVcpus },
        Reports(HvBits.MaximumVirtualProcessors, 4096, ConfigurableVcpus) with { From = KvmValueSource.MaximumVcpus },
        Reports(HvBits.MaximumLogicalProcessors, 64, IoctlAdded),

        // 40000080H to 40000082H: the synthetic debugger, "VS#1".
        Reports(HvBits.DebuggerSignatureEbx, AsciiSignature.LinuxKvmHv.Ebx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Reports(HvBits.DebuggerSignatureEcx, AsciiSignature.LinuxKvmHv.Ecx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Reports(HvBits.DebuggerSignatureEdx, AsciiSignature.LinuxKvmHv.Edx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Reports(HvBits.DebuggerInterfaceSignature, HvDebuggerInterface.VsSharp1, SyntheticDebugger),
        Reports(HvBits.AllowKernelDebugging, SyntheticDebugger),

        // 4000000AH: nested virtualization features.
        Reports(HvBits.EnlightenedVmcsVersionLow, 1, IoctlAdded, Evmcs) with { From = KvmValueSource.EvmcsVersions },
        Reports(HvBits.EnlightenedVmcsVersionHigh, 1, IoctlAdded, Evmcs) with { From = KvmValueSource.EvmcsVersions },
        Reports(HvBits.DirectVirtualFlush, DirectFlush),
        Reports(HvBits.EnlightenedMsrBitmap, EnlightenedMsrBitmap, Evmcs) with { Until = NestedFeaturesAlways },
        Reports(HvBits.EnlightenedMsrBitmap, NestedFeaturesAlways),
        Reports(HvBits.EnlightenedVmcsPerfGlobalCtrl, EvmcsPerfGlobalCtrl),
    ];

    /// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU answers; the first row that applies counts.</summary>
    /// <remarks>Sources: nested_enable_evmcs (arch/x86/kvm/vmx/, svm.c to 5.3) and kvm_vcpu_ioctl_enable_cap (x86.c).</remarks>
    public static IReadOnlyList<KvmEnablingRule> Enabling { get; } =
    [
        new(Refused(KvmErrno.EINVAL), null, CompiledOut, IoctlAdded, HyperVCompiledOut),
        new(Refused(KvmErrno.ENODEV), null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX", IoctlAdded, Amd) { Until = EvmcsNotOnAmd },
        new(Refused(KvmErrno.ENOTTY), null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX", EvmcsNotOnAmd, Amd),
        new(Done, EvmcsVersionRange.Version1, "kvm_intel with nested=1 has enlightened VMCS version 1", IoctlAdded, IntelWithNested),
        new(Refused(KvmErrno.ENOTTY), null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then", IoctlAdded, IntelWithoutNested) { Until = NestedHooks },
        new(Done, null, "kvm_intel is loaded with nested=0: this release accepts the call, reports version 0 and changes no answer", NestedHooks, IntelWithoutNested) { Until = NestedHooksGone },
        new(Refused(KvmErrno.ENOTTY), null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then", NestedHooksGone, IntelWithoutNested),
        .. KvmLegacyTable.EnablingEvmcs,
    ];

    /// <summary>The rows that give bits at an address, of any release, in the order of their release.</summary>
    /// <param name="address">The address; one bit shared is enough.</param>
    public static IReadOnlyList<KvmBitRule> BitsAt(BitAddress address) =>
        [.. Bits.Where(rule => rule.Address.Overlaps(address)).OrderBy(rule => rule.Since.Index)];

    /// <summary>The rows that make a leaf part of the answer, of any release, in the order of their release; of the designs, the releases' own.</summary>
    /// <param name="function">The leaf.</param>
    public static IReadOnlyList<KvmLeafRule> LeavesAt(uint function) =>
        [.. Leaves.Where(rule => rule.Function == function && (rule.Emission is null or NestedFeaturesEmission.AsRelease))];

    private static KvmBitRule Reports(BitAddress bit, KvmChange since, KvmCondition? condition = null) => new(bit, 1, since, condition);

    private static KvmBitRule Reports(BitAddress field, uint value, KvmChange since, KvmCondition? condition = null) => new(field, value, since, condition);
}
