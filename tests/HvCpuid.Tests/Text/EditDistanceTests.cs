using HvCpuid.Leaves;

namespace HvCpuid.Tests.Text;

// EditDistance is internal: its distances are seen through the order of HvFieldTable.Nearest.
public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("hv-tmie", "hv-time")] // two replaced
    [InlineData("hv-tim", "hv-time")] // one missing
    [InlineData("hv-ttime", "hv-time")] // one too many
    [InlineData("hw-reset", "hv-reset")] // one replaced
    public void Nearest_OneOrTwoSlips_IsWithinReach(string typed, string meant) => Assert.Contains(meant, HvFieldTable.Nearest(typed, 5));

    [Fact]
    public void Nearest_MoreSlipsThanAThird_IsOutOfReach() => Assert.DoesNotContain("hv-time", HvFieldTable.Nearest("hvxyzzy", 1000));

    [Fact]
    public void Nearest_TheNameItself_ComesBeforeItsNeighbours()
    {
        foreach (string flag in HvFieldTable.All.SelectMany(field => field.QemuFlags).Distinct())
        {
            Assert.Equal(flag, HvFieldTable.Nearest(flag, 1).Single());
        }
    }
}
