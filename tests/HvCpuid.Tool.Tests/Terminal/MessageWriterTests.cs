using System.Text.RegularExpressions;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests.Terminal;

public class MessageWriterTests
{
    [Theory]
    [InlineData((int)MessageKind.Error, "a.txt:7: wrong\n")]
    [InlineData((int)MessageKind.Refused, "a.txt:7: wrong\n")]
    [InlineData((int)MessageKind.Note, "note: a.txt:7: wrong\n")]
    public void Write_NotToATerminal_IsOneLineAsCompilersWriteIt(int kind, string expected) =>
        Assert.Equal(expected, Written(null, false, messages => messages.Write((MessageKind)kind, "a.txt:7: wrong")));

    [Theory]
    [InlineData((int)MessageKind.Error, "error")]
    [InlineData((int)MessageKind.Refused, "refused")]
    [InlineData((int)MessageKind.Warning, "warning")]
    [InlineData((int)MessageKind.Note, "note")]
    public void Write_ToATerminal_BeginsWithAWordThatHasAColour(int kind, string word)
    {
        string plain = Written(80, false, messages => messages.Write((MessageKind)kind, "wrong"));
        string colored = Written(80, true, messages => messages.Write((MessageKind)kind, "wrong"));

        Assert.Equal($"{word}: wrong\n", plain);
        Assert.Matches($"^\u001b\\[1;3[0-9]m{word}:\u001b\\[0m wrong\n$", colored);
    }

    [Fact]
    public void Write_ToATerminal_WrapsBetweenWordsAndKeepsLongOnesWhole()
    {
        const string Path = "/a/very/long/path/that/does/not/fit/into/a/line/of/forty/columns";

        string text = Written(40, false, messages => messages.Write(MessageKind.Error, $"{Path}: there is no such file, and this goes on for more than one line.", "a detail"));

        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Contains(lines, line => line.Contains(Path, StringComparison.Ordinal));
        Assert.All(lines.Where(line => !line.Contains(Path, StringComparison.Ordinal)), line => Assert.InRange(line.Length, 1, 40));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        Assert.Equal("  a detail", lines[^1]);
        Assert.Equal($"error: {Path}: there is no such file, and this goes on for more than one line. a detail", Regex.Replace(text.Trim(), @"\s+", " "));
    }

    [Fact]
    public void Write_ForeignText_BeginsNoLineAndSteersNothing() => Assert.Equal(
        "error: a\\x0Anote: b\\x1B[31m\\u202E\n  c\\x0Ad\n", Written(200, false, messages => messages.Write(MessageKind.Error, "a\nnote: b\u001b[31m\u202e", "c\nd")));

    [Fact]
    public void Finding_Anywhere_BeginsWithItsSeverity()
    {
        Assert.Equal("warning HV001: odd\n  what helps: this\n", Written(null, false, messages => messages.Finding(MessageKind.Warning, "HV001", "odd", "what helps: this")));
        Assert.Equal("\u001b[1;31merror\u001b[0m HV002: wrong\n", Written(80, true, messages => messages.Finding(MessageKind.Error, "HV002", "wrong")));
    }

    [Fact]
    public void Write_WhereNothingCanBeWritten_IsLostWithoutAWordAndNotTriedAgain()
    {
        Full full = new();
        MessageWriter messages = new(new StreamWriter(full));

        messages.Write(MessageKind.Error, "one");
        messages.Write(MessageKind.Error, "two");

        Assert.Equal(1, full.Tries);
    }

    private static string Written(int? width, bool color, Action<MessageWriter> write)
    {
        using StringWriter text = new() { NewLine = "\n" };
        write(new MessageWriter(text) { Width = width, Color = color });
        return text.ToString();
    }

    private sealed class Full : MemoryStream
    {
        public int Tries { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Tries++;
            throw new IOException("No space left on device");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
