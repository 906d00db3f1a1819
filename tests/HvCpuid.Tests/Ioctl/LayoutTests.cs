using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Tests.Simulation;

namespace HvCpuid.Tests.Ioctl;

/// <summary>The structures' bytes: every field its own value, the buffer dirty, and one byte past the end.</summary>
public class LayoutTests
{
    private static readonly KvmCpuidEntry2 Distinct = new(0x03020100, 0x07060504, 0x0B0A0908, new CpuidRegisters(0x0F0E0D0C, 0x13121110, 0x17161514, 0x1B1A1918))
    {
        Padding0 = 0x1F1E1D1C,
        Padding1 = 0x23222120,
        Padding2 = 0x27262524,
    };

    private static byte[] Counting(int from, int count) => [.. Enumerable.Range(from, count).Select(i => (byte)i)];

    [Fact]
    public void Entry_WrittenAndRead_HasEveryByteInItsPlace()
    {
        byte[] bytes = Caller.Dirty(KvmCpuidEntry2.Size + 1);
        Distinct.Write(bytes);

        Assert.Equal([.. Counting(0, 40), Caller.Dirt], bytes);
        Assert.Equal(Distinct, KvmCpuidEntry2.Read(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distinct.Write(new byte[39]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KvmCpuidEntry2.Read(new byte[39]));
        Assert.Equal("03020100H/7060504: 0F0E0D0C-13121110-17161514-1B1A1918 flags B0A0908", Distinct.ToString());
    }

    [Fact]
    public void Cpuid_WrittenAndRead_CountsItsEntries()
    {
        KvmCpuid2 cpuid = new([Distinct, Distinct with { Entry = Distinct.Entry with { Function = 0x40000000, Index = 0 } }]);
        byte[] bytes = Caller.Dirty(cpuid.ByteCount + 1);

        Assert.Equal(88, cpuid.Write(bytes));
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, .. Counting(0, 40), 0, 0, 0, 0x40, 0, 0, 0, 0, .. Counting(8, 32), Caller.Dirt], bytes);
        Assert.Equal(cpuid.Entries, KvmCpuid2.Read(bytes).Entries);
        Assert.Equal(0x40000000u, Assert.Single(cpuid.ToSet()).Function);
        Assert.Contains("has 88 bytes, the destination 87", Assert.Throws<ArgumentException>(() => cpuid.Write(new byte[87])).Message, StringComparison.Ordinal);
        Assert.Contains("nent 2 has 88 bytes, the buffer 87", Assert.Throws<ArgumentException>(() => KvmCpuid2.Read(bytes.AsSpan(0, 87))).Message, StringComparison.Ordinal);
        Assert.Contains("has 8 bytes, the buffer 7", Assert.Throws<ArgumentException>(() => KvmCpuid2.Read(bytes.AsSpan(0, 7))).Message, StringComparison.Ordinal);
        Assert.Empty(KvmCpuid2.Read(new byte[8]).Entries);
        Assert.Throws<ArgumentException>(() => KvmCpuid2.Read([.. Enumerable.Repeat((byte)0xFF, 48)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Buffer_WithRoom_SaysItsRoom(int room)
    {
        byte[] expected = new byte[8 + (40 * room)];
        expected[0] = (byte)room;

        Assert.Equal(expected, KvmCpuid2.CreateBuffer(room));
        Assert.StartsWith("A buffer has room for 0 entries or more", Assert.Throws<ArgumentOutOfRangeException>(() => KvmCpuid2.CreateBuffer(-1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => KvmCpuid2.CreateBuffer(int.MaxValue));
    }

    [Fact]
    public void EnableCap_WrittenAndRead_HasEveryByteInItsPlace()
    {
        KvmEnableCap cap = new((KvmCapability)0x03020100, 0x0F0E0D0C0B0A0908) { Flags = 0x07060504 };
        byte[] bytes = Caller.Dirty(KvmEnableCap.Size + 1);
        cap.Write(bytes);

        Assert.Equal([.. Counting(0, 16), .. new byte[88], Caller.Dirt], bytes);
        Assert.Equal(cap, KvmEnableCap.Read(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => cap.Write(new byte[103]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KvmEnableCap.Read(new byte[103]));
    }

    [Fact]
    public void Names_OfRequests_AreTheHeaders()
    {
        Assert.All(Enum.GetValues<KvmRequest>(), request => Assert.StartsWith("KVM_", request.Name(), StringComparison.Ordinal));
        Assert.Equal("unknown request", ((KvmRequest)0xAE9A).Name());
    }
}
