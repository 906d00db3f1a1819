using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Compare;

/// <summary>Makes the set, and the losses, of what was folded.</summary>
internal sealed class HvBaselineResult
{
    // What is of no use, or wrong, without the other. None needs what goes with a third: one pass does.
    private static readonly (BitAddress Field, BitAddress Needs)[] Dependents =
    [
        (HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies),
        (HvBits.TimerFrequencies, HvBits.AccessFrequencyRegs),
        (HvBits.AccessPartitionReferenceTsc, HvBits.AccessPartitionReferenceCounter),
        (HvBits.EnlightenedVmcs, HvBits.EnlightenedVmcsVersions),
        (HvBits.EnlightenedVmcsVersions, HvBits.EnlightenedVmcs),
    ];

    private readonly List<HvBaselineLoss> _losses = [];

    /// <summary>The result of hosts; null for none.</summary>
    public HvBaselineResult(HvBaselinePart? total, uint[] order)
    {
        if (total is null)
        {
            return;
        }

        Dictionary<uint, CpuidRegisters> leaves = [];
        foreach (HvBaselineLeaf leaf in total.Leaves)
        {
            CpuidRegisters left = Fold(leaf);
            if (leaf.Present == total.Hosts)
            {
                leaves.Add(leaf.Function, left);
            }
            else
            {
                _losses.Add(new HvBaselineLoss(leaf.Function, null, 1, 0, total.Hosts - leaf.Present, leaf.FirstWithout!));
            }
        }

        DropDependents(leaves);
        SetMaximum(leaves);
        Losses = [.. _losses.OrderBy(loss => loss.Function).ThenBy(loss => loss.Address?.Register).ThenBy(loss => loss.Address?.Bits.Low)];
        Set = new HvCpuidSetBuilder().AddRange(
            leaves.OrderBy(leaf => Array.IndexOf(order, leaf.Key) is var place and >= 0 ? place : int.MaxValue).ThenBy(leaf => leaf.Key).Select(leaf => new CpuidEntry(leaf.Key, leaf.Value))).ToSet();
    }

    /// <summary>What all hosts support.</summary>
    public HvCpuidSet Set { get; } = HvCpuidSet.Empty;

    /// <summary>What some have and not all.</summary>
    public IReadOnlyList<HvBaselineLoss> Losses { get; } = [];

    private CpuidRegisters Fold(HvBaselineLeaf leaf)
    {
        HvBaselineShape shape = HvBaselineShape.Of(leaf.Function);
        CpuidRegisters left = leaf.Any;
        foreach (HvBaselineLack lack in leaf.Lacks)
        {
            left = Put(left, lack.Address, 0);
            _losses.Add(new HvBaselineLoss(leaf.Function, lack.Address, 1, 0, lack.Hosts, lack.First));
        }

        for (int i = 0; i < leaf.Numbers.Count; i++)
        {
            HvBaselineNumber number = leaf.Numbers[i];
            uint value = shape.MustBeEqual[i] && number.Least != number.Most ? 0 : number.Least;
            left = Put(left, number.Address, value);
            if (number.Least != number.Most)
            {
                _losses.Add(new HvBaselineLoss(leaf.Function, number.Address, number.Most, value, number.Hosts, number.First));
            }
        }

        left = leaf.Ranges.Count > 0 ? Put(left, HvBits.EnlightenedVmcsVersions, Intersect(leaf)) : left;
        return new CpuidRegisters(left.Eax | leaf.Made.Eax, left.Ebx | leaf.Made.Ebx, left.Ecx | leaf.Made.Ecx, left.Edx | leaf.Made.Edx);
    }

    // The versions that every host has; a range that is none, which ends at 0 or below its start, leaves none.
    private uint Intersect(HvBaselineLeaf leaf)
    {
        int low = Math.Max(1, leaf.Ranges.Max(range => range.Low));
        int high = leaf.Ranges.Min(range => range.High);
        uint common = low <= high ? (uint)(low | (high << 8)) : 0;
        HvBaselineRange[] ranges = [.. leaf.Ranges.Where(range => Math.Max(1, range.Low) <= range.High)];
        if (ranges.Length == 0)
        {
            return common;
        }

        (int widestLow, int widestHigh) = (Math.Max(1, ranges.Min(range => range.Low)), ranges.Max(range => range.High));
        HvBaselineRange[] takers = [.. leaf.Ranges.Where(range => range.Low > widestLow || range.High < widestHigh)];
        if (takers.Length > 0)
        {
            string first = takers.Select(range => range.First).Aggregate((one, other) => HvHostNames.First(one, other)!);
            _losses.Add(new HvBaselineLoss(leaf.Function, HvBits.EnlightenedVmcsVersions, (uint)(widestLow | (widestHigh << 8)), common, takers.Sum(range => range.Hosts), first));
        }

        return common;
    }

    private void DropDependents(Dictionary<uint, CpuidRegisters> leaves)
    {
        foreach ((BitAddress field, BitAddress needs) in Dependents)
        {
            if (Value(leaves, field) is var value and not 0 && Value(leaves, needs) == 0)
            {
                leaves[field.Function] = Put(leaves[field.Function], field, 0);
                _losses.Add(new HvBaselineLoss(field.Function, field, value, 0, 0, "") { Because = needs });
            }
        }
    }

    private static void SetMaximum(Dictionary<uint, CpuidRegisters> leaves)
    {
        if (leaves.TryGetValue(HvVendor.Function, out CpuidRegisters vendor))
        {
            leaves[HvVendor.Function] = Put(vendor, HvBits.MaximumFunction, Math.Max(HvLimits.Function, leaves.Keys.Max()));
        }
    }

    private static uint Value(Dictionary<uint, CpuidRegisters> leaves, BitAddress field) => leaves.TryGetValue(field.Function, out CpuidRegisters leaf) ? field.Extract(leaf) : 0;

    private static CpuidRegisters Put(CpuidRegisters registers, BitAddress field, uint value) =>
        registers.With(field.Register, field.Bits.Insert(registers[field.Register], value));
}
