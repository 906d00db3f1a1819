using System.Globalization;
using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

/// <summary>Texts that are too long for the tables of readings: long lines, long texts, many dumps, and marks that are cut.</summary>
public class HvCpuidTextReaderTests
{
    private const int Longest = 1024 * 1024;
    private const string Leaf = "0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12";
    private const string Damaged = "0x40000004 0x00: eax=0x00002aff ebx=0x0000083 ecx=0x00000000 edx=0x00080d12";

    [Theory]
    [InlineData(1000)]
    [InlineData(4 * Longest)]
    public void TryFinish_LineOfTheLongestLength_IsLookedAt(int piece)
    {
        string line = Leaf.PadLeft(Longest);
        Assert.Equal("= CpuidRaw, line 1 / 40000003H: 00002AFF-00000830-00000000-00080D12", Read(line + "\n", piece));
        Assert.Equal("= CpuidRaw, line 1 / 40000003H: 00002AFF-00000830-00000000-00080D12", Read(line, piece));
        Assert.Equal("= CpuidRaw, line 1 / 40000003H: 00002AFF-00000830-00000000-00080D12", Read(line + "\n\n", piece));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4 * Longest)]
    public void TryFinish_LongerLines_AreCountedInTheNote(int piece)
    {
        string line = Leaf.PadLeft(Longest + 1);
        string one = "= CpuidRaw, line 2; line 1 is longer than 1048576 bytes and was not looked at (1 such line). / 40000003H: 00002AFF-00000830-00000000-00080D12";
        string two = "= CpuidRaw, line 1; line 2 is longer than 1048576 bytes and was not looked at (2 such lines). / 40000003H: 00002AFF-00000830-00000000-00080D12";
        Assert.Equal(one, Read(line + "\n" + Leaf + "\n", piece));
        Assert.Equal(two, Read(Leaf + "\n" + line + "\n" + line, piece));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4 * Longest)]
    public void TryFinish_NothingBesideLongerLines_SaysSo(int piece)
    {
        string line = Leaf.PadLeft(Longest + 1);
        string expected = "line 1: expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in ";
        Assert.Equal("1:1 at 0: " + expected + "1 line; line 1 is longer than 1048576 bytes and was not looked at (1 such line)", Read(line, piece));
        Assert.Equal("1:1 at 0: " + expected + "1 line; line 1 is longer than 1048576 bytes and was not looked at (1 such line)", Read(line + "\n", piece));
        Assert.Equal("1:1 at 0: " + expected + "4 lines; line 2 is longer than 1048576 bytes and was not looked at (2 such lines)", Read("\n" + line + "\n\n" + line, piece));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4 * Longest)]
    public void TryFinish_DamageBehindLongerLines_HasItsPlace(int piece)
    {
        string line = new('x', Longest + 1);
        string longer = new('x', Longest + 5001);
        string reason = "expected 8 hexadecimal digits for EBX after 'ebx=0x', found 7 ('0000083')";
        Assert.Equal($"2:39 at {Longest + 2 + 38}: line 2: {reason}", Read(line + "\n" + Damaged + "\n", piece));
        Assert.Equal($"2:39 at {Longest + 5002 + 38}: line 2: {reason}", Read(longer + "\n" + Damaged + "\n", piece));
        Assert.Equal($"4:39 at {(2 * (Longest + 2)) + 2 + 38}: line 4: {reason}", Read(line + "\n\r\n" + line + "\n" + Damaged, piece));
    }

    [Fact]
    public void Append_LineLongerThanAnyInput_IsRefused()
    {
        byte[] piece = new byte[Longest];
        piece.AsSpan().Fill((byte)'x');
        HvCpuidTextReader reader = new();
        Assert.True(reader.Append("Content-Transfer-Encoding: quoted-printable\n\nx=\n"u8));
        Assert.All(Enumerable.Range(0, HvCpuidFormats.MaximumLength / Longest), _ => Assert.True(reader.Append(piece)));
        Assert.False(reader.Append("x"u8));
        Assert.False(reader.Append("\n"u8));
        Assert.False(reader.TryFinish(out _, out HvCpuidFormatError? error));
        Assert.Equal("line 4: expected lines of at most 1048576 bytes, found one of more than 67108864", error.Message);
        Assert.Equal((4, 1, 48), (error.Line, error.Column, error.Offset));
    }

    [Fact]
    public void Append_TextLongerThanFourGibibytes_IsRefused()
    {
        byte[] piece = new byte[32 * Longest];
        piece[^1] = (byte)'\n';
        HvCpuidTextReader reader = new();
        for (long length = 0; length < HvCpuidTextReader.MaximumLength; length += piece.Length)
        {
            Assert.True(reader.Append(piece));
        }

        Assert.True(reader.Append("\n"u8));
        Assert.False(reader.Append("\n"u8));
        Assert.False(reader.TryFinish(out _, out HvCpuidFormatError? error));
        Assert.Equal("expected at most 4294967296 bytes of text, found more", error.Message);
        Assert.Equal((0, 0, int.MaxValue), (error.Line, error.Column, error.Offset));
    }

    // A line that soft breaks join has 64 KiB at most: then one is text.
    [Theory]
    [InlineData(0, "67:77 at 65785: line 67: expected 8 hexadecimal digits for EDX after 'edx=0x', found 4 ('0008=')")]
    [InlineData(1, "= CpuidRaw, line 3 / 40000003H: 00002AFF-00000830-00000000-00080D12")]
    public void TryFinish_SoftBreaks_JoinSixtyFourKibibytes(int less, string expected)
    {
        string pad = string.Concat(Enumerable.Repeat(new string(' ', 1024) + "=\n", 64))[less..];
        string leaf = Leaf[..^4].Replace("=", "=3D", StringComparison.Ordinal) + "=\n" + Leaf[^4..] + "\n";
        Assert.Equal(expected, Read("Content-Transfer-Encoding: quoted-printable\n\n" + pad + leaf, 1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void TryFinish_MarkThatIsCut_IsText(int piece)
    {
        byte[] mark = [0xEF, 0xBB];
        string reason = "expected 8 hexadecimal digits for EBX after 'ebx=0x', found 7 ('0000083')";
        Assert.Equal($"1:41 at 40: line 1: {reason}", Read([.. mark, .. Sample.Bytes(Damaged)], piece));
        Assert.Equal($"1:40 at 39: line 1: {reason}", Read([0xEF, .. Sample.Bytes(Damaged)], piece));
        Assert.Equal($"1:39 at 41: line 1: {reason}", Read([.. mark, 0xBF, .. Sample.Bytes(Damaged)], piece));
        Assert.Equal(@"1:1 at 0: line 1: expected '0x', found '\xEF40000003: eax=0x1 ebx=0x2 ecx=0x3'", Read([0xEF, .. "40000003: eax=0x1 ebx=0x2 ecx=0x3"u8], piece));
        string nothing = "1:1 at 0: line 1: expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in ";
        Assert.Equal(nothing + "1 line", Read(mark, piece));
        Assert.Equal(nothing + "0 lines", Read([.. mark, 0xBF], piece));
        Assert.Equal(nothing + "0 lines", Read([], piece));
        Assert.Equal(nothing + "1 line", Read([.. mark, 0xBF, (byte)'\n'], piece));
    }

    [Theory]
    [InlineData(256, "1 more of its dumps say the same as others.")]
    [InlineData(257, "1 more of its dumps say the same as others, and 1 are not kept, beyond 256.")]
    [InlineData(259, "1 more of its dumps say the same as others, and 3 are not kept, beyond 256.")]
    public void TryFinish_ManyDumps_KeepsTheFirst(int count, string note)
    {
        string text = string.Concat(Enumerable.Range(0, count).Append(0).Select(i => string.Format(CultureInfo.InvariantCulture, "CPU 0:\n{0}\n", Leaf.Replace("00002aff", i.ToString("x8", CultureInfo.InvariantCulture), StringComparison.Ordinal))));
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes(text));
        Assert.Equal(Enumerable.Range(0, 256).Select(i => ((uint)i, (2 * i) + 1)), dumps.Select(dump => (dump.Cpus[0].Set[0].Registers.Eax, dump.Line)));
        Assert.Equal(note, dumps[0].Note);
        Assert.All(dumps.Skip(1), dump => Assert.Null(dump.Note));
    }

    private static string Read(string text, int piece) => Read(Sample.Bytes(text), piece);

    private static string Read(byte[] text, int piece)
    {
        HvCpuidTextReader reader = new(HvCpuidFormat.CpuidRaw);
        for (int at = 0; at < text.Length; at += piece)
        {
            reader.Append(text.AsSpan(at, Math.Min(piece, text.Length - at)));
        }

        bool isRead = reader.TryFinish(out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error);
        Assert.Equal(isRead, HvCpuidFormats.TryReadAll(text, HvCpuidFormat.CpuidRaw, out IReadOnlyList<HvCpuidDump>? whole, out HvCpuidFormatError? same));
        Assert.Equal(error, same);
        Assert.Equal(dumps?[0].Note, whole?[0].Note);
        return isRead
            ? $"= {dumps![0].Format}, line {dumps[0].Line}{(dumps[0].Note is { } note ? "; " + note : "")} / {string.Join("; ", dumps[0].Cpus[0].Set)}"
            : FormattableString.Invariant($"{error!.Line}:{error.Column} at {error.Offset}: {error.Message}");
    }
}
