using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>A rule that leaves are held to: a row of <see cref="HvCheckTable"/>.</summary>
public sealed record HvCheck
{
    private readonly Func<HvCheckView, IEnumerable<HvCheckHit>> _find;

    internal HvCheck(string id, HvSeverity severity, string title, string why, string source, Func<HvCheckView, IEnumerable<HvCheckHit>> find) =>
        (Id, Severity, Title, Why, Source, _find) = (id, severity, title, why, source, find);

    /// <summary>Its id, which never changes its meaning: <c>HV001</c>.</summary>
    public string Id { get; }

    /// <summary>How bad its findings are.</summary>
    public HvSeverity Severity { get; }

    /// <summary>The rule, in a few words.</summary>
    public string Title { get; }

    /// <summary>Why it matters, as a sentence.</summary>
    public string Why { get; }

    /// <summary>The public source of the rule.</summary>
    public string Source { get; }

    /// <summary>Holds leaves to this rule.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <returns>What it found; nothing when the rule is kept, or cannot be decided from what is known.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public IReadOnlyList<HvFinding> Run(HvCheckInput input) => Run(input, out _);

    /// <summary>Holds leaves to this rule, and says what it would have to know.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <param name="open">What of the leaves the rule looked at and is not known; null when its judgement is whole.</param>
    /// <returns>What it found, whatever the unknown is.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public IReadOnlyList<HvFinding> Run(HvCheckInput input, out HvOpenCheck? open)
    {
        HvCheckView clear = new(input ?? throw new ArgumentNullException(nameof(input)), unknownIsSet: false);
        List<HvCheckHit> hits = [.. _find(clear)];
        open = null;
        if (!input.Reading.IsWhole)
        {
            HvCheckView set = new(input, unknownIsSet: true);
            HashSet<BitAddress> others = [.. _find(set).Select(hit => hit.Address)];
            BitAddress[] unknown = [.. clear.Unknown.Concat(set.Unknown).Distinct()];

            // Of a bit the two views are all there is; of a wider field there are values between.
            bool isWide = Array.Exists(unknown, address => !address.Bits.IsSingleBit);
            hits.RemoveAll(hit => isWide || !others.Contains(hit.Address) || !input.Reading.Knows(hit.Address));
            bool missesLeaves = clear.MissesLeaves || set.MissesLeaves;
            open = unknown.Length == 0 && !missesLeaves ? null : new HvOpenCheck(this, unknown, missesLeaves);
        }

        return [.. hits.Select(hit => new HvFinding(this, hit.Address, hit.Message, hit.Fix))];
    }

    /// <summary>Id, severity and title: <c>HV005 error: …</c>.</summary>
    public override string ToString() => $"{Id} {Severity.ToString().ToLowerInvariant()}: {Title}";
}

/// <summary>What a predicate of <see cref="HvCheckTable"/> gives: where, what is there, what would put it right.</summary>
internal readonly record struct HvCheckHit(BitAddress Address, string Message, string Fix);
