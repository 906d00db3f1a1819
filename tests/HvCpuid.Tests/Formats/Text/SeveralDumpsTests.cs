using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

public class SeveralDumpsTests
{
    private static readonly string[] Two = ["azure-f72s-v2", "qemu-112-vcpus"];

    public static TheoryData<HvCpuidFormat> Formats => [.. Printed.Lines.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void ReadAll_TwoDumpsOfAFormat_AreToldApart(HvCpuidFormat format)
    {
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes("A host:\n" + Print(format, Two[0]) + "\nand its guest:\n" + Print(format, Two[1])));
        Assert.Equal(Two.Select(Printed.Set), dumps.Select(dump => Assert.Single(dump.Cpus).Set));
        Assert.True(dumps[0].Line < dumps[1].Line);
    }

    [Fact]
    public void ReadAll_OneOfEachFormat_AreToldApart()
    {
        string text = string.Concat(Printed.Lines.Keys.Select((format, i) => Print(format, Two[i % 2]) + "\n")) + "Hyper-V: Nested features: 0xe0101\n";
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes(text));
        Assert.Equal([.. Printed.Lines.Keys, HvCpuidFormat.LinuxDmesg], dumps.Select(dump => dump.Format));
    }

    [Fact]
    public void ReadAll_TheSameTwice_IsOneWithANote()
    {
        HvCpuidDump dump = Assert.Single(HvCpuidFormats.ReadAll(Sample.Bytes(Print(HvCpuidFormat.CpuidRaw, Two[0]) + Print(HvCpuidFormat.CpuidRaw, Two[0]))));
        Assert.Equal("1 more of its dumps say the same as others.", dump.Note);
    }

    [Fact]
    public void ReadAll_HostsLinesOfVmware_AreADumpOfTheirOwnBehindTheGuests()
    {
        string host = Print(HvCpuidFormat.VmwareLog, Two[0]).Replace("guestCPUID", "hostCPUID", StringComparison.Ordinal);
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes(host + Print(HvCpuidFormat.VmwareLog, "vmware")));
        Assert.Equal([null, "hostCPUID"], dumps.Select(dump => dump.Title));
        Assert.Equal(Printed.Set("vmware"), dumps[0].Cpus[0].Set);
        Assert.Equal(Printed.Set(Two[0]), dumps[1].Cpus[0].Set);
    }

    [Fact]
    public void ReadAll_PoliciesOfXen_HaveTheirNames()
    {
        string text = "Raw policy: 32 leaves, 2 MSRs\n" + Lines(HvCpuidFormat.XenCpuid, Two[0]) + "HVM Max policy: 60 leaves, 2 MSRs\n" + Lines(HvCpuidFormat.XenCpuid, Two[1]);
        IReadOnlyList<HvCpuidDump> dumps = HvCpuidFormats.ReadAll(Sample.Bytes(text));
        Assert.Equal(["Raw policy", "HVM Max policy"], dumps.Select(dump => dump.Title));
    }

    [Theory]
    [InlineData(HvCpuidFormat.CpuidRaw, "CPU {0}:")]
    [InlineData(HvCpuidFormat.TychoCpuid, "CPU {0}:")]
    [InlineData(HvCpuidFormat.InstLatx64, "CPU#{0:d3} AffMask: 0x0000000000000001")]
    [InlineData(HvCpuidFormat.InstLatx64, "------[ Logical CPU #{0} ]------\nallcpu: Package 0 / Core 0 / Thread 0: Valid")]
    [InlineData(HvCpuidFormat.InstLatx64, "------[ CPUID Registers / Logical CPU #{0} ]------")]
    [InlineData(HvCpuidFormat.InstLatx64, "CPUID Registers (CPU #{0} Virtual)")]
    [InlineData(HvCpuidFormat.X86Info, "CPU #{0}")]
    public void Read_HeadingOfADialect_TellsCpusApart(HvCpuidFormat format, string heading)
    {
        string text = string.Concat(Enumerable.Range(0, 12).Select(i =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, heading, i) + "\n" + Lines(format, Two[i % 2])));
        Assert.All(Printed.Noises.Where(noise => noise.Key is not ("one line" or "upper case" or "wrapped")), noise =>
        {
            HvCpuidDump dump = Assert.Single(HvCpuidFormats.ReadAll(Sample.Bytes(noise.Value(text))));
            Assert.Equal(Enumerable.Range(0, 12).Select(i => ((int?)i, Printed.Set(Two[i % 2]))), dump.Cpus.Select(cpu => (cpu.Number, cpu.Set)));
        });
    }

    [Fact]
    public void Read_OrdinaryLeavesThatSayWhatTheGuestIs_AreKept()
    {
        HvCpuidDumpCpu cpu = Sample.Read(Print(HvCpuidFormat.InstLatx64, "comet-lake-root-partition")).Cpus[0];
        Assert.Equal([1u], cpu.Ordinary.Select(leaf => leaf.Function));
        Assert.Equal(0xFEFAF387u, cpu.Ordinary[0].Registers.Ecx);
        Assert.Equal([0u, 1], Sample.Read(Print(HvCpuidFormat.InstLatx64, "zen-root-partition")).Cpus[0].Ordinary.Select(leaf => leaf.Function));
    }

    [Fact]
    public void Read_SubleafOfInstLatx64_IsTheIndex()
    {
        string leaf = "CPUID 40000003: 00000006-00000002-00249F0A-00000001";
        HvCpuidDump dump = Sample.Read(leaf + " [SL 00]\n" + leaf + " [SL 01]\n");
        Assert.Single(dump.Cpus[0].Set);
        Assert.Equal("line 2: leaf 40000003H has index 1: the Hyper-V leaves have no index, so it is left out (1 such line).", dump.Note);
        Assert.Equal("line 1: expected the subleaf as ' [SL 01]', found ' [SL x]'", Sample.Refused(leaf + " [SL x]\n").Message);
    }

    private static string Print(HvCpuidFormat format, string system) => Printed.Print(format, Printed.Systems[system]);

    private static string Lines(HvCpuidFormat format, string system) => string.Concat(Printed.Systems[system].Select(leaf => Printed.Lines[format](leaf) + "\n"));
}
