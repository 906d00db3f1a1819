using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class WriteTests
{
    private static readonly HvCpuidSet Set = Sample.ToSet(
        new CpuidEntry(0x40000003, new CpuidRegisters(0x2AFF, 0x830, 0, 0x80D12)), new CpuidEntry(0x40000100, new CpuidRegisters(1, 2, 3, 0xFFFFFFFF)));

    [Fact]
    public void Write_InstLatx64_IsTheDumpsOwnForm()
    {
        const string Leaves = "CPUID 40000003: 00002AFF-00000830-00000000-00080D12\nCPUID 40000100: 00000001-00000002-00000003-FFFFFFFF\n";
        Assert.Equal(Leaves, InstLatx64Format.Write(Set));
        Assert.Equal("------[ Logical CPU #0 ]------\n" + Leaves, InstLatx64Format.Write(Set, 0));
        Assert.Equal("------[ Logical CPU #191 ]------\n" + Leaves, InstLatx64Format.Write(Set, 191));
        Assert.Throws<ArgumentNullException>("set", () => InstLatx64Format.Write(null!));
    }

    [Fact]
    public void Write_CpuidRawOfANegativeNumber_IsRefused()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>("cpuNumber", () => CpuidRawFormat.Write(Set, -1));
        Assert.StartsWith("CPUs are numbered from 0.", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("CPU 0:\n   0x40000003 0x00: eax=0x00002aff", CpuidRawFormat.Write(Set, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_CpuidRawOfAPart_IsRefused()
    {
        HvCpuidDump part = Sample.Read("Hyper-V: features 0x2e7f, hints 0xc2c\n");
        ArgumentException exception = Assert.Throws<ArgumentException>("dump", () => CpuidRawFormat.Write(part));
        Assert.Equal("The dump tells only a part of its leaves, and cpuid -r has no way to say so. (Parameter 'dump')", exception.Message);
    }

    [Fact]
    public void TryRead_CpuidRaw_IsForced()
    {
        Assert.True(CpuidRawFormat.TryRead(Sample.Bytes(CpuidRawFormat.Write(Set)), out HvCpuidDump? dump, out HvCpuidFormatError? error));
        Assert.Equal((Set, null), (dump!.Cpus[0].Set, error));
        Assert.False(CpuidRawFormat.TryRead(Sample.Bytes(InstLatx64Format.Write(Set)), out _, out error));
        Assert.Equal("line 1: expected lines of cpuid -r ('0x40000003 0x00: eax=0x…'), found none in 2 lines", error!.Message);
    }

    [Fact]
    public void TryFinish_Again_SaysTheSame()
    {
        HvCpuidTextReader reader = new();
        Assert.True(reader.Append("Hyper-V: features 0x2e7f, hints 0xc2c\n"u8));
        Assert.True(reader.TryFinish(out IReadOnlyList<HvCpuidDump>? dumps, out _));
        Assert.True(reader.TryFinish(out IReadOnlyList<HvCpuidDump>? again, out _));
        Assert.Equal((dumps[0].Cpus[0], null), (Assert.Single(again).Cpus[0], again[0].Note));
    }
}
