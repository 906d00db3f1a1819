using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm;

public class KvmHistoryTests
{
    [Theory]
    [InlineData("5.EAX", "288", "1024 (was 288)", "the build's, taken as 4096 (was 1024)")]
    [InlineData("0.EAX", "4000000AH", "40000082H (was 4000000AH)")]
    [InlineData("3.EDX[19]", "1", "1, with an in-kernel local APIC (was 1, unconditional)")]
    [InlineData("4.EAX[14]", "1", "1, with eVMCS (was 1, unconditional)")]
    [InlineData("4.EAX[4]", "1", "0 (was 1)")]
    public void Of_Address_TellsEachChange(string address, params string[] expected)
    {
        BitAddress parsed = BitAddress.Parse(address);
        Assert.Equal(expected, KvmHistory.For(parsed).Where(effect => effect.Address is not null).Select(effect => effect.Text));
    }

    [Fact]
    public void Of_LeafA_TellsBothDesigns() =>
        Assert.Equal(
            ["with eVMCS", "unconditional (was with eVMCS)"],
            KvmHistory.For(0x4000000A).Where(effect => effect.Address is null).Select(effect => effect.Text));

    [Fact]
    public void Effects_OfAllChanges_AreEachRowOnce()
    {
        KvmRule[] rows = [.. KvmRuleTable.Leaves.Where(row => row.Emission is null or NestedFeaturesEmission.AsRelease), .. KvmRuleTable.Bits];
        IEnumerable<KvmRule> told = KvmChanges.All.SelectMany(KvmHistory.Effects).Where(effect => !effect.Ends).Select(effect => effect.Row);
        Assert.Equal(rows.Select(row => row.ToString()).Order(), told.Select(row => row.ToString()).Order());
    }

    [Fact]
    public void Effects_ThatReplaceARow_CoverEveryRowThatEnds()
    {
        IEnumerable<KvmRule> replaced = KvmChanges.All.SelectMany(KvmHistory.Effects).Select(effect => effect.Before).OfType<KvmRule>();
        Assert.Equal(KvmRuleTable.Bits.Count(row => row.Until is not null) + 1, replaced.Count());
    }
}
