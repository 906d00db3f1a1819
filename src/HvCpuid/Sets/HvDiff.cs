using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>
/// Two sets or readings side by side: which leaves one of them has alone, every named field and every bit without a name that differs, and what one of them
/// does not tell. Of a leaf that one of them lacks, the fields count as 0, as the CPUID instruction shows them. Symmetric: see <see cref="Mirrored"/>.
/// </summary>
public sealed class HvDiff
{
    private HvDiff(HvReading before, HvReading after, IReadOnlyList<HvDifference> differences) => (Before, After, Differences) = (before, after, differences);

    /// <summary>The first reading.</summary>
    public HvReading Before { get; }

    /// <summary>The second reading.</summary>
    public HvReading After { get; }

    /// <summary>The differences: leaf by leaf in the order of their functions, of each the leaf itself first, then EAX to EDX, the lowest bit first.</summary>
    public IReadOnlyList<HvDifference> Differences { get; }

    /// <summary>The fields and bits alone, without the leaves.</summary>
    public IEnumerable<HvDifference> Fields => Differences.Where(difference => difference.Address is not null);

    /// <summary>True when the leaves that both have come in another order. A reading that tells a part has no order.</summary>
    public bool IsReordered => Before.IsComplete && After.IsComplete && !Common(Before.Set, After.Set).SequenceEqual(Common(After.Set, Before.Set));

    /// <summary>The leaves whose entries have other flags (KVM_CPUID_FLAG_*), in the order of their functions; KVM and VMMs give 0.</summary>
    public IReadOnlyList<uint> OtherFlags =>
    [
        .. (from one in Before.Set
            join other in After.Set on one.Function equals other.Function
            where one.Flags != other.Flags
            orderby one.Function
            select one.Function),
    ];

    /// <summary>True when nothing differs, for certain: all that both tell is the same, and neither tells what the other does not.</summary>
    public bool IsEmpty => Differences.Count == 0 && !IsReordered && OtherFlags.Count == 0;

    /// <summary>True when something differs for certain.</summary>
    public bool IsKnownToDiffer => Differences.Any(difference => difference.Kind != HvDifferenceKind.Unknown) || IsReordered || OtherFlags.Count > 0;

    /// <summary>The same, seen from the other side.</summary>
    public HvDiff Mirrored => new(After, Before, [.. Differences.Select(difference => difference.Mirrored)]);

    /// <summary>Compares two sets, of which all is known.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet before = KvmQuery.Parse("debian12").Ask().Set!;
    /// HvCpuidSet after = KvmQuery.Parse("debian13").Ask().Set!;
    /// HvDiff diff = HvDiff.Between(before, after);
    /// Console.WriteLine(diff.Fields.Count()); // 5
    /// Console.WriteLine(diff.Fields.First()); // CPUID.40000003H:EAX[15] AccessTscInvariantControls: 0, then 1
    /// </code>
    /// </example>
    public static HvDiff Between(HvCpuidSet before, HvCpuidSet after) => Between(HvReading.From(before), HvReading.From(after));

    /// <summary>Compares two readings.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    public static HvDiff Between(HvReading before, HvReading after)
    {
        Guard.NotNull(before);
        Guard.NotNull(after);
        IEnumerable<uint> functions = before.Set.Concat(after.Set).Select(entry => entry.Function).Distinct().OrderBy(function => function);
        return new HvDiff(before, after, [.. functions.SelectMany(function => OfLeaf(before, after, function))]);
    }

    private static IEnumerable<HvDifference> OfLeaf(HvReading before, HvReading after, uint function)
    {
        bool? was = before.Has(function);
        bool? isThere = after.Has(function);
        if (was != isThere)
        {
            HvDifferenceKind kind = was is null || isThere is null ? HvDifferenceKind.Unknown : was == true ? HvDifferenceKind.Removed : HvDifferenceKind.Added;
            yield return new HvDifference(kind, function, null, Number(was), Number(isThere));
        }

        if (was is null || isThere is null)
        {
            yield break;
        }

        Side first = new(before, function);
        Side second = new(after, function);
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            foreach (HvDifference difference in OfRegister(first, second, new BitAddress(function, register, BitField.Whole)))
            {
                yield return difference with { LeafInBoth = was == true && isThere == true };
            }
        }
    }

    private static IEnumerable<HvDifference> OfRegister(Side before, Side after, BitAddress whole)
    {
        CpuidRegister register = whole.Register;
        uint onlyOne = before.Known[register] ^ after.Known[register];
        if (onlyOne == uint.MaxValue)
        {
            return [new HvDifference(HvDifferenceKind.Unknown, whole.Function, whole, before.Value(whole), after.Value(whole))];
        }

        uint differs = (before.Registers[register] ^ after.Registers[register]) & before.Known[register] & after.Known[register];
        return Places(whole, differs | onlyOne).Select(place => Of(before, after, place.Address, (differs & place.Address.Bits.Mask) != 0) with { Field = place.Field });
    }

    private static HvDifference Of(Side before, Side after, BitAddress address, bool isCertain)
    {
        (uint? was, uint? now) = (before.Value(address), after.Value(address));
        HvDifferenceKind kind = !isCertain ? HvDifferenceKind.Unknown : was == 0 ? HvDifferenceKind.Added : now == 0 ? HvDifferenceKind.Removed : HvDifferenceKind.Changed;
        return new HvDifference(kind, address.Function, address, was, now);
    }

    // The named fields that have one of the bits, then each of the bits that none has: the lowest bit first.
    private static IEnumerable<(BitAddress Address, HvField? Field)> Places(BitAddress whole, uint bits)
    {
        if (bits == 0)
        {
            return [];
        }

        HvField[] fields = [.. HvFieldTable.ForLeaf(whole.Function).Where(field => field.Address.Register == whole.Register && (field.Address.Bits.Mask & bits) != 0)];
        uint unnamed = fields.Aggregate(bits, (left, field) => left & ~field.Address.Bits.Mask);
        return fields.Select(field => (field.Address, (HvField?)field))
            .Concat(Enumerable.Range(0, 32).Where(bit => (unnamed >> bit & 1) != 0).Select(bit => (new BitAddress(whole.Function, whole.Register, bit), (HvField?)null)))
            .OrderBy(place => place.Item1.Bits.Low);
    }

    private static IEnumerable<uint> Common(HvCpuidSet set, HvCpuidSet other) => set.Select(entry => entry.Function).Where(other.Contains);

    private static uint? Number(bool? there) => there is null ? null : there.Value ? 1u : 0u;

    /// <summary>A leaf of one of the readings.</summary>
    private readonly struct Side(HvReading reading, uint function)
    {
        public CpuidRegisters Known { get; } = reading.Known(function);

        public CpuidRegisters Registers { get; } = reading.Set.TryGet(function, out CpuidRegisters registers) ? registers : default;

        public uint? Value(BitAddress address) => (Known[address.Register] & address.Bits.Mask) == address.Bits.Mask ? address.Extract(Registers) : null;
    }
}
