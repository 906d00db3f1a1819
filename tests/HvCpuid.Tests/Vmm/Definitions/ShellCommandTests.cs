using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>A shell's words, each with the offsets of its first character and behind its last.</summary>
public class ShellCommandTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a[0-1]")]
    [InlineData(" a  b\tc ", "a[1-2] b[4-5] c[6-7]")]
    [InlineData("a;b|c&d\ne", "a[0-1] / b[2-3] / c[4-5] / d[6-7] / e[8-9]")]
    [InlineData("a;;\n\nb", "a[0-1] / b[5-6]")]
    [InlineData("a # b c\nd", "a[0-1] / d[8-9]")]
    [InlineData("#\nd", "d[2-3]")]
    [InlineData("a # b", "a[0-1]")]
    [InlineData("a#b", "a#b[0-3]")]
    [InlineData("''#b", "#b[2-4]")]
    public void Split_Words_EndAtBlanksAndCommandsAtLineEndsAndSeparators(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData("'a' b", "a[1-2] b[4-5]")]
    [InlineData("'' x", "[2-2] x[3-4]")]
    [InlineData("\"\"", "[2-2]")]
    [InlineData("a'b'\"c\"d", "abcd[0-8]")]
    [InlineData("x='a b' c", "x=a b[0-6] c[8-9]")]
    [InlineData(@"'a\b'", @"a\b[1-4]")]
    [InlineData(@"""a\""b"" c", @"a""b[1-5] c[7-8]")]
    [InlineData(@"""a\b""", @"a\b[1-4]")]
    [InlineData(@"""\\ \$ \`""", @"\ $ `[2-9]")]
    [InlineData("\"a\\\nb\"", "ab[1-5]")]
    [InlineData("qemu 'a\nb' c\nd", "qemu[0-4] a\nb[6-9] c[11-12] / d[13-14]")]
    public void Split_Quotes_AreTakenAwayAndHoldWordsTogether(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData(@"a\ b", "a b[0-4]")]
    [InlineData(@"a\n", "an[0-3]")]
    [InlineData("a\\\nb", "ab[0-4]")]
    [InlineData("a\\\r\nb", "ab[0-5]")]
    [InlineData("a\\\r\n", "a[0-1]")]
    [InlineData("a \\\nb", "a[0-1] b[4-5]")]
    [InlineData("a\\\rb", "a\rb[0-4]")]
    [InlineData("a\\\r", "a\r[0-3]")]
    [InlineData(@"a\", @"a\[0-2]")]
    public void Split_Backslashes_ContinueALineOrTakeACharacterAsItIs(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData("x=(a\nb)\nc", "x=[0-2] a[3-4] b[5-6] / c[8-9]")]
    [InlineData("x=(a b\nc)", "x=[0-2] a[3-4] b[5-6] c[7-8]")]
    [InlineData("=(a\nb)", "=[0-1] a[2-3] b[4-5]")]
    [InlineData("(a\nb)", "a[1-2] / b[3-4]")]
    [InlineData("x (a\nb)", "x[0-1] a[3-4] / b[5-6]")]
    [InlineData("xy(a\nb)", "xy[0-2] a[3-4] / b[5-6]")]
    public void Split_ArraysOfAssignments_AreOneListOverLines(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData("it's a\nb", "its a[0-6] / b[7-8]")]
    [InlineData("don't\n", "dont[0-5]")]
    [InlineData("it's\nb 'c d'", "its[0-4] / b[5-6] c d[8-11]")]
    [InlineData("\"a\\", "a\\[1-3]")]
    [InlineData("\"a\\\"", "a\"[1-4]")]
    public void Split_QuotesThatStayOpenInOtherCommands_EndWithTheirLine(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData("a\0\0b c\0", "a[0-1] b c[3-6]")]
    [InlineData("a\0", "a[0-1]")]
    [InlineData("'a\0b;c", "'a[0-2] b;c[3-6]")]
    [InlineData("\0\0", "")]
    public void Split_WordsThatEndInNul_AreOneCommandAsTheyAre(string text, string words) => Assert.Equal(words, Shown(text));

    [Theory]
    [InlineData("qemu 'a", "The quote ' is not closed: expected another ' (line 1, column 6)")]
    [InlineData("a\nqemu b=\"c\nd", "The quote \" is not closed: expected another \" (line 2, column 8)")]
    public void Split_QuoteThatStaysOpenInACommandOfInterest_IsToldWithItsPlace(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => Split(text)).Message);

    [Fact]
    public void Split_PartOfAnotherText_TellsAPlaceOfThatText() => Assert.Equal(
        "The quote ' is not closed: expected another ' (line 7, column 5)",
        Assert.Throws<HvConfigurationException>(() => ShellCommand.Split("qemu 'a", _ => true, offset => HvTextPlace.At(7, offset))).Message);

    private static IReadOnlyList<IReadOnlyList<VmWord>> Split(string text) => ShellCommand.Split(text, word => word == "qemu");

    private static string Shown(string text) => string.Join(" / ", Split(text).Select(words => string.Join(' ', words.Select(Shown))));

    private static string Shown(VmWord word) => string.Create(CultureInfo.InvariantCulture, $"{word.Text}[{word.Offset(0)}-{word.Offset(word.Text.Length)}]");
}
