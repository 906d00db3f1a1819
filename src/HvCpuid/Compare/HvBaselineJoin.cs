using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>Joins parts of hosts that are all different: what one fold of all of them would give.</summary>
public static class HvBaselineJoin
{
    private static readonly IComparer<BitAddress> ByPlace =
        Comparer<BitAddress>.Create((one, other) => (one.Register, one.Bits.Low).CompareTo((other.Register, other.Bits.Low)));

    /// <summary>
    /// One part of the hosts of two, which have none in common: of threads, or of pieces of one input. Unlike <see cref="HvBaseline.Merge"/>, which knows a part
    /// again, it counts whatever it is given.
    /// </summary>
    /// <param name="one">A part; null for no hosts.</param>
    /// <param name="other">Another; null for no hosts.</param>
    /// <returns>The part; null where both are null.</returns>
    /// <exception cref="ArgumentException">The id of a part is not 32 hexadecimal digits.</exception>
    public static HvBaselinePart? Join(HvBaselinePart? one, HvBaselinePart? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        Dictionary<uint, HvBaselineLeaf> left = one.Leaves.ToDictionary(leaf => leaf.Function);
        Dictionary<uint, HvBaselineLeaf> right = other.Leaves.ToDictionary(leaf => leaf.Function);
        IEnumerable<uint> functions = left.Keys.Concat(right.Keys).Distinct().OrderBy(function => function);
        return new HvBaselinePart(
            (DigestOf(one) + DigestOf(other)).ToString(),
            one.Hosts + other.Hosts,
            HvHostNames.First(one.First, other.First)!,
            [.. functions.Select(function => JoinLeaf(new Side(one, left, function), new Side(other, right, function)))]);
    }

    /// <summary>
    /// True for a leaf as <see cref="HvBaselineFold"/> makes it: each number and range of it is there once, for as many hosts as there are, and only bits that go
    /// by conjunction and that a host has are lacking. A part that was written down elsewhere is asked this before it is merged.
    /// </summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="hosts">How many hosts its part has.</param>
    /// <exception cref="ArgumentNullException">There is no leaf.</exception>
    public static bool IsWhole(HvBaselineLeaf leaf, long hosts)
    {
        HvBaselineShape shape = HvBaselineShape.Of(Guard.NotNull(leaf).Function);
        return leaf.Any == HvBaselineShape.And(leaf.Any, shape.Flags)
            && leaf.Made == HvBaselineShape.And(leaf.Made, shape.Made)
            && leaf.Lacks.All(lack => lack.Address is { Bits.IsSingleBit: true } bit && bit.Function == leaf.Function && bit.Extract(leaf.Any) == 1 && lack.Hosts < hosts)
            && leaf.Lacks.Select(lack => lack.Address).Distinct().Count() == leaf.Lacks.Count
            && leaf.Numbers.Select(number => number.Address).SequenceEqual(shape.Numbers)
            && leaf.Numbers.All(number => number.Least <= number.Most && number.Hosts <= hosts)
            && (shape.HasRange ? leaf.Ranges.Sum(range => range.Hosts) == hosts : leaf.Ranges.Count == 0)
            && leaf.Ranges.Select(range => (range.Low, range.High)).Distinct().Count() == leaf.Ranges.Count;
    }

    private static HvHostDigest DigestOf(HvBaselinePart part) => HvHostDigest.TryParse(part.Id, out HvHostDigest digest)
        ? digest
        : throw new ArgumentException($"'{part.Id}' is not the id of a part: expected 32 hexadecimal digits.", nameof(part));

    private static HvBaselineLeaf JoinLeaf(Side one, Side other)
    {
        CpuidRegisters any = new(
            one.Leaf.Any.Eax | other.Leaf.Any.Eax, one.Leaf.Any.Ebx | other.Leaf.Any.Ebx, one.Leaf.Any.Ecx | other.Leaf.Any.Ecx, one.Leaf.Any.Edx | other.Leaf.Any.Edx);
        return new HvBaselineLeaf(one.Leaf.Function, one.Leaf.Present + other.Leaf.Present, any)
        {
            FirstWithout = HvHostNames.First(one.Leaf.FirstWithout, other.Leaf.FirstWithout),
            Lacks = [.. Lacks(one, other).OrderBy(lack => lack.Address, ByPlace)],
            Numbers = [.. one.Leaf.Numbers.Select(number => JoinNumber(number, other.Leaf.Numbers.First(twin => twin.Address == number.Address)))],
            Ranges =
            [
                .. one.Leaf.Ranges.Concat(other.Leaf.Ranges).GroupBy(range => (range.Low, range.High)).OrderBy(range => range.Key)
                    .Select(range => new HvBaselineRange(range.Key.Low, range.Key.High, range.Sum(host => host.Hosts), range.Select(host => host.First).Aggregate((a, b) => HvHostNames.First(a, b)!))),
            ],
            Made = one.Leaf.Present == 0 ? other.Leaf.Made : other.Leaf.Present == 0 ? one.Leaf.Made : HvBaselineShape.Least(one.Leaf.Made, other.Leaf.Made),
        };
    }

    // What the hosts of one side lack of the other's bits, all of them lack.
    private static IEnumerable<HvBaselineLack> Lacks(Side one, Side other) =>
        one.Lacks(other.Leaf.Any).Concat(other.Lacks(one.Leaf.Any)).GroupBy(lack => lack.Address)
            .Select(lack => new HvBaselineLack(lack.Key, lack.Sum(host => host.Hosts), lack.Select(host => host.First).Aggregate((a, b) => HvHostNames.First(a, b)!)));

    private static HvBaselineNumber JoinNumber(HvBaselineNumber one, HvBaselineNumber other)
    {
        uint most = Math.Max(one.Most, other.Most);
        return one.Least < other.Least ? one with { Most = most }
            : other.Least < one.Least ? other with { Most = most }
            : new HvBaselineNumber(one.Address, one.Least, most, one.Hosts + other.Hosts, HvHostNames.First(one.First, other.First)!);
    }

    /// <summary>A leaf of one of two parts; where none of its hosts has it, as they lack it.</summary>
    private readonly struct Side
    {
        private readonly HvBaselinePart _part;

        public Side(HvBaselinePart part, Dictionary<uint, HvBaselineLeaf> leaves, uint function)
        {
            _part = part;
            HvBaselineShape shape = HvBaselineShape.Of(function);
            Leaf = leaves.TryGetValue(function, out HvBaselineLeaf? leaf) ? leaf : new HvBaselineLeaf(function, 0, default)
            {
                FirstWithout = part.First,
                Numbers = [.. shape.Numbers.Select(address => new HvBaselineNumber(address, 0, 0, part.Hosts, part.First))],
                Ranges = shape.HasRange ? [new HvBaselineRange(0, 0, part.Hosts, part.First)] : [],
            };
        }

        public HvBaselineLeaf Leaf { get; }

        public IEnumerable<HvBaselineLack> Lacks(CpuidRegisters others)
        {
            foreach (HvBaselineLack lack in Leaf.Lacks)
            {
                yield return lack;
            }

            for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
            {
                for (uint bits = others[register] & ~Leaf.Any[register]; bits != 0; bits &= bits - 1)
                {
                    yield return new HvBaselineLack(new BitAddress(Leaf.Function, register, HvBitScan.Lowest(bits)), _part.Hosts, _part.First);
                }
            }
        }
    }
}
