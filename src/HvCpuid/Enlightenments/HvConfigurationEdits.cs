namespace HvCpuid.Enlightenments;

/// <summary>
/// What a text says about enlightenments, whatever its language: edits in the order in which they count (the last one about a switch or setting
/// wins), each with its place in the text. Readers of QEMU's flags, libvirt's XML and the like make it; a configuration is what it gives.
/// </summary>
public sealed class HvConfigurationEdits
{
    /// <summary>Edits in the order in which they count.</summary>
    /// <param name="items">The edits.</param>
    /// <exception cref="ArgumentException">One of the edits is null.</exception>
    public HvConfigurationEdits(IEnumerable<HvConfigurationEdit> items)
    {
        HvConfigurationEdit[] edits = [.. Guard.NotNull(items)];
        Guard.NotNullItems(edits, nameof(items));
        Items = Array.AsReadOnly(edits);
    }

    /// <summary>A text that says nothing.</summary>
    public static HvConfigurationEdits None { get; } = new([]);

    /// <summary>The edits, in the order in which they count; that of a switch's place in the text says where it was written.</summary>
    public IReadOnlyList<HvConfigurationEdit> Items { get; }

    /// <summary>Who chooses, where the language says it otherwise than by a switch (libvirt's <c>mode</c>); null where it does not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public HvConfigurationMode? Mode
    {
        get;
        init => field = value is { } mode ? Guard.Defined(mode) : null;
    }

    /// <summary>The language of the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such language.</exception>
    public HvConfigurationLanguage Language
    {
        get;
        init => field = Guard.Defined(value);
    }

    /// <summary>The CPU model that the text names, <c>host</c>; null where it names none. QEMU's messages about properties name it.</summary>
    public string? CpuModel { get; init; }

    /// <summary>What of the text says nothing about enlightenments: the CPU model, other properties.</summary>
    /// <exception cref="ArgumentException">One of the texts is null.</exception>
    public IReadOnlyList<string> Ignored
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The switches of which the last word is off.</summary>
    public HvSwitches SwitchedOff => Items.Where(edit => edit.Enlightenment is not null)
        .Aggregate(HvSwitches.None, (off, edit) => edit.IsOn ? off & ~edit.Enlightenment!.Switch : off | edit.Enlightenment!.Switch);

    /// <summary>The settings that have a value, each once, in the order of the table.</summary>
    public IReadOnlyList<HvSetting> Given => [.. HvSettingTable.All.Where(row => Items.Any(edit => edit.Setting == row))];

    /// <summary>The configuration that the text alone gives.</summary>
    public HvConfiguration ToConfiguration() => ApplyTo(HvConfiguration.Default);

    /// <summary>A configuration, changed by the text: a preset with flags beside it.</summary>
    /// <param name="configuration">The configuration before.</param>
    public HvConfiguration ApplyTo(HvConfiguration configuration)
    {
        Guard.NotNull(configuration);
        HvConfiguration start = Mode is { } mode ? configuration with { Mode = mode } : configuration;
        HvConfiguration result = Items.Aggregate(start, (before, edit) => edit.ApplyTo(before));
        return result.Mode == HvConfigurationMode.HostModel ? result with { Excluded = SwitchedOff } : result;
    }

    /// <summary>These edits, and others behind them: what the others say counts.</summary>
    /// <param name="later">The others.</param>
    public HvConfigurationEdits Then(HvConfigurationEdits later)
    {
        Guard.NotNull(later);
        return new HvConfigurationEdits(Items.Concat(later.Items))
        {
            Mode = later.Mode ?? Mode,
            CpuModel = later.CpuModel ?? CpuModel,
            Language = later.Items.Count > 0 ? later.Language : Language,
            Ignored = [.. Ignored, .. later.Ignored],
        };
    }

    /// <summary>These edits with other places: those of the text that holds theirs.</summary>
    internal HvConfigurationEdits MovedTo(Func<HvTextPlace, HvTextPlace> place) => new(Items.Select(edit => edit with { Place = place(edit.Place) }))
    {
        Mode = Mode,
        CpuModel = CpuModel,
        Language = Language,
        Ignored = Ignored,
    };

    /// <summary>The edits as QEMU's properties, joined by commas.</summary>
    public override string ToString() => string.Join(",", Items);
}
