using HvCpuid.Leaves;
using static HvCpuid.Guest.LinuxGuestBits;
using static HvCpuid.Guest.LinuxGuestChangeTable;

namespace HvCpuid.Guest;

/// <summary>A clock source of the guest.</summary>
/// <param name="Name">What /sys/devices/system/clocksource calls it.</param>
/// <param name="Rating">Its rating; the highest is taken, of equals the first registered.</param>
public sealed record LinuxClockSource(string Name, int Rating)
{
    /// <summary>Name and rating.</summary>
    public override string ToString() => $"{Name} ({Rating})";
}

/// <summary>
/// Which clock sources the guest has, which it takes, and what interrupts it: hv_init_clocksource and hv_stimer_alloc
/// (drivers/clocksource/hyperv_timer.c), kvmclock_init (arch/x86/kernel/kvmclock.c), init_tsc_clocksource (arch/x86/kernel/tsc.c).
/// </summary>
internal sealed class LinuxGuestClocks
{
    private const string TscName = "tsc";
    private const string PageName = "hyperv_clocksource_tsc_page";
    private const string MsrName = "hyperv_clocksource_msr";
    private const string KvmName = "kvm-clock";
    private readonly LinuxGuestContext _guest;

    public LinuxGuestClocks(LinuxGuestContext guest)
    {
        _guest = guest;
        List<LinuxClockSource> sources = [.. guest.OnHyperV ? HyperV() : guest.OnKvm ? Kvm() : []];

        // A TSC that is not given up serves where its frequency is known; whether a guest can measure it the leaves do not decide.
        IsKnown = guest.OnHyperV ? !guest.TrustsTsc || guest.KnowsFrequencies : guest.HasKvmClock || (guest.Platforms.Chosen is null && guest.TscsUnsynchronised == true);
        if (guest.TrustsTsc || (guest.HasKvmClock && guest.TscsUnsynchronised == false))
        {
            sources.Add(new LinuxClockSource(TscName, 300));
        }

        sources.AddRange(guest.Options.HasHpet ? [new LinuxClockSource("hpet", 250)] : []);
        sources.Add(new LinuxClockSource("acpi_pm", 200));

        // A stable sort: of equal ratings the first registered stays first (clocksource_enqueue).
        Sources = [.. sources.OrderByDescending(source => source.Rating)];
        Chosen = IsKnown ? Sources[0].Name : null;
        First = Chosen != TscName ? null : guest.OnKvm ? KvmName : guest.Has(TscEarly) ? "tsc-early" : null;
    }

    /// <summary>By rating, the highest first.</summary>
    public IReadOnlyList<LinuxClockSource> Sources { get; }

    /// <summary>False where the leaves do not decide it.</summary>
    public bool IsKnown { get; }

    public string? Chosen { get; }

    /// <summary>The clock source that serves before the chosen one; null where it is that one.</summary>
    public string? First { get; }

    /// <summary>
    /// What interrupts the processor. The local APIC's deadline mode takes a TSC of known frequency: KVM's clock or the frequency MSRs tell it; a
    /// guest that measures it by a timer of the machine's may have it too.
    /// </summary>
    public string Event => _guest.Uses(LinuxGuestFeatureTable.DirectTimers) ? "Hyper-V clockevent"
        : _guest.IsSet(TscDeadline) && (_guest.KnowsFrequencies || _guest.HasKvmClock) ? "lapic-deadline"
        : "lapic";

    private IEnumerable<LinuxClockSource> HyperV()
    {
        bool lowered = _guest.Has(RatingByInvariantTsc) && _guest.TrustsTsc;
        bool page = _guest.IsSet(HvBits.AccessPartitionReferenceTsc) && _guest.Has(CommonInit);
        if (page)
        {
            yield return new LinuxClockSource(PageName, !_guest.Has(RatingByInvariantTsc) ? _guest.Has(TscPage250) ? 250 : 400 : lowered ? 250 : 500);
        }

        if (_guest.IsSet(HvBits.AccessPartitionReferenceCounter) && (!page || _guest.Has(BothClockSources)))
        {
            yield return !_guest.Has(CommonInit) ? new LinuxClockSource("hyperv_clocksource", 400)
                : new LinuxClockSource(MsrName, !_guest.Has(RatingByInvariantTsc) ? 400 : _guest.Has(BothClockSources) ? lowered ? 245 : 495 : lowered && page ? 250 : 500);
        }
    }

    private IEnumerable<LinuxClockSource> Kvm()
    {
        if (_guest.HasKvmClock)
        {
            yield return new LinuxClockSource(KvmName, _guest.TscIsInvariant == true && _guest.Has(KvmPrefersTsc) ? 299 : 400);
        }
    }
}
