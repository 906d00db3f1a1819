using System.Text.Json.Serialization;
using HvCpuid.Guest;
using HvCpuid.Sets;

namespace HvCpuid.Documents;

/// <summary>What a guest concludes from its leaves, prints and switches on.</summary>
public sealed record GuestDocument
{
    /// <summary>The guest's system: <c>linux</c>, <c>freebsd</c> or <c>windows</c>.</summary>
    public required string As { get; init; }

    /// <summary>The guest's kernel; null where it makes no difference here.</summary>
    public required string? Kernel { get; init; }

    /// <summary>The hypervisor that the guest takes; null for none.</summary>
    public required string? Platform { get; init; }

    /// <summary>Why, what decides first.</summary>
    public required IReadOnlyList<string> Why { get; init; }

    /// <summary>The lines of its log that the leaves decide, as that release prints them.</summary>
    public required IReadOnlyList<string> Dmesg { get; init; }

    /// <summary>The clock that it reads the time from; null where the leaves do not decide it.</summary>
    public required string? Clocksource { get; init; }

    /// <summary>What wakes it; null where it is not Linux.</summary>
    public required string? Clockevent { get; init; }

    /// <summary>What it uses, with the bits that make it.</summary>
    public required IReadOnlyList<GuestFeatureDocument> Features { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    /// <summary>What is not known.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Of Linux: its lines and <see cref="AlsoPrinted"/> in their places; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Of Linux: lines that only name replaced functions, known from the source; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AlsoPrinted { get; init; }

    /// <summary>Of Linux: <c>x2apic</c> or <c>xapic</c>; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApicMode { get; init; }

    /// <summary>Of Linux: the clocks that there are, the best first; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GuestClockDocument>? Clocksources { get; init; }

    /// <summary>Of Linux: the MSRs that it touches; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GuestMsrDocument>? Msrs { get; init; }

    /// <summary>Of Linux: the hypercalls that it makes; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GuestHypercallDocument>? Hypercalls { get; init; }

    /// <summary>Makes it of a Linux guest.</summary>
    /// <param name="view">The guest.</param>
    /// <exception cref="ArgumentNullException"><paramref name="view"/> is null.</exception>
    public static GuestDocument From(LinuxGuestView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new GuestDocument
        {
            As = "linux",
            Kernel = view.Options.Kernel.Name,
            Platform = view.Platform,
            Why = view.Why,
            Dmesg = view.Dmesg,
            Clocksource = view.ClockSource,
            Clockevent = view.ClockEvent,
            Features = [.. view.Features.Select(GuestFeatureDocument.From)],
            Findings = [.. view.Findings.Select(FindingDocument.From)],
            Unknown = view.Unknown,
            Lines = [.. view.Lines.Select(line => line.Text)],
            AlsoPrinted = [.. view.Lines.Where(line => line.Row.IsAside).Select(line => line.Text)],
            ApicMode = view.ApicMode,
            Clocksources = [.. view.ClockSources.Select(source => new GuestClockDocument { Name = source.Name, Rating = source.Rating })],
            Msrs = [.. view.Msrs.Select(GuestMsrDocument.From)],
            Hypercalls = [.. view.Hypercalls.Select(GuestHypercallDocument.From)],
        };
    }

    /// <summary>Makes it of a FreeBSD guest.</summary>
    /// <param name="view">The guest.</param>
    /// <exception cref="ArgumentNullException"><paramref name="view"/> is null.</exception>
    public static GuestDocument From(FreeBsdGuestView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new GuestDocument
        {
            As = "freebsd",
            Kernel = null,
            Platform = view.Platform,
            Why = view.Why,
            Dmesg = view.Dmesg,
            Clocksource = view.TimeCounter,
            Clockevent = null,
            Features = [.. view.Features.Select(GuestFeatureDocument.From)],
            Findings = [],
            Unknown = ["this is read from FreeBSD's source, not held against boots; what VMBus and the drivers behind it do is not told."],
        };
    }

    /// <summary>Makes it of a Windows guest.</summary>
    /// <param name="view">The guest.</param>
    /// <exception cref="ArgumentNullException"><paramref name="view"/> is null.</exception>
    public static GuestDocument From(WindowsGuestView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new GuestDocument
        {
            As = "windows",
            Kernel = null,
            Platform = view.IsHyperV ? "Microsoft Hyper-V" : null,
            Why = view.Why,
            Dmesg = [],
            Clocksource = null,
            Clockevent = null,
            Features = [.. view.Features.Select(GuestFeatureDocument.From)],
            Findings = [],
            Unknown = ["Windows prints nothing of it, and which release uses which feature is not published: these are those that documents name."],
        };
    }
}

/// <summary>What a guest uses.</summary>
public sealed record GuestFeatureDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The first of <see cref="Needs"/>.</summary>
    public required string Address { get; init; }

    /// <summary>The addresses of the bits that it needs.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Meaning { get; init; }

    /// <summary>The public document or file that says so.</summary>
    public required string Source { get; init; }

    /// <summary>Makes it of a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feature"/> is null.</exception>
    public static GuestFeatureDocument From(GuestFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return new GuestFeatureDocument
        {
            Name = feature.Name,
            Address = feature.Needs[0].ToString(),
            Needs = DocumentText.Texts(feature.Needs),
            Meaning = feature.Meaning,
            Source = feature.Source,
        };
    }

    /// <summary>Makes it of a feature of Linux.</summary>
    /// <param name="feature">The feature.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feature"/> is null.</exception>
    public static GuestFeatureDocument From(LinuxGuestFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return From(new GuestFeature(feature.Name, feature.Meaning, feature.Needs, feature.Since is null ? feature.Source : $"{feature.Source}; since {feature.Since}"));
    }
}

/// <summary>A clock of a Linux guest.</summary>
public sealed record GuestClockDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its rating; the highest is taken.</summary>
    public required int Rating { get; init; }
}

/// <summary>An MSR that a Linux guest touches.</summary>
public sealed record GuestMsrDocument
{
    /// <summary>The number: <c>0x</c> and eight digits.</summary>
    public required string Msr { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the guest reads it.</summary>
    public required bool Read { get; init; }

    /// <summary>Whether the guest writes it.</summary>
    public required bool Write { get; init; }

    /// <summary>The value that it writes, <c>0x</c> and sixteen digits; null where that is not fixed.</summary>
    public required string? Value { get; init; }

    /// <summary>What for.</summary>
    public required string Meaning { get; init; }

    /// <summary>The file that says so.</summary>
    public required string Source { get; init; }

    /// <summary>Makes it of an MSR.</summary>
    /// <param name="msr">The MSR.</param>
    /// <exception cref="ArgumentNullException"><paramref name="msr"/> is null.</exception>
    public static GuestMsrDocument From(LinuxGuestMsr msr)
    {
        ArgumentNullException.ThrowIfNull(msr);
        return new GuestMsrDocument
        {
            Msr = DocumentText.Hex(msr.Msr),
            Name = msr.Name,
            Read = msr.IsRead,
            Write = msr.IsWritten,
            Value = msr.Value is { } value ? DocumentText.Hex(value) : null,
            Meaning = msr.Meaning,
            Source = msr.Source,
        };
    }
}

/// <summary>A hypercall that a Linux guest makes.</summary>
public sealed record GuestHypercallDocument
{
    /// <summary>The code: <c>0x</c> and four digits.</summary>
    public required string Code { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses of the bits that make the guest use it.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>What for.</summary>
    public required string Meaning { get; init; }

    /// <summary>The file that says so.</summary>
    public required string Source { get; init; }

    /// <summary>Makes it of a hypercall.</summary>
    /// <param name="hypercall">The hypercall.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hypercall"/> is null.</exception>
    public static GuestHypercallDocument From(LinuxGuestHypercall hypercall)
    {
        ArgumentNullException.ThrowIfNull(hypercall);
        return new GuestHypercallDocument
        {
            Code = DocumentText.Code(hypercall.Code),
            Name = hypercall.Name,
            Needs = DocumentText.Texts(hypercall.Needs),
            Meaning = hypercall.Meaning,
            Source = hypercall.Source,
        };
    }
}

/// <summary>What is wrong.</summary>
public sealed record FindingDocument
{
    /// <summary>The rule.</summary>
    public required string Id { get; init; }

    /// <summary>How bad it is.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvSeverity>))]
    public required HvSeverity Severity { get; init; }

    /// <summary>Where; null where no bit is concerned.</summary>
    public required string? Address { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What would put it right.</summary>
    public required string Fix { get; init; }

    /// <summary>Makes it of a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <exception cref="ArgumentNullException"><paramref name="finding"/> is null.</exception>
    public static FindingDocument From(LinuxGuestFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new FindingDocument { Id = finding.Id, Severity = finding.Severity, Address = finding.Address?.ToString(), Message = finding.Message, Fix = finding.Fix };
    }
}
