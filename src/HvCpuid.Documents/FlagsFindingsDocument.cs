using System.Text.Json.Serialization;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Documents;

/// <summary>Everything that is in the way of a VM's switches on a host, where it gets no leaves.</summary>
public sealed record FlagsFindingsDocument
{
    /// <summary>What is wrong, or worth knowing.</summary>
    public required IReadOnlyList<FlagsFindingDocument> Findings { get; init; }

    /// <summary>The VMM and its release: <c>qemu 11.1</c>.</summary>
    public required string Vmm { get; init; }

    /// <summary>QEMU's machine; null for another VMM.</summary>
    public required string? Machine { get; init; }

    /// <summary>How the VMM asked the host for its leaves; null where they were given.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvAskedOn>))]
    public required HvAskedOn? AskedOn { get; init; }

    /// <summary>The capabilities that the VMM enabled on a vCPU, by number.</summary>
    public required IReadOnlyList<int> Enable { get; init; }

    /// <summary>What the VM has otherwise than a preset; left out where none was compared with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgainstDocument? Against { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Makes it of an offer.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="comparison">The offer against a preset; null for none.</param>
    /// <param name="unknown">The findings that rest on what the host does not tell.</param>
    /// <param name="notes">What a reader has to know.</param>
    /// <exception cref="ArgumentNullException"><paramref name="offer"/> is null.</exception>
    public static FlagsFindingsDocument From(HvOffer offer, HvPresetComparison? comparison, IReadOnlyCollection<HvSwitchFinding> unknown, IReadOnlyList<string> notes)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return new FlagsFindingsDocument
        {
            Findings = FlagsFindingDocument.From(offer.Resolution, unknown),
            Vmm = offer.Resolution.Vmm.Name,
            Machine = (offer.Resolution.Vmm as QemuVmm)?.Machine.ToString(),
            AskedOn = FlagsDocument.AskedOnOf(offer.Resolution),
            Enable = FlagsDocument.EnabledBy(offer.Resolution),
            Against = comparison is null ? null : AgainstDocument.From(comparison),
            Notes = notes,
        };
    }
}

/// <summary>What is wrong with a switch on a host, or worth knowing.</summary>
public sealed record FlagsFindingDocument
{
    /// <summary>The rule.</summary>
    public required string Id { get; init; }

    /// <summary>How bad it is.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvSeverity>))]
    public required HvSeverity Severity { get; init; }

    /// <summary>The first of <see cref="Addresses"/>; null where no bit is concerned.</summary>
    public required string? Address { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What would put it right; empty where nothing is known.</summary>
    public required string Fix { get; init; }

    /// <summary>The switch or setting, as QEMU spells it.</summary>
    public required string Flag { get; init; }

    /// <summary>The addresses of the bits that are concerned.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Whether the VMM does not start for it.</summary>
    public required bool Stops { get; init; }

    /// <summary>Whether it is the one that the VMM tells.</summary>
    public required bool First { get; init; }

    /// <summary>True where it rests on what the host does not tell; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Unknown { get; init; }

    /// <summary>Makes them of what a VMM makes of its switches on a host.</summary>
    /// <param name="resolution">What it makes of them.</param>
    /// <param name="unknown">The findings that rest on what the host does not tell.</param>
    /// <exception cref="ArgumentNullException"><paramref name="resolution"/> or <paramref name="unknown"/> is null.</exception>
    public static IReadOnlyList<FlagsFindingDocument> From(HvResolution resolution, IReadOnlyCollection<HvSwitchFinding> unknown)
    {
        ArgumentNullException.ThrowIfNull(resolution);
        ArgumentNullException.ThrowIfNull(unknown);
        return [.. resolution.Findings.Select(finding => From(finding, finding == resolution.First, unknown.Contains(finding)))];
    }

    private static FlagsFindingDocument From(HvSwitchFinding finding, bool isFirst, bool isUnknown)
    {
        IReadOnlyList<string> addresses = DocumentText.Texts(finding.Addresses);
        return new FlagsFindingDocument
        {
            Id = finding.Id,
            Severity = finding.Severity,
            Address = addresses.Count == 0 ? null : addresses[0],
            Message = finding.Message,
            Fix = finding.Fix,
            Flag = finding.Flag,
            Addresses = addresses,
            Stops = finding.StopsVmm,
            First = isFirst,
            Unknown = isUnknown ? true : null,
        };
    }
}
