using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>The changes of KVM, release by release.</summary>
public sealed record HistoryDocument
{
    /// <summary>The changes.</summary>
    public required IReadOnlyList<HistoryChangeDocument> Changes { get; init; }
}

/// <summary>A change, and what it did to the answer.</summary>
public sealed record HistoryChangeDocument
{
    /// <summary>Its id, one word that stays.</summary>
    public required string Id { get; init; }

    /// <summary>The release of mainline that it came with.</summary>
    public required string Release { get; init; }

    /// <summary>The commit; null where none is known.</summary>
    public required string? Commit { get; init; }

    /// <summary>The stable releases that it came with, too.</summary>
    public required IReadOnlyList<string> Backports { get; init; }

    /// <summary>What it changed, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>What it touches: <c>leaves</c>, <c>calls</c>, <c>access</c>.</summary>
    public required IReadOnlyList<string> Touches { get; init; }

    /// <summary>What it did to the answer, a leaf or field each.</summary>
    public required IReadOnlyList<HistoryEffectDocument> Effects { get; init; }

    /// <summary>Makes it of a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="effects">What of its effects is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> or <paramref name="effects"/> is null.</exception>
    public static HistoryChangeDocument From(KvmChange change, IEnumerable<KvmEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(effects);
        return new HistoryChangeDocument
        {
            Id = change.Id,
            Release = change.Release.ToString(),
            Commit = change.Commit,
            Backports = [.. change.Backports.Select(release => release.ToString())],
            Summary = change.Summary,
            Touches = [.. Enum.GetValues<KvmAspects>().Where(aspect => aspect != KvmAspects.None && change.Aspects.HasFlag(aspect)).Select(aspect => aspect.ToString().ToLowerInvariant())],
            Effects = [.. effects.Select(HistoryEffectDocument.From)],
        };
    }
}

/// <summary>What a change did to a leaf or field.</summary>
public sealed record HistoryEffectDocument
{
    /// <summary>The field, <c>CPUID.40000003H:EDX[19]</c>, or the leaf, <c>4000000AH</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The names of the field, joined by commas, or the leaf's title.</summary>
    public required string Name { get; init; }

    /// <summary>When it holds; null for always.</summary>
    public required string? Condition { get; init; }

    /// <summary>The value of the field; null for the leaf itself.</summary>
    public required uint? Value { get; init; }

    /// <summary>The effect in words; empty for a leaf that is simply there.</summary>
    public required string Text { get; init; }

    /// <summary>Makes it of an effect.</summary>
    /// <param name="effect">The effect.</param>
    /// <exception cref="ArgumentNullException"><paramref name="effect"/> is null.</exception>
    public static HistoryEffectDocument From(KvmEffect effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        return new HistoryEffectDocument
        {
            Address = effect.Address?.ToString() ?? BitAddress.FunctionText(effect.Function),
            Name = effect.Address is { } address ? string.Join(", ", HvFieldTable.Find(address).Select(field => field.Name))
                : HvLeafTable.TryGet(effect.Function, out HvLeaf? leaf) ? leaf.Title : "",
            Condition = effect.Row.Condition == KvmCondition.Always ? null : effect.Row.Condition.Text,
            Value = (effect.Row as KvmBitRule)?.Value,
            Text = effect.Text,
        };
    }
}
