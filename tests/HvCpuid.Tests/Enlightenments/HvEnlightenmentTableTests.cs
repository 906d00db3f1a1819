using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;

namespace HvCpuid.Tests.Enlightenments;

public class HvEnlightenmentTableTests
{
    // Flag, description, needs, requires: as QEMU's table has them, written down here a second time.
    private const string Expected = """
        hv-relaxed | relaxed timing | 4.EAX[5] |
        hv-vapic | virtual APIC | 3.EAX[4] |
        hv-time | clocksources | 3.EAX[1] 3.EAX[9] |
        hv-crash | crash MSRs | 3.EDX[10] |
        hv-reset | reset MSR | 3.EAX[7] |
        hv-vpindex | VP_INDEX MSR | 3.EAX[6] |
        hv-runtime | VP_RUNTIME MSR | 3.EAX[0] |
        hv-synic | synthetic interrupt controller | 3.EAX[2] | hv-vpindex
        hv-stimer | synthetic timers | 3.EAX[3] | hv-time hv-synic
        hv-frequencies | frequency MSRs | 3.EAX[11] 3.EDX[8] |
        hv-reenlightenment | reenlightenment MSRs | 3.EAX[13] |
        hv-tlbflush | paravirtualized TLB flush | 4.EAX[2] 4.EAX[11] | hv-vpindex
        hv-evmcs | enlightened VMCS | 4.EAX[14] | hv-vapic
        hv-ipi | paravirtualized IPI | 4.EAX[10] 4.EAX[11] | hv-vpindex
        hv-stimer-direct | direct mode synthetic timers | 3.EDX[19] | hv-stimer
        hv-avic | AVIC/APICv support | 4.EAX[9] |
        hv-syndbg | synthetic kernel debugger channel | 3.EDX[11] | hv-relaxed hv-synic
        hv-emsr-bitmap | enlightened MSR bitmap | A.EAX[19] |
        hv-xmm-input | XMM fast hypercall input | 3.EDX[4] |
        hv-tlbflush-ext | Extended gva ranges for TLB flush hypercalls | 3.EDX[14] | hv-tlbflush
        hv-tlbflush-direct | direct TLB flush | A.EAX[17] | hv-vapic
        """;

    [Fact]
    public void All_Rows_AreThoseOfQemusTable() => Assert.Equal(
        Expected.ReplaceLineEndings("\n"),
        string.Join("\n", HvEnlightenmentTable.All.Select(row => string.Join(
            " | ",
            row.Flag,
            row.Description,
            string.Join(" ", row.Needs.Select(Short)),
            string.Join(" ", HvEnlightenmentTable.For(row.Requires).Select(other => other.Flag))).TrimEnd())));

    [Fact]
    public void All_Switches_AreOneBitEachInOrder()
    {
        Assert.Equal(Enumerable.Range(0, 21).Select(bit => (HvSwitches)(1u << bit)), HvEnlightenmentTable.All.Select(row => row.Switch));
        Assert.Equal(Enumerable.Range(0, 21), HvEnlightenmentTable.All.Select(row => row.Number));
        Assert.Equal(HvEnlightenmentTable.All, HvEnlightenmentTable.For(HvSwitches.All));
    }

    [Fact]
    public void Needs_OfEveryRow_AreFieldsThatNameTheFlag() => Assert.Empty(
        from row in HvEnlightenmentTable.All
        from bit in row.Needs
        let field = Assert.Single(HvFieldTable.Find(bit))
        where !field.QemuFlags.Contains(row.Flag)
        select $"{bit} does not name {row.Flag}");

    [Fact]
    public void Fields_ThatNameAFlag_NameOneOfTheTables() => Assert.Empty(
        HvFieldTable.All.SelectMany(field => field.QemuFlags)
            .Where(flag => flag.Contains("hv-", StringComparison.Ordinal))
            .Except(HvEnlightenmentTable.All.Select(row => row.Flag))
            .Except(HvSettingTable.All.Select(row => row.Flag)));

    [Fact]
    public void Rows_WithASpecialty_AreThese()
    {
        Assert.Equal(["hv-evmcs"], Flags(row => row.Vendor == CpuVendor.Intel));
        Assert.Equal(["hv-evmcs"], Flags(row => row.SetsEvmcsVersions));
        Assert.Equal(["hv-syndbg"], Flags(row => row.OnlyOnRequest));
        Assert.Equal(["hv-syndbg"], Flags(row => row.AddedLeaves.Count > 0));
        Assert.Equal(["hv-synic"], Flags(row => row.RequirementsCheckedLast));
        Assert.Equal(["hv-vapic 4.EAX[3]", "hv-synic 3.EBX[4] 3.EBX[5]"], Bits(row => row.Sets));
        Assert.Equal(["hv-avic 4.EAX[3]"], Bits(row => row.Clears));
        Assert.Equal(["hv-syndbg 3.EBX[11] 3.EDX[1]"], Bits(row => row.HostOnly));
        Assert.Equal(["hv-syndbg"], Flags(row => row.Libvirt is null));
        Assert.All(HvEnlightenmentTable.All, row => Assert.NotEmpty(row.Purpose));
    }

    private static IEnumerable<string> Flags(Func<HvEnlightenment, bool> which) => HvEnlightenmentTable.All.Where(which).Select(row => row.Flag);

    private static IEnumerable<string> Bits(Func<HvEnlightenment, IReadOnlyList<HvCpuid.Registers.BitAddress>> which) =>
        HvEnlightenmentTable.All.Where(row => which(row).Count > 0).Select(row => $"{row.Flag} {string.Join(" ", which(row).Select(Short))}");

    private static string Short(HvCpuid.Registers.BitAddress bit) => $"{bit.Function - 0x40000000:X}.{bit.Register.ToString().ToUpperInvariant()}{bit.Bits}";
}
