using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class JsonFormatTests
{
    private const string Document =
        """{"entries":[{"function":"0x40000003","index":0,"flags":0,"eax":"0x00002aff","ebx":"0x00000830","ecx":"0x00000000","edx":"0x00080d12"}]}""";

    private const string Numbers = """{"function":1073741827,"eax":11007,"ebx":"0x830","ecx":0,"edx":"0x80D12"}""";
    private const string Value = "expected 32 bits as \"0x\" and 1 to 8 hexadecimal digits, or as a number, found ";
    private const string Malformed = "expected well-formed JSON, nested 16 deep at most, found ";
    private static readonly HvCpuidSet Set = Sample.ToSet(new CpuidEntry(0x40000003, new CpuidRegisters(0x2AFF, 0x830, 0, 0x80D12)));

    [Fact]
    public void Write_Set_HasTheMembersInOrder()
    {
        Assert.Equal(Document, JsonFormat.Write(Set));
        Assert.Equal("""{"entries":[]}""", JsonFormat.Write(HvCpuidSet.Empty));
        string indented = JsonFormat.Write(Set, indented: true);
        Assert.StartsWith("{\n  \"entries\": [\n    {\n      \"function\": \"0x40000003\",\n      \"index\": 0,\n", indented, StringComparison.Ordinal);
        Assert.Equal(Set, Sample.Read(indented).Cpus[0].Set);
    }

    [Fact]
    public void WriteEntries_IntoALargerObject_IsItsMember()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("kernel", "6.12");
            JsonFormat.WriteEntries(writer, Set);
            writer.WriteEndObject();
        }

        Assert.Equal("{\"kernel\":\"6.12\"," + Document[1..], Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Equal(Set, HvCpuidFormats.Read(buffer.WrittenSpan).Cpus[0].Set);
    }

    [Fact]
    public void Write_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("set", () => JsonFormat.Write(null!));
        Assert.Throws<ArgumentNullException>("writer", () => JsonFormat.WriteEntries(null!, Set));
    }

    [Theory]
    [InlineData(Document)]
    [InlineData("\uFEFF \r\n" + Document + "\r\n")]
    [InlineData("""{"entries":[""" + Numbers + "]}")]
    [InlineData("""{"kernel":{"release":[6,12,[[]]]},"entries":[""" + Numbers + """],"message":7}""")]
    [InlineData("""{"entries":[{"note":{"eax":1},"edx":"0x80d12","ecx":"0x0","ebx":2096,"eax":"0x2AFF","flags":"0x0","index":"0x0","function":"0x40000003"}]}""")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":{"eax":"0x00002aff","ebx":"0x00000830","ecx":"0x00000000","edx":"0x00080d12"},"fields":[{"value":1}],"unknown":[]}]}""")]
    [InlineData("""{"leaves":null,"error":null,"entries":[""" + Numbers + "]}")]
    [InlineData("""{"$type":"x","$id":1,"entries":[""" + Numbers + """],"$ref":"y","\ud83d\ude00":0}""")]
    public void Read_Document_GivesItsSet(string text)
    {
        HvCpuidDump dump = Sample.Read(text);
        Assert.Equal(HvCpuidFormat.Json, dump.Format);
        Assert.Equal(new HvCpuidDumpCpu(null, Set), Assert.Single(dump.Cpus));
    }

    [Fact]
    public void Read_FlagsOfAnEntry_AreKept() =>
        Assert.Equal(0xFFFFFFFF, Sample.Read(Document.Replace("\"flags\":0", "\"flags\":4294967295", StringComparison.Ordinal)).Cpus[0].Set[0].Flags);

    [Theory]
    [InlineData("\"0x00002aff\"", "\"0xzz\"", Value + "\"0xzz\"")]
    [InlineData("\"0x00002aff\"", "\"0x\"", Value + "\"0x\"")]
    [InlineData("\"0x00002aff\"", "\"00002aff\"", Value + "\"00002aff\"")]
    [InlineData("\"0x00002aff\"", "\"0x000002aff\"", Value + "\"0x000002aff\"")]
    [InlineData("\"0x00002aff\"", "\"0x+2aff\"", Value + "\"0x+2aff\"")]
    [InlineData("\"0x00002aff\"", "\"0x 2aff\"", Value + "\"0x 2aff\"")]
    [InlineData("\"0x00002aff\"", "4294967296", Value + "4294967296")]
    [InlineData("\"0x00002aff\"", "-1", Value + "-1")]
    [InlineData("\"0x00002aff\"", "1.5", Value + "1.5")]
    [InlineData("\"0x00002aff\"", "null", Value + "null")]
    [InlineData("\"0x00002aff\"", "true", Value + "true")]
    [InlineData("\"0x00002aff\"", "{}", Value + "an object")]
    [InlineData("\"0x00002aff\"", "[1]", Value + "an array")]
    [InlineData("\"0x00002aff\"", "\"\u0416\"", Value + "\"\\xD0\\x96\"")]
    [InlineData("\"0x00002aff\"", "\"0x1\",\n\n\"eax\":2", "expected the member once, found it twice", 5)]
    [InlineData("\"0x00002aff\"", "nul", Malformed + "',\"ebx\":\"0x00000830\",\"ecx\":\"0x00000000\",\"…'")]
    public void Read_Value_IsRefusedWithLineAndPath(string part, string replacement, string message, int line = 3)
    {
        string text = """{"entries":[""" + "\n" + Numbers.Replace("27", "28", StringComparison.Ordinal) + ",\n"
            + Document["""{"entries":[""".Length..].Replace(part, replacement, StringComparison.Ordinal);
        HvCpuidFormatException exception = Sample.Refused(text);
        Assert.Equal($"line {line}: entries[1].eax: {message}", exception.Message);
        Assert.Equal(line, exception.Line);
    }

    [Theory]
    [InlineData("""{"entries":[{}]}""", "entries[0]: expected a member 'function', found none")]
    [InlineData("""{"entries":[{"function":"0x40000003","eax":1,"ebx":2,"edx":3}]}""", "entries[0]: expected a member 'ecx', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003"}]}""", "leaves[0]: expected a member 'registers', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":{"eax":0}}]}""", "leaves[0].registers: expected a member 'ebx', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":{"ebx":0,"ecx":0,"edx":0}}]}""", "leaves[0].registers: expected a member 'eax', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":{"eax":0,"ebx":0,"edx":0}}]}""", "leaves[0].registers: expected a member 'ecx', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":{"eax":0,"ebx":0,"ecx":0}}]}""", "leaves[0].registers: expected a member 'edx', found none")]
    [InlineData("""{"leaves":[{"function":"0x40000003","registers":[]}]}""", "leaves[0].registers: expected an object, found something else")]
    [InlineData("""{"entries":[null]}""", "entries[0]: expected an object, found null")]
    [InlineData("""{"entries":[7]}""", "entries[0]: expected an object, found something else")]
    [InlineData("""{"entries":{}}""", "entries: expected an array, found something else")]
    [InlineData("""{"leaves":7}""", "leaves: expected an array, found something else")]
    [InlineData("""{"entries":[],"entries":[]}""", "entries: expected the member once, found it twice")]
    [InlineData("""{"entries":null}""", "expected an object with a member 'entries' or 'leaves', found none")]
    [InlineData("{}", "expected an object with a member 'entries' or 'leaves', found none")]
    [InlineData("""{"Entries":[]}""", "expected an object with a member 'entries' or 'leaves', found none")]
    [InlineData("{", Malformed + "the end of the text")]
    [InlineData("""{"entries":[]}x""", Malformed + "'x'")]
    [InlineData("""{"entries":[]}{}""", Malformed + "'{}'")]
    [InlineData("""{"entries":[],}""", Malformed + "'}'")]
    [InlineData("""{/**/"entries":[]}""", Malformed + "'/**/\"entries\":[]}'")]
    [InlineData("""{"entries":[{"function":"0x40000003","index":1,"eax":0,"ebx":0,"ecx":0,"edx":0}]}""", "entries[0]: leaf 40000003H has index 1: the Hyper-V leaves have no index, expected 0")]
    [InlineData("""{"entries":[""" + Numbers + "," + Numbers + "]}", "entries[1]: leaf 40000003H is there twice: it already is entry 0 of the set")]
    [InlineData("""{"entries":[{"function":"0x4000003","eax":0,"ebx":0,"ecx":0,"edx":0}]}""", "entries[0]: leaf 04000003H is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH")]
    [InlineData("""{"error":"EINVAL","message":"no such call before 5.0"}""", "expected a set, found a refusal: EINVAL: no such call before 5.0")]
    [InlineData("""{"entries":[],"leaves":[]}""", "leaves: expected 'entries' or 'leaves', found both")]
    [InlineData("""{"leaves":[],"entries":[]}""", "entries: expected 'entries' or 'leaves', found both")]
    [InlineData("""{"entries":[],"error":"EINVAL"}""", "expected a set, found 'entries' and a refusal: EINVAL")]
    [InlineData("""{"leaves":[{"function":"0x40000003","partial":{"rax":{"value":1,"known":1}}}]}""", "leaves[0].rax: expected a register, 'eax', 'ebx', 'ecx' or 'edx', found another name")]
    [InlineData("""{"leaves":[{"function":"0x40000003","partial":{"eax":{"value":1,"note":[]}}}]}""", "leaves[0]: expected a member 'known', found none")]
    [InlineData("""{"error":{"errno":22}}""", "expected a set, found a refusal: {\"errno\":22}")]
    public void Read_Document_IsRefusedWithTheReason(string text, string message)
    {
        HvCpuidFormatException exception = Sample.Refused(text);
        Assert.Equal("line 1: " + message, exception.Message);
        Assert.Equal(1, exception.Line);
        Assert.StartsWith("line 2: ", Sample.Refused("\uFEFF\n" + text).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "expected an object with a member 'entries' or 'leaves', found none")]
    [InlineData("[]", "expected an object, found something else")]
    [InlineData("", Malformed + "the end of the text")]
    [InlineData("CPU 0:", Malformed + "'CPU 0:'")]
    public void Read_ForcedToJson_IsRefusedWithTheReason(string text, string message) =>
        Assert.Equal("line 1: " + message, Sample.Refused(text, HvCpuidFormat.Json).Message);

    [Theory]
    [InlineData("""{"note":""", true)]
    [InlineData("""{"entries":[{"note":""", true)]
    [InlineData("""{"error":""", true)]
    [InlineData("", false)]
    public void Read_DepthBomb_IsRefusedWhereItGetsTooDeep(string start, bool isObject)
    {
        HvCpuidFormatException exception = Sample.Refused(start + new string('[', 1_000_000), HvCpuidFormat.Json);
        Assert.Contains(isObject ? Malformed + "'[[[[[[" : "expected an object, found something else", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 0, 250);
        Assert.InRange(exception.Column, 1, start.Length + JsonFormat.MaximumDepth + 1);
    }

    [Fact]
    public void Read_TextThatIsNoUnicode_IsRefusedOrQuoted()
    {
        Assert.StartsWith("line 1: ", Sample.Refused("""{"\ud800":[nul]}""").Message, StringComparison.Ordinal);
        byte[] bytes = Sample.Bytes("""{"?":[nul]}""");
        bytes[2] = 0xFF;
        Assert.StartsWith("line 1: ", Sample.Refused(bytes).Message, StringComparison.Ordinal);
        Assert.Equal(@"line 1: expected a set, found a refusal: \ud800", Sample.Refused("""{"error":"\ud800"}""").Message);
        Assert.Equal("line 1: entries[0].eax: " + Value + "\"\\ud800\"", Sample.Refused("""{"entries":[{"eax":"\ud800"}]}""").Message);
    }

    [Fact]
    public void Read_LongNamesAndMessages_AreShortened()
    {
        string name = new('n', 100_000);
        Assert.InRange(Sample.Refused($$"""{"{{name}}":[nul]}""").Message.Length, 0, 250);
        Assert.InRange(Sample.Refused($$"""{"error":"{{name}}","message":"{{name}}"}""").Message.Length, 0, 1000);
    }

    // A name, a value and rows that nobody asked for, each of 8 MiB: what stands in the document is never copied.
    [Theory]
    [InlineData("{\"", "x", "\":bad}")]
    [InlineData("{\"", "\\u0041", "\":bad}")]
    [InlineData("{\"entries\":[{\"", "x.", "\":bad}")]
    [InlineData("{\"entries\":[{\"function\":\"", "0", "\"}]}")]
    [InlineData("{\"error\":\"", "x", "\"}")]
    [InlineData("{\"x\":[0", ",{\"y\":0}", "],\"entries\":[]}")]
    public void Read_LongDocument_AllocatesNothingThatGrowsWithIt(string start, string repeated, string end)
    {
        byte[] input = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, 8 * 1024 * 1024 / repeated.Length)) + end);
        _ = JsonFormat.TryRead(input, out _, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = JsonFormat.TryRead(input, out _, out _);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void Write_AnySet_IsReadBack() => Prop.ForAll(Sample.Any.ToArbitrary(), Sample.Word.ToArbitrary(), (set, flags) =>
    {
        HvCpuidSet flagged = Sample.ToSet([.. set.Select(entry => entry with { Flags = flags ^ entry.Function })]);
        return Sample.Read(JsonFormat.Write(flagged)).Cpus.Single().Set.Equals(flagged)
            && Sample.Read(JsonFormat.Write(flagged, indented: true)).Cpus.Single().Set.Equals(flagged);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_DocumentCutAnywhere_IsRefused()
    {
        byte[] whole = Sample.Bytes(JsonFormat.Write(Set, indented: true));
        Assert.All(Enumerable.Range(0, whole.Length), length =>
        {
            Assert.InRange(Sample.Refused(whole[..length]).Line, 1, 13);
        });
    }
}
