using Microsoft.CodeAnalysis;

namespace HvCpuid.Mutation.Mutants;

/// <summary>How a mutation is put beside the original, so that a number chooses between the two while the program runs.</summary>
internal enum MutationForm
{
    /// <summary><c>(n ? mutated : original)</c>.</summary>
    Expression,

    /// <summary><c>(n ^ original)</c>, for a truth that declares variables.</summary>
    Negation,

    /// <summary><c>if (n) { mutated } else { original }</c>; without a replacement the statement is left out.</summary>
    Statement,

    /// <summary>An arm or a case that is not taken: <c>when !n</c>.</summary>
    Arm,

    /// <summary>An element of a collection that is left out: <c>.. Row(n, element)</c>.</summary>
    Row,
}

/// <summary>One change of the source: what stands there, and what is put there instead.</summary>
/// <param name="Node">The node in the original tree.</param>
/// <param name="Kind">The operator: <c>relational</c>, <c>statement</c>, ….</param>
/// <param name="Form">How both are held beside each other.</param>
/// <param name="Replacement">What takes its place; null for what is left out.</param>
internal sealed record SourceChange(SyntaxNode Node, string Kind, MutationForm Form, SyntaxNode? Replacement)
{
    /// <summary>The type that both sides are cast to; null when they need none.</summary>
    public string? Type { get; init; }
}
