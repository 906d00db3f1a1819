using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class VmWordTests
{
    [Theory]
    [InlineData("", "[2]")]
    [InlineData("a", "a[2]")]
    [InlineData(",a,,b", "[2] a[3] [5] b[6]")]
    [InlineData("a,", "a[2] [4]")]
    public void Split_AtASeparator_GivesEveryPartWithItsOffset(string text, string parts) =>
        Assert.Equal(parts, string.Join(' ', Word(text).Split(',').Select(Shown)));

    [Theory]
    [InlineData("ab", "ab[2]", null)]
    [InlineData("", "[2]", null)]
    [InlineData("a=b=c", "a[2]", "b=c[4]")]
    [InlineData("=b", "[2]", "b[3]")]
    [InlineData("a=", "a[2]", "[4]")]
    public void Pair_OfAWord_IsWhatStandsBeforeAndBehindTheFirstEqualsSign(string text, string name, string? value)
    {
        (VmWord before, VmWord? behind) = Word(text).Pair();

        Assert.Equal((name, value), (Shown(before), behind is null ? null : Shown(behind)));
    }

    [Fact]
    public void Trim_OfBlanks_KeepsOffsets() => Assert.Equal("a b[4]", Shown(Word(" \ta b ").Trim()));

    [Theory]
    [InlineData(-1, "line 2, column 1")]
    [InlineData(0, "line 2, column 1")]
    [InlineData(3, "line 2, column 4")]
    [InlineData(4, "line 2, column 4")]
    public void PlaceOf_AnIndex_StaysWithinTheWord(int index, string place) => Assert.Equal(place, Word("abc").PlaceOf(index).ToString());

    [Theory]
    [InlineData("hv-relaxed,hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 12)")]
    [InlineData("hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 1)")]
    public void Flags_ThatAreWrong_AreToldWithThePlaceInTheText(string text, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => Word(text).Flags());

        Assert.Equal((message, "hv-time"), (thrown.Message, thrown.Suggestion));
    }

    [Fact]
    public void Flags_OfAWord_HavePlacesInTheText() => Assert.Equal(
        ["hv-relaxed=on line 2, column 1", "hv-time=off line 2, column 12"], Word("hv-relaxed,hv-time=off").Flags().Items.Select(edit => $"{edit} {edit.Place}"));

    [Fact]
    public void Within_AnotherWord_HasItsPlaces()
    {
        VmWord around = Word("xx'a b'").Slice(3, 3);

        Assert.Equal("b[7]", Shown(new VmWord("b", [2, 3], new VmLines("a b")).Within(around)));
    }

    [Theory]
    [InlineData("", 0, "line 1, column 1")]
    [InlineData("ab", 2, "line 1, column 3")]
    [InlineData("\nab", 0, "line 1, column 1")]
    [InlineData("\nab", 1, "line 2, column 1")]
    [InlineData("\nab", 3, "line 2, column 3")]
    [InlineData("a\nb", 1, "line 1, column 2")]
    [InlineData("a\n\nb", 2, "line 2, column 1")]
    [InlineData("a\n\nb", 3, "line 3, column 1")]
    [InlineData("a\r\nb", 2, "line 1, column 3")]
    [InlineData("a\r\nb", 3, "line 2, column 1")]
    [InlineData("a\r\n", 3, "line 2, column 1")]
    [InlineData("a\rb", 2, "line 2, column 1")]
    [InlineData("a\r", 2, "line 2, column 1")]
    [InlineData("a\r\rb", 3, "line 3, column 1")]
    [InlineData("a\n\rb", 3, "line 3, column 1")]
    [InlineData("a\nx\nb", 4, "line 3, column 1")]
    public void PlaceOf_AnOffset_CountsLinesThatEndAsInXml(string text, int offset, string place) => Assert.Equal(place, new VmLines(text).PlaceOf(offset).ToString());

    [Fact]
    public void OffsetOf_APlace_IsThatOfTheTextWhereItHasNone()
    {
        VmLines lines = new("ab\ncd");

        Assert.Equal(
            [0, 1, 3, 4, 3, 0, 0, 0],
            new[] { HvTextPlace.At(1, 1), HvTextPlace.At(1, 2), HvTextPlace.At(2, 1), HvTextPlace.At(2, 2), new HvTextPlace { Line = 2 }, HvTextPlace.At(3, 2), HvTextPlace.At(1), default }.Select(lines.OffsetOf));
    }

    [Fact]
    public void BeginsAndEnds_OfAText_LookAtItsLettersAsTheyAre()
    {
        Assert.Equal((true, false, true, false), ("a".Begins('a'), "".Begins('a'), "a".Ends('a'), "".Ends('a')));
        Assert.Equal((true, false, false, false), ("ab".Begins('a'), "ba".Begins('a'), "ab".Ends('a'), "".Ends('a')));
        Assert.Equal((true, false, false), ("hv-a".Begins("hv-"), "a-hv-".Begins("hv-"), "\u00ADhv-a".Begins("hv-")));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(2, null, 2)]
    [InlineData(null, 3, 3)]
    [InlineData(2, 3, 6)]
    [InlineData(1, int.MaxValue, int.MaxValue)]
    [InlineData(2, int.MaxValue, int.MaxValue)]
    [InlineData(0, 3, 0)]
    public void Product_OfCounts_TakesOneForWhatIsNotSaid(int? one, int? other, int? product) => Assert.Equal(product, VmCounts.Product(one, other));

    [Fact]
    public void IsQuoted_OfWhatIsNoScalar_IsFalse() => Assert.Equal((false, false), (VmNode.Mapping([], default).IsQuoted, VmNode.Sequence([], default).IsQuoted));

    // In the second line of a text.
    private static VmWord Word(string text) => VmWord.Of("x\n" + text, 2, text.Length, new VmLines("x\n" + text));

    private static string Shown(VmWord word) => string.Create(CultureInfo.InvariantCulture, $"{word.Text}[{word.Offset(0)}]");
}
