using System.Text.Json.Serialization;
using HvCpuid.Sets;

namespace HvCpuid.Documents;

/// <summary>Two sets of leaves side by side.</summary>
public sealed record DiffDocument
{
    /// <summary>Where the first come from.</summary>
    public required string Before { get; init; }

    /// <summary>Where the second come from.</summary>
    public required string After { get; init; }

    /// <summary>The differences: leaf by leaf, of each the leaf itself first, then EAX to EDX, the lowest bit first; the order of the leaves and entries' flags last.</summary>
    public required IReadOnlyList<DiffFindingDocument> Findings { get; init; }

    /// <summary>Makes it of a comparison.</summary>
    /// <param name="diff">The comparison.</param>
    /// <param name="before">Where the first leaves come from.</param>
    /// <param name="after">Where the second come from.</param>
    /// <exception cref="ArgumentNullException"><paramref name="diff"/> is null.</exception>
    public static DiffDocument From(HvDiff diff, string before, string after)
    {
        ArgumentNullException.ThrowIfNull(diff);
        return new DiffDocument
        {
            Before = before,
            After = after,
            Findings =
            [
                .. diff.Differences.Select(DiffFindingDocument.From),
                .. diff.IsReordered ? [DiffFindingDocument.Whole("HVD005", "order", "The leaves that both have come in another order.")] : Array.Empty<DiffFindingDocument>(),
                .. diff.OtherFlags.Select(function => DiffFindingDocument.Whole("HVD006", "flags", $"The entry of leaf {Registers.BitAddress.FunctionText(function)} has other flags.")),
            ],
        };
    }
}

/// <summary>A place in which two sets differ.</summary>
public sealed record DiffFindingDocument
{
    /// <summary>HVD001 added, HVD002 removed, HVD003 changed, HVD004 unknown on one side, HVD005 another order, HVD006 other flags of an entry.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>warning</c>: whether a difference is wrong depends on what it is for.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvSeverity>))]
    public required HvSeverity Severity { get; init; }

    /// <summary>The field or bit, or a register that one side does not tell; null where it is a leaf, the order, or flags.</summary>
    public required string? Address { get; init; }

    /// <summary>The difference as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary><c>added</c>, <c>removed</c>, <c>changed</c>, <c>unknown</c>, <c>order</c> or <c>flags</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is called: the field's name, <c>leaf 40000080H</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The first value; of a leaf 1 where it is there; null where it is not known or no value.</summary>
    public required uint? Before { get; init; }

    /// <summary>The second value in the same way.</summary>
    public required uint? After { get; init; }

    /// <summary>What the field means; null where no source says it.</summary>
    public required string? Meaning { get; init; }

    /// <summary>What a move of a guest needs of it, in a few words: <c>kernel must offer it</c>; null for a leaf and a register.</summary>
    public required string? Policy { get; init; }

    /// <summary>Makes it of a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <exception cref="ArgumentNullException"><paramref name="difference"/> is null.</exception>
    public static DiffFindingDocument From(HvDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return new DiffFindingDocument
        {
            Id = $"HVD00{(int)difference.Kind + 1}",
            Severity = HvSeverity.Warning,
            Address = difference.Address?.ToString(),
            Message = $"{difference}.",
            Kind = difference.Kind.ToString().ToLowerInvariant(),
            Name = difference.Name,
            Before = difference.Before,
            After = difference.After,
            Meaning = difference.Meaning,
            Policy = difference.Policy is { } policy ? Leaves.HvFieldPolicies.Describe(policy) : null,
        };
    }

    internal static DiffFindingDocument Whole(string id, string kind, string message) => new()
    {
        Id = id,
        Severity = HvSeverity.Warning,
        Address = null,
        Message = message,
        Kind = kind,
        Name = kind,
        Before = null,
        After = null,
        Meaning = null,
        Policy = null,
    };
}
