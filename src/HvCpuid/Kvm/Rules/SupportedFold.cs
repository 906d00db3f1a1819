using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>Folds the rows of <see cref="KvmRuleTable"/> into an answer.</summary>
internal static class SupportedFold
{
    /// <summary>The answer to a query, computed anew.</summary>
    public static SupportedAnswer Answer(SupportedQuery query)
    {
        KvmRefusal? refusal = Refusal(query);
        return new SupportedAnswer(query, refusal is null ? Set(query) : null, refusal);
    }

    /// <summary>Why the query is refused; null when it is answered.</summary>
    public static KvmRefusal? Refusal(SupportedQuery query)
    {
        foreach (KvmRefusalRule rule in KvmRuleTable.Refusals)
        {
            if (rule.Applies(query))
            {
                return new KvmRefusal(rule.Errno, rule.Reason, rule);
            }
        }

        return null;
    }

    /// <summary>Why nobody gets as far as an answer: eVMCS cannot be enabled as the query wants it, or the query is refused; null when it is answered.</summary>
    public static KvmRefusal? Obstacle(SupportedQuery query) =>
        query is { Scope: KvmScope.Vcpu, Vcpu.Evmcs: not null } && Enabling(query) is { Errno: not KvmErrno.None } rule
            ? new KvmRefusal(rule.Errno, $"enabling eVMCS on the vCPU: {rule.Reason}", rule)
            : Refusal(query);

    /// <summary>What enabling eVMCS answers on the query's host.</summary>
    public static KvmEnablingRule? Enabling(SupportedQuery query)
    {
        foreach (KvmEnablingRule rule in KvmRuleTable.Enabling)
        {
            if (rule.Applies(query))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>True when the release has a row with this condition.</summary>
    public static bool DependsOn(KvmHost host, KvmCondition condition)
    {
        foreach (KvmBitRule rule in KvmRuleTable.Bits)
        {
            if (rule.Condition == condition && rule.IsIn(host.Kernel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One field of the answer: 0 without its leaf, null where there is none.</summary>
    public static uint? Value(SupportedQuery query, BitAddress address)
    {
        uint? there = LeafIsThere(query, address.Function);
        return there == 1 ? address.Extract(Registers(address.Function, query)) : there;
    }

    /// <summary>1 when the answer has a leaf, else 0; null where there is none.</summary>
    public static uint? LeafIsThere(SupportedQuery query, uint function) =>
        Obstacle(query) is not null ? null
        : KvmRuleTable.Leaves.Any(leaf => leaf.Function == function && leaf.Applies(query)) ? 1u : 0u;

    private static HvCpuidSet Set(SupportedQuery query)
    {
        HvCpuidSetBuilder builder = new();
        foreach (KvmLeafRule leaf in KvmRuleTable.Leaves)
        {
            if (leaf.Applies(query))
            {
                builder.Add(leaf.Function, Registers(leaf.Function, query));
            }
        }

        return builder.ToSet();
    }

    private static CpuidRegisters Registers(uint function, SupportedQuery query)
    {
        CpuidRegisters registers = default;
        foreach (KvmBitRule rule in KvmRuleTable.Bits)
        {
            BitAddress address = rule.Address;
            if (address.Function == function && rule.Applies(query))
            {
                registers = registers.With(address.Register, address.Bits.Insert(registers[address.Register], rule.ValueFor(query)));
            }
        }

        return registers;
    }
}
