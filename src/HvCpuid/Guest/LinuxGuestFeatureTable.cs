using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>What a Linux guest makes of the Hyper-V leaves, as rows (arch/x86/kernel/cpu/mshyperv.c, arch/x86/hyperv/, arch/x86/kvm/vmx/hyperv.c).</summary>
public static class LinuxGuestFeatureTable
{
    /// <summary>The TSC and APIC frequencies are read from MSRs instead of measured.</summary>
    public static LinuxGuestFeature FrequencyMsrs { get; } = Row("frequency MSRs", "reads its TSC and APIC timer frequencies from MSRs instead of measuring them", HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies);

    /// <summary>The guest takes itself for the root partition.</summary>
    public static LinuxGuestFeature RootPartition { get; } = Row("root partition", "takes itself for the root partition, which manages the machine", HvBits.CpuManagement) with { Excludes = [HvBits.Isolation] };

    /// <summary>The guest knows that Hyper-V itself is nested.</summary>
    public static LinuxGuestFeature Nested { get; } = Row("nested", "knows that its hypervisor runs inside another Hyper-V", HvBits.NestedInHyperV);

    /// <summary>KVM in the guest uses the enlightened VMCS.</summary>
    public static LinuxGuestFeature Evmcs { get; } = Row("enlightened VMCS", "KVM in the guest keeps its VMCS in memory", HvBits.EnlightenedVmcs, HvBits.EnlightenedVmcsVersionLow);

    /// <summary>All rows.</summary>
    public static IReadOnlyList<LinuxGuestFeature> All { get; } =
    [
        FrequencyMsrs,
        RootPartition,
        Nested,
        Evmcs,
        Row("no automatic EOI", "signals every end of interrupt itself, also for the SynIC's", HvBits.DeprecateAutoEoi),
        Row("invariant TSC control", "writes MSR 40000118H, and trusts its TSC from then on", HvBits.AccessTscInvariantControls),
        Row("isolation", "reads leaf 4000000CH for how it is isolated", HvBits.Isolation),
        Row("reference TSC", "reads the time from the TSC page", HvBits.AccessPartitionReferenceTsc),
        Row("reference counter", "can read the time from MSR 40000020H", HvBits.AccessPartitionReferenceCounter),
        Row("TLB flush hypercalls", "flushes other processors' TLBs by hypercall", HvBits.HypercallRemoteTlbFlush),
        Row("IPI hypercalls", "sends interrupts between processors by hypercall", HvBits.SyntheticClusterIpi),
        Row("Ex hypercalls", "reaches more than 64 processors by one hypercall", HvBits.ExProcessorMasks),
        Row("crash MSRs", "tells of a panic by MSRs 40000100H to 40000105H", HvBits.GuestCrashMsrs),
    ];

    private static LinuxGuestFeature Row(string name, string meaning, params BitAddress[] needs) => new(name, meaning, needs);
}
