using HvCpuid.Compare;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Compare;

/// <summary>Parts of a baseline as they are written down and read elsewhere: their ids, the order of names, and what a leaf must be to be merged.</summary>
public class HvBaselinePartTests
{
    private static readonly CpuidEntry Features = new(0x40000003, new CpuidRegisters(0x11, 0x22, 0, 0x44));
    private static readonly CpuidEntry Nested = new(0x4000000A, new CpuidRegisters(0x00080101, 1, 0, 0));

    // Parts made by different versions of this library are merged: the id of the same hosts stays what it is.
    [Theory]
    [InlineData("", "d8c1ef87b2e63c9ac5e9ad792a102202")]
    [InlineData("a", "7c762bd57c1858bf9296f050a81e876f")]
    [InlineData("node-1", "55e1681f1425996221d03a7ec725e34e")]
    [InlineData("12345678", "3423398b2319a2ef8af65ba11dd0892a")]
    [InlineData("12345678901", "db801a9415c75bfe05fc9da0fdb6ec1f")]
    [InlineData("a,b", "c89b6a5eb073e6f68bda687fe7ceef4c")]
    public void Id_OfTheseHosts_StaysWhatItIs(string names, string id)
    {
        HvBaselineFold fold = new();
        foreach (string name in names.Split(','))
        {
            fold.Add(name, Set(Features, Nested));
        }

        Assert.Equal(id, fold.ToPart()!.Id);
    }

    [Fact]
    public void Id_OfManyAlike_StaysWhatItIs()
    {
        HvBaselineFold fold = new();
        fold.Add("a", Set(Features), 5);

        Assert.Equal("6c181a1e6a7052f997881cbbf8e306e1", fold.ToPart()!.Id);
    }

    [Fact]
    public void Id_OfHosts_GoesByNameLeavesAndNumberAndNotByOrder()
    {
        string[] ids =
        [
            Id(("a", Set(Features))), Id(("b", Set(Features))), Id(("a", Set(Nested))), Id(("a", Set(Features, Nested))), Id(("a", Set(Features)), ("b", Set(Features))),
            Id(("a", Set(Features)), ("a", Set(Features))), Id(("aaaaaaaa", Set(Features))), Id(("aaaaaaaaa", Set(Features))), Id(("a\0", Set(Features))),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(Id(("a", Set(Features)), ("b", Set(Nested))), Id(("b", Set(Nested)), ("a", Set(Features))));
    }

    // As people count: numbers by their value, then the shorter name, then bytes.
    [Theory]
    [InlineData("node9", "node10")]
    [InlineData("node", "node1")]
    [InlineData("a", "b")]
    [InlineData("a2b", "a10a")]
    [InlineData("a01", "a1")]
    [InlineData("a1", "a02")]
    [InlineData("9", "a")]
    [InlineData("a0", "a00b")]
    [InlineData("rack2-node10", "rack10-node2")]
    [InlineData("", "0")]
    public void First_OfTwoNames_IsTheOneBeforeAsPeopleCount(string first, string second)
    {
        Assert.Equal(first, First(first, second));
        Assert.Equal(first, First(second, first));
        Assert.Equal(first, Merged(first, second));
        Assert.Equal(first, Merged(second, first));
    }

    [Fact]
    public void IsWhole_OfWhatAFoldMakes_IsTrueAndOfAnythingElseFalse()
    {
        HvBaselineFold fold = new();
        fold.Add("a", Set(Features, Nested));
        fold.Add("b", Set(Features with { Registers = new CpuidRegisters(0x10, 0x22, 0, 0) }, Nested));
        HvBaselinePart part = fold.ToPart()!;
        HvBaselineLeaf features = part.Leaves.Single(leaf => leaf.Function == Features.Function);
        HvBaselineLeaf nested = part.Leaves.Single(leaf => leaf.Function == Nested.Function);
        BitAddress clear = HvBits.AccessPartitionReferenceCounter;

        Assert.All(part.Leaves, leaf => Assert.True(HvBaselineJoin.IsWhole(leaf, 2)));
        Assert.NotEmpty(features.Lacks);
        Assert.NotEmpty(nested.Ranges);
        Assert.Multiple(
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Lacks = [.. features.Lacks, features.Lacks[0]] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Lacks = [features.Lacks[0] with { Hosts = 2 }] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Lacks = [features.Lacks[0] with { Address = clear }] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Lacks = [features.Lacks[0] with { Address = new BitAddress(0x40000004, CpuidRegister.Eax, 4) }] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Lacks = [features.Lacks[0] with { Address = new BitAddress(Features.Function, CpuidRegister.Eax, BitField.Whole) }] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Ranges = nested.Ranges }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(features with { Made = new CpuidRegisters(1, 0, 0, 0) }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(nested with { Ranges = [] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(nested, 3)),
            () => Assert.False(HvBaselineJoin.IsWhole(nested with { Ranges = [nested.Ranges[0] with { Hosts = 1 }, nested.Ranges[0] with { Hosts = 1 }] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(nested with { Any = nested.Any with { Eax = 0xFFFFFFFF } }, 2)),
            () => Assert.True(HvBaselineJoin.IsWhole(nested with { Ranges = [nested.Ranges[0] with { Hosts = 1 }, nested.Ranges[0] with { Hosts = 1, Low = 2, High = 3 }] }, 2)));
        Assert.Throws<ArgumentNullException>("leaf", () => HvBaselineJoin.IsWhole(null!, 1));
    }

    [Fact]
    public void IsWhole_OfNumbers_HoldsThemToTheShape()
    {
        HvBaselineFold fold = new();
        fold.Add("a", Set(new CpuidEntry(0x40000005, new CpuidRegisters(64, 8, 0, 0))));
        fold.Add("b", Set(new CpuidEntry(0x40000005, new CpuidRegisters(32, 8, 0, 0))));
        HvBaselineLeaf limits = fold.ToPart()!.Leaves.Single();
        HvBaselineNumber[] numbers = [.. limits.Numbers];

        Assert.True(HvBaselineJoin.IsWhole(limits, 2));
        Assert.Multiple(
            () => Assert.False(HvBaselineJoin.IsWhole(limits with { Numbers = [] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(limits with { Numbers = [.. numbers, numbers[0]] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(limits with { Numbers = [numbers[0] with { Least = numbers[0].Most + 1 }, .. numbers[1..]] }, 2)),
            () => Assert.False(HvBaselineJoin.IsWhole(limits with { Numbers = [numbers[0] with { Hosts = 3 }, .. numbers[1..]] }, 2)));
    }

    [Fact]
    public void Merge_OfAPartWithAnotherId_SaysWhatAnIdIs()
    {
        HvBaselinePart part = Single("a").Parts.Single();

        ArgumentException refused = Assert.Throws<ArgumentException>(() => HvBaseline.From(part with { Id = "x" }).Merge(Single("b")).Total);
        Assert.StartsWith("'x' is not the id of a part: expected 32 hexadecimal digits.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HvBaseline.From(part with { Id = new string('g', 32) }).Merge(Single("b")).Total);
        Assert.Throws<ArgumentException>(() => HvBaseline.From(part with { Id = new string('0', 16) + new string('g', 16) }).Merge(Single("b")).Total);
    }

    private static HvCpuidSet Set(params CpuidEntry[] entries) => new HvCpuidSetBuilder().AddRange(entries).ToSet();

    private static string Id(params (string Name, HvCpuidSet Set)[] hosts)
    {
        HvBaselineFold fold = new();
        foreach ((string name, HvCpuidSet set) in hosts)
        {
            fold.Add(name, set);
        }

        return fold.ToPart()!.Id;
    }

    private static HvBaseline Single(string name)
    {
        HvBaselineFold fold = new();
        fold.Add(name, Set(Features));
        return fold.ToBaseline();
    }

    private static string First(string one, string other)
    {
        HvBaselineFold fold = new();
        fold.Add(one, Set(Features));
        fold.Add(other, Set(Features));
        return fold.ToPart()!.First;
    }

    private static string Merged(string one, string other) => Single(one).Merge(Single(other)).Total!.First;
}
