using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>What a Linux guest makes of the Hyper-V leaves, as rows (arch/x86/kernel/cpu/mshyperv.c, arch/x86/hyperv/, arch/x86/kvm/vmx/hyperv.c).</summary>
public static class LinuxGuestFeatureTable
{
    /// <summary>The TSC and APIC frequencies are read from MSRs instead of measured.</summary>
    public static LinuxGuestFeature FrequencyMsrs { get; } = Row("frequency MSRs", "reads its TSC and APIC timer frequencies from MSRs instead of measuring them", "3.EAX[11]", "3.EDX[8]");

    /// <summary>The guest takes itself for the root partition.</summary>
    public static LinuxGuestFeature RootPartition { get; } = Row("root partition", "takes itself for the root partition, which manages the machine", "3.EBX[12]") with { Excludes = [BitAddress.Parse("3.EBX[22]")] };

    /// <summary>The guest knows that Hyper-V itself is nested.</summary>
    public static LinuxGuestFeature Nested { get; } = Row("nested", "knows that its hypervisor runs inside another Hyper-V", "4.EAX[12]");

    /// <summary>KVM in the guest uses the enlightened VMCS.</summary>
    public static LinuxGuestFeature Evmcs { get; } = Row("enlightened VMCS", "KVM in the guest keeps its VMCS in memory", "4.EAX[14]", "A.EAX[7:0]");

    /// <summary>All rows.</summary>
    public static IReadOnlyList<LinuxGuestFeature> All { get; } =
    [
        FrequencyMsrs,
        RootPartition,
        Nested,
        Evmcs,
        Row("no automatic EOI", "signals every end of interrupt itself, also for the SynIC's", "4.EAX[9]"),
        Row("invariant TSC control", "writes MSR 40000118H, and trusts its TSC from then on", "3.EAX[15]"),
        Row("isolation", "reads leaf 4000000CH for how it is isolated", "3.EBX[22]"),
        Row("reference TSC", "reads the time from the TSC page", "3.EAX[9]"),
        Row("reference counter", "can read the time from MSR 40000020H", "3.EAX[1]"),
        Row("TLB flush hypercalls", "flushes other processors' TLBs by hypercall", "4.EAX[2]"),
        Row("IPI hypercalls", "sends interrupts between processors by hypercall", "4.EAX[10]"),
        Row("Ex hypercalls", "reaches more than 64 processors by one hypercall", "4.EAX[11]"),
        Row("crash MSRs", "tells of a panic by MSRs 40000100H to 40000105H", "3.EDX[10]"),
    ];

    private static LinuxGuestFeature Row(string name, string meaning, params string[] needs) => new(name, meaning, [.. needs.Select(BitAddress.Parse)]);
}
