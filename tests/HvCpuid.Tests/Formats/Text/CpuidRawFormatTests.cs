using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

public class CpuidRawFormatTests
{
    private const string Leaf = "   0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12\n";
    private static readonly HvCpuidSet LeafSet = Sample.ToSet(new HvCpuidEntry(0x40000003, new CpuidRegisters(0x2AFF, 0x830, 0, 0x80D12)));

    [Fact]
    public void Read_TwoCpusWithOrdinaryLeaves_KeepsTheHypervisorsPerCpu()
    {
        HvCpuidDump dump = Sample.Read(Sample.TwoCpus);
        Assert.Equal(HvCpuidFormat.CpuidRaw, dump.Format);
        Assert.Equal([0, 1], dump.Cpus.Select(cpu => cpu.Number));
        Assert.Equal(
            Sample.ToSet(
                new HvCpuidEntry(0x40000000, new CpuidRegisters(0x40000001, 0x7263694D, 0x666F736F, 0x76482074)),
                new HvCpuidEntry(0x40000001, new CpuidRegisters(0x31237648, 0, 0, 0))),
            dump.Find(0));
        Assert.Equal(LeafSet, dump.Find(1));
    }

    [Theory]
    [InlineData("CPU:\n" + Leaf, null)]
    [InlineData(Leaf, null)]
    [InlineData("\uFEFFCPU 7:\r\n\r\n \t \r\n\t0x40000003\t 0x0:  eax=0x00002AFF ebx=0x00000830\tecx=0x00000000   edx=0x00080D12 \t\r\n", 7)]
    [InlineData(" CPU  007: \n   0x40000003 0x00000000: eax=0x00002aFf ebx=0x00000830 ecx=0x00000000 edx=0x00080d12", 7)]
    public void Read_WhatPeopleDoToDumps_IsFine(string text, int? number)
    {
        HvCpuidDumpCpu cpu = Assert.Single(Sample.Read(text).Cpus);
        Assert.Equal((number, LeafSet), (cpu.Number, cpu.Set));
    }

    [Fact]
    public void Read_AnotherHypervisorsIndexes_AreLeftOutWithANote()
    {
        string xen = Leaf + Leaf.Replace("0x00:", "0x01:", StringComparison.Ordinal) + Leaf.Replace("0x00:", "0x02:", StringComparison.Ordinal);
        HvCpuidDump dump = Sample.Read(xen);

        Assert.Equal(LeafSet, dump.Cpus[0].Set);
        Assert.Equal("line 2: leaf 40000003H has index 1: the Hyper-V leaves have no index, so it is left out (2 such lines).", dump.Note);
        Assert.Null(Sample.Read(Leaf).Note);
    }

    [Fact]
    public void Read_CpuWithoutHypervisorLeaves_HasAnEmptySet()
    {
        HvCpuidDump dump = Sample.Read("CPU 0:\n   0x00000000 0x00: eax=0x00000001 ebx=0x00000002 ecx=0x00000003 edx=0x00000004\nCPU 1:\n" + Leaf + "CPU 2:\n");
        Assert.Equal([HvCpuidSet.Empty, LeafSet, HvCpuidSet.Empty], dump.Cpus.Select(cpu => cpu.Set));
    }

    [Fact]
    public void Write_Set_IsTheToolsOwnForm()
    {
        Assert.Equal("CPU:\n" + Leaf, CpuidRawFormat.Write(LeafSet));
        Assert.Equal("CPU 12:\n" + Leaf, CpuidRawFormat.Write(LeafSet, 12));
        HvCpuidDump dump = new(HvCpuidFormat.CpuidRaw, [new(0, LeafSet), new(1, HvCpuidSet.Empty)]);
        Assert.Equal("CPU 0:\n" + Leaf + "CPU 1:\n", CpuidRawFormat.Write(dump));
    }

    [Fact]
    public void Write_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("set", () => CpuidRawFormat.Write((HvCpuidSet)null!));
        Assert.Throws<ArgumentNullException>("dump", () => CpuidRawFormat.Write((HvCpuidDump)null!));
    }

    [Fact]
    public void Write_AnyDump_IsReadBack() => Prop.ForAll(Sample.Dump.ToArbitrary(), dump =>
    {
        HvCpuidDump read = Sample.Read(CpuidRawFormat.Write(dump));
        return read.Format == HvCpuidFormat.CpuidRaw && read.Cpus.SequenceEqual(dump.Cpus);
    }).QuickCheckThrowOnFailure();

    // A cut behind the last digit or the colon of a line leaves it whole, and one in the white space before it leaves nothing; any other is noticed.
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_DumpCutAnywhere_IsWholeLinesOrRefused(string lineEnd)
    {
        string[] lines = Sample.TwoCpus.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        byte[] whole = Sample.Bytes(string.Join(lineEnd, lines) + lineEnd);
        HvCpuidDump all = HvCpuidFormats.Read(whole);
        (int start, int read, int refused) = (0, 0, 0);
        for (int line = 0; line < lines.Length; start += lines[line].Length + lineEnd.Length, line++)
        {
            for (int length = 0; length < lines[line].Length + lineEnd.Length; length++)
            {
                byte[] cut = whole[..(start + length)];
                bool isBlank = lines[line][..Math.Min(length, lines[line].Length)].Trim().Length == 0;
                bool isWholeLine = isBlank || length >= lines[line].Length;
                int wholeLines = line + (!isBlank && isWholeLine ? 1 : 0);
                if (isWholeLine && wholeLines >= 2)
                {
                    AssertPrefix(all, HvCpuidFormats.Read(cut), lines[..wholeLines]);
                    read++;
                    continue;
                }

                HvCpuidFormatException exception = Sample.Refused(cut);
                bool hasHeading = wholeLines > 0;
                Assert.Equal(hasHeading && !isWholeLine ? wholeLines + 1 : 1, exception.Line);
                Assert.Equal(hasHeading && !isWholeLine, exception.Message.EndsWith("; the text ends in the middle of this line", StringComparison.Ordinal));
                refused++;
            }
        }

        Assert.Equal(whole.Length, read + refused);
        Assert.True(read > lines.Length);
    }

    [Fact]
    public void Read_SixMegabytes_IsReadInLinearMemory()
    {
        string leaves = string.Concat(Enumerable.Range(0, 76).Select(i => $"   0x{i:x8} 0x00: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000\n"));
        byte[] input = Sample.Bytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"CPU {i}:\n{leaves}{Leaf}")));
        Assert.InRange(input.Length, 6_000_000, 7_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HvCpuidDump dump = HvCpuidFormats.Read(input);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, input.Length / 4);
        Assert.Equal(1000, dump.Cpus.Count);
        Assert.All(dump.Cpus, cpu => Assert.Equal(LeafSet, cpu.Set));
    }

    private static void AssertPrefix(HvCpuidDump all, HvCpuidDump read, string[] lines)
    {
        int cpus = lines.Count(line => line.StartsWith("CPU", StringComparison.Ordinal));
        Assert.Equal(all.Cpus.Take(cpus).Select(cpu => cpu.Number), read.Cpus.Select(cpu => cpu.Number));
        for (int i = 0; i < cpus; i++)
        {
            Assert.Equal(all.Cpus[i].Set.Take(read.Cpus[i].Set.Count), read.Cpus[i].Set);
        }

        Assert.Equal(lines.Count(line => line.Contains("0x4000", StringComparison.Ordinal)), read.Cpus.Sum(cpu => cpu.Set.Count));
    }
}
