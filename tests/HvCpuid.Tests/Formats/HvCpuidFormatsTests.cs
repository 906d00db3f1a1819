using HvCpuid.Formats;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class HvCpuidFormatsTests
{
    private const string Expected = "line 1: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found ";

    [Theory]
    [InlineData("{", HvCpuidFormat.Json)]
    [InlineData("\uFEFF \r\n\t{}", HvCpuidFormat.Json)]
    [InlineData("CPU 0:\n", HvCpuidFormat.CpuidRaw)]
    [InlineData("\uFEFF\n   0x40000000 0x00: ", HvCpuidFormat.CpuidRaw)]
    [InlineData("[{", HvCpuidFormat.Json)]
    public void Recognize_Text_GoesByTheFirstCharacter(string text, HvCpuidFormat format)
    {
        byte[] input = Sample.Bytes(text);
        Assert.Equal(format, HvCpuidFormats.Recognize(input, input.Length));
        Assert.Equal(format, HvCpuidFormats.Recognize(input, HvCpuidFormats.MaximumLength));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)] // a tab
    [InlineData(11)]
    [InlineData(123)] // '{'
    [InlineData(0x7B20)] // ' {'
    public void Recognize_CountThatAgreesWithTheLength_IsKvmCpuid2(int count)
    {
        byte[] start = new byte[48];
        (start[0], start[1]) = ((byte)(count & 0xFF), (byte)(count >> 8));
        Assert.Equal(HvCpuidFormat.KvmCpuid2, HvCpuidFormats.Recognize(start, 8 + (40L * count)));
        Assert.False(HvCpuidFormats.TryRecognize(start, 8 + (40L * count) + 1, out _, out _));
        Assert.False(HvCpuidFormats.TryRecognize(start, 8 + (40L * count) - 1, out _, out _));
    }

    [Fact]
    public void Recognize_CountBeyondTheLongestInput_IsRefused()
    {
        byte[] start = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
        Assert.False(HvCpuidFormats.TryRecognize(start, 8 + (40L * uint.MaxValue), out _, out _));
    }

    [Fact]
    public void Recognize_HundredMegabytesOfZeros_IsRefusedByTheFirstBytes()
    {
        HvCpuidFormatException exception = Assert.Throws<HvCpuidFormatException>(
            () => HvCpuidFormats.Recognize(new byte[HvCpuidFormats.RecognitionLength], 100_000_000));
        string zeros = string.Concat(Enumerable.Repeat(@"\x00", 40));
        Assert.Equal(
            Expected + $"'{zeros}…'; as a structure: expected 8 bytes of struct kvm_cpuid2, for its nent of 0, found 100000000 bytes",
            exception.Message);
        Assert.Equal((1, 1, 0), (exception.Line, exception.Column, exception.Offset));
    }

    [Fact]
    public void Recognize_BytesBeyondTheRecognitionLength_AreNotLookedAt()
    {
        byte[] input = new byte[HvCpuidFormats.RecognitionLength + 1];
        input.AsSpan().Fill((byte)'0');
        input[^1] = 0;
        Assert.Equal(HvCpuidFormat.CpuidRaw, HvCpuidFormats.Recognize(input, input.Length));
        input[^2] = 0;
        Assert.False(HvCpuidFormats.TryRecognize(input, input.Length, out _, out _));
    }

    [Fact]
    public void Recognize_TooLong_IsRefused()
    {
        Assert.Equal(HvCpuidFormat.CpuidRaw, HvCpuidFormats.Recognize("CPU 0:"u8, HvCpuidFormats.MaximumLength));
        Assert.Equal(HvCpuidFormat.CpuidRaw, HvCpuidFormats.Recognize("CPU 0:"u8, HvCpuidFormats.MaximumLength + 1L)); // text is read as it comes
        Assert.False(HvCpuidFormats.TryRecognize("{}"u8, HvCpuidFormats.MaximumLength + 1L, out _, out HvCpuidFormatError? error));
        Assert.Equal("expected at most 67108864 bytes, found 67108865", error.Message);
        Assert.Equal(0, error.Line);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HvCpuidFormat.CpuidRaw)]
    [InlineData(HvCpuidFormat.KvmCpuid2)]
    [InlineData(HvCpuidFormat.Json)]
    public void Read_TooLong_IsRefusedWhateverTheFormat(HvCpuidFormat? force)
    {
        byte[] input = new byte[HvCpuidFormats.MaximumLength + 1];
        input.AsSpan().Fill((byte)' ');
        Assert.Equal("expected at most 67108864 bytes, found 67108865", Sample.Refused(input, force).Message);
    }

    [Theory]
    [InlineData("", "nothing: the input is empty")]
    [InlineData(" \r\n\n", "only white space")]
    public void Read_NothingThere_SaysSo(string text, string found)
    {
        HvCpuidFormatException exception = Sample.Refused(text);
        Assert.Equal(Expected + found, exception.Message);
        Assert.Equal(1, exception.Line);
    }

    [Fact]
    public void Read_Utf16_SaysHowToSaveIt()
    {
        Assert.Equal(Expected + "UTF-16 text; save it as UTF-8", Sample.Refused([0xFF, 0xFE, (byte)'C', 0]).Message);
        Assert.Equal(Expected + "UTF-16 text; save it as UTF-8", Sample.Refused([0xFE, 0xFF, 0, (byte)'C']).Message);
    }

    [Fact]
    public void Read_TruncatedStructure_SaysWhatItsHeaderAsksFor()
    {
        byte[] bytes = new byte[48];
        bytes[0] = 2;
        HvCpuidFormatException exception = Sample.Refused(bytes);
        Assert.Equal("byte 0: expected 88 bytes of struct kvm_cpuid2, for its nent of 2, found 48 bytes: it looks cut", exception.Message);
    }

    [Fact]
    public void Read_StructureWithoutEntries_IsTheEmptySet()
    {
        byte[] bytes = new byte[8];
        Assert.Equal(0, KvmCpuid2Format.Write(HvCpuidSet.Empty, bytes) - bytes.Length);
        Assert.Empty(HvCpuidFormats.Read(bytes).Cpus[0].Set);
    }

    [Fact]
    public void Read_Binary_NamesTheLineOfTheFirstControlCharacter()
    {
        HvCpuidFormatException exception = Sample.Refused("CPU 0:\nab\u0001");
        Assert.Equal((2, 3, 9), (exception.Line, exception.Column, exception.Offset));
        Assert.StartsWith("line 2: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found '\\x01'; ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ForcedToNoFormat_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>("force", () => HvCpuidFormats.Read("x"u8, (HvCpuidFormat)77));

    [Fact]
    public void Read_Forced_OverrulesTheContent() =>
        Assert.Equal(
            "line 1: expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in 1 line",
            Sample.Refused("{\"entries\":[]}", HvCpuidFormat.CpuidRaw).Message);

    [Fact]
    public void Dump_Find_GivesTheSetOfTheNumber()
    {
        HvCpuidSet set = Sample.ToSet(Sample.NestedFeatures);
        HvCpuidDump dump = new(HvCpuidFormat.CpuidRaw, [new(4, HvCpuidSet.Empty), new(2, set)]);
        Assert.Same(set, dump.Find(2));
        Assert.Same(HvCpuidSet.Empty, dump.Find(4));
        Assert.Null(dump.Find(0));
        Assert.Null(new HvCpuidDump(HvCpuidFormat.CpuidRaw, [new(null, set)]).Find(0));
    }

    [Fact]
    public void Dump_OfNoCpuOrOneTwice_Throws()
    {
        HvCpuidDumpCpu first = new(0, HvCpuidSet.Empty);
        HvCpuidDumpCpu unnumbered = new(null, HvCpuidSet.Empty);
        Assert.Throws<ArgumentNullException>("cpus", () => new HvCpuidDump(HvCpuidFormat.CpuidRaw, (IEnumerable<HvCpuidDumpCpu>)null!));
        HvCpuidDumpCpu[][] refused = [[], [first, first], [first, unnumbered], [unnumbered, unnumbered], [new(-1, HvCpuidSet.Empty)], [default]];
        Assert.All(refused, list => Assert.Throws<ArgumentException>("cpus", () => new HvCpuidDump(HvCpuidFormat.CpuidRaw, list.AsEnumerable())));
    }
}
