namespace HvCpuid.Enlightenments;

/// <summary>Where something stands in a text: by its offset in flags, by line and column in XML, YAML and files. The default says nowhere.</summary>
public readonly record struct HvTextPlace
{
    /// <summary>The offset in characters, from 0; null where lines are counted.</summary>
    public int? Offset { get; init; }

    /// <summary>The line, from 1; null where the offset says it.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1; null where the offset says it.</summary>
    public int? Column { get; init; }

    /// <summary>A place in one line of flags.</summary>
    /// <param name="offset">The offset in characters, from 0.</param>
    public static HvTextPlace At(int offset) => new() { Offset = offset };

    /// <summary>A place in a text of several lines.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public static HvTextPlace At(int line, int column) => new() { Line = line, Column = column };

    /// <summary><c>at character 12</c>, <c>line 3, column 7</c>, or nothing.</summary>
    public override string ToString() =>
        Offset is { } offset ? FormattableString.Invariant($"at character {offset + 1L}")
        : Line is { } line ? FormattableString.Invariant($"line {line}, column {Column}")
        : "";
}
