using System.Text;
using System.Text.Json;
using HvCpuid.Documents;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Documents;

public class HvDocumentsTests
{
    private static readonly KvmReply Reply = KvmQuery.Parse("6.12,intel,evmcs").Ask();

    [Fact]
    public void Text_OfADocument_IsIndentedWithLineFeedsAndReadable()
    {
        string text = HvDocuments.ToText(new RefusalDocument { Error = "EINVAL", Message = "it's \"so\" <here>" });

        Assert.Equal("{\n  \"error\": \"EINVAL\",\n  \"message\": \"it's \\\"so\\\" <here>\"\n}", text);
    }

    [Fact]
    public void Entries_OfAnAnswer_AreReadBackAsTheSameSet()
    {
        string text = HvDocuments.ToText(SupportedDocument.From(Reply));

        Assert.True(JsonFormat.TryRead(Encoding.UTF8.GetBytes(text), out HvCpuidDump? dump, out _));
        Assert.Equal(Reply.Set, dump.Cpus[0].Set);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"error\":1,\"message\":\"m\"}")]
    public void Read_OfWhatIsNoSuchDocument_IsRefused(string json) => Assert.Throws<JsonException>(() => HvDocuments.Read<RefusalDocument>(json));

    [Fact]
    public void Read_WithoutATextOrOfNoDocument_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => HvDocuments.Read<RefusalDocument>((string)null!));
        Assert.Throws<NotSupportedException>(() => HvDocuments.Read<HvDocumentsTests>("{}"));
    }

    [Fact]
    public void Document_ReadBackByItsContext_IsWrittenAlike()
    {
        string text = HvDocuments.ToText(SupportedDocument.From(Reply));
        SupportedDocument read = HvDocuments.Read<SupportedDocument>(text);

        Assert.Equal(text, HvDocuments.ToText(read));
        Assert.Equal((KvmScope.Vcpu, CpuVendor.Intel, "1..1"), (read.Scope, read.Cpu, read.Evmcs));
    }

    [Fact]
    public void Document_WithoutARequiredMember_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RefusalDocument>("""{"error":"EINVAL"}""", HvDocuments.Options));

    [Fact]
    public void Decoding_OfManyLeaves_IsWrittenWithoutBeingHeld()
    {
        const int Count = 20_000;
        HvCpuidSetBuilder builder = new();
        for (uint i = 0; i < Count; i++)
        {
            builder.Add(0x40001000 + i, new CpuidRegisters(i, i, i, i));
        }

        DecodeDocument document = DecodeDocument.From(HvDecoding.From(builder.ToSet()));
        using Longest stream = new();
        HvDocuments.Write(stream, document);

        Assert.True(stream.Total > 1_000_000);
        Assert.InRange(stream.Most, 1, 200_000);
    }

    [Fact]
    public void Document_OfARefusal_IsNoAnswer()
    {
        KvmReply refused = KvmQuery.Parse("4.20,intel").Ask();

        Assert.Throws<ArgumentException>(() => SupportedDocument.From(refused));
        Assert.Equal(refused.Refusal!.Name, RefusalDocument.From(refused.Refusal).Error);
    }

    [Fact]
    public void Write_OfWhatIsNoDocument_IsRefused() => Assert.Throws<NotSupportedException>(() => HvDocuments.ToText(new StringBuilder()));

    [Theory]
    [InlineData(AccessWord.Allowed, "allowed")]
    [InlineData(AccessWord.InvalidCode, "invalid_code")]
    [InlineData(AccessWord.HostOops, "host_oops")]
    [InlineData(AccessWord.NotHyperv, "not_hyperv")]
    public void Word_OfAnAccess_IsThatOfItsDocument(AccessWord word, string text)
    {
        Assert.Equal(text, word.ToText());
        Assert.Contains($"\"result\": \"{text}\"", HvDocuments.ToText(HypercallAccessDocument.From(0x5C, word, word, "")), StringComparison.Ordinal);
    }

    /// <summary>Counts bytes, and those of the longest write.</summary>
    private sealed class Longest : MemoryStream
    {
        public long Total { get; private set; }

        public int Most { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer) => (Total, Most) = (Total + buffer.Length, Math.Max(Most, buffer.Length));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
