using System.Collections.Concurrent;
using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>
/// The rows of <see cref="KvmRuleTable"/> that a kernel has, filtered once: whoever answers for a host of that kernel asks only for conditions. Kernels
/// with the same changes share one object.
/// </summary>
internal sealed class KernelRules
{
    // As many kernels as anyone models at a time; the rows of further ones are filtered anew.
    private const int MaxHeld = 1024;
    private static readonly ConcurrentDictionary<KvmChangeBits, KernelRules> Held = new();

    private readonly KvmCondition[] _conditions;

    private KernelRules(KvmKernel kernel)
    {
        Refusals = In(kernel, KvmRuleTable.Refusals);
        Enabling = In(kernel, KvmRuleTable.Enabling);
        KvmBitRule[] bits = In(kernel, KvmRuleTable.Bits);
        Leaves = [.. In(kernel, KvmRuleTable.Leaves).Select(leaf => new KernelLeaf(leaf, [.. bits.Where(bit => bit.Function == leaf.Function)]))];
        _conditions = [.. bits.Select(bit => bit.Condition).Distinct()];
    }

    /// <summary>The calls that are refused.</summary>
    public KvmRefusalRule[] Refusals { get; }

    /// <summary>What enabling eVMCS answers.</summary>
    public KvmEnablingRule[] Enabling { get; }

    /// <summary>The leaves with their bits, in the order of the array.</summary>
    public KernelLeaf[] Leaves { get; }

    /// <summary>The rows of a kernel.</summary>
    public static KernelRules Of(KvmKernel kernel)
    {
        if (Held.TryGetValue(kernel.Changes, out KernelRules? held))
        {
            return held;
        }

        KernelRules rules = new(kernel);
        return Held.Count < MaxHeld ? Held.GetOrAdd(kernel.Changes, rules) : rules;
    }

    /// <summary>True when bits of this kernel have the condition.</summary>
    public bool DependsOn(KvmCondition condition) => _conditions.Contains(condition);

    private static T[] In<T>(KvmKernel kernel, IEnumerable<T> rows)
        where T : KvmRule => [.. rows.Where(row => row.IsIn(kernel))];
}

/// <summary>A leaf of a kernel with its bits: those that are the same on every host are put together already.</summary>
internal sealed class KernelLeaf
{
    private readonly CpuidRegisters _fixed;
    private readonly KvmBitRule[] _others;

    public KernelLeaf(KvmLeafRule rule, IReadOnlyList<KvmBitRule> bits)
    {
        Rule = rule;
        _fixed = bits.Where(IsFixed).Aggregate(default(CpuidRegisters), (registers, bit) => With(registers, bit, bit.Value));
        _others = [.. bits.Where(bit => !IsFixed(bit))];
    }

    /// <summary>The row of the leaf.</summary>
    public KvmLeafRule Rule { get; }

    /// <summary>The registers of the leaf in an answer.</summary>
    public CpuidRegisters Registers(KvmQuery query)
    {
        CpuidRegisters registers = _fixed;
        foreach (KvmBitRule bit in _others)
        {
            registers = bit.Holds(query) ? With(registers, bit, bit.ValueFor(query)) : registers;
        }

        return registers;
    }

    private static bool IsFixed(KvmBitRule bit) => bit.Condition == KvmCondition.Always && bit.From == KvmValueSource.Row;

    private static CpuidRegisters With(CpuidRegisters registers, KvmBitRule bit, uint value) =>
        registers.With(bit.Address.Register, bit.Address.Bits.Insert(registers[bit.Address.Register], value));
}
