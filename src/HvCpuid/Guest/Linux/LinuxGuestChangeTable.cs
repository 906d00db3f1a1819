using HvCpuid.Kvm;

namespace HvCpuid.Guest;

/// <summary>The changes of Linux as a guest of Hyper-V that its lines, MSRs and features depend on, by release.</summary>
/// <remarks>
/// Sources: the history of arch/x86/kernel/cpu/{mshyperv,hypervisor}.c, arch/x86/hyperv/, drivers/clocksource/hyperv_timer.c and drivers/hv/; stable
/// levels from the stable list's review mails. Held against boots of 5.10.262, 6.1.174, 6.12.117 and 7.2.13.
/// </remarks>
public static class LinuxGuestChangeTable
{
    private const string Mshyperv = "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform";
    private const string HvInit = "arch/x86/hyperv/hv_init.c, hyperv_init";
    private const string HvCommon = "drivers/hv/hv_common.c, hv_common_init";
    private const string HvApic = "arch/x86/hyperv/hv_apic.c, hv_apic_init";
    private const string Timer = "drivers/clocksource/hyperv_timer.c";
    private const string Mmu = "arch/x86/hyperv/mmu.c, hyperv_setup_mmu_ops";

    /// <summary>Of the hypervisors found, the one whose leaves stand highest is taken; before, the first of a list in which Hyper-V stands before KVM.</summary>
    public static LinuxGuestChange HighestWins { get; } = Row("3.12", null, "the hypervisor whose leaves stand highest is taken", "arch/x86/kernel/cpu/hypervisor.c, detect_hypervisor_vendor; 3.10 takes the first found, which release changed it is not confirmed");

    /// <summary>The APIC timer's frequency is read from its MSR.</summary>
    public static LinuxGuestChange ApicFrequency { get; } = Row("3.13", null, "the APIC timer's frequency is read from MSR 40000023H", $"{Mshyperv}; 3.15-rc6 prints it, which release began to is not confirmed");

    /// <summary>Lines about clock sources begin with "clocksource: ".</summary>
    public static LinuxGuestChange ClockSourcePrefix { get; } = Row("4.2", "45bbfe64ea56", "lines about clock sources begin with \"clocksource: \"", "kernel/time/clocksource.c, __clocksource_select");

    /// <summary>The TSC is marked unstable under Hyper-V.</summary>
    public static LinuxGuestChange TscUnstable { get; } = Row("4.3", "88c9281a9fba", "the TSC is marked unstable", Mshyperv);

    /// <summary>From here to <see cref="HyphenSpelling"/> it is not known how Hyper-V is spelled in the lines.</summary>
    public static LinuxGuestChange SpellingUnknown { get; } = Row("4.10", null, "\"HyperV\" or \"Hyper-V\": not known up to 4.13", Mshyperv);

    /// <summary>Guest id, hypercall page and clock sources are set up by the kernel, no longer by hv_vmbus.</summary>
    public static LinuxGuestChange CommonInit { get; } = Row("4.11", "8730046c1498", "guest id, hypercall page and clock sources are set up without hv_vmbus", HvInit);

    /// <summary>The host's build is printed by the kernel, no longer by hv_vmbus.</summary>
    public static LinuxGuestChange BuildLine { get; } = Row("4.11", "8de8af7e0873", "the host's build is printed without hv_vmbus", Mshyperv);

    /// <summary>The TSC's frequency is read from its MSR, and both frequency MSRs want 3.EDX[8] too.</summary>
    public static LinuxGuestChange FrequencyMsrs { get; } = Row("4.13", "71c2a2d0a81f", "the TSC's frequency is read from MSR 40000022H; both want 3.EDX[8]", Mshyperv);

    /// <summary>The lines spell Hyper-V with a hyphen; up to 4.9 they say HyperV.</summary>
    public static LinuxGuestChange HyphenSpelling { get; } = Row("4.14", null, "the lines say \"Hyper-V\"; up to 4.9 \"HyperV\"", Mshyperv);

    /// <summary>TLBs of other processors are flushed by hypercall.</summary>
    public static LinuxGuestChange TlbFlush { get; } = Row("4.14", "2ffd9e33ce4a", "TLBs of other processors are flushed by hypercall", Mmu);

    /// <summary>Every vCPU reads its VP index.</summary>
    public static LinuxGuestChange VpIndex { get; } = Row("4.14", "7415aea6072b", "every vCPU reads its VP index", "arch/x86/hyperv/hv_init.c, hv_cpu_init");

    /// <summary>Without both required MSRs hyperv_init gives up.</summary>
    public static LinuxGuestChange InitNeedsMsrs { get; } = Row("4.16", null, "hyperv_init gives up without 3.EAX[5] or 3.EAX[6]", $"{HvInit}: required_msrs, as 4.16 has it");

    /// <summary>The guest has a vector for reenlightenment.</summary>
    public static LinuxGuestChange Reenlightenment { get; } = Row("4.16", "93286261de1b", "vector EEH is kept for reenlightenment", Mshyperv);

    /// <summary>Every vCPU sets up a VP assist page, without a look at 3.EAX[4].</summary>
    public static LinuxGuestChange VpAssist { get; } = Row("4.17", "a46d15cc1ae5", "every vCPU sets up a VP assist page", "arch/x86/hyperv/hv_init.c, hv_cpu_init");

    /// <summary>The TSC serves as clock source before its frequency is refined.</summary>
    public static LinuxGuestChange TscEarly { get; } = Row("4.17", "aa83c45762a2", "the TSC serves as clock source tsc-early at first", "arch/x86/kernel/tsc.c");

    /// <summary>The APIC is reached by MSR, IPIs are sent by hypercall.</summary>
    public static LinuxGuestChange EnlightenedApic { get; } = Row("4.18", "6b48cb5f8347", "the APIC is reached by MSR, and IPIs are sent by hypercall (68bb7bfb7985)", HvApic);

    /// <summary>One message about TLB flushes, with Ex hypercalls or without.</summary>
    public static LinuxGuestChange OneTlbFlushLine { get; } = Row("4.19", "0e4c88f37693", "the cheaper flush hypercalls are used where they reach; one message", Mmu);

    /// <summary>Spinlocks may be paravirtual, where 3.EAX[10] lets a guest go idle.</summary>
    public static LinuxGuestChange PvSpinlocks { get; } = Row("4.20", "3a025de64bf8", "spinlocks may be paravirtual", "arch/x86/hyperv/hv_spinlock.c, hv_init_spinlocks");

    /// <summary>A guest of KVM prefers an invariant TSC to KVM's clock.</summary>
    public static LinuxGuestChange KvmPrefersTsc { get; } = Row("5.1", "7539b174aef4", "a guest of KVM prefers an invariant TSC to kvm-clock", "arch/x86/kernel/kvmclock.c, kvmclock_init");

    /// <summary>x2APIC mode is possible.</summary>
    public static LinuxGuestChange X2ApicMode { get; } = Row("5.1", "29217a474683", "x2APIC mode is possible", "drivers/iommu/hyperv-iommu.c");

    /// <summary>In x2APIC mode only EOI goes by Hyper-V's MSR, and the line says the mode.</summary>
    public static LinuxGuestChange ApicModeLine { get; } = Row("5.4", "e211288b72f1", "in x2APIC mode only EOI is Hyper-V's; the line says the mode", HvApic, "5.3.8");

    /// <summary>The kernel boots "on Hyper-V", no longer "on bare hardware".</summary>
    public static LinuxGuestChange ParavirtName { get; } = Row("5.4", "f7c0f50f1857", "\"Booting paravirtualized kernel on Hyper-V\"; before, \"on bare hardware\"", Mshyperv, "4.14.152", "4.19.82", "5.3.9");

    /// <summary>An invariant TSC is asked for, and trusted.</summary>
    public static LinuxGuestChange InvariantTsc { get; } = Row("5.5", "dce7cd62754b", "bit 0 of MSR 40000118H is set with 3.EAX[15], and the TSC trusted", Mshyperv);

    /// <summary>Direct-mode synthetic timers work without hv_vmbus.</summary>
    public static LinuxGuestChange EarlyClockEvents { get; } = Row("5.5", "4df4cb9e99f8", "synthetic timers in direct mode work without hv_vmbus", HvInit);

    /// <summary>The TSC page's rating falls below the TSC's.</summary>
    public static LinuxGuestChange TscPage250 { get; } = Row("5.6", null, "the TSC page's rating is 250 instead of 400", $"{Timer}; \"clocksource/drivers/hyper-v: Set TSC clocksource as default w/ InvariantTSC\", merged for 5.6");

    /// <summary>The features line shows 3.EDX.</summary>
    public static LinuxGuestChange MiscFeatures { get; } = Row("5.7", "97d9f1c43bed", "the features line shows 3.EDX", Mshyperv, "4.14.178", "4.19.120", "5.4.37", "5.6.9");

    /// <summary>The guest may be the root partition.</summary>
    public static LinuxGuestChange RootPartition { get; } = Row("5.12", "e997720202b3", "the guest may be the root partition, by 3.EBX[12]; the partition's id is asked for with 3.EBX[1]", Mshyperv);

    /// <summary>The isolation leaf is read.</summary>
    public static LinuxGuestChange Isolation { get; } = Row("5.12", "a6c76bb08dc7", "leaf 4000000CH is read with 3.EBX[22]", Mshyperv);

    /// <summary>The features line shows 3.EBX, under new names; extended hypercalls are asked for.</summary>
    public static LinuxGuestChange PrivilegeFlags { get; } = Row("5.13", "6dc2a774cb4f", "the features line says privilege flags low and high; extended capabilities are queried with 3.EBX[20]", Mshyperv);

    /// <summary>The ratings of Hyper-V's clock sources depend on 3.EAX[15].</summary>
    public static LinuxGuestChange RatingByInvariantTsc { get; } = Row("5.13", "4c78738ead4e", "clock sources are rated 500, and 250 with 3.EAX[15]", Timer);

    /// <summary>The nested features are printed wherever leaf 4000000AH is in range.</summary>
    public static LinuxGuestChange NestedFeaturesLine { get; } = Row("5.14", "a6c776a95217", "leaf 4000000AH is printed wherever it is in range", Mshyperv);

    /// <summary>The TSC is marked unstable after the clock sources are there, no longer before.</summary>
    public static LinuxGuestChange TscUnstableLater { get; } = Row("5.15", "c445535c3efb", "the TSC is marked unstable only after the clock sources are there", Mshyperv, "5.10.67");

    /// <summary>Both required MSRs are looked for at detection.</summary>
    public static LinuxGuestChange RequiredMsrs { get; } = Row("5.16", "f3e613e72f66", "Hyper-V is detected only with 3.EAX[5] and 3.EAX[6]", "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_platform", "5.15.7");

    /// <summary>The build is printed as Windows writes it.</summary>
    public static LinuxGuestChange WindowsVersion { get; } = Row("5.18", "eeda29db98f4", "the build is printed as Windows writes it", Mshyperv);

    /// <summary>A line tells that panic notifiers run before kdump.</summary>
    public static LinuxGuestChange CrashLine { get; } = Row("5.18", "d57d6fe5bf34", "a line tells of crash_kexec_post_notifiers, with 3.EDX[10]", HvCommon);

    /// <summary>A nested hypervisor is told.</summary>
    public static LinuxGuestChange NestedHypervisor { get; } = Row("6.3", "c4bdf94f97c8", "a nested hypervisor is told, by 4.EAX[12]", Mshyperv);

    /// <summary>An isolated partition is never taken for the root.</summary>
    public static LinuxGuestChange RootNotIsolated { get; } = Row("6.4", "f8acb24aaf89", "a partition with 3.EBX[22] is not taken for the root", Mshyperv);

    /// <summary>The MSR clock source stands beside the TSC page.</summary>
    public static LinuxGuestChange BothClockSources { get; } = Row("6.5", "e5313f1c5404", "the MSR clock source, rated 495, stands beside the TSC page", Timer);

    /// <summary>The crash MSRs are looked at without hv_vmbus.</summary>
    public static LinuxGuestChange EarlyCrashMsrs { get; } = Row("6.5", "9c318a1d9b50", "panics are reported by the crash MSRs without hv_vmbus", HvCommon);

    /// <summary>Each replaced function of the APIC driver has its line.</summary>
    public static LinuxGuestChange ApicCallbackLines { get; } = Row("6.6", "bef4f379e953", "each replaced function of the APIC driver has its line", "arch/x86/include/asm/apic.h, apic_update_callback");

    /// <summary>The build is printed late, by hyperv_init.</summary>
    public static LinuxGuestChange LateBuildLine { get; } = Row("6.9", "410779d8d81f", "the build is printed by hyperv_init", HvCommon);

    /// <summary>The features line shows 3.ECX.</summary>
    public static LinuxGuestChange ExtendedFeatures { get; } = Row("6.15", "8cac51796ecb", "the features line shows 3.ECX", Mshyperv);

    /// <summary>The root partition needs 3.EBX[0] too.</summary>
    public static LinuxGuestChange RootCreatesPartitions { get; } = Row("6.15", "db912b8954c2", "the root partition needs 3.EBX[0] too, and CONFIG_MSHV_ROOT", "drivers/hv/hv_common.c, hv_identify_partition_type");

    /// <summary>The build is called the hypervisor's.</summary>
    public static LinuxGuestChange HypervisorBuild { get; } = Row("6.19", "5f4b5edcb1a3", "the build is called the hypervisor's", HvCommon);

    /// <summary>All changes, oldest first.</summary>
    public static IReadOnlyList<LinuxGuestChange> All { get; } =
    [
        HighestWins, ApicFrequency, ClockSourcePrefix, TscUnstable, SpellingUnknown, CommonInit, BuildLine, FrequencyMsrs, HyphenSpelling, TlbFlush,
        VpIndex, InitNeedsMsrs, Reenlightenment, VpAssist, TscEarly, EnlightenedApic, OneTlbFlushLine, PvSpinlocks, KvmPrefersTsc, X2ApicMode, ApicModeLine,
        ParavirtName, InvariantTsc, EarlyClockEvents, TscPage250, MiscFeatures, RootPartition, Isolation, PrivilegeFlags, RatingByInvariantTsc, NestedFeaturesLine,
        TscUnstableLater, RequiredMsrs, WindowsVersion, CrashLine, NestedHypervisor, RootNotIsolated, BothClockSources, EarlyCrashMsrs, ApicCallbackLines,
        LateBuildLine, ExtendedFeatures, RootCreatesPartitions, HypervisorBuild,
    ];

    private static LinuxGuestChange Row(string release, string? commit, string summary, string source, params string[] backports) =>
        new(KvmRelease.Parse(release), summary, source) { Commit = commit, Backports = [.. backports.Select(KvmRelease.Parse)] };
}
