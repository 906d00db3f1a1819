using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class HvCpuidDumpTests
{
    private static readonly HvCpuidSet Leaves = Sample.ToSet(Sample.NestedFeatures);

    public static TheoryData<string> Refused => [.. Lists.Keys];

    private static Dictionary<string, HvCpuidDumpCpu[]> Lists { get; } = new()
    {
        ["twice"] = [new(3, Leaves), new(3, Leaves)],
        ["one with a number and one without"] = [new(0, Leaves), new(null, Leaves)],
        ["two without a number"] = [new(null, Leaves), new(null, Leaves)],
        ["below 0"] = [new(-1, Leaves)],
        ["none"] = [],
        ["default"] = [default],
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Create_CpusThatNoDumpHas_SaysWhatADumpHas(string name)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>("cpus", () => new HvCpuidDump(HvCpuidFormat.CpuidRaw, Lists[name].AsEnumerable()));
        string expected = name is "none" or "default"
            ? "A dump has one CPU at least, and each CPU a set. (Parameter 'cpus')"
            : "A dump has each CPU number once, from 0 up, and a CPU without a number only alone. (Parameter 'cpus')";
        Assert.Equal(expected, exception.Message);
    }

    [Fact]
    public void Create_CpusThatADumpHas_KeepsThemInOrder()
    {
        Assert.Equal([null], new HvCpuidDump(HvCpuidFormat.XenCpuid, new List<HvCpuidDumpCpu> { new(null, Leaves) }).Cpus.Select(cpu => cpu.Number));
        HvCpuidDump dump = new(HvCpuidFormat.XenCpuid, new List<HvCpuidDumpCpu> { new(7, HvCpuidSet.Empty), new(0, Leaves) });
        Assert.Equal([7, 0], dump.Cpus.Select(cpu => cpu.Number));
        Assert.Equal((HvCpuidFormat.XenCpuid, null, null, 0), (dump.Format, dump.Note, dump.Title, dump.Line));
    }

    [Fact]
    public void HasLeaves_OfAnyCpu_IsTrueForAHypervisorsLeaf()
    {
        Assert.True(new HvCpuidDump(HvCpuidFormat.CpuidRaw, new List<HvCpuidDumpCpu> { new(0, HvCpuidSet.Empty), new(1, Leaves) }).HasLeaves);
        Assert.False(new HvCpuidDump(HvCpuidFormat.CpuidRaw, new List<HvCpuidDumpCpu> { new(0, HvCpuidSet.Empty), new(1, HvCpuidSet.Empty) }).HasLeaves);
        Assert.False(Sample.Read("0x00000001 0x00: eax=0x00000001 ebx=0x00000002 ecx=0x00000003 edx=0x00000004\n").HasLeaves);
    }

    [Fact]
    public void Cpu_WithoutLeavesOrOrdinaryOnes_HasEmptyLists()
    {
        Assert.Same(HvCpuidSet.Empty, default(HvCpuidDumpCpu).Set);
        Assert.Empty(default(HvCpuidDumpCpu).Ordinary);
        Assert.Throws<ArgumentNullException>(() => new HvCpuidDumpCpu(0, Leaves) { Ordinary = null! });
        Assert.Throws<ArgumentNullException>(() => new HvCpuidDumpCpu(0, (HvReading)null!));
    }

    [Fact]
    public void Cpu_Equality_GoesByNumberLeavesAndOrdinaryOnes()
    {
        CpuidEntry ordinary = new(1, new CpuidRegisters(1, 2, 3, 4));
        HvCpuidDumpCpu cpu = new(1, Leaves) { Ordinary = [ordinary] };
        Assert.Equal(cpu, new HvCpuidDumpCpu(1, Sample.ToSet(Sample.NestedFeatures)) { Ordinary = [ordinary] });
        Assert.NotEqual(cpu, cpu with { Number = 2 });
        Assert.NotEqual(cpu, cpu with { Ordinary = [] });
        Assert.NotEqual(cpu, cpu with { Reading = HvReading.From(HvCpuidSet.Empty) });
        Assert.Equal(new HvCpuidDumpCpu(1, Leaves), cpu with { Ordinary = [] });
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    [InlineData(8, true)]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void IsText_OfAFormat_IsTrueForLines(int format, bool isText)
    {
        if (Enum.IsDefined((HvCpuidFormat)format))
        {
            Assert.Equal(isText, HvCpuidFormats.IsText((HvCpuidFormat)format));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE }, 1, "line 1: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found UTF-16 text; save it as UTF-8")]
    [InlineData(new byte[] { 0xFE, 0xFF }, 1, "line 1: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found UTF-16 text; save it as UTF-8")]
    [InlineData(new byte[] { 0x1F, 0x8B }, 0, "byte 0: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found gzip; unpack it first")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 }, 0, "byte 0: expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2, found gzip; unpack it first")]
    public void Read_OtherEncodings_SaysWhatToDo(byte[] input, int line, string message)
    {
        HvCpuidFormatException exception = Sample.Refused(input);
        Assert.Equal(message, exception.Message);
        Assert.Equal((line, line, 0), (exception.Line, exception.Column, exception.Offset));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xFE, 0xFE })]
    [InlineData(new byte[] { 0x8B, 0x8B })]
    [InlineData(new byte[] { 0xFF })]
    public void Read_BytesThatOnlyLookSo_AreAText(byte[] input) =>
        Assert.EndsWith("found none in 1 line", Sample.Refused(input).Message, StringComparison.Ordinal);
}
