namespace HvCpuid.Enlightenments;

/// <summary>A switch that was added because another requires it: see <see cref="HvConfiguration.Close(out IReadOnlyList{HvAddition})"/>.</summary>
/// <param name="Added">The switch.</param>
/// <param name="RequiredBy">The first switch, in table order, that requires it.</param>
public sealed record HvAddition(HvEnlightenment Added, HvEnlightenment RequiredBy)
{
    /// <summary>The switch.</summary>
    public HvEnlightenment Added
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Added);

    /// <summary>The first switch, in table order, that requires it.</summary>
    public HvEnlightenment RequiredBy
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(RequiredBy);

    /// <summary>Both flags: <c>hv-vpindex (required by hv-synic)</c>.</summary>
    public override string ToString() => $"{Added.Flag} (required by {RequiredBy.Flag})";
}
