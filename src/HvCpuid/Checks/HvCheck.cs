using HvCpuid.Registers;

namespace HvCpuid.Checks;

/// <summary>A rule that leaves are held to: a row of <see cref="HvCheckTable"/>.</summary>
public sealed record HvCheck
{
    private readonly Func<HvCheckInput, IEnumerable<HvCheckHit>> _find;

    internal HvCheck(string id, HvSeverity severity, string title, string why, string source, Func<HvCheckInput, IEnumerable<HvCheckHit>> find) =>
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
    public IReadOnlyList<HvFinding> Run(HvCheckInput input) =>
        [.. _find(input ?? throw new ArgumentNullException(nameof(input))).Select(hit => new HvFinding(this, hit.Address, hit.Message, hit.Fix))];

    /// <summary>Id, severity and title: <c>HV005 error: …</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Id} {Severity.ToString().ToLowerInvariant()}: {Title}";
}

/// <summary>What a predicate of <see cref="HvCheckTable"/> gives: where, what is there, what would put it right.</summary>
internal readonly record struct HvCheckHit(BitAddress Address, string Message, string Fix);
