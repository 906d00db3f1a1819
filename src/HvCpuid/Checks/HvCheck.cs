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

    /// <summary>Why it matters, as a sentence, whoever gives the leaves.</summary>
    public string Why { get; }

    /// <summary>What more it means on KVM, as a sentence; null for nothing.</summary>
    public string? WhyOnKvm { get; init; }

    /// <summary>True for a rule that says whose leaves they are; all others are about Hyper-V's leaves, and hold for no other.</summary>
    public bool IsOfAnyInterface { get; init; }

    /// <summary>The public source of the rule.</summary>
    public string Source { get; }

    /// <summary>Holds leaves to this rule.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <returns>What it found; nothing when the rule is kept, cannot be decided from what is known, or is not about such leaves.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public IReadOnlyList<HvFinding> Run(HvCheckInput input) => Run(input, out _);

    /// <summary>Holds leaves to this rule, and says what it would have to know.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <param name="open">What of the leaves the rule looked at and is not known; null when its judgement is whole.</param>
    /// <returns>What it found, whatever the unknown is.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public IReadOnlyList<HvFinding> Run(HvCheckInput input, out HvOpenCheck? open) =>
        Run(input, HvOrigin.From(Guard.NotNull(input).Reading), out open);

    /// <summary>The same, where it is known whose leaves they are.</summary>
    internal IReadOnlyList<HvFinding> Run(HvCheckInput input, HvOrigin origin, out HvOpenCheck? open)
    {
        open = null;
        if (!origin.IsCertain)
        {
            open = new HvOpenCheck(this, [Leaves.HvBits.InterfaceSignature, Leaves.HvBits.SignatureEbx], false);
            return [];
        }

        if (!IsOfAnyInterface && (origin.Interface != HypervisorInterface.HyperV || input.Reading is { IsComplete: true, Set.Count: 0 }))
        {
            return [];
        }

        HvCheckView clear = new(input, origin, unknownIsSet: false);
        List<HvCheckHit> hits = [.. _find(clear)];
        if (!input.Reading.IsWhole || input.Host is { Answer.IsWhole: false })
        {
            open = Open(input, clear, hits);
        }

        string why = WhyOnKvm is not null && (origin.Giver == HypervisorInterface.Kvm || input.Kernel is not null) ? $"{Why} {WhyOnKvm}" : Why;
        return [.. hits.Select(hit => new HvFinding(this, hit.Address, hit.Message, hit.Fix) { Why = why })];
    }

    /// <summary>Id, severity and title: <c>HV005 error: …</c>.</summary>
    public override string ToString() => $"{Id} {Severity.ToString().ToLowerInvariant()}: {Title}";

    // Takes out of what was found what the unknown could undo.
    private HvOpenCheck? Open(HvCheckInput input, HvCheckView clear, List<HvCheckHit> hits)
    {
        HvCheckView set = new(input, clear.Origin, unknownIsSet: true);
        HashSet<BitAddress> others = [.. _find(set).Select(hit => hit.Address)];
        BitAddress[] unknown = [.. clear.Unknown.Concat(set.Unknown).Distinct()];

        // Of a bit the two views are all there is; of a wider field there are values between.
        bool isWide = Array.Exists(unknown, address => !address.Bits.IsSingleBit);
        hits.RemoveAll(hit => isWide || !others.Contains(hit.Address) || !(input.Reading.Knows(hit.Address) || hit.IsKnown));
        BitAddress[] all = [.. unknown, .. clear.Unseen];
        return all.Length == 0 && !clear.MissesLeaves ? null : new HvOpenCheck(this, all, clear.MissesLeaves);
    }
}

/// <summary>What a predicate of <see cref="HvCheckTable"/> gives: where, what is there, what would put it right.</summary>
/// <param name="Address">Where.</param>
/// <param name="Message">What is there.</param>
/// <param name="Fix">What would put it right.</param>
internal readonly record struct HvCheckHit(BitAddress Address, string Message, string Fix)
{
    /// <summary>True for one that does not rest on the value at its address.</summary>
    public bool IsKnown { get; init; }
}
