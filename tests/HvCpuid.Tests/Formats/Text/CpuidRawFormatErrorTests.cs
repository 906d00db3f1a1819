using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

public class CpuidRawFormatErrorTests
{
    private const string Leaf = "   0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12";
    private const string Ordinary = "   0x0000000d 0x3f: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000";
    private const string Start = "expected a leaf line ('0x40000003 0x00: eax=0x…') or a heading ('CPU 0:'), found ";
    private const string Cut = "; the text ends in the middle of this line";

    [Theory]
    [InlineData("0x00002aff ebx", "0x000002aff ebx", 27, "expected 8 hexadecimal digits after 'eax=0x', found 9 ('0x000002aff')")]
    [InlineData("0x00002aff ebx", "0x00002af ebx", 27, "expected 8 hexadecimal digits after 'eax=0x', found 7 ('0x00002af')")]
    [InlineData("0x00002aff ebx", "0x00002afg ebx", 27, "expected 8 hexadecimal digits after 'eax=0x', found 7 ('0x00002afg')")]
    [InlineData("ecx=0x00000000", "ecx=0x", 57, "expected 8 hexadecimal digits after 'ecx=0x', found 0 ('0x')")]
    [InlineData("0x00080d12", "0x00080d1\u0416", 72, @"expected 8 hexadecimal digits after 'edx=0x', found 7 ('0x00080d1\xD0\x96')")]
    [InlineData("0x40000003", "0x4000003", 6, "expected 8 hexadecimal digits after '0x', found 7 ('0x4000003')")]
    [InlineData("0x00:", "0x000000000:", 17, "expected 1 to 8 hexadecimal digits after '0x', found 9 ('0x000000000')")]
    [InlineData("0x00:", "0x:", 17, "expected 1 to 8 hexadecimal digits after '0x', found 0 ('0x')")]
    [InlineData("0x00:", "00:", 15, "expected '0x' and the index, found '00: eax=0x00002aff ebx=0x00000830 ecx=0x…'")]
    [InlineData("0x00:", "0x00", 19, "expected ':' after the index, found ' eax=0x00002aff ebx=0x00000830 ecx=0x000…'")]
    [InlineData(" 0x00:", "", 15, "expected '0x' and the index, found 'eax=0x00002aff ebx=0x00000830 ecx=0x0000…'")]
    [InlineData(" 0x00:", "0x00:", 6, "expected 8 hexadecimal digits after '0x', found 9 ('0x400000030x00')")]
    [InlineData(": eax", ":eax", 20, "expected a space after the index, found 'eax=0x00002aff ebx=0x00000830 ecx=0x0000…'")]
    [InlineData("ebx=", "ebx = ", 36, "expected 'ebx=0x', found 'ebx = 0x00000830 ecx=0x00000000 edx=0x00…'; this looks like decoded output, use cpuid -r")]
    [InlineData("ecx=0x", "edx=0x", 51, "expected 'ecx=0x', found 'edx=0x00000000 edx=0x00080d12'")]
    [InlineData(" edx=0x00080d12", "", 65, "expected a space after ecx, found the end of the line")]
    [InlineData("12", "12 note", 80, "expected the end of the line, found ' note'")]
    [InlineData("   0x", "   x", 4, Start + "'x40000003 0x00: eax=0x00002aff ebx=0x000…'")]
    public void Read_LeafLine_SaysWhatIsWrongWithIt(string part, string replacement, int column, string message)
    {
        string broken = Leaf.Replace(part, replacement, StringComparison.Ordinal);
        HvCpuidFormatException exception = Sample.Refused("CPU 0:\n" + Ordinary + "\n" + broken + "\n" + Leaf + "\n");
        Assert.Equal("line 3: " + message, exception.Message);
        Assert.Equal((3, column), (exception.Line, exception.Column));
        Assert.Equal("CPU 0:\n".Length + Ordinary.Length + 1 + column - 1, exception.Offset);
    }

    [Theory]
    [InlineData("0x3f", "0xg3f", "expected 1 to 8 hexadecimal digits after '0x', found 0 ('0xg3f')")]
    [InlineData("ebx=0x00000000", "ebx=0x0000000", "expected 8 hexadecimal digits after 'ebx=0x', found 7 ('0x0000000')")]
    public void Read_OrdinaryLeaf_IsCheckedAsStrictly(string part, string replacement, string message) =>
        Assert.Equal("line 2: " + message, Sample.Refused(Leaf + "\n" + Ordinary.Replace(part, replacement, StringComparison.Ordinal) + "\n").Message);

    [Theory]
    [InlineData("CPU 0\n", "expected ':' at the end of the heading, found the end of the line")]
    [InlineData("CPU0:\n", "expected ':' at the end of the heading, found '0:'")]
    [InlineData("CPU x:\n", "expected a CPU number of 1 to 9 digits after 'CPU ', found 'x:'")]
    [InlineData("CPU -1:\n", "expected a CPU number of 1 to 9 digits after 'CPU ', found '-1:'")]
    [InlineData("CPU 1234567890:\n", "expected a CPU number of 1 to 9 digits after 'CPU ', found '1234567890:'")]
    [InlineData("CPU 0: x\n", "expected the end of the line, found ' x'")]
    [InlineData("CPUID 40000003: 00002AFF-00000830-00000000-00080D12\n", "expected ':' at the end of the heading, found 'ID 40000003: 00002AFF-00000830-00000000-…'; this looks like an InstLatx64 dump, which is not read: use cpuid -r")]
    [InlineData("Core\n", "expected a heading ('CPU:' or 'CPU 0:'), found 'Core'")]
    [InlineData("hello\n", Start + "'hello'")]
    [InlineData("hello", Start + "'hello'")]
    [InlineData("   vendor_id = \"GenuineIntel\"\n", Start + "'vendor_id = \"GenuineIntel\"'; this looks like decoded output, use cpuid -r")]
    [InlineData("   version information (1/eax):\n", Start + "'version information (1/eax):'; this looks like decoded output, use cpuid -r")]
    public void Read_OtherLine_SaysWhatIsExpected(string line, string message) =>
        Assert.Equal("line 1: " + message, Sample.Refused(line).Message);

    [Theory]
    [InlineData("CPU 0:\n" + Leaf + "\nCPU 1:\n" + Leaf + "\n\n" + Leaf + "\n", 6, "leaf 40000003H is there twice: it already is entry 0 of the set")]
    [InlineData("CPU 3:\n" + Leaf + "\nCPU 4:\nCPU 3:\n", 4, "expected each CPU once, found 'CPU 3:' again (first on line 1)")]
    [InlineData(Leaf + "\nCPU 0:\n", 2, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without")]
    [InlineData("CPU:\nCPU 0:\n", 2, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without")]
    [InlineData("CPU 0:\nCPU:\n", 2, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without")]
    [InlineData("CPU:\nCPU:\n", 2, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without")]
    [InlineData("CPU 0:\n\nCPU 1:\n", 3, "expected leaf lines ('0x40000003 0x00: eax=0x…'), found the end of the text")]
    [InlineData("CPU 0:\n" + Leaf + "\n   ", 3, "expected a leaf line or no line at all, found white space" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 0x00: eax=0x00", 2, "expected 8 hexadecimal digits after 'eax=0x', found 2 ('0x00')" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 0x", 2, "expected 1 to 8 hexadecimal digits after '0x', found 0 ('0x')" + Cut)]
    [InlineData("CPU 0:\n   0x40000003 ", 2, "expected a space after the function, found the end of the line" + Cut)]
    [InlineData(Leaf + "\nCPU 1", 2, "expected ':' at the end of the heading, found the end of the line" + Cut)]
    public void Read_Text_NamesTheLineThatMakesItWrong(string text, int line, string message)
    {
        HvCpuidFormatException exception = Sample.Refused(text);
        Assert.Equal($"line {line}: {message}", exception.Message);
        Assert.Equal(line, exception.Line);
    }

    [Fact]
    public void Read_Forced_EmptyTextHasNoLeaves() => Assert.Equal(
        "line 1: expected leaf lines ('0x40000003 0x00: eax=0x…'), found the end of the text",
        Sample.Refused("", HvCpuidFormat.CpuidRaw).Message);
}
