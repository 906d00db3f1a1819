using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class EvmcsVersionRangeTests
{
    [Fact]
    public void ToString_OfAnyRange_ParsesBackAndTheWordHoldsBothBytes() => Prop.ForAll(
        Situations.Ranges.ToArbitrary(),
        range => EvmcsVersionRange.Parse(range.ToString()) == range && range.Word == range.Low + (256 * range.High))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OneNumber_IsARangeOfOne() => Assert.Equal(new EvmcsVersionRange(2, 2), EvmcsVersionRange.Parse("2"));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("0")]
    [InlineData("0..1")]
    [InlineData("2..1")]
    [InlineData("1..256")]
    [InlineData("1...2")]
    [InlineData("1-2")]
    [InlineData("+1..2")]
    [InlineData(" 1..2")]
    public void Parse_NoRange_SaysWhatWasExpected(string text)
    {
        Assert.False(EvmcsVersionRange.TryParse(text, out _));
        Assert.Contains("expected LOW..HIGH with 1 to 255", Assert.Throws<FormatException>(() => EvmcsVersionRange.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 256)]
    [InlineData(256, 256)]
    public void Constructor_OutOfRange_IsRefused(int low, int high) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvmcsVersionRange(low, high));

    [Theory]
    [InlineData("1..1", "1..2", "1..1")]
    [InlineData("1..5", "3..9", "3..5")]
    [InlineData("2..3", "1..9", "2..3")]
    [InlineData("1..2", "3..4", null)]
    public void Intersect_TwoRanges_IsWhatBothHave(string one, string other, string? both)
    {
        Assert.Equal(both, EvmcsVersionRange.Parse(one).Intersect(EvmcsVersionRange.Parse(other))?.ToString());
        Assert.Equal(both, EvmcsVersionRange.Parse(other).Intersect(EvmcsVersionRange.Parse(one))?.ToString());
        Assert.Null(EvmcsVersionRange.Parse(one).Intersect(default));
    }
}
