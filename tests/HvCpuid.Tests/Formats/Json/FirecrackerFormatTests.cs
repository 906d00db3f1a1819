using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class FirecrackerFormatTests
{
    private const string Modifier = """{"register":"eax","bitmap":"0b01000000000000000000000000000001"}""";
    private const string Leaf = "{\"leaf\":\"0x40000000\",\"subleaf\":\"0x0\",\"flags\":0,\"modifiers\":[" + Modifier + "]}";

    [Fact]
    public void Read_Fingerprint_HasAllLeavesOfAGuest()
    {
        HvCpuidDump dump = Sample.Read(Document("{\"leaf\":\"0x1\",\"subleaf\":\"0x0\",\"flags\":0,\"modifiers\":[]}," + Leaf, fingerprint: true));
        HvReading reading = Assert.Single(dump.Cpus).Reading;
        Assert.Equal(HvCpuidFormat.Firecracker, dump.Format);
        Assert.True(reading.IsComplete);
        Assert.Equal(0x40000001u, reading.ValueOf(BitAddress.Parse("0.EAX")));
        Assert.Equal(3, reading.UnknownRegisters().Count);
    }

    [Fact]
    public void Read_Template_KnowsTheBitsThatItSets()
    {
        HvReading reading = Sample.Read(Document(Leaf.Replace("0b01", "0bx1", StringComparison.Ordinal).Replace("01\"", "0x\"", StringComparison.Ordinal))).Cpus[0].Reading;
        Assert.False(reading.IsComplete);
        Assert.Equal(new CpuidRegisters(0x7FFFFFFE, 0, 0, 0), reading.Known(0x40000000));
        Assert.Equal(0x40000000u, reading.Set[0].Registers.Eax);
    }

    [Fact]
    public void Read_ShortBitmap_SetsTheLowestBits()
    {
        HvReading reading = Sample.Read(Document(Leaf.Replace("0b01000000000000000000000000000001", "0b1_0x1", StringComparison.Ordinal))).Cpus[0].Reading;
        Assert.Equal((9u, 0xDu), (reading.Set[0].Registers.Eax, reading.Known(0x40000000).Eax));
    }

    [Theory]
    [InlineData("\"0x40000000\"", "\"40000000H\"", "expected 32 bits as \"0x\" and 1 to 8 hexadecimal digits for 'leaf', found \"40000000H\"")]
    [InlineData("\"0x40000000\"", "\"0x400000000\"", "for 'leaf', found \"0x400000000\"")]
    [InlineData("\"0x0\"", "\"0x1\"", "leaf 40000000H has index 1: the Hyper-V leaves have no index, expected 0")]
    [InlineData("\"leaf\"", "\"laef\"", "expected a member 'leaf', found none")]
    [InlineData("\"subleaf\"", "\"index\"", "expected a member 'subleaf', found none")]
    [InlineData("\"modifiers\"", "\"modifier\"", "expected a member 'modifiers', found none")]
    [InlineData("\"eax\"", "\"rax\"", "expected \"eax\", \"ebx\", \"ecx\" or \"edx\", found \"rax\"")]
    [InlineData("\"register\"", "\"reg\"", "expected a member 'register', found none")]
    [InlineData("\"bitmap\"", "\"map\"", "expected a member 'bitmap', found none")]
    [InlineData("0b01", "0b001", "expected \"0b\" and 1 to 32 of '0', '1' and 'x', found \"0b001")]
    [InlineData("0b01", "0b02", "found \"0b02")]
    [InlineData("0b01", "0x01", "found \"0x01")]
    [InlineData(Modifier, Modifier + "," + Modifier, "expected each register once, found 40000000H:EAX again")]
    [InlineData(Leaf, Leaf + "," + Leaf, "leaf 40000000H is there twice")]
    [InlineData("[{\"leaf\"", "{\"leaf\"", "expected an array of objects for 'cpuid_modifiers', found an object")]
    [InlineData("{\"register\"", "[\"register\"", "expected well-formed JSON, nested 16 deep at most, found ")]
    [InlineData("\"flags\":0,", "\"flags\":0 ", "expected well-formed JSON, nested 16 deep at most, found ")]
    [InlineData("[{\"leaf\"", "[[],{\"leaf\"", "expected an object in 'cpuid_modifiers', found an array")]
    [InlineData("[{\"leaf\"", "[7,{\"leaf\"", "expected an object in 'cpuid_modifiers', found 7")]
    [InlineData("]}]}", "]}],\"cpuid_modifiers\":[]}", "expected 'cpuid_modifiers' once, found it twice")]
    [InlineData("]}]}", "", "expected well-formed JSON, nested 16 deep at most, found the end of the text")]
    public void Read_DamagedDocument_SaysWhatIsWrongOnWhichLine(string part, string replacement, string message)
    {
        HvCpuidFormatException exception = Sample.Refused(Document(Leaf).Replace(part, replacement, StringComparison.Ordinal), HvCpuidFormat.Firecracker);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, exception.Line);
        HvCpuidFormatException quoted = Sample.Refused("Hello,\n\n> " + Document(Leaf).Replace("\n", "\n> ", StringComparison.Ordinal).Replace(part, replacement, StringComparison.Ordinal));
        Assert.Equal(4, quoted.Line);
    }

    // The runtime's reader throws at such a name.
    [Theory]
    [InlineData("\"cpuid_modifiers\"", "\"\\ud800\":0,\"cpuid_modifiers\"")]
    [InlineData("\"leaf\"", "\"\\ud800\":0,\"leaf\"")]
    [InlineData("\"register\"", "\"\\ud800\":0,\"register\"")]
    public void Read_NameWithHalfASurrogatePair_IsPassedOver(string part, string replacement)
    {
        string document = Document(Leaf);
        Assert.Equal(Sample.Read(document).Cpus[0].Set, Sample.Read(document.Replace(part, replacement, StringComparison.Ordinal)).Cpus[0].Set);
    }

    [Fact]
    public void Read_RegisterThatIsHalfASurrogatePair_IsRefused() =>
        Assert.Contains("expected \"eax\"", Sample.Refused(Document(Leaf).Replace("\"eax\"", "\"\\ud800\"", StringComparison.Ordinal)).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_AnyReading_IsReadBack() => Prop.ForAll(Sample.NotEmpty.ToArbitrary(), set =>
    {
        HvReading reading = HvReading.From(set);
        HvReading read = Sample.Read(FirecrackerFormat.Write(reading)).Cpus[0].Reading;
        return read.Set.Equals(set) && read.UnknownRegisters().Count == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_Reading_IsATemplate()
    {
        HvReading part = Sample.Read("Hyper-V Version: 10.0.20348 [SP1]\n  PM Features=0x10 [C2]\n").Cpus[0].Reading;
        string registers = string.Join(",", new[] { ("eax", "00000000000000000100111101111100"), ("ebx", "00000000000010100000000000000000"), ("ecx", "00000000000000000000000000000001") }
            .Select(row => $"{{\"register\":\"{row.Item1}\",\"bitmap\":\"0b{row.Item2}\"}}"));
        string expected = "{\"cpuid_modifiers\":[{\"leaf\":\"0x40000002\",\"subleaf\":\"0x0\",\"flags\":0,\"modifiers\":[" + registers
            + "]},{\"leaf\":\"0x40000003\",\"subleaf\":\"0x0\",\"flags\":0,\"modifiers\":[{\"register\":\"ecx\",\"bitmap\":\"0b00000000000000000000000000010010\"}]}]}";
        string written = FirecrackerFormat.Write(part);
        Assert.Equal(expected, string.Concat(written.Split('\n').Select(line => line.Trim())).Replace("\": ", "\":", StringComparison.Ordinal));
        Assert.StartsWith("{\n  \"cpuid_modifiers\": [\n    {\n      \"leaf\": \"0x40000002\",\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_PartOfARegister_LeavesTheOtherBits()
    {
        HvReading part = Sample.Read(Document(Leaf.Replace("0b01000000000000000000000000000001", "0bx1_0x", StringComparison.Ordinal))).Cpus[0].Reading;
        Assert.Contains("\"bitmap\": \"0bxxxxxxxxxxxxxxxxxxxxxxxxxxxxx10x\"", FirecrackerFormat.Write(part), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Part_LeavesTheRestAsItIs()
    {
        HvReading part = Sample.Read("Hyper-V Version: 10.0.20348 [SP1]\n  PM Features=0x10 [C2]\n").Cpus[0].Reading;
        Assert.Equal(part, Sample.Read(FirecrackerFormat.Write(part)).Cpus[0].Reading);
        Assert.Throws<ArgumentNullException>(() => FirecrackerFormat.Write(null!));
    }

    private static string Document(string leaves, bool fingerprint = false) => fingerprint
        ? "{\"firecracker_version\":\"1.16.0-dev\",\n\"guest_cpu_config\":{\"cpuid_modifiers\":[" + leaves + "]}}"
        : "{\"kvm_capabilities\":[],\n\"cpuid_modifiers\":[" + leaves + "]}";
}
