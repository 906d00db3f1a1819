using HvCpuid.Leaves;
using static HvCpuid.Guest.LinuxGuestChangeTable;

namespace HvCpuid.Guest;

/// <summary>The lines of the guest's kernel log that the leaves decide, in the order in which they are printed.</summary>
/// <remarks>
/// Held against boots of Linux 5.10.262, 6.1.174, 6.12.117 and 7.2.13, with CONFIG_HYPERV; other releases are read from the history of the sources that
/// the rows name. Not told: lines with addresses or measured values in them, what hv_vmbus and the drivers behind it print, and the registration of clock
/// sources (mask, max_cycles).
/// </remarks>
public static class LinuxGuestLineTable
{
    private const string Detect = "arch/x86/kernel/cpu/hypervisor.c, init_hypervisor_platform";
    private const string Platform = "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_platform";
    private const string Mshyperv = "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform";
    private const string HvCommon = "drivers/hv/hv_common.c, hv_common_init";
    private const string HvApic = "arch/x86/hyperv/hv_apic.c, hv_apic_init";
    private const string Mmu = "arch/x86/hyperv/mmu.c, hyperv_setup_mmu_ops";
    private const string Paravirt = "arch/x86/kernel/paravirt.c, default_banner";
    private const string Spinlock = "arch/x86/hyperv/hv_spinlock.c, hv_init_spinlocks";
    private const string Tsc = "arch/x86/kernel/tsc.c, mark_tsc_unstable";
    private const string ClockSource = "kernel/time/clocksource.c, __clocksource_select";
    private const string KvmClock = "arch/x86/kernel/kvmclock.c, kvmclock_init";
    private const string OldBuild = "Hyper-V Host Build:{2.EAX:d}-{2.EBX[31:16]:s}.{2.EBX[15:0]:d}-{2.ECX:d}-{2.EDX[31:24]:s}.{2.EDX[23:0]:d}";
    private const string Build = "{2.EBX[31:16]:d}.{2.EBX[15:0]:d}.{2.EAX:d}.{2.EDX[23:0]:d}-{2.ECX:d}-{2.EDX[31:24]:d}";
    private static readonly string[] IpiCalls = ["send_IPI", "send_IPI_mask", "send_IPI_mask_allbutself", "send_IPI_allbutself", "send_IPI_all", "send_IPI_self"];
    private static readonly string[] XapicCalls = ["read", "write", "icr_write", "icr_read"];
    private const string Hints = "hints 0x{4.EAX:x}";

    /// <summary>All lines.</summary>
    public static IReadOnlyList<LinuxGuestLine> All { get; } =
    [
        .. Detection(),
        .. Features(),
        .. Setup(),
        .. Boot(),
        .. Init(),
        .. Clocks(),
    ];

    private static LinuxGuestLine[] Detection() =>
    [
        new("no hypercall MSRs", "x86/hyperv: HYPERCALL MSR not available.", Platform)
        {
            Since = RequiredMsrs, Excludes = [HvBits.AccessHypercallMsrs], IsFromSource = true, Condition = "signature and maximum leaf are Hyper-V's, whatever platform is taken", When = guest => guest.Platforms.NamedHyperV,
        },
        new("no VP index", "x86/hyperv: VP_INDEX MSR not available.", Platform)
        {
            Since = RequiredMsrs, Needs = [HvBits.AccessHypercallMsrs], Excludes = [HvBits.AccessVpIndex], Condition = "signature and maximum leaf are Hyper-V's, whatever platform is taken", When = guest => guest.Platforms.NamedHyperV,
        },
        OnHyperV("detected", "Hypervisor detected: Microsoft HyperV", Detect) with { Until = SpellingUnknown },
        OnHyperV("detected", "Hypervisor detected: Microsoft Hyper-V", Detect) with { Since = HyphenSpelling },
        new("detected", "Hypervisor detected: {platform}", Detect) { Condition = "another platform is taken", When = guest => guest.Platforms.Chosen is not (null or LinuxPlatforms.HyperV) },
        new("kvm-clock", "kvm-clock: Using msrs 4b564d01 and 4b564d00", KvmClock) { Condition = "KVM is taken, and its CPUID.40000101H:EAX[3] is set", When = guest => guest.OnKvm && guest.IsSet(guest.Platforms.KvmFeature(3)) },
        new("kvm-clock", "kvm-clock: Using msrs 12 and 11", KvmClock)
        {
            IsFromSource = true,
            Condition = "KVM is taken, of its CPUID.40000101H:EAX[0] is set and EAX[3] is not",
            When = guest => guest.OnKvm && guest.IsSet(guest.Platforms.KvmFeature(0)) && !guest.IsSet(guest.Platforms.KvmFeature(3)),
        },
    ];

    private static LinuxGuestLine[] Features() =>
    [
        OnHyperV("features", $"HyperV: features 0x{{3.EAX:x}}, {Hints}", Mshyperv) with { Until = SpellingUnknown },
        OnHyperV("features", $"Hyper-V: features 0x{{3.EAX:x}}, {Hints}", Mshyperv) with { Since = HyphenSpelling, Until = MiscFeatures },
        OnHyperV("features", $"Hyper-V: features 0x{{3.EAX:x}}, {Hints}, misc 0x{{3.EDX:x}}", Mshyperv) with { Since = MiscFeatures, Until = PrivilegeFlags },
        OnHyperV("features", $"Hyper-V: privilege flags low 0x{{3.EAX:x}}, high 0x{{3.EBX:x}}, {Hints}, misc 0x{{3.EDX:x}}", Mshyperv) with { Since = PrivilegeFlags, Until = ExtendedFeatures },
        OnHyperV("features", $"Hyper-V: privilege flags low 0x{{3.EAX:x}}, high 0x{{3.EBX:x}}, ext 0x{{3.ECX:x}}, {Hints}, misc 0x{{3.EDX:x}}", Mshyperv) with { Since = ExtendedFeatures },
        OnHyperV("root", "Hyper-V: running as root partition", Mshyperv) with
        {
            Since = LinuxGuestChangeTable.RootPartition, Needs = [HvBits.CpuManagement], IsFromSource = true,
            Condition = "since 6.4 without 3.EBX[22], since 6.15 with 3.EBX[0] and CONFIG_MSHV_ROOT", When = guest => guest.IsRoot,
        },
        OnHyperV("build", OldBuild, Mshyperv) with { Since = BuildLine, Until = WindowsVersion },
        OnHyperV("nested", "Hyper-V: running on a nested hypervisor", Mshyperv) with { Since = LinuxGuestChangeTable.NestedHypervisor, Needs = [HvBits.NestedInHyperV], IsFromSource = true },
        OnHyperV("build", "Hyper-V: Host Build " + Build, Mshyperv) with { Since = WindowsVersion, Until = LateBuildLine },
        OnHyperV("isolation", "Hyper-V: Isolation Config: Group A 0x{C.EAX:x}, Group B 0x{C.EBX:x}", Mshyperv) with { Since = LinuxGuestChangeTable.Isolation, Needs = [HvBits.Isolation], IsFromSource = true },
        OnHyperV("nested features", "Hyper-V: Nested features: 0x{A.EAX:x}", Mshyperv) with
        {
            Since = NestedFeaturesLine, Condition = "CPUID.40000000H:EAX is 4000000AH or more", When = guest => guest.OnHyperV && guest.Value(HvBits.MaximumFunction) >= HvBits.EnlightenedVmcsVersionLow.Function,
        },
    ];

    private static LinuxGuestLine[] Setup() =>
    [
        OnHyperV("APIC frequency", "HyperV: LAPIC Timer Frequency: {lapic}", Mshyperv) with { Since = ApicFrequency, Until = SpellingUnknown, Needs = [HvBits.AccessFrequencyRegs] },
        OnHyperV("APIC frequency", "Hyper-V: LAPIC Timer Frequency: {lapic}", Mshyperv) with { Since = HyphenSpelling, Needs = [HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies], Condition = "HV_X64_MSR_APIC_FREQUENCY divided by CONFIG_HZ" },
        OnHyperV("TSC unstable", "tsc: Marking TSC unstable due to running on Hyper-V", Tsc) with
        {
            Since = TscUnstable, Until = TscUnstableLater, Condition = "since 5.5 without 3.EAX[15]", When = guest => guest.OnHyperV && !guest.TrustsTsc,
        },
        OnHyperV("TLB flush", "Hyper-V: Using hypercall for remote TLB flush", Mmu) with { Since = TlbFlush, Until = OneTlbFlushLine, Needs = [HvBits.HypercallRemoteTlbFlush], Excludes = [HvBits.ExProcessorMasks] },
        OnHyperV("TLB flush", "Hyper-V: Using ext hypercall for remote TLB flush", Mmu) with { Since = TlbFlush, Until = OneTlbFlushLine, Needs = [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks] },
        OnHyperV("TLB flush", "Hyper-V: Using hypercall for remote TLB flush", Mmu) with { Since = OneTlbFlushLine, Needs = [HvBits.HypercallRemoteTlbFlush] },
        OnHyperV("TSC unstable", "tsc: Marking TSC unstable due to running on Hyper-V", Tsc) with { Since = TscUnstableLater, Excludes = [HvBits.AccessTscInvariantControls] },
    ];

    private static LinuxGuestLine[] Boot() =>
    [
        OnHyperV("paravirtual", "Booting paravirtualized kernel on bare hardware", Paravirt) with { Until = ParavirtName },
        OnHyperV("paravirtual", "Booting paravirtualized kernel on Hyper-V", Paravirt) with { Since = ParavirtName },
        new("paravirtual", "Booting paravirtualized kernel on KVM", Paravirt) { Condition = "KVM is taken", When = guest => guest.OnKvm },
        new("paravirtual", "Booting paravirtualized kernel on bare hardware", Paravirt) { Condition = "no platform is taken", When = guest => guest.Platforms.Chosen is null },
        OnHyperV("spinlocks", "Hyper-V: PV spinlocks disabled", Spinlock) with
        {
            Since = PvSpinlocks, Condition = "4.EAX[10] or 3.EAX[10] is clear", When = guest => guest.OnHyperV && !(guest.IsSet(HvBits.SyntheticClusterIpi) && guest.IsSet(HvBits.AccessGuestIdleReg)),
        },
        OnHyperV("spinlocks", "Hyper-V: PV spinlocks enabled", Spinlock) with { Since = PvSpinlocks, Needs = [HvBits.SyntheticClusterIpi, HvBits.AccessGuestIdleReg], IsFromSource = true },
        new("TSC unstable", "tsc: Marking TSC unstable due to TSCs unsynchronized", Tsc)
        {
            Condition = "KVM is taken, with its clock; several processors, not Intel's, whose TSC is not invariant", When = guest => guest.HasKvmClock && guest.TscsUnsynchronised == true,
        },
    ];

    private static LinuxGuestLine[] Init() =>
    [
        Initialised("build", "Hyper-V: Host Build " + Build, HvCommon) with { Since = LateBuildLine, Until = HypervisorBuild },
        Initialised("build", "Hyper-V: Hypervisor Build " + Build, HvCommon) with { Since = HypervisorBuild },
        Initialised("crash", "Hyper-V: enabling crash_kexec_post_notifiers", HvCommon) with { Since = CrashLine, Needs = [HvBits.GuestCrashMsrs] },
        Initialised("IPI", "Hyper-V: Using IPI hypercalls", HvApic) with { Since = LinuxGuestChangeTable.EnlightenedApic, Needs = [HvBits.SyntheticClusterIpi] },
        .. IpiCalls.Select(call => Replaced(call, "hv_" + call.ToLowerInvariant()) with { Needs = [HvBits.SyntheticClusterIpi] }),
        Initialised("APIC", "Hyper-V: Using MSR based APIC access", HvApic) with { Since = LinuxGuestChangeTable.EnlightenedApic, Until = ApicModeLine, Needs = [HvBits.MsrApicAccess] },
        Initialised("APIC", "Hyper-V: Using enlightened APIC ({mode} mode)", HvApic) with { Since = ApicModeLine, Needs = [HvBits.MsrApicAccess] },
        Replaced("eoi", "hv_apic_eoi_write") with { Needs = [HvBits.MsrApicAccess], IsAside = true, IsFromSource = true },
        .. XapicCalls.Select(call => Replaced(call, "hv_apic_" + call) with
        {
            Needs = [HvBits.MsrApicAccess], IsAside = true, IsFromSource = true, Condition = "in xAPIC mode", When = guest => guest.Initialised && !guest.InX2Apic,
        }),
    ];

    private static LinuxGuestLine[] Clocks() =>
    [
        new("first clock source", "clocksource: Switched to clocksource {first}", ClockSource) { Since = ClockSourcePrefix, IsFromSource = true, Condition = "another clock source serves until the TSC's frequency is refined" },
        new("clock source", "clocksource: Switched to clocksource {chosen}", ClockSource) { Since = ClockSourcePrefix, Condition = "the clock source is known" },
    ];

    private static LinuxGuestLine OnHyperV(string id, string form, string source) => new(id, form, source) { When = guest => guest.OnHyperV };

    private static LinuxGuestLine Initialised(string id, string form, string source) =>
        new(id, form, source) { Condition = "hyperv_init comes to its end: since 4.16 with 3.EAX[5] and 3.EAX[6]", When = guest => guest.Initialised };

    private static LinuxGuestLine Replaced(string call, string by) => Initialised("APIC function", $"APIC: {call}() replaced with {by}()", HvApic) with { Since = ApicCallbackLines };
}
