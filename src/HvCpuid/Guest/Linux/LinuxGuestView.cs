using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// What a Linux guest of a release concludes from its CPUID, prints and switches on (ms_hyperv_platform and ms_hyperv_init_platform,
/// arch/x86/kernel/cpu/mshyperv.c; hyperv_init, arch/x86/hyperv/hv_init.c). Immutable.
/// </summary>
public sealed class LinuxGuestView
{
    private readonly LinuxGuestContext _guest;
    private readonly HashSet<LinuxGuestFeature> _used;

    private LinuxGuestView(GuestCpuid guest, LinuxGuestOptions options, bool ordinaryIsPartial = false)
    {
        if (options.VcpuCount < 1 || options.TimerFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A guest has one vCPU or more, and a timer frequency of 1 Hz or more.");
        }

        _guest = new LinuxGuestContext(guest, options, ordinaryIsPartial);
        (Reasons, Platform, Why) = (_guest.Platforms.WhyNotHyperV, _guest.Platforms.Chosen, [.. _guest.Platforms.Why()]);
        IsDetected = Reasons.Count == 0;
        _used = [.. LinuxGuestFeatureTable.All.Where(_guest.Uses)];
        LinuxGuestClocks clocks = new(_guest);
        (ClockSources, ClockSource, ClockEvent) = (clocks.Sources, clocks.Chosen, clocks.Event);
        Lines = [.. LinuxGuestLineTable.All.Where(line => line.IsPrinted(_guest)).Select(line => LinuxGuestLineText.Print(line, _guest, clocks)).OfType<LinuxGuestPrinted>()];
        Msrs = [.. LinuxGuestAccesses.Msrs(_guest, clocks)];
        Hypercalls = [.. LinuxGuestAccesses.Hypercalls(_guest)];
        Findings = [.. LinuxGuestFindings.Of(_guest, clocks, Msrs, Hypercalls)];
        Unknown = [.. LinuxGuestUnknown.Of(_guest, clocks)];
    }

    // What guests with each of the ways in which a reading may be completed have in common.
    private LinuxGuestView(IReadOnlyList<LinuxGuestView> completed, HvReading reading)
    {
        LinuxGuestView first = completed[0];
        LinuxGuestView? other = completed.FirstOrDefault(view => view.Platform != first.Platform);
        _guest = first._guest;
        (Platform, IsPlatformDecided, IsDetected) = (other is null ? first.Platform : null, other is null, completed.All(view => view.IsDetected));
        Reasons = Common(view => view.Reasons);
        Why = other is null ? Common(view => view.Why) : [LinuxGuestReading.Undecided(first, other)];
        _used = [.. Common(view => view._used)];
        ClockSources = Common(view => view.ClockSources);
        ClockSource = completed.All(view => view.ClockSource == first.ClockSource) ? first.ClockSource : null;
        ClockEvent = completed.All(view => view.ClockEvent == first.ClockEvent) ? first.ClockEvent : null;
        Lines = Common(view => view.Lines);
        Msrs = Common(view => view.Msrs);
        Hypercalls = [.. first.Hypercalls.Where(call => completed.All(view => view.Hypercalls.Any(made => made.Code == call.Code)))];
        Findings = Common(view => view.Findings);
        Unknown = [.. LinuxGuestReading.Unknown(this, completed, reading), .. Common(view => view.Unknown)];

        T[] Common<T>(Func<LinuxGuestView, IEnumerable<T>> part) => [.. completed.Select(part).Aggregate((all, next) => all.Intersect(next))];
    }

    /// <summary>What else than the leaves decides.</summary>
    public LinuxGuestOptions Options => _guest.Options;

    /// <summary>True when the guest recognises Hyper-V, whether it takes it or not. The interface, <c>Hv#1</c>, is not looked at.</summary>
    public bool IsDetected { get; }

    /// <summary>Why it does not: every condition that fails; empty when it does.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>Where the guest finds KVM's own leaves; null when it does not.</summary>
    public uint? KvmLeaves => _guest.Platforms.KvmLeaves;

    /// <summary>
    /// The platform that the guest takes: "Microsoft Hyper-V", "KVM", "Xen HVM", "VMware", or null for none of these. Of those that it detects,
    /// it is the one whose leaves stand highest (detect_hypervisor_vendor, arch/x86/kernel/cpu/hypervisor.c), so KVM's at 40000100H go before Hyper-V's.
    /// </summary>
    public string? Platform { get; }

    /// <summary>False where bits that are not known decide which platform the guest takes; <see cref="Platform"/> is null then.</summary>
    public bool IsPlatformDecided { get; } = true;

    /// <summary>Why that platform, a sentence each: what decides first.</summary>
    public IReadOnlyList<string> Why { get; }

    /// <summary>The lines of the kernel log that the leaves decide, in order, with those that are only asides.</summary>
    public IReadOnlyList<LinuxGuestPrinted> Lines { get; }

    /// <summary>The texts of <see cref="Lines"/>, without the asides.</summary>
    public IReadOnlyList<string> Dmesg => [.. Lines.Where(line => !line.Row.IsAside).Select(line => line.Text)];

    /// <summary>The clock sources that the guest can take, the one with the highest rating first.</summary>
    public IReadOnlyList<LinuxClockSource> ClockSources { get; }

    /// <summary>The clock source that it takes in the end; null where the leaves do not decide it.</summary>
    public string? ClockSource { get; }

    /// <summary>What interrupts the processors: <c>Hyper-V clockevent</c>, <c>lapic-deadline</c> or <c>lapic</c>; null where bits that are not known decide it.</summary>
    public string? ClockEvent { get; }

    /// <summary>The mode of the local APIC: <c>x2apic</c> or <c>xapic</c>.</summary>
    public string ApicMode => _guest.InX2Apic ? "x2apic" : "xapic";

    /// <summary>The synthetic MSRs that the guest touches as it starts, by number; empty where it does not take Hyper-V.</summary>
    public IReadOnlyList<LinuxGuestMsr> Msrs { get; }

    /// <summary>The hypercalls that it makes.</summary>
    public IReadOnlyList<LinuxGuestHypercall> Hypercalls { get; }

    /// <summary>What the guest makes use of, in table order; empty when it does not take Hyper-V.</summary>
    public IReadOnlyList<LinuxGuestFeature> Features => [.. LinuxGuestFeatureTable.All.Where(_used.Contains)];

    /// <summary>What one may not expect.</summary>
    public IReadOnlyList<LinuxGuestFinding> Findings { get; }

    /// <summary>What the model does not know about this guest, a sentence each.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>True when the frequencies are read from MSRs.</summary>
    public bool UsesFrequencyMsrs => _used.Contains(LinuxGuestFeatureTable.FrequencyMsrs);

    /// <summary>True when the guest takes itself for the root partition.</summary>
    public bool IsRootPartition => _used.Contains(LinuxGuestFeatureTable.RootPartition);

    /// <summary>True when the guest knows that its Hyper-V is nested.</summary>
    public bool IsNested => _used.Contains(LinuxGuestFeatureTable.Nested);

    /// <summary>True when KVM in the guest can use the enlightened VMCS; the guest needs VMX besides.</summary>
    public bool UsesEvmcs => _used.Contains(LinuxGuestFeatureTable.Evmcs);

    /// <summary>What a Linux guest concludes.</summary>
    /// <param name="guest">The vCPU's CPUID, with the ordinary leaves.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There is no CPUID.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of vCPUs or the timer frequency is below 1.</exception>
    public static LinuxGuestView From(GuestCpuid guest, LinuxGuestOptions? options = null) => new(Guard.NotNull(guest), options ?? new LinuxGuestOptions());

    /// <summary>
    /// What a Linux guest concludes from a set of leaves. Of the ordinary leaves CPUID.00000001H:ECX[31] and ECX[24], the TSC deadline timer, are
    /// taken as set, ECX[21] is <see cref="LinuxGuestOptions.X2Apic"/>.
    /// </summary>
    /// <param name="leaves">The hypervisor leaves, KVM's own at 40000100H among them.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There are no leaves.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of vCPUs or the timer frequency is below 1.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet leaves = QemuFlags.Parse("hv-relaxed,hv-vapic,hv-vpindex,hv-time").Resolve(new KvmHost()).GetSet();
    /// LinuxGuestView linux = LinuxGuestView.From(leaves);
    /// Console.WriteLine(linux.Platform); // Microsoft Hyper-V
    /// Console.WriteLine(linux.ClockSource); // hyperv_clocksource_tsc_page
    /// </code>
    /// </example>
    public static LinuxGuestView From(HvCpuidSet leaves, LinuxGuestOptions? options = null) =>
        From(GuestCpuid.FromEntries(Guard.NotNull(leaves).Append(Information(options ?? new LinuxGuestOptions()))), options);

    /// <summary>
    /// What a Linux guest concludes from leaves of which some bits may not be known: only what holds whatever those bits are, and <see cref="Unknown"/>
    /// says what they decide.
    /// </summary>
    /// <param name="leaves">The hypervisor leaves, and what of them is known.</param>
    /// <param name="ordinary">The ordinary leaves that are known, as a dump's; for CPUID.00000001H and the processor the options stand in where they are not among them.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There are no leaves, or no list of ordinary ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of vCPUs or the timer frequency is below 1.</exception>
    public static LinuxGuestView From(HvReading leaves, IReadOnlyList<CpuidEntry> ordinary, LinuxGuestOptions? options = null)
    {
        Guard.NotNull(leaves);
        Guard.NotNull(ordinary);
        LinuxGuestOptions decided = options ?? new LinuxGuestOptions();
        CpuidEntry[] beside = ordinary.Any(entry => entry.Function == LinuxGuestBits.Hypervisor.Function) ? [.. ordinary] : [.. ordinary, Information(decided)];
        LinuxGuestView View(HvCpuidSet set) => new(GuestCpuid.FromEntries(set.Concat(beside)), decided, ordinaryIsPartial: true);
        return leaves.IsWhole ? View(LinuxGuestReading.Least(leaves)) : new LinuxGuestView([.. LinuxGuestReading.Completed(leaves).Select(View)], leaves);
    }

    private static CpuidEntry Information(LinuxGuestOptions options)
    {
        uint features = LinuxGuestBits.Hypervisor.Bits.Mask | LinuxGuestBits.TscDeadline.Bits.Mask | (options.X2Apic ? LinuxGuestBits.X2Apic.Bits.Mask : 0);
        return new CpuidEntry(LinuxGuestBits.Hypervisor.Function, new CpuidRegisters(0, 0, features, 0));
    }
}
