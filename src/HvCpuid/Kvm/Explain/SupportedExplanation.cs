using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Why a field has the value it has in an answer: see <see cref="SupportedExplainer.Explain"/>.</summary>
/// <param name="Query">Who asks whom.</param>
/// <param name="Address">The field.</param>
public sealed record SupportedExplanation(KvmQuery Query, BitAddress Address)
{
    /// <summary>Why there is no answer (the call is refused, or eVMCS cannot be enabled on the vCPU); null where there is one. Without an answer there is no value.</summary>
    public KvmRefusal? Refusal { get; init; }

    /// <summary>True when the answer has the field's leaf.</summary>
    public bool LeafIsThere { get; init; }

    /// <summary>The field's value; 0 without the leaf.</summary>
    public uint Value { get; init; }

    /// <summary>The row that decides: that sets the field, that would set it under another condition, or that a later release brings; null when KVM never reports the field.</summary>
    public KvmRule? DecidedBy { get; init; }

    /// <summary>All rows that touch the field or its leaf, of any release, in the order of their release.</summary>
    public IReadOnlyList<KvmReportRule> Rows { get; init; } = [];

    /// <summary>Why, in a sentence or two.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What would change the value (or turn a refusal into an answer), the least first; each is tried on the model, when first asked for. Empty when nothing does.</summary>
    public IReadOnlyList<SupportedFlip> Flips
    {
        get => field ??= IsOfLeaf ? FlipSearch.Find(Query, Address.Function) : FlipSearch.Find(Query, Address);
        init;
    }

    /// <summary>True when it is about the leaf, not about a field of it.</summary>
    internal bool IsOfLeaf { get; init; }
}

/// <summary>A change of the vCPU or the host that changes a field's value.</summary>
/// <param name="Steps">What to do, all of it, in words.</param>
/// <param name="Query">The query after that.</param>
/// <param name="Value">The field's value then.</param>
public sealed record SupportedFlip(IReadOnlyList<string> Steps, KvmQuery Query, uint Value)
{
    /// <summary>The steps, joined.</summary>
    public override string ToString() => string.Join(", and ", Steps);
}
