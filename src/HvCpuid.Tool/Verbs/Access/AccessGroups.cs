using HvCpuid.Access;

namespace HvCpuid.Tool.Verbs;

/// <summary>Puts MSRs together that a table shows on one line: <c>SINT0</c> to <c>SINT15</c>.</summary>
internal static class AccessGroups
{
    private const string Prefix = "HV_X64_MSR_";

    /// <summary>Runs of consecutive MSRs whose names differ from a digit on, and that are met alike.</summary>
    public static IEnumerable<IReadOnlyList<HvMsrAccess>> Of(IEnumerable<HvMsrAccess> msrs)
    {
        List<HvMsrAccess> group = [];
        foreach (HvMsrAccess msr in msrs)
        {
            if (group.Count > 0 && !BelongTogether(group[^1], msr))
            {
                yield return group;
                group = [];
            }

            group.Add(msr);
        }

        yield return group;
    }

    private static bool BelongTogether(HvMsrAccess one, HvMsrAccess next) =>
        next.Row.Msr == one.Row.Msr + 1 && Stem(one.Row.Name) is { } stem && stem == Stem(next.Row.Name)
        && (one.Read.Outcome, one.Read.Cause) == (next.Read.Outcome, next.Read.Cause) && (one.Write.Outcome, one.Write.Cause) == (next.Write.Outcome, next.Write.Cause);

    // The name up to its number; null for one without.
    private static string? Stem(string name)
    {
        string rest = name[Prefix.Length..];
        int digit = rest.AsSpan().IndexOfAnyInRange('0', '9');
        return digit < 0 ? null : rest[..digit];
    }
}
