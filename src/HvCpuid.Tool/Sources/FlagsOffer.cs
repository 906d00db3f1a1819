using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>What a VMM is told to offer, and what that gives on a host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Resolution">The leaves, or everything that stands in the way.</param>
internal sealed record FlagsOffer(SourceSet Host, HvResolution Resolution)
{
    /// <summary>The switches that were added because others require them.</summary>
    public IReadOnlyList<HvAddition> Added { get; init; } = [];

    /// <summary>The preset that was asked for; null for none.</summary>
    public HvPreset? Preset { get; init; }

    /// <summary>The switches of the preset that the host does not support, or that require such.</summary>
    public HvSwitches Dropped { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The configuration in explicit switches, whoever chose them.</summary>
    public HvConfiguration Explicit { get; } = Resolution.Configuration.ExpandOn(Host.Set);

    /// <summary>What of passthrough the explicit switches do not say.</summary>
    public IReadOnlyList<HvFieldDifference> Unsaid { get; } =
        Resolution.Configuration.Mode == HvConfigurationMode.Passthrough ? HvPassthrough.Explain(Host.Set, Resolution.Configuration).Unsaid : [];

    /// <summary>True when a switch of the preset is on after all.</summary>
    public bool IsOn(HvPresetChoice choice) => (Explicit.Switches & choice.Enlightenment.Switch) != 0;

    /// <summary>Makes an offer to a host.</summary>
    /// <param name="host">The host, which answers.</param>
    /// <param name="text">The flags; null for none.</param>
    /// <param name="preset">The preset that they change; null for none.</param>
    /// <param name="passthrough">True to offer what the host supports, as it is.</param>
    /// <param name="close">True to add what the switches require.</param>
    /// <exception cref="ToolFailure">The flags do not go with the preset.</exception>
    public static FlagsOffer Make(SourceSet host, FlagsText? text, HvPreset? preset, bool passthrough, bool close)
    {
        // The flag, and not only the mode: what it does not heed of the others is told then.
        text = passthrough && text?.Qemu is { } flags ? FlagsText.Parse($"{flags},hv-passthrough", "flags") : text;
        List<string> notes = [.. text?.Notes ?? []];
        HvConfiguration configuration = text?.Configuration ?? HvConfiguration.Default;
        HvSwitches dropped = HvSwitches.None;
        if (preset is not null)
        {
            if (text is { Qemu: null })
            {
                throw ToolFailure.Unusable("--preset goes with QEMU flags that change it, not with libvirt's XML.");
            }

            HvConfiguration kept = preset.On(host.Set, out dropped);
            notes.AddRange(HvEnlightenmentTable.Of(dropped).Select(row => $"{preset.Name}: {row.Flag} is left out: this host does not support it, or what it requires."));
            configuration = text is null ? kept : FlagsText.Parse($"{kept.ToQemu()},{text.Qemu}", "flags").Configuration;
        }

        IReadOnlyList<HvAddition> added = [];
        configuration = passthrough ? configuration with { Mode = HvConfigurationMode.Passthrough } : configuration;
        if (close && configuration.Mode == HvConfigurationMode.Passthrough)
        {
            notes.Add("--close adds nothing to passthrough: it gives what the host has.");
        }
        else if (close)
        {
            configuration = configuration.Close(out added);
            notes.AddRange(added.Select(addition => $"added {addition}."));
        }

        HvResolution resolution = host.Request is { } request ? configuration.Resolve(request.Query) : configuration.Resolve(host.Set);
        if (resolution.Set is { Count: 0 })
        {
            notes.Add("this offers the guest nothing: no switch is on, so that there are no Hyper-V leaves.");
        }

        if (configuration.Mode == HvConfigurationMode.Passthrough)
        {
            notes.AddRange(HvEnlightenmentTable.Of(HvPassthrough.Explain(host.Set, configuration).LeftOut).Select(row =>
                $"{row.Flag} is left out of the explicit switches, as QEMU leaves it out of hv-passthrough since 9.2: it is for debugging, and some Windows guests do not boot with it. To have it, name it beside. The leaves are the host's as they are, its own among them."));
        }

        // Whoever asks for passthrough in explicit switches has what the warning about it advises.
        notes.AddRange(resolution.Findings
            .Where(finding => resolution.Set is not null && !(passthrough && finding.Id == HvSwitchFindingIds.PreventsMigration))
            .Select(finding => $"{finding.Id}: {finding.Message.TrimEnd('.')}.{(finding.Fix.Length == 0 ? "" : $" What helps: {finding.Fix}.")}"));
        return new FlagsOffer(host, resolution) { Added = added, Preset = preset, Dropped = dropped, Notes = notes };
    }
}
