using HvCpuid.Registers;
using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmCondition;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Kvm;

/// <summary>
/// What KVM answers, as rows: which calls it refuses, which leaves the answer has, which bits they have, and what enabling eVMCS does.
/// Computing, explaining, the history and the docs read these rows, and nothing else knows a release.
/// </summary>
/// <remarks>Sources: kvm_vcpu_ioctl_get_hv_cpuid (arch/x86/kvm/hyperv.c, Linux 5.0 to 5.10), kvm_get_hv_cpuid (from 5.11), and the commits of <see cref="KvmChanges"/>.</remarks>
public static class KvmRuleTable
{
    private const uint L0 = 0x40000000;
    private const uint L1 = 0x40000001;
    private const uint L2 = 0x40000002;
    private const uint L3 = 0x40000003;
    private const uint L4 = 0x40000004;
    private const uint L5 = 0x40000005;
    private const uint LA = 0x4000000A;
    private const uint L80 = 0x40000080;
    private const uint L81 = 0x40000081;
    private const uint L82 = 0x40000082;

    /// <summary>The calls that are refused; the first row that applies counts.</summary>
    public static IReadOnlyList<KvmRefusalRule> Refusals { get; } =
    [
        new(KvmErrno.EINVAL, "KVM_GET_SUPPORTED_HV_CPUID exists since Linux 5.0: an earlier kernel does not know the request", Beginning, Always) { Until = IoctlAdded },
        new(KvmErrno.EINVAL, "this KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8)", IoctlAdded, HyperVCompiledOut),
        new(KvmErrno.EINVAL, "KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm (KVM_CAP_SYS_HYPERV_CPUID) exists since Linux 5.11: call it on a vCPU", IoctlAdded, KvmCondition.SystemForm) { Until = KvmChanges.SystemForm },
        new(KvmErrno.None, "the call makes the host kernel oops: kvm_intel with nested=0 leaves a hook null that this release calls (fixed in Linux 5.3 and 5.2.12)", IoctlAdded, IntelWithoutNested) { Until = NullHookFixed },
    ];

    /// <summary>The leaves of an answer, in the order of the array.</summary>
    public static IReadOnlyList<KvmLeafRule> Leaves { get; } =
    [
        new(L0, IoctlAdded),
        new(L1, IoctlAdded),
        new(L2, IoctlAdded),
        new(L3, IoctlAdded),
        new(L4, IoctlAdded),
        new(L5, IoctlAdded),
        new(L80, SyntheticDebugger),
        new(L81, SyntheticDebugger),
        new(L82, SyntheticDebugger),
        new(LA, IoctlAdded, Evmcs) { Emission = NestedFeaturesEmission.AsRelease, Until = NestedFeaturesAlways },
        new(LA, NestedFeaturesAlways) { Emission = NestedFeaturesEmission.AsRelease },
        new(LA, IoctlAdded, Evmcs) { Emission = NestedFeaturesEmission.OnlyWithEvmcs },
        new(LA, IoctlAdded) { Emission = NestedFeaturesEmission.Always },
    ];

    /// <summary>The bits of the leaves; what no row gives is 0.</summary>
    public static IReadOnlyList<KvmBitRule> Bits { get; } =
    [
        // 40000000H: the highest leaf, whether that leaf is in the answer or not, and the signature.
        Word(L0, Eax, 0x4000000A, IoctlAdded) with { Until = SyntheticDebugger },
        Word(L0, Eax, 0x40000082, SyntheticDebugger),
        Word(L0, Ebx, AsciiSignature.LinuxKvmHv.Ebx, IoctlAdded) with { From = KvmValueSource.Signature },
        Word(L0, Ecx, AsciiSignature.LinuxKvmHv.Ecx, IoctlAdded) with { From = KvmValueSource.Signature },
        Word(L0, Edx, AsciiSignature.LinuxKvmHv.Edx, IoctlAdded) with { From = KvmValueSource.Signature },

        // 40000001H "Hv#1"; 40000002H 10.0, build 14393: Windows Server 2016.
        Word(L1, Eax, 0x31237648, IoctlAdded),
        Word(L2, Eax, 14393, IoctlAdded),
        Field(L2, Ebx, 31, 16, 10, IoctlAdded),

        // 40000003H: privileges and capabilities.
        Bit(L3, Eax, 0, IoctlAdded), // AccessVpRunTimeReg
        Bit(L3, Eax, 1, IoctlAdded), // AccessPartitionReferenceCounter
        Bit(L3, Eax, 2, IoctlAdded), // AccessSynicRegs
        Bit(L3, Eax, 3, IoctlAdded), // AccessSyntheticTimerRegs
        Bit(L3, Eax, 4, IoctlAdded), // AccessIntrCtrlRegs
        Bit(L3, Eax, 5, IoctlAdded), // AccessHypercallMsrs
        Bit(L3, Eax, 6, IoctlAdded), // AccessVpIndex
        Bit(L3, Eax, 7, IoctlAdded), // AccessResetReg
        Bit(L3, Eax, 9, IoctlAdded), // AccessPartitionReferenceTsc
        Bit(L3, Eax, 11, IoctlAdded), // AccessFrequencyRegs
        Bit(L3, Eax, 13, IoctlAdded), // AccessReenlightenmentControls
        Bit(L3, Eax, 15, TscInvariant), // AccessTscInvariantControls
        Bit(L3, Ebx, 4, IoctlAdded), // PostMessages
        Bit(L3, Ebx, 5, IoctlAdded), // SignalEvents
        Bit(L3, Ebx, 11, SyntheticDebugger), // Debugging
        Bit(L3, Ebx, 20, ExtendedHypercalls), // EnableExtendedHypercalls
        Bit(L3, Edx, 1, SyntheticDebugger), // GuestDebugging
        Bit(L3, Edx, 4, XmmInput), // XmmRegistersForFastHypercall
        Bit(L3, Edx, 8, IoctlAdded), // TimerFrequencies
        Bit(L3, Edx, 10, IoctlAdded), // GuestCrashMsrs
        Bit(L3, Edx, 11, SyntheticDebugger), // DebugMsrs
        Bit(L3, Edx, 14, ExtendedGvaRanges), // ExtendedGvaRangesForFlushVirtualAddressList
        Bit(L3, Edx, 19, IoctlAdded) with { Until = DirectTimersNeedLapic }, // DirectSyntheticTimers
        Bit(L3, Edx, 19, DirectTimersNeedLapic, InKernelLapic),

        // 40000004H: recommendations; EBX is the number of spinlock retries.
        Bit(L4, Eax, 2, IoctlAdded), // HypercallRemoteTlbFlush
        Bit(L4, Eax, 3, IoctlAdded), // MsrApicAccess
        Bit(L4, Eax, 5, IoctlAdded), // RelaxedTiming
        Bit(L4, Eax, 9, DeprecateAutoEoi), // DeprecateAutoEoi
        Bit(L4, Eax, 10, IoctlAdded) with { Until = IpiNeedsLapic }, // SyntheticClusterIpi
        Bit(L4, Eax, 10, IpiNeedsLapic, InKernelLapic),
        Bit(L4, Eax, 11, IoctlAdded), // ExProcessorMasks
        Bit(L4, Eax, 14, IoctlAdded, Evmcs), // EnlightenedVmcs
        Bit(L4, Eax, 18, CoreSharing, SmtImpossible), // NoNonArchitecturalCoreSharing
        Word(L4, Ebx, 0xFFF, IoctlAdded),

        // 40000005H: EAX virtual processors, EBX logical processors.
        Word(L5, Eax, 288, IoctlAdded) with { From = KvmValueSource.MaximumVcpus, Until = MoreVcpus },
        Word(L5, Eax, 1024, MoreVcpus) with { From = KvmValueSource.MaximumVcpus, Until = ConfigurableVcpus },
        Word(L5, Eax, 1024, ConfigurableVcpus) with { From = KvmValueSource.MaximumVcpus },
        Word(L5, Ebx, 64, IoctlAdded),

        // 40000080H to 40000082H: the synthetic debugger, "VS#1".
        Word(L80, Ebx, AsciiSignature.LinuxKvmHv.Ebx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Word(L80, Ecx, AsciiSignature.LinuxKvmHv.Ecx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Word(L80, Edx, AsciiSignature.LinuxKvmHv.Edx, SyntheticDebugger) with { From = KvmValueSource.Signature },
        Word(L81, Eax, 0x31235356, SyntheticDebugger),
        Bit(L82, Eax, 1, SyntheticDebugger), // AllowKernelDebugging

        // 4000000AH: nested virtualization features.
        Field(LA, Eax, 7, 0, 1, IoctlAdded, Evmcs) with { From = KvmValueSource.EvmcsVersions },
        Field(LA, Eax, 15, 8, 1, IoctlAdded, Evmcs) with { From = KvmValueSource.EvmcsVersions },
        Bit(LA, Eax, 17, DirectFlush), // DirectVirtualFlush
        Bit(LA, Eax, 19, EnlightenedMsrBitmap, Evmcs) with { Until = NestedFeaturesAlways }, // EnlightenedMsrBitmap
        Bit(LA, Eax, 19, NestedFeaturesAlways),
        Bit(LA, Ebx, 0, EvmcsPerfGlobalCtrl), // EnlightenedVmcsPerfGlobalCtrl
    ];

    /// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU answers; the first row that applies counts.</summary>
    /// <remarks>Sources: nested_enable_evmcs (arch/x86/kvm/vmx/, svm.c to 5.3) and kvm_vcpu_ioctl_enable_cap (x86.c).</remarks>
    public static IReadOnlyList<KvmEnablingRule> Enabling { get; } =
    [
        new(KvmErrno.EINVAL, 0, "this KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8)", IoctlAdded, HyperVCompiledOut),
        new(KvmErrno.ENODEV, 0, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX", IoctlAdded, Amd) { Until = EvmcsNotOnAmd },
        new(KvmErrno.ENOTTY, 0, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX", EvmcsNotOnAmd, Amd),
        new(KvmErrno.None, EvmcsVersionRange.Version1.Word, "kvm_intel with nested=1 has enlightened VMCS version 1", IoctlAdded, IntelWithNested),
        new(KvmErrno.ENOTTY, 0, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then", IoctlAdded, IntelWithoutNested) { Until = NestedHooks },
        new(KvmErrno.None, 0, "kvm_intel is loaded with nested=0: this release accepts the call, reports version 0 and changes no answer", NestedHooks, IntelWithoutNested) { Until = NestedHooksGone },
        new(KvmErrno.ENOTTY, 0, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then", NestedHooksGone, IntelWithoutNested),
        .. KvmLegacyTable.EnablingEvmcs,
    ];

    /// <summary>The rows that give bits at an address, of any release, in the order of their release.</summary>
    /// <param name="address">The address; one bit shared is enough.</param>
    /// <returns>The rows.</returns>
    public static IReadOnlyList<KvmBitRule> BitsAt(BitAddress address) =>
        [.. Bits.Where(rule => rule.Address.Overlaps(address)).OrderBy(rule => rule.Since.Release)];

    /// <summary>The rows that make a leaf part of the answer, of any release, in the order of their release; of the designs, the releases' own.</summary>
    /// <param name="function">The leaf.</param>
    /// <returns>The rows.</returns>
    public static IReadOnlyList<KvmLeafRule> LeavesAt(uint function) =>
        [.. Leaves.Where(rule => rule.Function == function && (rule.Emission is null or NestedFeaturesEmission.AsRelease))];

    private static KvmBitRule Bit(uint function, CpuidRegister register, int bit, KvmChange since, KvmCondition condition = Always) =>
        new(new BitAddress(function, register, bit), 1, since, condition);

    private static KvmBitRule Word(uint function, CpuidRegister register, uint value, KvmChange since) =>
        new(new BitAddress(function, register, BitField.Whole), value, since);

    private static KvmBitRule Field(
        uint function, CpuidRegister register, int high, int low, uint value, KvmChange since, KvmCondition condition = Always) =>
        new(new BitAddress(function, register, new BitField(high, low)), value, since, condition);
}
