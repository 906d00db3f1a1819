using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Releases on the command line: <c>6.1..6.12</c>, <c>6.1..</c>, <c>..6.12</c>, or one, <c>6.12</c>.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
internal sealed record ReleaseRange(KvmRelease First, KvmRelease Last)
{
    private const string Between = "..";

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The releases; null where it is an address or a name.</returns>
    /// <exception cref="ToolFailure">An end of it is no release, or the first is after the last.</exception>
    public static ReleaseRange? ParseOrNull(string text)
    {
        if (text.Split(Between) is [var first, var last])
        {
            return (first + last).Length == 0 ? throw Refused(text) : Of(text, first, last);
        }

        // 3.EAX is an address; so is no release.
        return !BitAddress.TryParse(text, out _) && KvmRelease.TryParse(text, out _) ? Of(text, text, text) : null;
    }

    /// <summary>True when a change came with one of them: to mainline, or, where an end is a stable release, to its series.</summary>
    public bool Has(KvmChange change) => Has(change.Release) || change.Backports.Any(release => Has(release) && (IsOfSeries(First, release) || IsOfSeries(Last, release)));

    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"Linux {First}" : $"Linux {First} to {Last}";

    private static ReleaseRange Of(string text, string first, string last)
    {
        KvmRelease from = first.Length == 0 ? KvmRelease.First : Release(first);
        KvmRelease to = last.Length == 0 ? DefaultKernel.Release : Release(last);
        return from <= to ? new ReleaseRange(from, to) : throw Refused(text);
    }

    private static KvmRelease Release(string text) => KvmSource.ParseKernel("history", text, KvmKernels.BuiltIn).Base;

    private static ToolFailure Refused(string text) => ToolFailure.Unusable($"history: '{Excerpt.Of(text)}' is no range: expected FROM..TO with the earlier release first, e.g. 6.1..6.12.");

    private static bool IsOfSeries(KvmRelease end, KvmRelease release) => end.Stable > 0 && end.Series == release.Series;

    private bool Has(KvmRelease release) => release >= First && release <= Last;
}
