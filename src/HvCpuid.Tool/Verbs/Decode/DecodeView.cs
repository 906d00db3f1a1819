namespace HvCpuid.Tool.Verbs;

/// <summary>What of a set <c>decode</c> shows, and how.</summary>
/// <param name="IsShort">One line a leaf, names only.</param>
/// <param name="All">Clear bits, meanings and remarks too.</param>
/// <param name="Functions">The leaves that are shown; all of them where there are none.</param>
internal sealed record DecodeView(bool IsShort, bool All, IReadOnlyList<uint> Functions)
{
    /// <summary>True where every field has a line of its own, with its meaning.</summary>
    public bool IsFull => All || Functions.Count > 0;

    /// <summary>True for a leaf that is shown.</summary>
    public bool Shows(uint function) => Functions.Count == 0 || Functions.Contains(function);
}
