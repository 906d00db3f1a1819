using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Sets;

public sealed class HvCpuidSetBuilderTests
{
    private static readonly CpuidRegisters Some = new(0x11111111, 0x22222222, 0x33333333, 0x44444444);

    [Theory]
    [InlineData(0u, "leaf 00000000H is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    [InlineData(0x3FFFFFFFu, "leaf 3FFFFFFFH is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    [InlineData(0x50000000u, "leaf 50000000H is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    [InlineData(0x80000007u, "leaf 80000007H is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    [InlineData(uint.MaxValue, "leaf FFFFFFFFH is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    public void Add_OrdinaryLeaf_IsRefusedWithTheReason(uint function, string reason) => AssertRefused(new HvCpuidSetBuilder(), new CpuidEntry(function, Some), reason);

    [Theory]
    [InlineData(1u)]
    [InlineData(uint.MaxValue)]
    public void Add_Index_IsRefusedWithTheReason(uint index) => AssertRefused(
        new HvCpuidSetBuilder(),
        new CpuidEntry(0x40000003, Some) { Index = index },
        $"leaf 40000003H has index {index}: the Hyper-V leaves have no index, expected 0");

    [Fact]
    public void Add_SecondTime_IsRefusedWithThePlaceOfTheFirst() => AssertRefused(
        new HvCpuidSetBuilder().Add(0x40000000, Some).Add(0x4000000A, Some),
        new CpuidEntry(0x4000000A, default),
        "leaf 4000000AH is there twice: it already is entry 1 of the set");

    [Theory]
    [InlineData(0x40000000u)]
    [InlineData(0x4FFFFFFFu)]
    public void Add_FirstAndLastFunction_AreTaken(uint function)
    {
        CpuidEntry entry = new(function, Some) { Flags = 0xA5A5A5A5 };

        Assert.Null(new HvCpuidSetBuilder().Refusal(entry));
        Assert.Equal(entry, new HvCpuidSetBuilder().Add(entry).ToSet()[0]);
    }

    [Fact]
    public void AddRange_RefusedEntry_KeepsThoseBeforeIt()
    {
        HvCpuidSetBuilder builder = new();
        CpuidEntry[] entries = [new(0x40000000, Some), new(0x40000001, Some), new(0x40000000, Some), new(0x40000002, Some)];

        ArgumentException thrown = Assert.Throws<ArgumentException>(() => builder.AddRange(entries));

        Assert.Contains("leaf 40000000H is there twice: it already is entry 0 of the set", thrown.Message, StringComparison.Ordinal);
        Assert.Equal([0x40000000u, 0x40000001u], builder.ToSet().Select(entry => entry.Function));
        Assert.Throws<ArgumentNullException>("entries", () => builder.AddRange(null!));
    }

    [Fact]
    public void Set_LeafThatIsThere_IsReplacedWhereItStands()
    {
        HvCpuidSet set = new HvCpuidSetBuilder().Add(0x40000000, Some)
            .Add(new CpuidEntry(0x40000001, Some) { Flags = 7 }).Add(0x40000002, Some).Set(0x40000001, default).ToSet();

        Assert.Equal([0x40000000u, 0x40000001u, 0x40000002u], set.Select(entry => entry.Function));
        Assert.Equal(new CpuidEntry(0x40000001, default) { Flags = 7 }, set[1]);
        Assert.Equal((Some, Some), (set[0].Registers, set[2].Registers));
    }

    [Fact]
    public void Set_LeafThatIsNotThere_IsAddedBehindOrRefused()
    {
        HvCpuidSetBuilder builder = new HvCpuidSetBuilder().Add(0x40000005, Some).Set(0x40000001, Some);

        Assert.Equal([0x40000005u, 0x40000001u], builder.ToSet().Select(entry => entry.Function));
        Assert.Throws<ArgumentException>(() => builder.Set(1, Some));
        Assert.Equal(2, builder.Count);
    }

    [Fact]
    public void ToSet_BuilderGoesOn_LeavesTheSetAsItIs()
    {
        HvCpuidSetBuilder builder = new HvCpuidSetBuilder().Add(0x40000000, Some);
        HvCpuidSet before = builder.ToSet();
        builder.Set(0x40000000, default).Add(0x40000001, Some);

        Assert.Equal((1, Some), (before.Count, before[0].Registers));
        Assert.Equal(2, builder.ToSet().Count);
        Assert.Equal(builder.ToSet(), builder.ToSet().ToBuilder().ToSet());
    }

    private static void AssertRefused(HvCpuidSetBuilder builder, CpuidEntry entry, string reason)
    {
        HvCpuidSet before = builder.ToSet();

        Assert.Equal(reason, builder.Refusal(entry));
        ArgumentException thrown = Assert.Throws<ArgumentException>(nameof(entry), () => builder.Add(entry));
        Assert.StartsWith($"The entry is refused: {reason}.", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, builder.ToSet());
    }
}
