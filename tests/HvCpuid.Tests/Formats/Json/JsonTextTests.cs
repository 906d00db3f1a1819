using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

/// <summary>JSON in the text that stands around it.</summary>
public class JsonTextTests
{
    private const string Entry = """{"function":"0x40000003","eax":"0x1","ebx":"0x2","ecx":"0x3","edx":"0x4"}""";
    private const string Document = "{\n  \"entries\": [\n    " + Entry + "\n  ]\n}";

    [Theory]
    [InlineData(Document)]
    [InlineData("Hello,\n\n" + Document + "\n\nBye {}\n")]
    [InlineData("Here:\n```json\n" + Document + "\n```\nand {\"entries\":[]}")]
    [InlineData("[    0.000000] Linux version 6.1.0 {x}\nAnswer: " + Document)]
    [InlineData("> {\n>   \"entries\": [\n>     " + Entry + "\n>   ]\n> }\n> Bye\n")]
    [InlineData("On Monday:\n> > {\n> >   \"notes\": [\"{ [ \\\" } ]\"], \"entries\": [\n> >     " + Entry + "\n> >   ]\n> > }\n")]
    [InlineData("log {\"level\":\"info\"}\n" + Document)]
    public void Read_DocumentInAText_IsRead(string text)
    {
        HvCpuidDump dump = Sample.Read(text);
        Assert.Equal(HvCpuidFormat.Json, dump.Format);
        Assert.Equal("40000003H: 00000001-00000002-00000003-00000004", Assert.Single(dump.Cpus[0].Set).ToString());
    }

    [Fact]
    public void Read_DamagedDocumentInAText_NamesTheLineOfTheText()
    {
        HvCpuidFormatException exception = Sample.Refused("Hello,\n\n" + Document.Replace("0x3", "0xg3", StringComparison.Ordinal));
        Assert.Equal(5, exception.Line);
        Assert.Equal(4, Sample.Refused("> Hello\n> {\n>   \"entries\": [\n>     {\"function\":\"0x40000003\"}\n>   ]\n> }\n").Line);
    }

    [Fact]
    public void Recognize_LinesOfATextBeforeADocument_AreTheFormat()
    {
        string text = Printed.Print(HvCpuidFormat.XenCpuid, Printed.Systems["propolis"]) + Document;
        Assert.Equal(HvCpuidFormat.XenCpuid, HvCpuidFormats.Recognize(Sample.Bytes(text), text.Length));
        Assert.Equal(HvCpuidFormat.XenCpuid, Sample.Read(text).Format);
    }

    [Theory]
    [InlineData("[    0.000000] Hyper-V: features 0x2e7f, hints 0xc2c\n", HvCpuidFormat.LinuxDmesg)]
    [InlineData("{\"cpuid_modifiers\":[]}", HvCpuidFormat.Firecracker)]
    [InlineData("[\n {\"x\":1}]", HvCpuidFormat.Json)]
    public void Recognize_ByTheStart_KnowsJsonFromALog(string text, HvCpuidFormat format) =>
        Assert.Equal(format, HvCpuidFormats.Recognize(Sample.Bytes(text), text.Length));
}
