using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>A configuration with a reason for everything in it: a row of <see cref="HvPresetTable"/>.</summary>
/// <param name="Name">Its name, as one types it.</param>
/// <param name="Title">Which guests it is for.</param>
/// <param name="Choices">Every switch, on or off, and why.</param>
/// <exception cref="ArgumentNullException">There is no name, no title, or no choices.</exception>
/// <exception cref="ArgumentException">A choice is null.</exception>
public sealed record HvPreset(string Name, string Title, IReadOnlyList<HvPresetChoice> Choices)
{
    /// <summary>Its name, as one types it.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Name);

    /// <summary>Which guests it is for.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string Title
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Title);

    /// <summary>Every switch, on or off, and why.</summary>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvPresetChoice> Choices
    {
        get;
        init => field = Guard.NotNullItems(value);
    }
    = Guard.NotNullItems(Choices);

    /// <summary>The values that it has an opinion about; one that is the default says why it stays.</summary>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvPresetValue> Values
    {
        get;
        init => field = Guard.NotNullItems(value);
    }
    = [];

    /// <summary>Where it comes from: document or source file, release, and when it was looked up.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string Source
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = "";

    /// <summary>The configuration: the switches that are on, closed under their requirements, and the values.</summary>
    public HvConfiguration Configuration => Values.Aggregate(
        HvConfiguration.Default.With(Choices.Where(choice => choice.On).Aggregate(HvSwitches.None, (all, choice) => all | choice.Enlightenment.Switch)),
        (configuration, value) => value.Setting.Take(configuration, value.Value)!);

    /// <summary>The configuration on a host: without what it does not support.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="dropped">The switches that the host does not support, or that require such.</param>
    /// <returns>The configuration, which resolves on that host.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="hostSupported"/> is null.</exception>
    public HvConfiguration On(HvCpuidSet hostSupported, out HvSwitches dropped) => Configuration.KeepSupported(hostSupported, out dropped);
}

/// <summary>A switch of a preset.</summary>
/// <param name="Enlightenment">The switch.</param>
/// <param name="On">Whether it is on.</param>
/// <param name="Reason">Why.</param>
public sealed record HvPresetChoice(HvEnlightenment Enlightenment, bool On, string Reason)
{
    /// <summary>The switch.</summary>
    public HvEnlightenment Enlightenment
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Enlightenment);

    /// <summary>Why.</summary>
    public string Reason
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Reason);
}

/// <summary>A value of a preset.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Reason">Why.</param>
/// <exception cref="ArgumentNullException">There is no setting, no value, or no reason.</exception>
public sealed record HvPresetValue(HvSetting Setting, string Value, string Reason)
{
    /// <summary>The setting.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public HvSetting Setting
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Setting);

    /// <summary>The value, as text.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string Value
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Value);

    /// <summary>Why.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public string Reason
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Reason);
}
