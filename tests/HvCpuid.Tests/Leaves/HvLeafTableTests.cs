using HvCpuid.Leaves;
using HvCpuid.Tests.Architecture;

namespace HvCpuid.Tests.Leaves;

public sealed class HvLeafTableTests
{
    [Fact]
    public void All_LeafTypes_AreTheRowsInFunctionOrder()
    {
        Assert.Equal(
            LeafSources.LeafTypes.Select(type => (LeafSources.FunctionOf(type), type.Name)),
            HvLeafTable.All.Where(leaf => leaf.TypeName is not null).Select(leaf => (leaf.Function, leaf.TypeName!)));
        Assert.Equal(0x4000000Bu, HvLeafTable.All.Single(leaf => leaf.TypeName is null).Function);
        Assert.Equal(18, HvLeafTable.All.Count);
    }

    [Fact]
    public void All_Leaves_StandInAFileOfTheirNumberAndName() => Assert.All(
        HvLeafTable.All.Where(leaf => leaf.TypeName is not null),
        leaf => Assert.True(File.Exists(Path.Combine(LibrarySources.Library, "Leaves", $"Leaf{leaf.Function:X8}.{leaf.TypeName}.cs")), leaf.TypeName));

    [Fact]
    public void TryGet_EveryLeaf_IsFound() => Assert.All(HvLeafTable.All, leaf =>
    {
        Assert.True(HvLeafTable.TryGet(leaf.Function, out HvLeaf? found));
        Assert.Same(leaf, found);
        Assert.NotEmpty(leaf.Title);
        Assert.NotEmpty(leaf.Source);
    });

    [Theory]
    [InlineData(0u)]
    [InlineData(0x3FFFFFFFu)]
    [InlineData(0x4000000Du)]
    [InlineData(0x40000083u)]
    [InlineData(0x40000102u)]
    [InlineData(uint.MaxValue)]
    public void TryGet_NoLeaf_IsRefused(uint function)
    {
        Assert.False(HvLeafTable.TryGet(function, out HvLeaf? leaf));
        Assert.Null(leaf);
    }

    [Fact]
    public void Titles_AllLeaves_AreDistinct() => Assert.Equal(HvLeafTable.All.Count, HvLeafTable.All.Select(leaf => leaf.Title).Distinct().Count());
}
