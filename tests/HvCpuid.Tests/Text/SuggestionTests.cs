using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Leaves;
using HvCpuid.Text;

namespace HvCpuid.Tests.Text;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["intel", "amd", "evmcs", "hv-time", "hv-stimer"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("hv-tmie", "hv-time", 2)]
    [InlineData("abc", "abc", 0)]
    public void Distance_OfTwoTexts_IsTheLeastNumberOfSlips(string from, string to, int slips)
    {
        Assert.Equal(slips, Suggestion.Distance(from, to));
        Assert.Equal(slips, Suggestion.Distance(to, from));
    }

    [Theory]
    [InlineData("intle", "intel")] // two replaced
    [InlineData("INTEL", "intel")] // another case
    [InlineData("evmc", "evmcs")] // one missing
    [InlineData("hv-ttime", "hv-time")] // one too many
    [InlineData("and", "amd")] // one replaced in three
    [InlineData("xyd", null)] // two replaced in three
    [InlineData("hvxyzzy", null)] // more than a third
    [InlineData("", null)]
    public void Nearest_OfAText_IsWithinAThirdOfItsLetters(string text, string? nearest)
    {
        Assert.Equal(nearest, Suggestion.Nearest(text, Known));
        Assert.Equal(nearest is null ? "" : $" Did you mean '{nearest}'?", Suggestion.Question(text, Known));
        Assert.Equal(nearest is null ? "" : $"; did you mean {nearest}?", Suggestion.Clause(nearest));
    }

    [Fact]
    public void Nearest_MaximumGiven_IsNoFarther()
    {
        Assert.Equal("hv-time", Suggestion.Nearest("hv-timerss", Known));
        Assert.Null(Suggestion.Nearest("hv-timerss", Known, 2));
    }

    [Fact]
    public void Nearest_VeryLongText_IsNotLookedAt() => Assert.Null(Suggestion.Nearest(new string('a', 129), [new string('a', 129)]));

    [Fact]
    public void Near_AnyWords_IsInOrderOfDistance() => Prop.ForAll<string[], string>((words, text) =>
    {
        int[] distances = [.. Suggestion.Near(text ?? "", words.OfType<string>(), Slips).Select(Slips)];
        return distances.SequenceEqual(distances.Order());

        int Slips(string word) => Suggestion.Distance(text ?? "", word);
    }).QuickCheckThrowOnFailure();

    public static TheoryData<string> QemuFlags => [.. HvFieldTable.All.SelectMany(row => row.QemuFlags).Distinct()];

    [Theory]
    [MemberData(nameof(QemuFlags))]
    public void FieldNames_TheNameItself_ComesBeforeItsNeighbours(string flag) => Assert.Equal(flag, HvFieldTable.Nearest(flag, 1).Single());
}
