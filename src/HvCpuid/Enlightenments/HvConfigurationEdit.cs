using HvCpuid.Text;

namespace HvCpuid.Enlightenments;

/// <summary>One thing that a text says: a switch is on or off, or a setting has a value.</summary>
public sealed record HvConfigurationEdit
{
    private HvConfigurationEdit(HvEnlightenment? enlightenment, HvSetting? setting, string value) =>
        (Enlightenment, Setting, Value, Name, Written) = (enlightenment, setting, value, enlightenment?.Flag ?? setting!.Flag, value);

    /// <summary>The switch; null where <see cref="Setting"/> is what it is about.</summary>
    public HvEnlightenment? Enlightenment { get; }

    /// <summary>The setting; null where <see cref="Enlightenment"/> is what it is about.</summary>
    public HvSetting? Setting { get; }

    /// <summary>The value: <c>on</c> or <c>off</c> of a switch, what the setting takes of a setting.</summary>
    public string Value { get; }

    /// <summary>The name by which the text calls it: the flag, or one of its aliases (<c>hv-apicv</c>).</summary>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }

    /// <summary>The value as the text has it: <c>yes</c> for <c>on</c>.</summary>
    internal string Written { get; init; }

    /// <summary>True of <c>+hv-x</c> and <c>-hv-x</c>, which QEMU applies once the vCPU is being made.</summary>
    internal bool IsSigned { get; init; }

    /// <summary>Where it stands in the text.</summary>
    public HvTextPlace Place { get; init; }

    /// <summary>The flag: <c>hv-stimer</c>, <c>hv-spinlocks</c>.</summary>
    public string Flag => Enlightenment?.Flag ?? Setting!.Flag;

    /// <summary>A switch is on or off.</summary>
    /// <param name="enlightenment">The switch.</param>
    /// <param name="on">Whether it is on.</param>
    public static HvConfigurationEdit Switch(HvEnlightenment enlightenment, bool on) =>
        new(Guard.NotNull(enlightenment), null, HvSettingTable.OnOff(on));

    /// <summary>A setting has a value.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">The value, as text.</param>
    /// <exception cref="ArgumentException">The setting does not take it; the message says what it takes.</exception>
    public static HvConfigurationEdit Set(HvSetting setting, string value)
    {
        Guard.NotNull(setting);
        return setting.Take(HvConfiguration.Default, value) is not null
            ? new HvConfigurationEdit(null, setting, value)
            : throw new ArgumentException($"{setting.Flag} takes {setting.Expecting(value)}, not '{Excerpt.Of(value)}'.", nameof(value));
    }

    /// <summary>The configuration with this edit applied.</summary>
    /// <param name="configuration">The configuration before.</param>
    public HvConfiguration ApplyTo(HvConfiguration configuration)
    {
        Guard.NotNull(configuration);
        return Enlightenment is null ? Setting!.Take(configuration, Value)!
            : IsOn ? configuration.With(Enlightenment.Switch)
            : configuration.Without(Enlightenment.Switch);
    }

    /// <summary>True of a switch that is on.</summary>
    internal bool IsOn => Value == HvSettingTable.OnOff(true);

    /// <summary>The edit as QEMU's property: <c>hv-stimer=on</c>.</summary>
    public override string ToString() => $"{Name}={Value}";
}
