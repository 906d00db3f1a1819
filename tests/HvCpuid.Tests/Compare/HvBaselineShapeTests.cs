using HvCpuid.Compare;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Compare;

/// <summary>How each register of each leaf is folded, and what a field needs of a destination, by the policy alone.</summary>
public class HvBaselineShapeTests
{
    private static readonly CpuidRegisters Ones = new(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);

    [Theory]
    [InlineData(0x40000000u, "0 0 0 0", "0 FFFFFFFF FFFFFFFF FFFFFFFF", "", false)]
    [InlineData(0x40000001u, "0 FFFFFFFF FFFFFFFF FFFFFFFF", "0 0 0 0", "EAX=", false)]
    [InlineData(0x40000003u, "FFFFFFFF FFFFFFFF FFFFFFF0 FFFFFFFF", "0 0 0 0", "ECX[3:0]", false)]
    [InlineData(0x40000005u, "0 0 0 FFFFFFFF", "0 0 0 0", "EAX EBX ECX", false)]
    [InlineData(0x4000000Au, "FFFF0000 FFFFFFFF FFFFFFFF FFFFFFFF", "0 0 0 0", "", true)]
    [InlineData(0x40000090u, "FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF", "0 0 0 0", "", false)]
    public void Shape_OfALeaf_IsByThePoliciesOfItsFields(uint function, string flags, string made, string numbers, bool hasRange)
    {
        HvBaselineShape shape = HvBaselineShape.Of(function);

        Assert.Equal((flags, made, hasRange), (Text(shape.Flags), Text(shape.Made), shape.HasRange));
        string prefix = $"CPUID.{BitAddress.FunctionText(function)}:";
        Assert.Equal(numbers, string.Join(' ', shape.Numbers.Zip(shape.MustBeEqual, (address, equal) => address.ToString()[prefix.Length..] + (equal ? "=" : ""))));
        Assert.Same(shape, HvBaselineShape.Of(function));
    }

    // Every bit is folded in one way.
    [Fact]
    public void Shape_OfEveryLeaf_HasEachBitOnce() => Assert.All(HvLeafTable.All.Where(leaf => leaf.Function < 0x40000100), leaf =>
    {
        HvBaselineShape shape = HvBaselineShape.Of(leaf.Function);
        List<CpuidRegisters> masks = [shape.Flags, shape.Made, .. shape.Numbers.Select(Mask)];
        masks.AddRange(shape.HasRange ? [Mask(HvBits.EnlightenedVmcsVersions)] : leaf.Function == 0x40000000 ? [Mask(HvBits.MaximumFunction)] : []);
        foreach (CpuidRegister register in Enum.GetValues<CpuidRegister>())
        {
            Assert.Equal(uint.MaxValue, masks.Aggregate(0u, (sum, mask) => (sum & mask[register]) == 0 ? sum | mask[register] : 0));
        }
    });

    [Fact]
    public void And_OfRegisters_IsBitByBit() => Assert.Equal(
        new CpuidRegisters(0x10, 0x200, 0x3000, 0x40000),
        HvBaselineShape.And(new CpuidRegisters(0x11, 0x202, 0x3003, 0x40004), new CpuidRegisters(0x30, 0x600, 0x7000, 0xC0000)));

    [Theory]
    [InlineData("0 0 0 0", "0 0 0 1")]
    [InlineData("0 0 0 9", "0 0 1 0")]
    [InlineData("0 0 9 9", "1 0 0 0")]
    [InlineData("9 0 9 9", "0 1 0 0")]
    public void Compare_OfWhatVmmsMade_GoesByTheMajorVersionFirst(string less, string more)
    {
        Assert.True(HvBaselineShape.Compare(Registers(less), Registers(more)) < 0);
        Assert.True(HvBaselineShape.Compare(Registers(more), Registers(less)) > 0);
        Assert.Equal(0, HvBaselineShape.Compare(Registers(less), Registers(less)));
    }

    [Theory]
    [InlineData(HvFieldPolicy.MadeByVmm, 1u, 0u, false, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 0u, 0u, false, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 1u, 0u, true, false)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 2u, 1u, true, false)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 2u, 2u, true, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 2u, 3u, true, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 2u, uint.MaxValue - 1, true, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, 2u, uint.MaxValue, true, null)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, uint.MaxValue - 1, 0u, true, false)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, uint.MaxValue, 0u, false, true)]
    [InlineData(HvFieldPolicy.DestinationAtLeast, uint.MaxValue, uint.MaxValue, false, true)]
    [InlineData(HvFieldPolicy.MustBeEqual, 0u, 5u, false, true)]
    [InlineData(HvFieldPolicy.MustBeEqual, 5u, 5u, true, true)]
    [InlineData(HvFieldPolicy.MustBeEqual, 5u, 4u, true, false)]
    [InlineData(HvFieldPolicy.MustBeEqual, 5u, 6u, true, false)]
    [InlineData(HvFieldPolicy.KernelMustOffer, 0u, 0u, false, true)]
    [InlineData(HvFieldPolicy.KernelMustOffer, 1u, 0u, true, false)]
    [InlineData(HvFieldPolicy.KernelMustOffer, 1u, 1u, true, true)]
    [InlineData(HvFieldPolicy.PromiseAboutHost, 1u, 0u, true, false)]
    [InlineData(HvFieldPolicy.PromiseAboutHost, 1u, 1u, true, true)]
    public void Needs_OfAField_AreByItsPolicy(HvFieldPolicy policy, uint guest, uint destination, bool needs, bool? met) =>
        Assert.Equal((needs, met), (HvFieldNeeds.NeedsSomething(policy, guest), HvFieldNeeds.IsMet(policy, guest, destination)));

    [Theory]
    [InlineData(1, 1, 1, 1, true)]
    [InlineData(0, 1, 1, 1, true)]
    [InlineData(1, 1, 0, 1, true)]
    [InlineData(2, 3, 1, 3, false)]
    [InlineData(2, 3, 0, 3, false)]
    [InlineData(2, 3, 2, 3, true)]
    [InlineData(2, 3, 3, 3, true)]
    [InlineData(2, 3, 2, 4, false)]
    [InlineData(0, 0, 1, 1, false)]
    [InlineData(0, 0, 0, 1, false)]
    [InlineData(0, 0, 0, 0, true)]
    [InlineData(0, 0, 1, 0, true)]
    [InlineData(0, 0, 3, 2, true)]
    [InlineData(0, 0, 2, 2, false)]
    public void Contains_OfRanges_IsEachVersionOfTheGuests(uint low, uint high, uint guestLow, uint guestHigh, bool contains) =>
        Assert.Equal(contains, HvFieldNeeds.Contains((low, high), (guestLow, guestHigh)));

    private static CpuidRegisters Mask(BitAddress address) => default(CpuidRegisters).With(address.Register, Ones[address.Register] & address.Bits.Mask);

    private static CpuidRegisters Registers(string text) => text.Split(' ').Select(uint.Parse).ToArray() is var words ? new(words[0], words[1], words[2], words[3]) : default;

    private static string Text(CpuidRegisters registers) => $"{registers.Eax:X} {registers.Ebx:X} {registers.Ecx:X} {registers.Edx:X}";
}
