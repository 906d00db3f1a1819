using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Registers;

public sealed class BitFieldTests
{
    [Theory]
    [InlineData(32, 0, "high")]
    [InlineData(-1, 0, "high")]
    [InlineData(int.MaxValue, 0, "high")]
    [InlineData(7, 8, "low")]
    [InlineData(7, -1, "low")]
    [InlineData(0, int.MinValue, "low")]
    public void BitField_NoRange_IsRefused(int high, int low, string parameter) =>
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => new BitField(high, low));

    [Theory]
    [InlineData(-1)]
    [InlineData(32)]
    public void Bit_NoBit_IsRefused(int bit) => Assert.Throws<ArgumentOutOfRangeException>(() => BitField.Bit(bit));

    [Fact]
    public void BitField_EveryRange_HasTheMaskOfItsBits()
    {
        for (int high = 0; high < 32; high++)
        {
            for (int low = 0; low <= high; low++)
            {
                BitField field = new(high, low);
                uint mask = 0;
                for (int bit = low; bit <= high; bit++)
                {
                    mask |= 1u << bit;
                }

                Assert.Equal((high, low, high - low + 1), (field.High, field.Low, field.Width));
                Assert.Equal((mask, mask >> low, high == low), (field.Mask, field.MaxValue, field.IsSingleBit));
                Assert.Equal(0xA5A5A5A5 & ~mask, field.Insert(0xA5A5A5A5, 0));
                Assert.Equal(0xA5A5A5A5 | mask, field.Insert(0xA5A5A5A5, field.MaxValue));
            }
        }
    }

    [Fact]
    public void Insert_AnyValueThatFits_ReadsBackAndLeavesTheRest()
    {
        Gen<(uint Register, uint Value, BitField Field)> cases =
            from register in Gen.Choose(int.MinValue, int.MaxValue)
            from value in Gen.Choose(int.MinValue, int.MaxValue)
            from high in Gen.Choose(0, 31)
            from low in Gen.Choose(0, high)
            let field = new BitField(high, low)
            select (unchecked((uint)register), unchecked((uint)value) & field.MaxValue, field);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            uint written = one.Field.Insert(one.Register, one.Value);
            return one.Field.Extract(written) == one.Value && (written & ~one.Field.Mask) == (one.Register & ~one.Field.Mask);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Insert_ValueThatDoesNotFit_IsRefusedAndSaysWhy()
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>("value", () => new BitField(15, 8).Insert(0, 0x100));

        Assert.StartsWith("The field [15:8] holds values up to 0xFF, not 0x100.", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => BitField.Bit(31).Insert(0, 2));
        Assert.Equal(uint.MaxValue, BitField.Whole.Insert(0, uint.MaxValue));
    }

    [Theory]
    [InlineData(7, 0, 15, 8, false)]
    [InlineData(8, 0, 15, 8, true)]
    [InlineData(31, 0, 5, 5, true)]
    [InlineData(4, 4, 5, 5, false)]
    public void Overlaps_TwoRanges_IsWhetherTheyShareABit(int high, int low, int otherHigh, int otherLow, bool expected)
    {
        Assert.Equal(expected, new BitField(high, low).Overlaps(new BitField(otherHigh, otherLow)));
        Assert.Equal(expected, new BitField(otherHigh, otherLow).Overlaps(new BitField(high, low)));
    }

    [Fact]
    public void ToString_Ranges_AreSpelledAsAddressesDo() =>
        Assert.Equal("[15:8] [19] [31:0] [0]", $"{new BitField(15, 8)} {BitField.Bit(19)} {BitField.Whole} {default(BitField)}");
}
