namespace HvCpuid.Kvm;

/// <summary>KVM lists an MSR (KVM_GET_MSR_INDEX_LIST).</summary>
/// <param name="Msr">The MSR's number.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmMsrRule(uint Msr, KvmChange Since, KvmCondition Condition = KvmCondition.Always) : KvmRule(Since, Condition);

/// <summary>
/// What KVM had of Hyper-V before KVM_GET_SUPPORTED_HV_CPUID, and which synthetic MSRs it lists: from this, VMMs conclude on kernels without the
/// call what they support.
/// </summary>
/// <remarks>Sources: emulated_msrs and kvm_vm_ioctl_check_extension (arch/x86/kvm/x86.c), and the commits named here.</remarks>
public static class KvmLegacyTable
{
    /// <summary>2.6.34: hypercalls and the APIC MSRs.</summary>
    public static KvmChange HyperV { get; } = new(new(2, 6, 34), "capabilities 44 to 46: hypercalls, the APIC MSRs, the long spin wait") { Commit = "10388a07164c" };

    /// <summary>3.14: the partition's clock.</summary>
    public static KvmChange Time { get; } = new(new(3, 14), "capability 96: the reference counter and the reference TSC page") { Commit = "e984097b553e" };

    /// <summary>4.3: crash MSRs.</summary>
    public static KvmChange Crash { get; } = new(new(4, 3), "the crash MSRs") { Commit = "e7d9513b60e8" };

    /// <summary>4.4: the reset MSR.</summary>
    public static KvmChange Reset { get; } = new(new(4, 4), "the reset MSR") { Commit = "e516cebb4f2b" };

    /// <summary>4.4: the VP index MSR.</summary>
    public static KvmChange VpIndex { get; } = new(new(4, 4), "the VP index MSR") { Commit = "11c4b1ca71a7" };

    /// <summary>4.4: the VP runtime MSR.</summary>
    public static KvmChange VpRuntime { get; } = new(new(4, 4), "the VP runtime MSR") { Commit = "9eec50b8bbe1" };

    /// <summary>4.5: SynIC.</summary>
    public static KvmChange Synic { get; } = new(new(4, 5), "capability 123: the synthetic interrupt controller") { Commit = "5c919412fe61" };

    /// <summary>4.5: synthetic timers.</summary>
    public static KvmChange Stimer { get; } = new(new(4, 5), "the synthetic timers") { Commit = "1f4b34f825e8" };

    /// <summary>4.13: SynIC without clearing pages.</summary>
    public static KvmChange Synic2 { get; } = new(new(4, 13), "capability 148: SynIC that leaves the guest's pages alone") { Commit = "efc479e6900c" };

    /// <summary>4.13: the VP index can be set.</summary>
    public static KvmChange VpIndexSettable { get; } = new(new(4, 13), "capability 149: the VMM sets the VP index") { Commit = "d3457c877b14" };

    /// <summary>4.14: frequency MSRs.</summary>
    public static KvmChange Frequencies { get; } = new(new(4, 14), "the frequency MSRs") { Commit = "72c139bacfa3" };

    /// <summary>4.17: re-enlightenment MSRs.</summary>
    public static KvmChange Reenlightenment { get; } = new(new(4, 17), "the re-enlightenment MSRs") { Commit = "a2e164e7f45a" };

    /// <summary>4.17: signal-event hypercalls as eventfds.</summary>
    public static KvmChange EventFd { get; } = new(new(4, 17), "capability 154: signal-event hypercalls as eventfds") { Commit = "faeb7833eee0" };

    /// <summary>4.18: TLB flush hypercalls.</summary>
    public static KvmChange TlbFlush { get; } = new(new(4, 18), "capability 155: TLB flush hypercalls") { Commit = "c1aea9196ef4" };

    /// <summary>4.20: cluster IPI hypercalls.</summary>
    public static KvmChange SendIpi { get; } = new(new(4, 20), "capability 161: cluster IPI hypercalls") { Commit = "214ff83d4473" };

    /// <summary>4.20: eVMCS.</summary>
    public static KvmChange EnlightenedVmcs { get; } = new(new(4, 20), "capability 163: the enlightened VMCS") { Commit = "57b119da3594" };

    /// <summary>All of these changes, in order of release.</summary>
    public static IReadOnlyList<KvmChange> Changes { get; } =
        [HyperV, Time, Crash, Reset, VpIndex, VpRuntime, Synic, Stimer, Synic2, VpIndexSettable, Frequencies, Reenlightenment, EventFd, TlbFlush, SendIpi, EnlightenedVmcs];

    /// <summary>The synthetic MSRs that tell a VMM of a feature.</summary>
    public static IReadOnlyList<KvmMsrRule> Msrs { get; } =
    [
        new(0x40000002, VpIndex),
        new(0x40000003, Reset),
        new(0x40000010, VpRuntime),
        new(0x40000022, Frequencies),
        new(0x40000080, Synic),
        new(0x400000B0, Stimer),
        new(0x40000105, Crash),
        new(0x40000106, Reenlightenment),
    ];

    /// <summary>True when KVM lists a synthetic MSR.</summary>
    /// <param name="msr">Its number.</param>
    /// <param name="host">The host.</param>
    public static bool Lists(uint msr, KvmHost host)
    {
        _ = host ?? throw new ArgumentNullException(nameof(host));
        return host.HyperVCompiledIn && Msrs.Any(rule => rule.Msr == msr && rule.Applies(SupportedQuery.OnSystem(host)));
    }
}
