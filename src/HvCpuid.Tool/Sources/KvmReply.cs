using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Sources;

/// <summary>What a modelled kernel says to a <see cref="KvmRequest"/>.</summary>
/// <param name="Set">The leaves; null when it refuses.</param>
/// <param name="Refused">The refusal; null when it answers.</param>
/// <param name="Notes">What a reader has to know, a sentence each.</param>
internal sealed record KvmReply(HvCpuidSet? Set, KvmRefused? Refused, IReadOnlyList<string> Notes)
{
    /// <summary>How it is known that the kernel is made so; null where nothing is to be said.</summary>
    public string? Basis { get; init; }

    /// <summary>The fields that may be otherwise.</summary>
    public IReadOnlyList<BitAddress> Uncertain { get; init; } = [];
}

/// <summary>A refusal.</summary>
/// <param name="Error">The errno's name, or <c>OOPS</c>.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record KvmRefused(string Error, string Message)
{
    /// <summary><c>ENOTTY: why</c>.</summary>
    public override string ToString() => $"{Error}: {Message}";
}
