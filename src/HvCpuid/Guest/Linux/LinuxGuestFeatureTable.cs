using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>What a Linux guest makes of the Hyper-V leaves, as rows (arch/x86/kernel/cpu/mshyperv.c, arch/x86/hyperv/, drivers/clocksource/hyperv_timer.c, arch/x86/kvm/vmx/hyperv.c).</summary>
public static class LinuxGuestFeatureTable
{
    private const string Timer = "drivers/clocksource/hyperv_timer.c";
    private const string HvInit = "arch/x86/hyperv/hv_init.c";

    /// <summary>The TSC and APIC frequencies are read from MSRs instead of measured.</summary>
    public static LinuxGuestFeature FrequencyMsrs { get; } =
        Row("frequency MSRs", "reads its TSC and APIC timer frequencies from MSRs instead of measuring them", LinuxGuestChangeTable.FrequencyMsrs, HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies);

    /// <summary>The guest takes itself for the root partition. The row is of the newest release: before Linux 6.15 3.EBX[0] is not looked at, before 6.4 not 3.EBX[22].</summary>
    public static LinuxGuestFeature RootPartition { get; } =
        Row("root partition", "takes itself for the root partition, which manages the machine", LinuxGuestChangeTable.RootPartition, HvBits.CpuManagement, HvBits.CreatePartitions) with { Excludes = [HvBits.Isolation] };

    /// <summary>The guest knows that Hyper-V itself is nested.</summary>
    public static LinuxGuestFeature Nested { get; } =
        Row("nested", "knows that its hypervisor runs inside another Hyper-V", LinuxGuestChangeTable.NestedHypervisor, HvBits.NestedInHyperV);

    /// <summary>KVM in the guest uses the enlightened VMCS.</summary>
    public static LinuxGuestFeature Evmcs { get; } =
        Row("enlightened VMCS", "KVM in the guest keeps its VMCS in memory", LinuxGuestChangeTable.VpAssist, HvBits.EnlightenedVmcs, HvBits.EnlightenedVmcsVersionLow) with { NeedsInit = true, Source = "arch/x86/kvm/vmx/hyperv.c" };

    /// <summary>Synthetic timers interrupt the processor without VMBus.</summary>
    public static LinuxGuestFeature DirectTimers { get; } =
        Row("synthetic timers", "takes its timer interrupts from synthetic timers in direct mode", LinuxGuestChangeTable.EarlyClockEvents, HvBits.AccessSyntheticTimerRegs, HvBits.DirectSyntheticTimers) with
        {
            NeedsInit = true,
            Source = $"{Timer}, hv_stimer_alloc",
        };

    /// <summary>The APIC is reached by Hyper-V's MSRs.</summary>
    public static LinuxGuestFeature EnlightenedApic { get; } =
        Row("enlightened APIC", "signals the end of interrupts by MSR, in xAPIC mode also task priority and IPIs", LinuxGuestChangeTable.EnlightenedApic, HvBits.MsrApicAccess) with
        {
            NeedsInit = true,
            Source = "arch/x86/hyperv/hv_apic.c, hv_apic_init",
        };

    /// <summary>All rows.</summary>
    public static IReadOnlyList<LinuxGuestFeature> All { get; } =
    [
        FrequencyMsrs,
        RootPartition,
        Nested,
        Evmcs,
        Row("no automatic EOI", "signals every end of interrupt itself, also for the SynIC's", null, HvBits.DeprecateAutoEoi),
        Row("invariant TSC control", "writes MSR 40000118H, and trusts its TSC from then on", LinuxGuestChangeTable.InvariantTsc, HvBits.AccessTscInvariantControls),
        Row("isolation", "reads leaf 4000000CH for how it is isolated", LinuxGuestChangeTable.Isolation, HvBits.Isolation),
        Row("reference TSC", "reads the time from the TSC page", LinuxGuestChangeTable.CommonInit, HvBits.AccessPartitionReferenceTsc) with { Source = Timer },
        Row("reference counter", "can read the time from MSR 40000020H", null, HvBits.AccessPartitionReferenceCounter) with { Source = Timer },
        DirectTimers,
        EnlightenedApic,
        Row("TLB flush hypercalls", "flushes other processors' TLBs by hypercall", LinuxGuestChangeTable.TlbFlush, HvBits.HypercallRemoteTlbFlush) with { NeedsInit = true, Source = "arch/x86/hyperv/mmu.c" },
        Row("IPI hypercalls", "sends interrupts between processors by hypercall", LinuxGuestChangeTable.EnlightenedApic, HvBits.SyntheticClusterIpi) with { NeedsInit = true, Source = "arch/x86/hyperv/hv_apic.c" },
        Row("Ex hypercalls", "reaches more than 64 processors by one hypercall", LinuxGuestChangeTable.TlbFlush, HvBits.ExProcessorMasks) with { NeedsInit = true, Source = "arch/x86/hyperv/" },
        Row("reenlightenment", "keeps a vector for it, EEH; MSR 40000106H is left to KVM in the guest", LinuxGuestChangeTable.Reenlightenment, HvBits.AccessReenlightenmentControls),
        Row("crash MSRs", "tells of a panic by MSRs 40000100H to 40000105H", LinuxGuestChangeTable.EarlyCrashMsrs, HvBits.GuestCrashMsrs) with { NeedsInit = true, Source = "drivers/hv/hv_common.c, hv_common_init" },
        Row("paravirtual spinlocks", "waits for a lock by going idle, MSR 400000F0H", LinuxGuestChangeTable.PvSpinlocks, HvBits.SyntheticClusterIpi, HvBits.AccessGuestIdleReg) with { Source = "arch/x86/hyperv/hv_spinlock.c" },
        Row("partition id", "asks for its partition's id", LinuxGuestChangeTable.RootPartition, HvBits.AccessPartitionId) with { NeedsInit = true, Source = HvInit },
        Row("extended hypercalls", "asks what the extended hypercalls can do", LinuxGuestChangeTable.PrivilegeFlags, HvBits.EnableExtendedHypercalls) with { NeedsInit = true, Source = HvInit },
    ];

    private static LinuxGuestFeature Row(string name, string meaning, LinuxGuestChange? since, params BitAddress[] needs) => new(name, meaning, needs) { Since = since };
}
