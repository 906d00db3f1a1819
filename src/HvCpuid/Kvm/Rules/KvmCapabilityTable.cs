using HvCpuid.Leaves;
using static HvCpuid.Kvm.KvmCapability;
using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmCondition;
using static HvCpuid.Kvm.KvmOutcome;

namespace HvCpuid.Kvm;

/// <summary>What KVM says of its capabilities and does when one is enabled, as rows.</summary>
/// <remarks>Sources: kvm_vm_ioctl_check_extension and kvm_vcpu_ioctl_enable_cap (arch/x86/kvm/x86.c, Linux 5.0 to 7.2) and the commits of <see cref="KvmChanges"/>.</remarks>
public static class KvmCapabilityTable
{
    /// <summary>What KVM_CHECK_EXTENSION answers; the first row of a capability that applies counts, and 0 where none does.</summary>
    public static IReadOnlyList<KvmCapabilityRule> Extensions { get; } =
    [
        new(Irqchip, 1, Beginning),
        new(ExtCpuid, 1, Beginning),
        new(SplitIrqchip, 1, Beginning),
        new(EnableCapVm, 1, Beginning),
        new(CheckExtensionVm, 1, Beginning),
        new(EnableCap, 1, KvmChanges.EnableCapTold),

        // The same number as CPUID.40000005H:EAX, from the same rows.
        .. KvmRuleTable.BitsAt(HvBits.MaximumVirtualProcessors)
            .Select(row => new KvmCapabilityRule(MaxVcpus, (int)row.Value, row.Since, row.Condition) { From = row.From, Until = row.Until }),
        new(MaxVcpuId, 1023, IoctlAdded) { Until = KvmChanges.MoreVcpuIds },
        new(MaxVcpuId, 4, KvmChanges.MoreVcpuIds) { PerVcpu = true },

        .. Hyper(KvmCapability.HyperV, IoctlAdded),
        .. Hyper(HyperVVapic, IoctlAdded),
        .. Hyper(HyperVSpin, IoctlAdded),
        .. Hyper(HyperVTime, IoctlAdded),
        .. Hyper(HyperVSynic, IoctlAdded),
        .. Hyper(HyperVSynic2, IoctlAdded),
        .. Hyper(HyperVVpIndex, IoctlAdded),
        .. Hyper(HyperVEventFd, IoctlAdded),
        .. Hyper(HyperVTlbFlush, IoctlAdded),
        .. Hyper(HyperVSendIpi, IoctlAdded),
        .. Hyper(HyperVCpuid, IoctlAdded),
        new(HyperVEnlightenedVmcs, 0, IoctlAdded, HyperVCompiledOut),
        new(HyperVEnlightenedVmcs, 1, IoctlAdded) { Until = EvmcsCapability },
        new(HyperVEnlightenedVmcs, 1, EvmcsCapability, IntelWithNested),
        new(HyperVEnlightenedVmcs, 1, NestedHooks, IntelWithoutNested) { Until = NestedHooksGone },
        new(HyperVDirectTlbFlush, 0, DirectFlushCapability),
        .. Hyper(SysHyperVCpuid, KvmChanges.SystemForm),
        .. Hyper(HyperVEnforceCpuid, EnforceCpuid),
        .. KvmLegacyTable.Extensions,
    ];

    /// <summary>What KVM_ENABLE_CAP on a vCPU answers; the first row of a capability that applies counts, and EINVAL where none does.</summary>
    public static IReadOnlyList<KvmEnableCapRule> Enabling { get; } =
    [
        new(HyperVSynic, Refused(KvmErrno.EINVAL), KvmRuleTable.CompiledOut, IoctlAdded, HyperVCompiledOut),
        new(HyperVSynic, Done, "the VM has an in-kernel irqchip", IoctlAdded, InKernelLapic),
        new(HyperVSynic, Refused(KvmErrno.EINVAL), "SynIC needs an in-kernel irqchip, full or split", IoctlAdded),
        new(HyperVSynic2, Refused(KvmErrno.EINVAL), KvmRuleTable.CompiledOut, IoctlAdded, HyperVCompiledOut),
        new(HyperVSynic2, Done, "the VM has an in-kernel irqchip", IoctlAdded, InKernelLapic),
        new(HyperVSynic2, Refused(KvmErrno.EINVAL), "SynIC needs an in-kernel irqchip, full or split", IoctlAdded),
        new(HyperVDirectTlbFlush, Refused(KvmErrno.EINVAL), KvmRuleTable.CompiledOut, DirectFlushCapability, HyperVCompiledOut),
        new(HyperVDirectTlbFlush, Refused(KvmErrno.ENOTTY), "direct TLB flush is there only where KVM itself runs on Hyper-V", DirectFlushCapability),
        new(HyperVEnforceCpuid, Refused(KvmErrno.EINVAL), KvmRuleTable.CompiledOut, EnforceCpuid, HyperVCompiledOut),
        new(HyperVEnforceCpuid, Done, "the guest is held to its CPUID", EnforceCpuid),
        .. KvmLegacyTable.Enabling,
    ];

    /// <summary>What KVM_CHECK_EXTENSION answers, on /dev/kvm and on a VM alike.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="host">The host.</param>
    /// <returns>The answer; 0 where the host does not have it, or this model does not know it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static int Check(KvmCapability capability, KvmHost host) => Check(capability, KvmQuery.OnSystem(host));

    /// <summary>The row that decides what KVM_ENABLE_CAP on a vCPU answers for a capability.</summary>
    /// <param name="capability">The capability; for eVMCS see <see cref="SupportedHvCpuid.EnableEvmcs"/>.</param>
    /// <param name="query">The host and the vCPU's state.</param>
    /// <returns>The row; null where there is none: EINVAL.</returns>
    /// <exception cref="ArgumentException">The query is the default value, without a host.</exception>
    public static KvmEnableCapRule? Enable(KvmCapability capability, KvmQuery query) =>
        Enabling.FirstApplying(query, rule => rule.Capability == capability);

    internal static int Check(KvmCapability capability, KvmQuery query) =>
        Extensions.FirstApplying(query, rule => rule.Capability == capability) is not { } rule ? 0
        : rule.PerVcpu ? (int)Math.Min((long)rule.ValueFor(query) * Check(KvmCapability.MaxVcpus, query), int.MaxValue)
        : rule.ValueFor(query);

    private static KvmCapabilityRule[] Hyper(KvmCapability capability, KvmChange since) =>
        [new(capability, 0, since, HyperVCompiledOut), new(capability, 1, since)];
}
