using System.Globalization;
using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

/// <summary>What comes out of a baseline, whole: the set and its order, and every loss.</summary>
public class HvBaselineResultTests
{
    private const string Evmcs = "CPUID.40000004H:EAX[14]";
    private const string Versions = "CPUID.4000000AH:EAX[15:0]";

    // A range is written as the register has it: the highest version, then the lowest. The lowest version there is is 1.
    [Theory]
    [InlineData("0101", "0101", "")]
    [InlineData("0101 0201", "0101", "1..1 of 1..2, taken away by 1 host, host 1 the first")]
    [InlineData("0201 0202", "0202", "2..2 of 1..2, taken away by 1 host, host 2 the first")]
    [InlineData("0300 0301", "0301", "")]
    [InlineData("0300 0300", "0301", "")]
    [InlineData("0301 0200", "0201", "1..2 of 1..3, taken away by 1 host, host 2 the first")]
    [InlineData("0000 0101", "0000", "none of 1..1, taken away by 1 host, host 1 the first")]
    [InlineData("0000 0000", "0000", "")]
    [InlineData("0103", "0000", "")]
    [InlineData("0301 0103", "0000", "none of 1..3, taken away by 1 host, host 2 the first")]
    [InlineData("0302 0203", "0000", "none of 2..3, taken away by 1 host, host 2 the first")]
    [InlineData("0302 0203 0103", "0000", "none of 2..3, taken away by 2 hosts, host 2 the first")]
    [InlineData("0301 0506", "0000", "none of 1..3, taken away by 1 host, host 2 the first")]
    [InlineData("0101 0005", "0000", "none of 1..1, taken away by 1 host, host 2 the first")]
    [InlineData("0302 0504 0403", "0000", "none of 2..5, taken away by 3 hosts, host 1 the first")]
    [InlineData("0502 0402 0501 0401", "0402", "2..4 of 1..5, taken away by 3 hosts, host 1 the first")]
    [InlineData("0502 0501 0401", "0402", "2..4 of 1..5, taken away by 2 hosts, host 1 the first")]
    [InlineData("FFFF FF01", "FFFF", "255..255 of 1..255, taken away by 1 host, host 1 the first")]
    public void Range_OfHosts_IsWhatEveryOneHas(string ranges, string common, string loss)
    {
        HvBaseline baseline = HvBaseline.From(ranges.Split(' ').Select(range => Set($"4.EAX=4000 A.EAX={range}")));

        Assert.Equal(common, baseline.Set.Extract(HvBits.EnlightenedVmcsVersions).ToString("X4", CultureInfo.InvariantCulture));
        string[] told = loss.Length == 0 ? [] : [$"{Versions} EnlightenedVmcsVersions: {loss}"];
        Assert.Equal(common == "0000" ? [$"{Evmcs} EnlightenedVmcs: goes with {Versions}", .. told] : told, Told(baseline));
    }

    [Theory]
    [InlineData("3.EAX=800", "3.EAX=0", "CPUID.40000003H:EAX[11] AccessFrequencyRegs: goes with CPUID.40000003H:EDX[8]")]
    [InlineData("3.EDX=100", "3.EAX=0", "CPUID.40000003H:EDX[8] TimerFrequencies: goes with CPUID.40000003H:EAX[11]")]
    [InlineData("3.EAX=800 3.EDX=100", "3.EAX=800 3.EDX=100", "")]
    [InlineData("3.EAX=200", "3.EAX=0", "CPUID.40000003H:EAX[9] AccessPartitionReferenceTsc: goes with CPUID.40000003H:EAX[1]")]
    [InlineData("3.EAX=2", "3.EAX=2", "")]
    [InlineData("3.EAX=202", "3.EAX=202", "")]
    [InlineData("4.EAX=4000", "4.EAX=0", Evmcs + " EnlightenedVmcs: goes with " + Versions)]
    [InlineData("A.EAX=A0201", "A.EAX=A0000", Versions + " EnlightenedVmcsVersions: none of 1..2, goes with " + Evmcs)]
    [InlineData("4.EAX=4000 A.EAX=101", "4.EAX=4000 A.EAX=101", "")]
    public void Set_OfHalfAPair_IsWithoutIt(string host, string left, string loss)
    {
        HvBaseline baseline = HvBaseline.From([Set(host)]);

        Assert.Equal(Set(left), baseline.Set);
        Assert.Equal(loss.Length == 0 ? [] : [loss], Told(baseline));
    }

    [Fact]
    public void Losses_OfHostsThatDiffer_AreWhole()
    {
        HvBaseline baseline = HvBaseline.From(
        [
            Set("1.EAX=31237648 3.EAX=80000001 3.EBX=3 3.ECX=25 4.EBX=FFF 5.EAX=400 5.ECX=7 82.EAX=2"),
            Set("1.EAX=31237649 3.EAX=80000001 3.EBX=2 3.ECX=13 4.EBX=1FF 5.EAX=F0 5.ECX=9 6.EAX=1"),
            Set("1.EAX=31237647 3.EAX=1 3.EBX=2 3.ECX=13 5.EAX=F0 5.ECX=7 82.EAX=2"),
        ]);

        Assert.Equal(
            [
                "CPUID.40000001H:EAX Signature: '' of 'Iv#1', taken away by 1 host, host 3 the first",
                "CPUID.40000003H:EAX[31] a bit without a name: taken away by 1 host, host 3 the first",
                "CPUID.40000003H:EBX[0] CreatePartitions: taken away by 2 hosts, host 2 the first",
                "CPUID.40000003H:ECX[3:0] MaxSupportedCState: 3 of 5, taken away by 2 hosts, host 2 the first",
                "CPUID.40000003H:ECX[4] HpetNeededForC3: taken away by 1 host, host 1 the first",
                "CPUID.40000003H:ECX[5] InvariantMperf: taken away by 2 hosts, host 2 the first",
                "leaf 40000004H: taken away by 1 host, host 3 the first",
                "CPUID.40000005H:EAX MaximumVirtualProcessors: 240 of 1024, taken away by 2 hosts, host 2 the first",
                "CPUID.40000005H:ECX MaximumInterruptVectors: 7 of 9, taken away by 2 hosts, host 1 the first",
                "leaf 40000006H: taken away by 2 hosts, host 1 the first",
                "CPUID.40000006H:EAX[0] ApicOverlayAssist: taken away by 2 hosts, host 1 the first",
                "leaf 40000082H: taken away by 1 host, host 2 the first",
                "CPUID.40000082H:EAX[1] AllowKernelDebugging: taken away by 1 host, host 2 the first",
            ],
            Told(baseline));
    }

    [Fact]
    public void Losses_EachKind_HaveTheirParts()
    {
        HvBaseline baseline = HvBaseline.From([Set("3.EAX=80000001 4.EAX=4000 5.EAX=400 A.EAX=201"), Set("3.EAX=0 4.EAX=4000 5.EAX=F0")]);

        (uint, BitAddress?, uint, uint, long, string, BitAddress?, string?, string, string)[] told =
            [.. baseline.Losses.Select(loss => (loss.Function, loss.Address, loss.Most, loss.Left, loss.Hosts, loss.First, loss.Because, loss.Field?.Name, loss.Name, loss.Values))];
        Assert.Equal(
            [
                (0x40000003, HvBits.AccessVpRunTimeReg, 1, 0, 1, "host 2", null, "AccessVpRunTimeReg", "AccessVpRunTimeReg", ""),
                (0x40000003, BitAddress.Parse("3.EAX[31]"), 1, 0, 1, "host 2", null, null, "a bit without a name", ""),
                (0x40000004, HvBits.EnlightenedVmcs, 1, 0, 0, "", HvBits.EnlightenedVmcsVersions, "EnlightenedVmcs", "EnlightenedVmcs", ""),
                (0x40000005, HvBits.MaximumVirtualProcessors, 0x400, 0xF0, 1, "host 2", null, "MaximumVirtualProcessors", "MaximumVirtualProcessors", "240 of 1024"),
                (0x4000000A, null, 1, 0, 1, "host 2", null, null, "leaf 4000000AH", ""),
                (0x4000000A, HvBits.EnlightenedVmcsVersions, 0x201, 0, 1, "host 2", null, "EnlightenedVmcsVersionLow", "EnlightenedVmcsVersions", "none of 1..2"),
            ],
            told);
    }

    // The kernel's order, then what it does not have.
    [Fact]
    public void Set_OfHosts_IsInTheKernelsOrder()
    {
        uint[] functions = [0x40000090, 0x4000000A, 0x40000082, 0x40000010, 0x40000005, 0x40000000, 0x400000FF, 0x40000080, 0x40000006, 0x40000003];
        HvCpuidSet set = new HvCpuidSetBuilder().AddRange(functions.Select(function => new CpuidEntry(function, default))).ToSet();

        Assert.Equal(
            [0x40000000, 0x40000003, 0x40000005, 0x40000080, 0x40000082, 0x4000000A, 0x40000006, 0x40000010, 0x40000090, 0x400000FF],
            HvBaseline.From([set, set]).Set.Select(entry => entry.Function));
        HvBaselinePart part = HvBaseline.From([set]).Total!;
        Assert.Equal(HvBaseline.From(part).Set, HvBaseline.From(part with { Leaves = [.. part.Leaves.Reverse()] }).Set);
    }

    [Theory]
    [InlineData("0.EAX=4000000A 1.EAX=0", 0x40000005u)]
    [InlineData("0.EAX=0 5.EAX=0", 0x40000005u)]
    [InlineData("0.EAX=40000082 6.EAX=0", 0x40000006u)]
    [InlineData("0.EAX=40000005 6.EAX=0 82.EAX=0", 0x40000082u)]
    public void Set_OfHosts_HasTheMaximumOfItsLeaves(string host, uint maximum) =>
        Assert.Equal(maximum, HvBaseline.From([Set(host)]).Set.Vendor!.Value.MaximumFunction);

    [Fact]
    public void IsHyperV_OfHosts_NeedsTheFirstSixLeavesAndTheInterface()
    {
        HvCpuidSet full = HvMigrationTests.Full("6.12");
        HvCpuidSet slip = Without(full, 0x40000004).ToBuilder().Add(0x40000004, new CpuidRegisters(0x10, 0, 0, 0)).ToSet();

        Assert.True(HvBaseline.From([full]).IsHyperV);
        Assert.All(Enumerable.Range(0, 6), leaf => Assert.False(HvBaseline.From([full, Without(full, 0x40000000 + (uint)leaf)]).IsHyperV));
        Assert.True(HvBaseline.From([full, Without(full, 0x4000000A)]).IsHyperV);
        Assert.Empty(HvBaseline.From([full]).Errors);
        HvBaseline faulty = HvBaseline.From([slip.ToBuilder().Set(0x40000003, new CpuidRegisters(0, 0, 0, 0)).ToSet()]);
        Assert.Equal(["HV005", "HV028"], faulty.Errors.Select(finding => finding.Id));
        Assert.Equal((true, false), (faulty.IsHyperV, faulty.IsUsable));
        Assert.Null(faulty.ToOffer(HvVmm.Default));
    }

    [Theory]
    [InlineData("6.12", "qemu")]
    [InlineData("5.4", "qemu:5.2")]
    public void ToOffer_OfOneHost_HasEverySwitchThatNeedsNoRequest(string kernel, string vmm)
    {
        HvCpuidSet set = HvMigrationTests.Full(kernel);
        HvSwitches supported = HvVmm.Parse(vmm).Supports(HvHost.From(set));

        Assert.Equal(supported & ~HvClosure.OnlyOnRequest, HvBaseline.From([set]).ToOffer(HvVmm.Parse(vmm))!.Explicit.Switches);
        Assert.True(supported.HasFlag(HvSwitches.Relaxed | HvSwitches.Evmcs));
        Assert.Throws<ArgumentNullException>(nameof(vmm), () => HvBaseline.Empty.ToOffer(null!));
    }

    [Fact]
    public void Results_OfABaseline_AreMadeOnce()
    {
        HvBaseline baseline = HvBaseline.From([Set("3.EAX=1"), Set("3.EAX=3")]).Merge(HvBaseline.From([Set("3.EAX=1")]));

        Assert.Equal((3, 0), (baseline.Hosts, HvBaseline.Empty.Hosts));
        Assert.Same(baseline.Total, baseline.Total);
        Assert.Same(baseline.Set, baseline.Set);
        Assert.Same(baseline.Losses, baseline.Losses);
        Assert.Same(baseline.Errors, baseline.Errors);
        Assert.Same(baseline, baseline.Merge(HvBaseline.Empty));
        Assert.Null(HvBaseline.Empty.Total);
        Assert.Null(HvBaselineJoin.Join(null, null));
        Assert.Same(baseline.Total, HvBaselineJoin.Join(baseline.Total, null));
        Assert.Same(baseline.Total, HvBaselineJoin.Join(null, baseline.Total));
    }

    private static string[] Told(HvBaseline baseline) => [.. baseline.Losses.Select(loss => loss.ToString())];

    private static HvCpuidSet Without(HvCpuidSet set, uint function) => new HvCpuidSetBuilder().AddRange(set.Where(entry => entry.Function != function)).ToSet();

    private static HvCpuidSet Set(string words) => words.Split(' ').Select(word => word.Split('=')).Aggregate(HvCpuidSet.Empty, (set, word) =>
    {
        BitAddress address = BitAddress.Parse(word[0]);
        set.TryGet(address.Function, out CpuidRegisters registers);
        return set.ToBuilder().Set(address.Function, registers.With(address.Register, uint.Parse(word[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToSet();
    });
}
