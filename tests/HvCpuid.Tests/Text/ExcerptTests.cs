using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Text;

namespace HvCpuid.Tests.Text;

public class ExcerptTests
{
    [Theory]
    [InlineData("a\u001b[31mb", @"a\x1B[31mb")]
    [InlineData("a\nb\r\tc\0", @"a\x0Ab\x0D\x09c\x00")]
    [InlineData("\u007f\u0085\u009b", @"\x7F\x85\x9B")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", @"\u202A\u202B\u202C\u202D\u202E")]
    [InlineData("\u2066\u2067\u2068\u2069", @"\u2066\u2067\u2068\u2069")]
    [InlineData("\u200e\u200f\u061c", @"\u200E\u200F\u061C")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\u200b\u200c\u200d\u2060\ufeff\u00ad", @"\u200B\u200C\u200D\u2060\uFEFF\xAD")]
    [InlineData("\u034f\u3164\ufe0f\uffa0", @"\u034F\u3164\uFE0F\uFFA0")]
    [InlineData("\U000e0041\U000e0100", @"\U000E0041\U000E0100")]
    [InlineData("plain, ünïcödé, 日本語, 😀, C:\\x", "plain, ünïcödé, 日本語, 😀, C:\\x")]
    [InlineData("", "")]
    public void Escape_Text_ShowsWhatATerminalObeysOrAReaderDoesNotSee(string text, string shown) => Assert.Equal(shown, Excerpt.Escape(text));

    // Not theory data: a test's name cannot hold half a character.
    [Fact]
    public void Escape_SurrogateWithoutItsOtherHalf_IsShown()
    {
        Assert.Equal(@"a\uD83Db", Excerpt.Escape("a\ud83db"));
        Assert.Equal(@"\uDE00\uD83D", Excerpt.Escape("\ude00\ud83d"));
    }

    [Fact]
    public void Of_LongText_EndsWithAnEllipsisAndNeverWithinACharacter()
    {
        Assert.Equal("abc…", Excerpt.Of("abcd", 3));
        Assert.Equal("abc", Excerpt.Of("abc", 3));
        Assert.Equal("ab…", Excerpt.Of("ab😀", 3));
        Assert.Equal("(null)", Excerpt.Of((string?)null));
        Assert.Equal(new string('x', Excerpt.Length) + "…", Excerpt.Of(new string('x', Excerpt.Length + 1)));
    }

    [Fact]
    public void Of_Bytes_ShowsPrintableAscii()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        string shown = Excerpt.Of(bytes, 256);

        Assert.StartsWith(@"\x00\x01\x02", shown, StringComparison.Ordinal);
        Assert.Contains(@"\x1F !""#", shown, StringComparison.Ordinal);
        Assert.Contains(@"}~\x7F\x80", shown, StringComparison.Ordinal);
        Assert.EndsWith(@"\xFF", shown, StringComparison.Ordinal);
        Assert.Equal((4 * (256 - 95)) + 95, shown.Length);
        Assert.Equal("'ab'", Excerpt.Quote("ab"u8));
        Assert.EndsWith("…'", Excerpt.Quote(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_AnyText_IsPrintableAndEscapedOnce() => Prop.ForAll(Hostile.Texts.ToArbitrary(), text =>
    {
        string shown = Excerpt.Escape(text);
        return Hostile.IsPrintable(shown) && Excerpt.Escape(shown) == shown;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Escape_EveryCharacter_IsShownOnlyWhenItIsPrintable()
    {
        for (int point = 0; point <= 0x10FFFF; point++)
        {
            string text = point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32(point);
            Assert.True(Hostile.IsPrintable(Excerpt.Escape(text)), $"U+{point:X4}");
        }
    }
}
