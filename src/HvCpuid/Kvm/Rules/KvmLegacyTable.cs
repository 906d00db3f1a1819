using static HvCpuid.Kvm.KvmCapability;
using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmCondition;
using static HvCpuid.Kvm.KvmOutcome;

namespace HvCpuid.Kvm;

/// <summary>KVM lists an MSR (KVM_GET_MSR_INDEX_LIST).</summary>
/// <param name="Msr">The MSR's number.</param>
/// <param name="Since">The change that brought it.</param>
public sealed record KvmMsrRule(uint Msr, KvmChange Since) : KvmRule(Since, Always);

/// <summary>
/// What KVM had of Hyper-V before KVM_GET_SUPPORTED_HV_CPUID, and which synthetic MSRs it lists: from this, VMMs conclude on kernels without the
/// call what they support.
/// </summary>
/// <remarks>Sources: emulated_msrs, kvm_vm_ioctl_check_extension and kvm_vcpu_ioctl_enable_cap (arch/x86/kvm/x86.c), and the commits of <see cref="KvmChanges"/>.</remarks>
internal static class KvmLegacyTable
{
    private const string NoIrqchip = "SynIC needs an in-kernel irqchip, full or split";

    /// <summary>What KVM_CHECK_EXTENSION answers before the call exists; <see cref="KvmCapabilityTable.Extensions"/> has these rows.</summary>
    public static IReadOnlyList<KvmCapabilityRule> Extensions { get; } =
    [
        .. Hyper(KvmCapability.HyperV, HyperVAdded),
        .. Hyper(HyperVVapic, HyperVAdded),
        .. Hyper(HyperVSpin, HyperVAdded),
        .. Hyper(HyperVTime, ReferenceTime),
        .. Hyper(HyperVSynic, SynicAdded),
        .. Hyper(HyperVSynic2, Synic2Added),
        .. Hyper(HyperVVpIndex, VpIndexSettable),
        .. Hyper(HyperVEventFd, EventFdAdded),
        .. Hyper(HyperVTlbFlush, TlbFlushAdded),
        .. Hyper(HyperVSendIpi, SendIpiAdded),
        .. Hyper(HyperVEnlightenedVmcs, EvmcsAdded),
    ];

    /// <summary>What KVM_ENABLE_CAP on a vCPU answers before the call exists; <see cref="KvmCapabilityTable.Enabling"/> has these rows.</summary>
    public static IReadOnlyList<KvmEnableCapRule> Enabling { get; } = [.. Synic(HyperVSynic, SynicAdded), .. Synic(HyperVSynic2, Synic2Added)];

    /// <summary>What enabling eVMCS answers before the call exists; <see cref="KvmRuleTable.Enabling"/> has these rows.</summary>
    public static IReadOnlyList<KvmEnablingRule> EnablingEvmcs { get; } =
    [
        new(Refused(KvmErrno.ENODEV), null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX", EvmcsAdded, Amd) { Until = IoctlAdded },
        new(Done, EvmcsVersionRange.Version1, "kvm_intel with nested=1 has enlightened VMCS version 1", EvmcsAdded, IntelWithNested) { Until = IoctlAdded },
        new(Refused(KvmErrno.ENOTTY), null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then", EvmcsAdded, IntelWithoutNested) { Until = IoctlAdded },
    ];

    /// <summary>The synthetic MSRs that tell a VMM of a feature.</summary>
    public static IReadOnlyList<KvmMsrRule> Msrs { get; } =
    [
        new(0x40000002, VpIndexMsr),
        new(0x40000003, ResetMsr),
        new(0x40000010, VpRuntimeMsr),
        new(0x40000022, FrequencyMsrs),
        new(0x40000080, SynicAdded),
        new(0x400000B0, TimersAdded),
        new(0x40000105, CrashMsrs),
        new(0x40000106, ReenlightenmentMsrs),
    ];

    /// <summary>True when KVM lists a synthetic MSR.</summary>
    /// <param name="msr">Its number.</param>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static bool Lists(uint msr, KvmHost host)
    {
        Guard.NotNull(host);
        return host.HasHyperV && Msrs.Any(rule => rule.Msr == msr && rule.Applies(KvmQuery.OnSystem(host)));
    }

    private static KvmCapabilityRule[] Hyper(KvmCapability capability, KvmChange since) =>
        [new(capability, 0, since, HyperVCompiledOut) { Until = IoctlAdded }, new(capability, 1, since) { Until = IoctlAdded }];

    private static KvmEnableCapRule[] Synic(KvmCapability capability, KvmChange since) =>
    [
        new(capability, Refused(KvmErrno.EINVAL), KvmRuleTable.CompiledOut, since, HyperVCompiledOut) { Until = IoctlAdded },
        new(capability, Done, "the VM has an in-kernel irqchip", since, InKernelLapic) { Until = IoctlAdded },
        new(capability, Refused(KvmErrno.EINVAL), NoIrqchip, since) { Until = IoctlAdded },
    ];
}
