using System.Text.Json.Serialization;
using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Documents;

/// <summary>The leaves that a guest gets from a VMM's switches on a host, and what there is to know about them.</summary>
public sealed record FlagsDocument
{
    /// <summary>The leaves that the guest gets.</summary>
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The switches in QEMU's spelling; those of passthrough in explicit ones.</summary>
    public required string Flags { get; init; }

    /// <summary>The VMM and its release: <c>qemu 11.1</c>.</summary>
    public required string Vmm { get; init; }

    /// <summary>QEMU's machine; null for another VMM.</summary>
    public required string? Machine { get; init; }

    /// <summary>How the VMM asked the host for its leaves; null where they were given.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvAskedOn>))]
    public required HvAskedOn? AskedOn { get; init; }

    /// <summary>The capabilities that the VMM enables on each vCPU, by number.</summary>
    public required IReadOnlyList<int> Enable { get; init; }

    /// <summary>The switches that were added because others require them.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>The fields that <see cref="Flags"/> give otherwise than passthrough, which is what <see cref="Entries"/> are then.</summary>
    public required IReadOnlyList<NotExpressibleDocument> NotExpressible { get; init; }

    /// <summary>The preset that was started from; left out where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PresetDocument? Preset { get; init; }

    /// <summary>What the VM has otherwise than a preset; left out where none was compared with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgainstDocument? Against { get; init; }

    /// <summary>What is wrong, or worth knowing.</summary>
    public required IReadOnlyList<FlagsFindingDocument> Findings { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Makes it of an offer that gives leaves.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="comparison">The offer against a preset; null for none.</param>
    /// <param name="unknown">The findings that rest on what the host does not tell.</param>
    /// <param name="notes">What a reader has to know.</param>
    /// <exception cref="ArgumentNullException"><paramref name="offer"/> is null.</exception>
    /// <exception cref="ArgumentException">The offer gives no leaves: that is a <see cref="FlagsFindingsDocument"/>.</exception>
    public static FlagsDocument From(HvOffer offer, HvPresetComparison? comparison, IReadOnlyCollection<HvSwitchFinding> unknown, IReadOnlyList<string> notes)
    {
        ArgumentNullException.ThrowIfNull(offer);
        HvResolution resolution = offer.Resolution;
        return new FlagsDocument
        {
            Entries = EntryDocument.From(resolution.Set ?? throw new ArgumentException("The offer gives no leaves.", nameof(offer))),
            Flags = offer.ToFlags(),
            Vmm = resolution.Vmm.Name,
            Machine = (resolution.Vmm as QemuVmm)?.Machine.ToString(),
            AskedOn = AskedOnOf(resolution),
            Enable = EnabledBy(resolution),
            Added = [.. offer.Added.Select(addition => addition.Added.Flag)],
            NotExpressible = [.. offer.NotExpressible.Select(NotExpressibleDocument.From)],
            Preset = offer.Preset is null ? null : PresetDocument.From(offer.Preset, offer),
            Against = comparison is null ? null : AgainstDocument.From(comparison),
            Findings = FlagsFindingDocument.From(resolution, unknown),
            Notes = notes,
        };
    }

    internal static HvAskedOn? AskedOnOf(HvResolution resolution) => resolution.Answer.AskedOn is HvAskedOn.Given ? null : resolution.Answer.AskedOn;

    internal static IReadOnlyList<int> EnabledBy(HvResolution resolution) =>
        [.. resolution.Enabled.Where(enabling => enabling.Outcome.IsDone).Select(enabling => (int)enabling.Capability)];
}

/// <summary>A field that explicit switches give otherwise than passthrough.</summary>
public sealed record NotExpressibleDocument
{
    /// <summary>The address: <c>CPUID.40000003H:EAX[0]</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The name; null where it has none.</summary>
    public required string? Name { get; init; }

    /// <summary>The value that the host has, and passthrough gives.</summary>
    public required uint Host { get; init; }

    /// <summary>The value that the switches give.</summary>
    public required uint Guest { get; init; }

    /// <summary>Why they give it otherwise.</summary>
    public required string Reason { get; init; }

    /// <summary>Makes it of a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <exception cref="ArgumentNullException"><paramref name="difference"/> is null.</exception>
    public static NotExpressibleDocument From(HvFieldDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return new NotExpressibleDocument { Address = difference.Address.ToString(), Name = difference.Name, Host = difference.Host, Guest = difference.Guest, Reason = difference.Reason };
    }
}

/// <summary>A preset, and what of it the VM is given.</summary>
public sealed record PresetDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Which guests it is for.</summary>
    public required string Title { get; init; }

    /// <summary>What it says of each switch.</summary>
    public required IReadOnlyList<PresetChoiceDocument> Choices { get; init; }

    /// <summary>Makes it of a preset.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="offer">The offer that starts from it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="preset"/> or <paramref name="offer"/> is null.</exception>
    public static PresetDocument From(HvPreset preset, HvOffer offer)
    {
        ArgumentNullException.ThrowIfNull(preset);
        ArgumentNullException.ThrowIfNull(offer);
        return new PresetDocument
        {
            Name = preset.Name,
            Title = preset.Title,
            Choices = [.. preset.Choices.Select(choice => new PresetChoiceDocument { Flag = choice.Enlightenment.Flag, On = choice.On, Given = offer.IsOn(choice), Reason = choice.Reason })],
        };
    }
}

/// <summary>What a preset says of a switch.</summary>
public sealed record PresetChoiceDocument
{
    /// <summary>The switch, as QEMU spells it.</summary>
    public required string Flag { get; init; }

    /// <summary>Whether the preset switches it on.</summary>
    public required bool On { get; init; }

    /// <summary>Whether the VM has it.</summary>
    public required bool Given { get; init; }

    /// <summary>Why the preset does so.</summary>
    public required string Reason { get; init; }
}

/// <summary>What a VM has otherwise than a preset.</summary>
public sealed record AgainstDocument
{
    /// <summary>The preset's name.</summary>
    public required string Name { get; init; }

    /// <summary>The public document that it is from.</summary>
    public required string Source { get; init; }

    /// <summary>The differences.</summary>
    public required IReadOnlyList<AgainstDifferenceDocument> Differences { get; init; }

    /// <summary>Makes it of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <exception cref="ArgumentNullException"><paramref name="comparison"/> is null.</exception>
    public static AgainstDocument From(HvPresetComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new AgainstDocument
        {
            Name = comparison.Preset.Name,
            Source = comparison.Preset.Source,
            Differences = [.. comparison.Differences.Select(one => new AgainstDifferenceDocument { Flag = one.Flag, Kind = one.Kind, Words = one.Words, Worth = one.Worth })],
        };
    }
}

/// <summary>A switch or value that a VM has otherwise than a preset.</summary>
public sealed record AgainstDifferenceDocument
{
    /// <summary>The switch or setting, as QEMU spells it.</summary>
    public required string Flag { get; init; }

    /// <summary>How they differ.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvPresetDifferenceKind>))]
    public required HvPresetDifferenceKind Kind { get; init; }

    /// <summary>What to write, in the language in which the VM was described.</summary>
    public required string Words { get; init; }

    /// <summary>What it is worth.</summary>
    public required string Worth { get; init; }
}
