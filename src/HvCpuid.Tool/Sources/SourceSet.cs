using HvCpuid.Sets;

namespace HvCpuid.Tool.Sources;

/// <summary>What a SOURCE gave.</summary>
/// <param name="Set">The leaves.</param>
/// <param name="Description">Where they come from, for a heading.</param>
/// <param name="Notes">What a reader has to know, a sentence each.</param>
internal sealed record SourceSet(HvCpuidSet Set, string Description, IReadOnlyList<string> Notes)
{
    /// <summary>The refusal that came instead of leaves; null when there are leaves.</summary>
    public KvmRefused? Refused { get; init; }

    /// <summary>The number that a dump has for the CPU; null when there is none.</summary>
    public int? CpuNumber { get; init; }
}
