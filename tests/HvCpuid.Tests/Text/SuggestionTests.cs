using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Leaves;
using HvCpuid.Text;

namespace HvCpuid.Tests.Text;

public sealed class SuggestionTests
{
    private const int Plenty = 1000;
    private static readonly string[] Known = ["intel", "amd", "evmcs", "hv-time", "hv-stimer"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("hv-tmie", "hv-time", 2)]
    [InlineData("abc", "abc", 0)]
    public void Distance_OfTwoTexts_IsTheLeastNumberOfSlips(string from, string to, int slips)
    {
        Assert.Equal(slips, Suggestion.Distance(from, to, Plenty));
        Assert.Equal(slips, Suggestion.Distance(to, from, Plenty));
    }

    [Fact]
    public void Distance_ThatMatters_IsTheWholeMatrixs() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements('a', 'b', 'c')).Two().SelectMany(texts => Gen.Choose(0, 6).Select(most => (From: new string(texts.Item1), To: new string(texts.Item2), Most: most))).ToArbitrary(),
        sample =>
        {
            int whole = Whole(sample.From, sample.To);
            int distance = Suggestion.Distance(sample.From, sample.To, sample.Most);
            return whole <= sample.Most ? distance == whole : distance > sample.Most;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    // Levenshtein's own recurrence.
    private static int Whole(string from, string to)
    {
        int[,] slips = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0 ? i + j
                    : new[] { slips[i - 1, j] + 1, slips[i, j - 1] + 1, slips[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1) }.Min();
            }
        }

        return slips[from.Length, to.Length];
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
        int[] distances = [.. Suggestion.Near(text ?? "", words.OfType<string>(), Slips).Select(word => Slips(word, Plenty))];
        return distances.SequenceEqual(distances.Order());

        int Slips(string word, int most) => Suggestion.Distance(text ?? "", word, most);
    }).QuickCheckThrowOnFailure();

    public static TheoryData<string> QemuFlags => [.. HvFieldTable.All.SelectMany(row => row.QemuFlags).Distinct()];

    [Theory]
    [MemberData(nameof(QemuFlags))]
    public void FieldNames_TheNameItself_ComesBeforeItsNeighbours(string flag) => Assert.Equal(flag, HvFieldTable.Nearest(flag, 1).Single());
}
