using System.Text;
using HvCpuid.Compare;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Compare;

/// <summary>The edges of folding: refusals, groups, leaves that are none, hosts that are alike.</summary>
public class HvBaselineFoldTests
{
    private static readonly CpuidEntry Leaf = new(0x40000003, new CpuidRegisters(1, 2, 3, 4));

    [Fact]
    public void Add_ALeafTwice_SaysWhichAndLeavesNoTrace()
    {
        HvBaselineFold fold = new();

        ArgumentException refused = Assert.Throws<ArgumentException>("entries", () => fold.Add("a"u8, [new(0x40000004, default), Leaf, Leaf]));
        fold.Add("b"u8, [new(0x40000005, default)]);

        Assert.StartsWith("leaf 40000003H is there twice.", refused.Message, StringComparison.Ordinal);
        Assert.Equal([0x40000005u], fold.ToPart()!.Leaves.Select(leaf => leaf.Function));
        Assert.Equal("b", fold.ToPart()!.First);
    }

    [Fact]
    public void Add_LeavesAboveHyperVs_CountsThemForNothing()
    {
        HvBaselineFold fold = new();
        fold.Add("a"u8, [new(0x40000100, default), new(0x400000FF, default), new(0x40000100, default), new(0x4000FFFF, default)]);

        Assert.Equal([0x400000FFu], fold.ToPart()!.Leaves.Select(leaf => leaf.Function));
    }

    [Fact]
    public void Add_NoHosts_IsRefused()
    {
        HvBaselineFold fold = new();

        Assert.All([0L, -1L], hosts => Assert.StartsWith("Expected 1 host or more.", Assert.Throws<ArgumentOutOfRangeException>(nameof(hosts), () => fold.Add("a", HvCpuidSet.Empty, hosts)).Message, StringComparison.Ordinal));
        Assert.Null(fold.ToPart());
    }

    [Fact]
    public void Id_OfOneThatIsAlike_IsThatOfTheHost()
    {
        Assert.Equal(Id(1), Id(null));
        Assert.NotEqual(Id(2), Id(1));
        Assert.NotEqual(Id(2), Id(3));
    }

    // Every bit of a leaf counts, and so does the order of its registers.
    [Fact]
    public void Id_OfHosts_GoesByEveryRegister()
    {
        uint[] bits = [1u << 31, 1u << 16, 1];
        string[] ids =
        [
            .. from bit in bits
               from register in Enum.GetValues<CpuidRegister>()
               select HvBaseline.From([new HvCpuidSetBuilder().Add(0x40000003, default(CpuidRegisters).With(register, bit)).ToSet()]).Total!.Id,
            HvBaseline.From([new HvCpuidSetBuilder().Add(0x40000003, default).ToSet()]).Total!.Id,
        ];

        Assert.Equal(13, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("a b", "a")]
    [InlineData("b a", "a")]
    [InlineData("b a c", "a")]
    [InlineData("a10 a9 a11", "a9")]
    public void First_OfAGroup_IsTheFirstAsPeopleCount(string names, string first)
    {
        HvBaselineGroup group = new([Leaf]);
        HvBaselineFold fold = new();
        foreach (string name in names.Split(' '))
        {
            group.Add(Encoding.UTF8.GetBytes(name));
        }

        fold.Add(group);

        Assert.Equal((first, names.Split(' ').Length, 0), (fold.ToPart()!.First, fold.Hosts, group.Hosts));
    }

    // An empty group has no name, and one that was folded has none any more.
    [Fact]
    public void Add_AGroupAgain_TakesWhatCameSince()
    {
        HvBaselineGroup group = new([Leaf]);
        HvBaselineFold fold = new();
        fold.Add(group);
        Assert.Null(fold.ToPart());
        group.Add("b"u8);
        fold.Add(group);
        string once = fold.ToPart()!.Id;
        fold.Add(group);
        Assert.Equal(("b", 1, once), (fold.ToPart()!.First, fold.Hosts, fold.ToPart()!.Id));
        group.Add("c"u8);
        fold.Add(group);

        HvBaselineFold one = new();
        one.Add("b"u8, [Leaf]);
        one.Add("c"u8, [Leaf]);
        Assert.Equal((one.ToPart()!.Id, 2), (fold.ToPart()!.Id, fold.Hosts));
    }

    private static string Id(long? hosts)
    {
        HvBaselineFold fold = new();
        HvCpuidSet set = new HvCpuidSetBuilder().Add(Leaf).ToSet();
        if (hosts is { } count)
        {
            fold.Add("a", set, count);
        }
        else
        {
            fold.Add("a", set);
        }

        return fold.ToPart()!.Id;
    }
}
