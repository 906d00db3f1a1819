using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>Folds the rows of <see cref="KvmRuleTable"/> into an answer.</summary>
internal static class SupportedFold
{
    /// <summary>The first row that takes effect, of those that are meant.</summary>
    public static T? FirstApplying<T>(this IReadOnlyList<T> rows, KvmQuery query, Func<T, bool> isMeant)
        where T : KvmRule
    {
        foreach (T row in rows)
        {
            if (isMeant(row) && row.Applies(query))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The answer to a query, computed anew.</summary>
    public static SupportedAnswer Answer(KvmQuery query)
    {
        KernelRules rules = KernelRules.Of(query.Host.Kernel);
        return FirstHolding(rules.Refusals, query) is { } refusal
            ? new SupportedAnswer(query, null, Refusal(refusal))
            : new SupportedAnswer(query, Set(rules, query), null);
    }

    /// <summary>Why the query is refused; null when it is answered.</summary>
    public static KvmRefusal? Refusal(KvmQuery query) =>
        FirstHolding(KernelRules.Of(query.Host.Kernel).Refusals, query) is { } rule ? Refusal(rule) : null;

    /// <summary>Why nobody gets as far as an answer: eVMCS cannot be enabled as the query wants it, or the query is refused; null when it is answered.</summary>
    public static KvmRefusal? Obstacle(KvmQuery query) =>
        query is { Scope: KvmScope.Vcpu, Vcpu.Evmcs: not null } && Enabling(query) is { Outcome.IsDone: false } rule
            ? new KvmRefusal(rule.Outcome, $"enabling eVMCS on the vCPU (KVM_ENABLE_CAP 163, KVM_CAP_HYPERV_ENLIGHTENED_VMCS) is refused before the leaves are asked for: {rule.Reason}", rule)
            : Refusal(query);

    /// <summary>What enabling eVMCS answers on the query's host.</summary>
    public static KvmEnablingRule? Enabling(KvmQuery query) => FirstHolding(KernelRules.Of(query.Host.Kernel).Enabling, query);

    /// <summary>One field of the answer: 0 without its leaf, null where there is no answer.</summary>
    public static uint? Value(KvmQuery query, BitAddress address) =>
        Obstacle(query) is not null ? null
        : Leaf(query, address.Function) is { } leaf ? address.Extract(leaf.Registers(query))
        : 0;

    /// <summary>Whether the answer has a leaf; null where there is no answer.</summary>
    public static bool? LeafIsThere(KvmQuery query, uint function) => Obstacle(query) is not null ? null : Leaf(query, function) is not null;

    private static KernelLeaf? Leaf(KvmQuery query, uint function) =>
        Array.Find(KernelRules.Of(query.Host.Kernel).Leaves, leaf => leaf.Rule.Function == function && leaf.Rule.Holds(query));

    // Each leaf is in the rows once for every host: no two rows of one apply together, which a test holds.
    private static HvCpuidSet Set(KernelRules rules, KvmQuery query)
    {
        Span<CpuidEntry> entries = stackalloc CpuidEntry[rules.Leaves.Length];
        int count = 0;
        foreach (KernelLeaf leaf in rules.Leaves)
        {
            if (leaf.Rule.Holds(query))
            {
                entries[count++] = new CpuidEntry(leaf.Rule.Function, leaf.Registers(query));
            }
        }

        return new HvCpuidSet(entries.Slice(0, count).ToArray());
    }

    private static KvmRefusal Refusal(KvmRefusalRule rule) => new(rule.Outcome, rule.Reason, rule);

    // The rows are the kernel's already.
    private static T? FirstHolding<T>(T[] rows, KvmQuery query)
        where T : KvmRule
    {
        foreach (T row in rows)
        {
            if (row.Holds(query))
            {
                return row;
            }
        }

        return null;
    }
}
