using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Sets;

public class HvDiffTests
{
    private static readonly HvCpuidSet Older = new HvCpuidSetBuilder()
        .Add(0x40000000, new(0x40000005, 0x756E694C, 0x564B2078, 0x7648204D))
        .Add(0x40000003, new(0x2AFF, 0x30, 0, 0x80500))
        .Add(0x40000005, new(288, 64, 0, 0))
        .ToSet();

    private static readonly HvCpuidSet Newer = new HvCpuidSetBuilder()
        .Add(0x40000000, new(0x4000000A, 0x756E694C, 0x564B2078, 0x7648204D))
        .Add(0x40000003, new(0xAAFF, 0x30, 0x80000000, 0x80400))
        .Add(0x40000005, new(1024, 64, 0, 0))
        .Add(0x4000000A, new(0x80000, 0, 0, 0))
        .ToSet();

    public static Arbitrary<HvReading> Readings { get; } = AnyReading().ToArbitrary();

    [Fact]
    public void Between_TwoSets_TellsFieldsUnnamedBitsAndLeaves() =>
        Assert.Equal(
            [
                "Changed CPUID.40000000H:EAX MaximumFunction: 40000005H, then 4000000AH",
                "Added CPUID.40000003H:EAX[15] AccessTscInvariantControls: 0, then 1",
                "Added CPUID.40000003H:ECX[31]: 0, then 1",
                "Removed CPUID.40000003H:EDX[8] TimerFrequencies: 1, then 0",
                "Changed CPUID.40000005H:EAX MaximumVirtualProcessors: 288, then 1024",
                "Added leaf 4000000AH: absent, then there",
                "Added CPUID.4000000AH:EAX[19] EnlightenedMsrBitmap: 0, then 1",
            ],
            HvDiff.Between(Older, Newer).Differences.Select(difference => $"{difference.Kind} {difference}"));

    [Fact]
    public void Policy_OfADifference_IsThatOfItsFieldAndOfABitWithoutANameTheKernels() =>
        Assert.Equal(
            [HvFieldPolicy.MadeByVmm, HvFieldPolicy.KernelMustOffer, HvFieldPolicy.KernelMustOffer, HvFieldPolicy.KernelMustOffer, HvFieldPolicy.DestinationAtLeast, null, HvFieldPolicy.KernelMustOffer],
            HvDiff.Between(Older, Newer).Differences.Select(difference => difference.Policy));

    [Fact]
    public void Between_ALeafOfZerosAndNone_IsTheLeafAlone()
    {
        HvCpuidSet zeros = new HvCpuidSetBuilder().Add(0x40000006, default).ToSet();

        HvDifference difference = Assert.Single(HvDiff.Between(HvCpuidSet.Empty, zeros).Differences);

        Assert.Equal((HvDifferenceKind.Added, null, "Hardware features in use"), (difference.Kind, difference.Address, difference.Meaning));
    }

    [Fact]
    public void Between_LeavesInAnotherOrder_IsReordered()
    {
        HvDiff diff = HvDiff.Between(Older, new HvCpuidSetBuilder().AddRange(Older.Reverse()).ToSet());

        Assert.Empty(diff.Differences);
        Assert.True(diff.IsReordered);
        Assert.True(diff.IsKnownToDiffer);
        Assert.False(diff.IsEmpty);
    }

    [Fact]
    public void Between_AnEntryWithFlags_TellsItsLeaf()
    {
        HvCpuidSet flagged = new HvCpuidSetBuilder().AddRange(Older.Select(entry => entry.Function == 0x40000003 ? entry with { Flags = 4 } : entry)).ToSet();

        Assert.Equal([0x40000003u], HvDiff.Between(Older, flagged).OtherFlags);
        Assert.False(HvDiff.Between(Older, flagged).IsEmpty);
    }

    [Fact]
    public void Between_ARegisterThatOneDoesNotTell_IsUnknownNotChanged()
    {
        HvReadingBuilder builder = new();
        builder.Tell(BitAddress.Parse("CPUID.40000003H:EAX"), 0x2AFF);
        builder.Tell(BitAddress.Parse("CPUID.40000003H:EDX[8]"), 0);

        IEnumerable<string> differences = HvDiff.Between(builder.ToReading(isComplete: false), HvReading.From(Older)).Differences.Select(difference => $"{difference.Kind} {difference}");

        Assert.Equal(
            [
                "Unknown leaf 40000000H: unknown, then there",
                "Unknown CPUID.40000003H:EBX: unknown, then 00000030H",
                "Unknown CPUID.40000003H:ECX: unknown, then 00000000H",
                "Added CPUID.40000003H:EDX[8] TimerFrequencies: 0, then 1",
            ],
            differences.Where(text => !text.Contains("EDX[", StringComparison.Ordinal) || text.Contains("EDX[8]", StringComparison.Ordinal)).Take(4));
    }

    [Fact]
    public void Between_EqualReadings_IsEmptyAndOnlyThen() =>
        Prop.ForAll(Readings, Readings, (one, other) =>
            HvDiff.Between(one, one).IsEmpty && (!one.IsWhole || !other.IsWhole || HvDiff.Between(one, other).IsEmpty == one.Equals(other))).QuickCheckThrowOnFailure();

    [Fact]
    public void Between_TheOtherWayRound_IsMirrored() =>
        Prop.ForAll(Readings, Readings, (one, other) =>
        {
            HvDiff there = HvDiff.Between(one, other);
            HvDiff back = HvDiff.Between(other, one);
            return there.Mirrored.Differences.SequenceEqual(back.Differences) && there.IsReordered == back.IsReordered && there.OtherFlags.SequenceEqual(back.OtherFlags)
                && there.Mirrored.Mirrored.Differences.SequenceEqual(there.Differences);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Between_TwoSets_AccountsForEveryBitOnce() =>
        Prop.ForAll(Readings, Readings, (one, other) =>
        {
            ILookup<uint, BitAddress> told = HvDiff.Between(one.Set, other.Set).Fields.Select(difference => difference.Address!.Value).ToLookup(address => address.Function);
            return one.Set.Concat(other.Set).Select(entry => entry.Function).Distinct().All(function => Enum.GetValues<CpuidRegister>().All(register =>
            {
                BitAddress whole = new(function, register, BitField.Whole);
                uint[] masks = [.. told[function].Where(address => address.Register == register).Select(address => address.Bits.Mask)];
                uint union = masks.Aggregate(0u, (all, mask) => all | mask);
                uint changed = one.Set.Extract(whole) ^ other.Set.Extract(whole);
                return (changed & ~union) == 0 && masks.All(mask => (mask & changed) != 0) && masks.Sum(mask => (long)mask) == union;
            }));
        }).QuickCheckThrowOnFailure();

    private static Gen<HvReading> AnyReading() =>
        from functions in Gen.SubListOf(0x40000000u, 0x40000001u, 0x40000003u, 0x40000004u, 0x4000000Au, 0x40000010u)
        from values in Gen.ArrayOf(Gen.Elements(0u, 1u, 0x101u, 0x40000005u, 0x80000000u), 24)
        from known in Gen.ArrayOf(Gen.Elements(uint.MaxValue, uint.MaxValue, uint.MaxValue, 0xFu, 0u), 24)
        from complete in ArbMap.Default.GeneratorFor<bool>()
        select Reading([.. functions], values, known, complete);

    private static HvReading Reading(uint[] functions, uint[] values, uint[] known, bool complete)
    {
        HvReadingBuilder builder = new();
        for (int i = 0; i < functions.Length; i++)
        {
            for (int register = 0; register < 4; register++)
            {
                uint mask = complete ? uint.MaxValue : known[(i * 4) + register];
                for (int bit = 0; bit < 32; bit++)
                {
                    if ((mask >> bit & 1) != 0)
                    {
                        builder.Tell(new BitAddress(functions[i], (CpuidRegister)register, bit), values[(i * 4) + register] >> bit & 1);
                    }
                }
            }
        }

        return builder.ToReading(complete);
    }
}
