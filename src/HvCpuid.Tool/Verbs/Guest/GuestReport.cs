using HvCpuid.Guest;
using HvCpuid.Registers;

namespace HvCpuid.Tool.Verbs;

/// <summary>What a guest concludes, whichever system it runs.</summary>
/// <param name="System">The word of <c>--as</c>.</param>
/// <param name="Name">The system, for a heading.</param>
/// <param name="Platform">The hypervisor that it takes; null for none.</param>
/// <param name="Why">Why, what decides first.</param>
internal sealed record GuestReport(string System, string Name, string? Platform, IReadOnlyList<string> Why)
{
    /// <summary>The lines of its log; empty where it prints none.</summary>
    public IReadOnlyList<string> Dmesg { get; init; } = [];

    /// <summary>The clock that it reads the time from; null where the leaves do not decide it.</summary>
    public string? ClockSource { get; init; }

    /// <summary>What it uses, with the bits that make it.</summary>
    public IReadOnlyList<GuestFeature> Features { get; init; } = [];

    /// <summary>What is not known.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>More, of a Linux guest.</summary>
    public LinuxGuestView? Linux { get; init; }

    public static GuestReport Of(LinuxGuestView view) => new("linux", $"Linux {view.Options.Kernel}", view.Platform, view.Why)
    {
        Dmesg = view.Dmesg,
        ClockSource = view.ClockSource,
        Features = [.. view.Features.Select(row => new GuestFeature(row.Name, row.Meaning, row.Needs, Source(row)))],
        Unknown = view.Unknown,
        Linux = view,
    };

    public static GuestReport Of(FreeBsdGuestView view) => new("freebsd", "FreeBSD", view.Platform, view.Why)
    {
        Dmesg = view.Dmesg,
        ClockSource = view.TimeCounter,
        Features = view.Features,
        Unknown = ["this is read from FreeBSD's source, not held against boots; what VMBus and the drivers behind it do is not told."],
    };

    public static GuestReport Of(WindowsGuestView view) => new("windows", "Windows", view.IsHyperV ? "Microsoft Hyper-V" : null, view.Why)
    {
        Features = view.Features,
        Unknown = ["Windows prints nothing of it, and which release uses which feature is not published: these are those that documents name."],
    };

    /// <summary>Addresses as they stand behind a feature.</summary>
    public static string Addresses(IEnumerable<BitAddress> addresses) => string.Join(", ", addresses);

    private static string Source(LinuxGuestFeature row) => row.Since is null ? row.Source : $"{row.Source}; since {row.Since}";
}
