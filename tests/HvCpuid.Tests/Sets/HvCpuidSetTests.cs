using System.Collections;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Leaves;

namespace HvCpuid.Tests.Sets;

public sealed class HvCpuidSetTests
{
    [Fact]
    public void Set_Entries_KeepTheOrderTheyCameIn()
    {
        uint[] functions = [0x40000003, 0x40000000, 0x40000082, 0x4000000A, 0x40000101, 0x4FFFFFFF, 0x40000001];
        HvCpuidSet set = Build(functions);

        Assert.Equal(functions, set.Select(entry => entry.Function));
        Assert.Equal(functions, set.AsSpan().ToArray().Select(entry => entry.Function));
        Assert.Equal(functions, Enumerable.Range(0, set.Count).Select(place => set[place].Function));
        Assert.Equal(functions, ((IEnumerable)set).Cast<CpuidEntry>().Select(entry => entry.Function));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void Indexer_NoSuchPlace_IsRefused(int place) =>
        Assert.Throws<ArgumentOutOfRangeException>("index", () => Build(0x40000000, 0x40000001)[place]);

    [Fact]
    public void Equality_Sets_IsByValueAndOrder()
    {
        HvCpuidSet one = Build(0x40000000, 0x40000001);

        Assert.Equal(one, Build(0x40000000, 0x40000001));
        Assert.True(one.Equals((object)Build(0x40000000, 0x40000001)));
        Assert.Equal(one.GetHashCode(), Build(0x40000000, 0x40000001).GetHashCode());
        Assert.False(one.Equals(Build(0x40000001, 0x40000000)));
        Assert.False(one.Equals(Build(0x40000000)));
        Assert.False(one.Equals(one.ToBuilder().Set(0x40000001, default).ToSet()));
        Assert.False(one.Equals(null));
        Assert.False(one.Equals((object)"text"));
    }

    [Fact]
    public void Equality_FlagsOfAnEntry_Count()
    {
        CpuidEntry entry = new(0x40000000, Value(0x40000000));
        HvCpuidSet plain = new HvCpuidSetBuilder().Add(entry).ToSet();

        Assert.False(plain.Equals(new HvCpuidSetBuilder().Add(entry with { Flags = 1 }).ToSet()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(700)]
    public void TryGet_SetsOfEverySize_FindEveryLeafAndNoOther(int count)
    {
        // The even functions, from above the indexed ones (beyond 400001FFH) down, so that many stand behind the 254th entry.
        uint[] functions = [.. Enumerable.Range(0, count).Select(i => 0x40000000u + (2 * (uint)(count - 1 - i)))];
        HvCpuidSet set = Build(functions);

        foreach (uint function in functions)
        {
            Assert.True(set.TryGet(function, out CpuidRegisters found));
            Assert.Equal(Value(function), found);
            Assert.True(set.Contains(function));
            Assert.False(set.TryGet(function + 1, out found));
            Assert.Equal(default, found);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x3FFFFFFFu)]
    [InlineData(0x40000001u)]
    [InlineData(0x400001FFu)]
    [InlineData(0x40000200u)]
    [InlineData(0x50000000u)]
    [InlineData(0xC0000000u)]
    [InlineData(uint.MaxValue)]
    public void TryGet_AbsentFunction_GivesZeros(uint function)
    {
        HvCpuidSet set = Build(0x40000000, 0x40000002, 0x4FFFFFFF);

        Assert.False(set.TryGet(function, out CpuidRegisters registers));
        Assert.Equal(default, registers);
        Assert.False(set.Contains(function));
        Assert.False(HvCpuidSet.Empty.Contains(function));
    }

    [Fact]
    public void TryGet_BeyondTheIndex_FindsIt()
    {
        HvCpuidSet set = Build(0x40000200, 0x4FFFFFFF, 0x400001FF);

        Assert.All((uint[])[0x40000200, 0x4FFFFFFF, 0x400001FF], function => Assert.True(set.TryGet(function, out CpuidRegisters found) && found == Value(function)));
    }

    [Fact]
    public void Extract_Address_GivesTheFieldOrZero()
    {
        HvCpuidSet set = new HvCpuidSetBuilder().Add(0x4000000A, new CpuidRegisters(0x000A0201, 0, 0, 0)).ToSet();

        Assert.Equal(2u, set.Extract(BitAddress.Parse("A.EAX[15:8]")));
        Assert.Equal(0u, set.Extract(BitAddress.Parse("4.EAX[14]")));
    }

    [Fact]
    public void Empty_Set_HasNothing()
    {
        Assert.Same(HvCpuidSet.Empty, new HvCpuidSetBuilder().ToSet());
        Assert.Equal((0, ""), (HvCpuidSet.Empty.Count, HvCpuidSet.Empty.ToString()));
        Assert.Null(HvCpuidSet.Empty.Vendor);
    }

    [Fact]
    public void ToString_Set_HasALineALeaf()
    {
        HvCpuidSet set = new HvCpuidSetBuilder().Add(0x40000003, new CpuidRegisters(0x2AFF, 0x30, 0, 0x80500)).Add(0x40000001, default).ToSet();

        Assert.Equal("40000003H: 00002AFF-00000030-00000000-00080500\n40000001H: 00000000-00000000-00000000-00000000", set.ToString());
    }

    [Fact]
    public void TypedLeaves_EveryLeafType_HasAPropertyThatReadsItsOwnLeaf()
    {
        Type[] types = [.. LeafSources.LeafTypes];
        HvCpuidSet full = Build([.. types.Select(LeafSources.FunctionOf)]);

        Assert.All(types, type =>
        {
            var property = Assert.Single(typeof(HvCpuidSet).GetProperties(), property => Nullable.GetUnderlyingType(property.PropertyType) == type);
            HvCpuidSet without = new HvCpuidSetBuilder().AddRange(full.Where(entry => entry.Function != LeafSources.FunctionOf(type))).ToSet();

            Assert.Equal(Value(LeafSources.FunctionOf(type)), LeafSources.ToRegisters(property.GetValue(full)!));
            Assert.Null(property.GetValue(without));
            Assert.Null(property.GetValue(HvCpuidSet.Empty));
        });
    }

    private static CpuidRegisters Value(uint function) => new(function ^ 0xA5A5A5A5, function ^ 0x5A5A5A5A, ~function, function);

    private static HvCpuidSet Build(params uint[] functions)
    {
        HvCpuidSetBuilder builder = new();
        foreach (uint function in functions)
        {
            builder.Add(function, Value(function));
        }

        return builder.ToSet();
    }
}
