using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class KvmCpuid2FormatTests
{
    // nent and padding; then function, index, flags, eax, ebx, ecx, edx and three of padding for each entry.
    private static readonly uint[] Words =
    [
        2, 0,
        0x40000003, 0, 0x11121314, 0x21222324, 0x31323334, 0x41424344, 0x51525354, 0, 0, 0,
        0x40000100, 0, 0x61626364, 0x71727374, 0x81828384, 0x91929394, 0xA1A2A3A4, 0, 0, 0,
    ];

    private static readonly HvCpuidSet Set = Sample.ToSet(
        new CpuidEntry(0x40000003, new CpuidRegisters(0x21222324, 0x31323334, 0x41424344, 0x51525354)) { Flags = 0x11121314 },
        new CpuidEntry(0x40000100, new CpuidRegisters(0x71727374, 0x81828384, 0x91929394, 0xA1A2A3A4)) { Flags = 0x61626364 });

    [Fact]
    public void Layout_Offsets_AreThoseOfTheHeader()
    {
        Assert.Equal((0, 4, 8), (KvmCpuid2Layout.EntryCountOffset, KvmCpuid2Layout.HeaderPaddingOffset, KvmCpuid2Layout.HeaderSize));
        Assert.Equal((0, 4, 8), (KvmCpuid2Layout.FunctionOffset, KvmCpuid2Layout.IndexOffset, KvmCpuid2Layout.FlagsOffset));
        Assert.Equal(
            (12, 16, 20, 24),
            (KvmCpuid2Layout.EaxOffset, KvmCpuid2Layout.EbxOffset, KvmCpuid2Layout.EcxOffset, KvmCpuid2Layout.EdxOffset));
        Assert.Equal((28, 40), (KvmCpuid2Layout.EntryPaddingOffset, KvmCpuid2Layout.EntrySize));
        Assert.Equal((8L, 408L, 171798691808L), (KvmCpuid2Layout.GetByteCount(0), KvmCpuid2Layout.GetByteCount(10), KvmCpuid2Layout.GetByteCount(uint.MaxValue)));
    }

    [Fact]
    public void Write_DirtyBuffer_IsWrittenWholeAndNotBeyond()
    {
        byte[] buffer = new byte[8 + 80 + 1];
        buffer.AsSpan().Fill(0xA5);
        Assert.Equal(88, KvmCpuid2Format.GetByteCount(Set));
        Assert.Equal(88, KvmCpuid2Format.Write(Set, buffer));
        Assert.Equal([.. ToBytes(Words), 0xA5], buffer);
    }

    [Fact]
    public void Write_EmptySet_IsAHeaderOfZeros()
    {
        byte[] buffer = [0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5];
        Assert.True(KvmCpuid2Format.TryWrite(HvCpuidSet.Empty, buffer, out int written));
        Assert.Equal(8, written);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0xA5], buffer);
        Assert.Empty(Assert.Single(HvCpuidFormats.Read(buffer.AsSpan(0, 8), HvCpuidFormat.KvmCpuid2).Cpus).Set);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(87)]
    public void Write_ShortBuffer_IsLeftAsItWas(int length)
    {
        byte[] buffer = new byte[length];
        buffer.AsSpan().Fill(0xA5);
        Assert.False(KvmCpuid2Format.TryWrite(Set, buffer, out int written));
        Assert.Equal(0, written);
        ArgumentException exception = Assert.Throws<ArgumentException>("destination", () => KvmCpuid2Format.Write(Set, buffer));
        Assert.StartsWith($"A set of 2 leaves takes 88 bytes, the destination has {length}.", exception.Message, StringComparison.Ordinal);
        Assert.All(buffer, value => Assert.Equal(0xA5, value));
    }

    [Fact]
    public void Write_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("set", () => KvmCpuid2Format.GetByteCount(null!));
        Assert.Throws<ArgumentNullException>("set", () => KvmCpuid2Format.Write(null!, new byte[8]));
    }

    [Fact]
    public void Read_DistinctFields_EachInItsPlace()
    {
        uint[] words = [.. Words];
        (words[1], words[9], words[10], words[11]) = (0xA5A5A5A5, 0xA5A5A5A5, 0xA5A5A5A5, 0xA5A5A5A5); // padding is not looked at
        HvCpuidDump dump = HvCpuidFormats.Read(ToBytes(words));
        Assert.Equal(HvCpuidFormat.KvmCpuid2, dump.Format);
        Assert.Equal(new HvCpuidDumpCpu(null, Set), Assert.Single(dump.Cpus));
    }

    [Fact]
    public void Read_OrdinaryLeaves_AreLeftOut()
    {
        uint[] words = [.. Words];
        (words[2], words[3]) = (0xD, 63);
        Assert.Equal([Set[1]], HvCpuidFormats.Read(ToBytes(words)).Cpus[0].Set);
        (words[2], words[12]) = (0x3FFFFFFF, 0x50000000);
        Assert.Empty(HvCpuidFormats.Read(ToBytes(words)).Cpus[0].Set);
        (words[2], words[3], words[12]) = (0x4FFFFFFF, 0, 0x40000000);
        Assert.Equal([0x4FFFFFFFu, 0x40000000u], HvCpuidFormats.Read(ToBytes(words)).Cpus[0].Set.Select(entry => entry.Function));
    }

    [Theory]
    [InlineData(12, 0x40000003u, 48, "byte 48: entry 1: leaf 40000003H is there twice: it already is entry 0 of the set")]
    [InlineData(3, 7u, 8, "byte 8: entry 0: leaf 40000003H has index 7: the Hyper-V leaves have no index, expected 0")]
    public void Read_EntryThatNoSetHolds_NamesItsPlace(int word, uint value, int offset, string message)
    {
        uint[] words = [.. Words];
        words[word] = value;
        HvCpuidFormatException exception = Sample.Refused(ToBytes(words));
        Assert.Equal(message, exception.Message);
        Assert.Equal((0, 0, offset), (exception.Line, exception.Column, exception.Offset));
    }

    [Theory]
    [InlineData(0, "expected the 8 bytes of the header of struct kvm_cpuid2, found 0 bytes")]
    [InlineData(7, "expected the 8 bytes of the header of struct kvm_cpuid2, found 7 bytes")]
    [InlineData(8, "expected 88 bytes of struct kvm_cpuid2, for its nent of 2, found 8 bytes")]
    [InlineData(87, "expected 88 bytes of struct kvm_cpuid2, for its nent of 2, found 87 bytes")]
    [InlineData(89, "expected 88 bytes of struct kvm_cpuid2, for its nent of 2, found 89 bytes")]
    public void Read_LengthThatDisagrees_IsRefused(int length, string message)
    {
        byte[] bytes = new byte[length];
        ToBytes(Words).AsSpan(0, Math.Min(length, 88)).CopyTo(bytes);
        HvCpuidFormatException exception = Sample.Refused(bytes, HvCpuidFormat.KvmCpuid2);
        Assert.Equal(message, exception.Message);
        Assert.Equal(0, exception.Line);
    }

    [Fact]
    public void Read_GreatestCount_AllocatesNothingForIt()
    {
        byte[] bytes = ToBytes(Words);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, uint.MaxValue);
        _ = KvmCpuid2Format.TryRead(bytes, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(KvmCpuid2Format.TryRead(bytes, out _, out HvCpuidFormatError? error));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal("expected 171798691808 bytes of struct kvm_cpuid2, for its nent of 4294967295, found 88 bytes", error.Message);
    }

    [Fact]
    public void Write_AnySet_IsReadBack() => Prop.ForAll(Sample.NotEmpty.ToArbitrary(), Sample.Word.ToArbitrary(), (set, flags) =>
    {
        HvCpuidSet flagged = Sample.ToSet([.. set.Select(entry => entry with { Flags = flags ^ entry.Function })]);
        byte[] bytes = new byte[KvmCpuid2Format.GetByteCount(flagged)];
        return KvmCpuid2Format.Write(flagged, bytes) == bytes.Length
            && HvCpuidFormats.Recognize(bytes, bytes.Length) == HvCpuidFormat.KvmCpuid2
            && HvCpuidFormats.Read(bytes).Cpus.Single().Set.Equals(flagged);
    }).QuickCheckThrowOnFailure();

    private static byte[] ToBytes(uint[] words)
    {
        byte[] bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }
}
