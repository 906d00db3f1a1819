using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary>An offer to a host, and what a reader has to know about it.</summary>
/// <param name="Source">The host.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Notes">What a reader has to know, a sentence each.</param>
internal sealed record FlagsOffer(SourceSet Source, HvOffer Offer, IReadOnlyList<string> Notes)
{
    /// <summary>The offer against a preset; null where none was asked for.</summary>
    public HvPresetComparison? Comparison { get; private init; }

    /// <summary>The language of what was asked for.</summary>
    public HvConfigurationLanguage Language { get; private init; }

    /// <summary>What a reader has to know of the host and the offer.</summary>
    public IReadOnlyList<string> AllNotes => [.. Source.Notes, .. Notes];

    /// <summary>The offer against a preset.</summary>
    /// <param name="preset">The preset.</param>
    public FlagsOffer ComparedWith(HvPreset preset) => this with { Comparison = HvPresetComparison.Create(Offer, preset, Language) };

    /// <summary>The findings that rest on what the host does not tell: whether they hold is not known.</summary>
    public IReadOnlyList<HvSwitchFinding> Unknown { get; init; } = [];

    /// <summary>True when nothing is wrong for certain, and whether all holds is not known.</summary>
    public bool IsUnknown => Resolution.Errors.Any() && Resolution.Errors.All(error => Unknown.Contains(error) || error.Id == HvSwitchFindingIds.Unknown);

    /// <summary>What it gives.</summary>
    public HvResolution Resolution => Offer.Resolution;

    /// <summary>Where it is offered, and how the host was asked: for a heading.</summary>
    public string Where
    {
        get
        {
            bool chosen = Source.Modelled is not { Query: not null };
            return $"{Source.HostName}, {Resolution.Vmm.Describe(chosen ? Resolution.Answer.AskedOn : HvAskedOn.Given)}";
        }
    }

    /// <summary>Makes an offer to a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vmm">The VMM.</param>
    /// <param name="text">The flags; null for none.</param>
    /// <param name="preset">The preset that they change; null for none.</param>
    /// <param name="passthrough">True to offer what the host supports.</param>
    /// <param name="close">True to add what the switches require.</param>
    public static FlagsOffer Make(SourceSet host, HvVmm vmm, Wishes? text, HvPreset? preset, bool passthrough, bool close)
    {
        HvConfigurationEdits edits = text?.Edits ?? HvConfigurationEdits.None;
        edits = passthrough ? edits.Then(QemuFlags.ParseEdits("hv-passthrough")) : edits;
        HvOffer offer = HvOffer.Make(vmm, host.Host, edits, preset, close);
        IReadOnlyList<HvSwitchFinding> unknown = [];
        if (host.Capabilities is { } capabilities && offer.Resolution.Errors.Any())
        {
            // What is wrong at best is wrong; what is wrong only if the rest is not there is not known.
            HvOffer best = HvOffer.Make(vmm, HvHost.From(capabilities.AtBest()), edits, preset, close);
            HashSet<string> wrong = [.. best.Resolution.Errors.Select(error => error.Flag)];
            unknown = [.. offer.Resolution.Errors.Where(error => !wrong.Contains(error.Flag))];
        }

        List<string> notes = [.. VmmChoice.Notes(vmm), .. text?.Notes ?? []];
        notes.AddRange(LeftOut(offer));
        bool passes = offer.Resolution.Configuration.Mode == HvConfigurationMode.Passthrough;
        notes.AddRange(close && passes ? ["--close adds nothing to passthrough: it gives what the host has."] : offer.Added.Select(addition => $"added {addition}."));
        if (offer.Resolution.Set is { Count: 0 } && !offer.Resolution.Errors.Any())
        {
            notes.Add("this offers the guest nothing: no switch is on, so that there are no Hyper-V leaves.");
        }

        bool debugger = offer.Resolution.Set?.Contains(HvDebuggerVendor.Function) == true;
        notes.AddRange(HvEnlightenmentTable.For(debugger ? offer.LeftOut : HvSwitches.None).Where(row => vmm is not QemuVmm qemu || qemu.Knows(row.Flag)).Select(row =>
            $"{row.Flag} is left out of the explicit switches, as QEMU leaves it out of hv-passthrough since 9.2: it is for debugging, and some Windows guests do not boot with it. To have it, name it beside. The leaves are the host's as they are, its own among them."));

        // Whoever asks for passthrough in explicit switches has what the warning about it advises; what a preset is for is no news about it.
        IEnumerable<HvSwitchFinding> told = offer.Resolution.Findings.Where(finding => offer.Resolution.Starts && finding.Severity != HvSeverity.Error
            && !(passthrough && finding.Id == HvSwitchFindingIds.PreventsMigration) && !(preset is not null && finding.Severity == HvSeverity.Info));
        notes.AddRange(told.Select(finding => $"{finding.Id}: {finding.Message.TrimEnd('.')}.{(finding.Fix.Length == 0 ? "" : $" What helps: {finding.Fix}.")}"));
        notes.AddRange(unknown.Select(error => $"{error.Flag}: unknown: {host.Description}, does not tell whether its KVM supports it."));
        return new FlagsOffer(host, offer, notes) { Language = edits.Language, Unknown = unknown };
    }

    // What of the preset the guest does not get: one note, however much it is.
    private static IEnumerable<string> LeftOut(HvOffer offer)
    {
        string[] flags = [.. HvEnlightenmentTable.For(offer.Dropped).Select(row => row.Flag)];
        return flags.Length == 0 ? []
            : offer.Resolution.Answer.AskedOn == HvAskedOn.None ? [$"{offer.Preset!.Name}: all of it is left out: this host's KVM has no Hyper-V support."]
            : flags.Length == 1 ? [$"{offer.Preset!.Name}: {flags[0]} is left out: this host does not support it, or what it requires."]
            : [$"{offer.Preset!.Name}: {string.Join(", ", flags)} are left out: this host does not support them, or what they require."];
    }
}
