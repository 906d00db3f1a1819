using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>What a VMM is told to offer its guest on a host, made of a preset, a text and what closes it, and what that gives.</summary>
public sealed class HvOffer
{
    private HvOffer(HvHost host, HvResolution resolution) => (Host, Resolution) = (host, resolution);

    /// <summary>The host.</summary>
    public HvHost Host { get; }

    /// <summary>The leaves, or every reason against it.</summary>
    public HvResolution Resolution { get; }

    /// <summary>The preset that it starts from; null for none.</summary>
    public HvPreset? Preset { get; private init; }

    /// <summary>The switches of the preset that the VMM does not know or the host does not support, or that require such.</summary>
    public HvSwitches Dropped { get; private init; }

    /// <summary>The switches that were added because others require them.</summary>
    public IReadOnlyList<HvAddition> Added { get; private init; } = [];

    /// <summary>The configuration in explicit switches, whoever chose them.</summary>
    public HvConfiguration Explicit { get; private init; } = HvConfiguration.Default;

    /// <summary>What of passthrough the explicit switches do not say.</summary>
    public IReadOnlyList<HvFieldDifference> NotExpressible { get; private init; } = [];

    /// <summary>The switches that the host supports and passthrough in explicit switches leaves out.</summary>
    public HvSwitches LeftOut { get; private init; }

    /// <summary>Makes an offer.</summary>
    /// <param name="vmm">The VMM.</param>
    /// <param name="host">The host.</param>
    /// <param name="edits">What a text says; it changes the preset.</param>
    /// <param name="preset">The preset, without what the host does not support; where its KVM has no Hyper-V support, that is all of it. Null to start from nothing.</param>
    /// <param name="close">Whether to add the switches that others require.</param>
    /// <example>
    /// <code>
    /// HvHost host = HvHost.Parse("6.12,intel");
    /// HvOffer offer = HvOffer.Make(QemuVmm.Newest, host, QemuFlags.ParseEdits("hv-evmcs"), close: true);
    /// Console.WriteLine(offer.ToFlags()); // hv-vapic,hv-evmcs
    /// Console.WriteLine(offer.Resolution.GetSet().Count); // 11
    /// </code>
    /// </example>
    public static HvOffer Make(HvVmm vmm, HvHost host, HvConfigurationEdits edits, HvPreset? preset = null, bool close = false)
    {
        Guard.NotNull(vmm);
        HvConfigurationEdits all = Guard.NotNull(edits);
        HvSwitches dropped = HvSwitches.None;
        if (preset is not null)
        {
            HvConfiguration kept = vmm.KeepSupported(preset.Configuration, host, out dropped);
            IEnumerable<HvPresetValue> values = vmm.Ask(host).AskedOn == HvAskedOn.None ? [] : preset.Values.Where(value => value.Value != value.Setting.Default);
            HvConfigurationEdits start = new(Switches(kept.Switches, edits.Language).Items.Concat(values.Select(value => HvConfigurationEdit.Set(value.Setting, value.Value)))) { Language = edits.Language };
            all = start.Then(edits);
        }

        IReadOnlyList<HvAddition> added = [];
        HvConfiguration configuration = all.ToConfiguration();
        if (close && configuration.Mode != HvConfigurationMode.Passthrough)
        {
            HvSwitches closed = configuration.Close(out added).Switches & ~configuration.Switches;
            all = all.Then(Switches(closed, edits.Language));
        }

        HvResolution resolution = vmm.Resolve(all, host);
        bool passthrough = resolution.Configuration.Mode == HvConfigurationMode.Passthrough;
        HvPassthroughExplanation? explanation = passthrough && resolution.Answer.Set is { Count: > 0 } ? HvPassthrough.Explain(vmm, host, resolution.Configuration) : null;
        return new HvOffer(host, resolution)
        {
            Preset = preset,
            Dropped = dropped,
            Added = added,
            Explicit = explanation?.Configuration ?? resolution.Configuration,
            NotExpressible = explanation?.NotExpressible ?? [],
            LeftOut = explanation?.LeftOut ?? HvSwitches.None,
        };
    }

    /// <summary>True when a switch of the preset is on after all.</summary>
    /// <param name="choice">The switch.</param>
    public bool IsOn(HvPresetChoice choice) => (Explicit.Switches & Guard.NotNull(choice).Enlightenment.Switch) != 0;

    /// <summary>The explicit switches as QEMU's flags, for the VMM's release and machine type where it is a QEMU.</summary>
    public string ToFlags() => Resolution.Vmm is not QemuVmm qemu ? Explicit.ToQemu()
        : Resolution.Configuration.Mode == HvConfigurationMode.Passthrough ? Explicit.ToQemu(qemu)
        : Resolution.Effective.ToQemu(qemu);

    private static HvConfigurationEdits Switches(HvSwitches switches, HvConfigurationLanguage language) =>
        new(HvEnlightenmentTable.For(switches).Select(row => HvConfigurationEdit.Switch(row, true))) { Language = language };
}
