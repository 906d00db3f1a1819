using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary>A baseline, and the switches that give a guest which runs on all its hosts.</summary>
/// <param name="baseline">The baseline.</param>
/// <param name="vmm">The VMM.</param>
internal sealed class BaselineAnswer(HvBaseline baseline, HvVmm vmm)
{
    /// <summary>The baseline.</summary>
    public HvBaseline Baseline => baseline;

    /// <summary>What the VMM is told; null where the leaves are of no use.</summary>
    public HvOffer? Offer { get; } = baseline.ToOffer(vmm);

    /// <summary>How many lines and files could not be used.</summary>
    public long BadLines { get; init; }

    /// <summary>True where it is to be told who takes what away.</summary>
    public bool IsWhy { get; init; }

    /// <summary>The document.</summary>
    /// <param name="level">The name of the level; null for none.</param>
    public BaselineDocument ToDocument(string? level) =>
        BaselineDocument.From(baseline, Offer?.ToFlags()) with { Level = level, BadLines = BadLines == 0 ? null : BadLines };
}
