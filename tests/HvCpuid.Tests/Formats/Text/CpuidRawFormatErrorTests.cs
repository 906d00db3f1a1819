using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

public class CpuidRawFormatErrorTests
{
    private const string Leaf = "   0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12";
    private const string Ordinary = "   0x0000000d 0x3f: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000";
    private const string Nothing = "expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in 1 line";
    private const string Cut = "; the text ends in the middle of this line";

    [Theory]
    [InlineData("0x00002aff ebx", "0x000002aff ebx", 27, "expected 8 hexadecimal digits for EAX after 'eax=0x', found 9 ('000002aff')")]
    [InlineData("0x00002aff ebx", "0x00002af ebx", 27, "expected 8 hexadecimal digits for EAX after 'eax=0x', found 7 ('00002af')")]
    [InlineData("0x00002aff ebx", "0x00002afg ebx", 27, "expected 8 hexadecimal digits for EAX after 'eax=0x', found 7 ('00002afg')")]
    [InlineData("0x00002aff ebx", "0x00002afO ebx", 27, "expected 8 hexadecimal digits for EAX after 'eax=0x', found 7 ('00002afO')")]
    [InlineData("0x00080d12", "0x00080d1\u0416", 72, @"expected 8 hexadecimal digits for EDX after 'edx=0x', found 7 ('00080d1\xD0\x96')")]
    [InlineData("0x00080d12", "0x00080d12f", 72, "expected 8 hexadecimal digits for EDX after 'edx=0x', found 9 ('00080d12f')")]
    [InlineData("0x00080d12", "0x00080d12z", 72, "expected 8 hexadecimal digits for EDX after 'edx=0x', found 8 ('00080d12z')")]
    [InlineData("0x40000003", "0x4000003", 6, "expected 8 hexadecimal digits for the leaf after '0x', found 7 ('4000003')")]
    [InlineData("0x40000003", "Ox40000003", 17, "expected 8 hexadecimal digits for the leaf after '0x', found 2 ('00:')")]
    [InlineData("0x00:", "0x000000000:", 17, "expected 1 to 8 hexadecimal digits for the index after '0x', found 9 ('000000000:')")]
    [InlineData("0x00:", "0x:", 17, "expected 1 to 8 hexadecimal digits for the index after '0x', found 0 (':')")]
    [InlineData("0x00:", "00:", 15, "expected '0x' after the leaf, found '00: eax=0x00002aff ebx=0x00000830 ecx=0x…'")]
    [InlineData("0x00:", "0x00", 19, "expected ':' after the index, found ' eax=0x00002aff ebx=0x00000830 ecx=0x000…'")]
    [InlineData(" 0x00:", "", 15, "expected '0x' after the leaf, found 'eax=0x00002aff ebx=0x00000830 ecx=0x0000…'")]
    [InlineData(": eax", ":eax", 20, "expected a blank after ':', found 'eax=0x00002aff ebx=0x00000830 ecx=0x0000…'")]
    [InlineData("ebx=", "ebx = ", 36, "expected 'ebx=0x' after EAX, found 'ebx = 0x00000830 ecx=0x00000000 edx=0x00…'")]
    [InlineData("ecx=0x", "edx=0x", 51, "expected 'ecx=0x' after EBX, found 'edx=0x00000000 edx=0x00080d12'")]
    [InlineData(" edx=0x00080d12", "", 65, "expected a blank after ECX, found the end of the line")]
    [InlineData("ecx=0x00000000", "ecx=0x", 57, "expected 8 hexadecimal digits for ECX after 'ecx=0x', found 0 (' edx=0x00080d12')")]
    [InlineData("   0x4", "   x4", 16, "expected 8 hexadecimal digits for the leaf after '0x', found 2 ('00:')")]
    public void Read_LeafLine_SaysWhatIsWrongWithIt(string part, string replacement, int column, string message)
    {
        string broken = Leaf.Replace(part, replacement, StringComparison.Ordinal);
        HvCpuidFormatException exception = Sample.Refused("CPU 0:\n" + Ordinary + "\n" + broken + "\n" + Leaf + "\n");
        Assert.Equal("line 3: " + message, exception.Message);
        Assert.Equal((3, column), (exception.Line, exception.Column));
        Assert.Equal("CPU 0:\n".Length + Ordinary.Length + 1 + column - 1, exception.Offset);
    }

    [Theory]
    [InlineData("0x3f", "0xg3f", "expected 1 to 8 hexadecimal digits for the index after '0x', found 0 ('g3f:')")]
    [InlineData("ebx=0x00000000", "ebx=0x0000000", "expected 8 hexadecimal digits for EBX after 'ebx=0x', found 7 ('0000000')")]
    public void Read_OrdinaryLeaf_IsCheckedAsStrictly(string part, string replacement, string message) =>
        Assert.Equal("line 2: " + message, Sample.Refused(Leaf + "\n" + Ordinary.Replace(part, replacement, StringComparison.Ordinal) + "\n").Message);

    // A heading that is none would give its leaves to the CPU before it.
    [Theory]
    [InlineData("CPU 1")]
    [InlineData("CPU1:")]
    [InlineData("CPU x:")]
    [InlineData("CPU -1:")]
    [InlineData("CPU 1234567890:")]
    [InlineData("> CPU 1;")]
    public void Read_HeadingThatIsAlmostOne_IsTold(string heading)
    {
        HvCpuidFormatException exception = Sample.Refused("CPU 0:\n" + Leaf + "\n" + heading + "\n" + Leaf + "\n");
        Assert.Equal("line 3: expected a heading ('CPU:' or 'CPU 0:') above the leaves, found a line that is almost one", exception.Message);
    }

    [Theory]
    [InlineData("CPU 0:\n")]
    [InlineData("hello\n")]
    [InlineData("hello")]
    [InlineData("CPUID 40000003: 00002AFF-00000830-00000000-00080D12\n")]
    public void Read_Forced_TextWithoutALeafSaysWhatIsExpected(string line) =>
        Assert.Equal("line 1: " + Nothing, Sample.Refused(line, HvCpuidFormat.CpuidRaw).Message);

    [Theory]
    [InlineData("   vendor_id = \"GenuineIntel\"\n")]
    [InlineData("   version information (1/eax):\n")]
    public void Read_DecodedOutput_SaysWhatToUse(string line) =>
        Assert.EndsWith("found none in 1 line; this looks like decoded output, use cpuid -1 -r", Sample.Refused(line).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TextWithoutALeaf_SaysWhichFormatsThereAre() => Assert.Equal(
        "line 1: expected a text that holds hypervisor leaves (cpuid -r, InstLatx64, xen-cpuid, vmware.log, VBox.log, x86info, tycho/cpuid, the dmesg of a Linux or "
        + "FreeBSD guest), found none in 2 lines",
        Sample.Refused("hello\nCPU 0: x\n").Message);

    [Theory]
    [InlineData("CPU 0:\n" + Leaf + "\nCPU 1:\n" + Leaf + "\n\n" + Leaf + "\n", 6, "leaf 40000003H is there twice: it already is entry 0 of the set")]
    [InlineData("CPU 3:\n" + Leaf + "\nCPU 4:\nCPU 3:\n", 4, "expected leaf lines behind the heading, found the end of the text")]
    [InlineData("CPU 3:\n" + Leaf + "\nCPU 4:\nCPU 4:\n" + Leaf, 4, "expected each CPU once, found 'CPU 4:' again (first on line 3)")]
    [InlineData(Leaf + "\nCPU 0:\n" + Leaf, 2, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without")]
    [InlineData("CPU 0:\n   0x40000003 0x00: eax=0x00", 2, "expected 8 hexadecimal digits for EAX after 'eax=0x', found 2 ('00')" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 0x", 2, "expected 1 to 8 hexadecimal digits for the index after '0x', found 0 (the end of the line)" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 ", 2, "expected '0x' after the leaf, found the end of the line" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 0x\n" + Leaf, 2, "expected 1 to 8 hexadecimal digits for the index after '0x', found 0 (the end of the line)")]
    [InlineData(Leaf + "\nCPU 1", 2, "expected a leaf line or a heading, found 'CPU 1'" + Cut)]
    [InlineData(Leaf + "\n  0", 2, "expected a leaf line or a heading, found '  0'" + Cut)]
    public void Read_Text_NamesTheLineThatMakesItWrong(string text, int line, string message)
    {
        HvCpuidFormatException exception = Sample.Refused(text);
        Assert.Equal($"line {line}: {message}", exception.Message);
        Assert.Equal(line, exception.Line);
    }

    [Fact]
    public void Read_Forced_EmptyTextHasNoLeaves() => Assert.Equal(
        "line 1: expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in 0 lines",
        Sample.Refused("", HvCpuidFormat.CpuidRaw).Message);
}
