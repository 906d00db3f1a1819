using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>How a VM differs from a preset in one switch or value.</summary>
public enum HvPresetDifferenceKind
{
    /// <summary>The preset has it, the host supports it, the VM does not have it.</summary>
    Missing = 0,

    /// <summary>Both have a value, and not the same.</summary>
    Value,

    /// <summary>The preset has it, but the VMM does not know it or the host does not support it, or what it requires.</summary>
    Unsupported,

    /// <summary>The VM has it, the preset does not.</summary>
    Beyond,
}

/// <summary>A switch or value in which a VM differs from a preset.</summary>
/// <param name="Flag">The flag: <c>hv-stimer</c>.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Words">What to write to have it as the preset has it, in the VM's language; of what is beyond the preset, how it stands there.</param>
/// <param name="Worth">What it is worth, or why the preset leaves it off.</param>
public sealed record HvPresetDifference(string Flag, HvPresetDifferenceKind Kind, string Words, string Worth);

/// <summary>A VM against a preset on a host: what it leaves on the table, and what each switch is worth.</summary>
/// <param name="Preset">The preset.</param>
/// <param name="Differences">The differences: switches in the order of the table, then values.</param>
public sealed record HvPresetComparison(HvPreset Preset, IReadOnlyList<HvPresetDifference> Differences)
{
    /// <summary>True when the VM lacks something that the preset has and the host supports.</summary>
    public bool LeavesSomething => Differences.Any(difference => difference.Kind == HvPresetDifferenceKind.Missing);

    /// <summary>Compares what a VM is offered.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="preset">The preset.</param>
    /// <param name="language">The language of the VM's definition.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such language.</exception>
    public static HvPresetComparison Create(HvOffer offer, HvPreset preset, HvConfigurationLanguage language = HvConfigurationLanguage.Qemu)
    {
        Guard.NotNull(offer);
        Guard.NotNull(preset);
        Guard.Defined(language);
        offer.Resolution.Vmm.KeepSupported(preset.Configuration, offer.Host, out HvSwitches dropped);
        HvSwitches on = offer.Explicit.Switches;
        IEnumerable<HvPresetDifference> switches = preset.Choices.Where(choice => choice.On != ((on & choice.Enlightenment.Switch) != 0)).Select(choice => new HvPresetDifference(
            choice.Enlightenment.Flag,
            !choice.On ? HvPresetDifferenceKind.Beyond : (dropped & choice.Enlightenment.Switch) != 0 ? HvPresetDifferenceKind.Unsupported : HvPresetDifferenceKind.Missing,
            VmWords.On(choice.Enlightenment, language),
            choice.Reason));
        IEnumerable<HvPresetDifference> values = preset.Values.Where(value => !Same(value, offer.Explicit)).Select(value => new HvPresetDifference(
            value.Setting.Flag, HvPresetDifferenceKind.Value, VmWords.Value(new HvSettingValue(value.Setting, value.Value), language), $"{value.Setting.Print(offer.Explicit)} here; {value.Reason}"));
        return new HvPresetComparison(preset, [.. switches, .. values]);
    }

    private static bool Same(HvPresetValue value, HvConfiguration configuration) => value.Setting.Print(configuration) == value.Setting.Print(value.Setting.Take(HvConfiguration.Default, value.Value)!);
}
