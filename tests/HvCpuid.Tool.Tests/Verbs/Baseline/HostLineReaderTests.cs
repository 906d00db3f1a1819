using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Registers;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool.Tests.Verbs;

public class HostLineReaderTests
{
    private const string Line = "{\"entries\":[{\"function\":\"0x40000000\",\"index\":0,\"flags\":0,\"eax\":\"0x40000005\",\"ebx\":\"0x756e694c\",\"ecx\":\"0x564b2078\",\"edx\":\"0x7648204d\"},"
        + "{\"function\":\"0x40000003\",\"index\":0,\"flags\":0,\"eax\":\"0x00002aff\",\"ebx\":\"0x00000030\",\"ecx\":\"0x00000000\",\"edx\":\"0x00080500\"}]}";

    [Fact]
    public void TryReadPlain_ALineOfThisTool_IsItsLeaves()
    {
        HostLineReader reader = new();

        Assert.True(reader.TryReadPlain(Encoding.UTF8.GetBytes(Line), isRest: false));
        Assert.Equal([new CpuidEntry(0x40000000, new(0x40000005, 0x756E694C, 0x564B2078, 0x7648204D)), new CpuidEntry(0x40000003, new(0x2AFF, 0x30, 0, 0x80500))], reader.Entries.ToArray());
    }

    [Theory]
    [InlineData("\"0x40000003\"", "\"0x40000000\"")] // a leaf twice
    [InlineData("\"0x40000003\"", "\"0x00000003\"")]
    [InlineData("\"index\":0", "\"index\":1")]
    [InlineData("0x00002aff", "0x0002aff")]
    [InlineData("0x00002aff", "0x00002agf")]
    [InlineData("]}", "]")]
    [InlineData("]}", "],\"kernel\":\"6.1\"}")]
    [InlineData("]}", "]}}")]
    [InlineData("entries", "entry")]
    [InlineData("{\"entries", ",\"entries")]
    public void TryReadPlain_ALineThatIsOtherwise_IsForTheOtherReader(string what, string instead) =>
        Assert.False(new HostLineReader().TryReadPlain(Encoding.UTF8.GetBytes(Line.Replace(what, instead, StringComparison.Ordinal)), isRest: false));

    [Fact]
    public void TryReadPlain_AnyLineThatItTakes_IsReadTheSameByTheOtherReader() =>
        Prop.ForAll(
            (from place in Gen.Choose(0, Line.Length - 1)
             from letter in Gen.Elements("0123456789abcdefxg\"{}[],: \0\u00e9".ToCharArray())
             from cut in Gen.Choose(0, 9)
             select cut == 0 ? Line[..place] : Line[..place] + letter + Line[(place + 1)..]).ToArbitrary(),
            line =>
            {
                HostLineReader plain = new();
                HostLineReader other = new();
                byte[] bytes = Encoding.UTF8.GetBytes(line);
                return !plain.TryReadPlain(bytes, isRest: false) || (other.Read(bytes) is null && other.Entries.SequenceEqual(plain.Entries));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Read_AnyChangedLine_SaysWhatIsWrongOrReadsIt() =>
        Prop.ForAll(
            (from places in Gen.ListOf(Gen.Choose(0, Line.Length - 1))
             from letter in Gen.Elements("0123456789abcdefxg\"{}[],: \0".ToCharArray())
             select places.Take(3).Aggregate(Line, (line, place) => line[..place] + letter + line[(place + 1)..])).ToArbitrary(),
            line => new HostLineReader().Read(Encoding.UTF8.GetBytes(line)) is null or { Length: > 0 }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Next_AStreamInPieces_GivesEveryLineOnceWithItsNumber(int piece)
    {
        string[] lines = [.. Enumerable.Range(1, 5000).Select(i => new string((char)('a' + (i % 26)), i % 700))];
        LineBlocks blocks = new(new Pieces(Encoding.UTF8.GetBytes(string.Join('\n', lines)), piece));
        byte[] buffer = new byte[LineBlocks.Size];
        List<string> read = [];
        while (blocks.Next(buffer) is { } block)
        {
            Assert.Equal(read.Count + 1, block.Line);
            read.AddRange(Encoding.UTF8.GetString(buffer, 0, block.Length).TrimEnd('\n').Split('\n'));
        }

        Assert.Equal(lines, read);
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }

    // Elsewhere text may stand before a document; of a line it would be cut off, and the name looked for in what is none.
    [Theory]
    [InlineData("a")]
    [InlineData("host1: ")]
    public void Read_TextBeforeTheObject_IsRefused(string before)
    {
        HostLineReader reader = new();
        string slow = Line.Replace("\"index\":0,", "\"\":0,", StringComparison.Ordinal);

        Assert.Null(reader.Read(Encoding.UTF8.GetBytes(slow)));
        Assert.StartsWith("column 1: expected ", reader.Read(Encoding.UTF8.GetBytes(before + slow)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x00002aff", "0x00002AFF", null)]
    [InlineData("\"entries\"", "\"complete\":false,\"entries\"", "it tells only a part of the leaves")]
    [InlineData("\"entries\"", "\"error\":\"EINVAL\",\"entries\"", "column 10: expected a set, found 'entries' and a refusal: EINVAL")]
    [InlineData("\"entries\"", "\"leaves\":[],\"entries\"", "column 14: entries: expected 'entries' or 'leaves', found both")]
    public void Read_ALineOtherwiseWritten_IsReadOrRefused(string what, string instead, string? refusal) =>
        Assert.Equal(refusal, new HostLineReader().Read(Encoding.UTF8.GetBytes(Line.Replace(what, instead, StringComparison.Ordinal))));

    [Fact]
    public void Read_MoreLeavesThanAHostHas_IsRefused()
    {
        IEnumerable<string> entries = Enumerable.Range(0x40000000, 257).Select(function => $"{{\"function\":{function},\"eax\":0,\"ebx\":0,\"ecx\":0,\"edx\":0}}");
        Assert.Equal("expected at most 256 leaves, found 257", new HostLineReader().Read(Encoding.UTF8.GetBytes($"{{\"entries\":[{string.Join(",", entries)}]}}")));
    }

    [Theory]
    [InlineData("\"index\":0")]
    [InlineData("\"flags\":0")]
    public void Read_MemberTwice_IsRefused(string member) => Assert.EndsWith(
        "expected the member once, found it twice", new HostLineReader().Read(Encoding.UTF8.GetBytes(Line.Replace(member, member + "," + member, StringComparison.Ordinal))), StringComparison.Ordinal);
}
