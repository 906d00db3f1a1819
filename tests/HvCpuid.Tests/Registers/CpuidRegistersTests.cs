using HvCpuid.Registers;

namespace HvCpuid.Tests.Registers;

public sealed class CpuidRegistersTests
{
    private static readonly CpuidRegisters Distinct = new(0x11111111, 0x22222222, 0x33333333, 0x44444444);

    [Theory]
    [InlineData(CpuidRegister.Eax, 0x11111111u, "A5A5A5A5-22222222-33333333-44444444")]
    [InlineData(CpuidRegister.Ebx, 0x22222222u, "11111111-A5A5A5A5-33333333-44444444")]
    [InlineData(CpuidRegister.Ecx, 0x33333333u, "11111111-22222222-A5A5A5A5-44444444")]
    [InlineData(CpuidRegister.Edx, 0x44444444u, "11111111-22222222-33333333-A5A5A5A5")]
    public void IndexerAndWith_EachRegister_ReadAndReplaceIt(CpuidRegister register, uint value, string replaced)
    {
        Assert.Equal(value, Distinct[register]);
        Assert.Equal(replaced, Distinct.With(register, 0xA5A5A5A5).ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void IndexerAndWith_NoRegister_AreRefused(int register)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(register), () => Distinct[(CpuidRegister)register]);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(register), () => Distinct.With((CpuidRegister)register, 0));
    }

    [Fact]
    public void ToString_SmallValues_HaveEightDigits() => Assert.Equal("00000000-00000001-0000000A-FFFFFFFF", new CpuidRegisters(0, 1, 10, uint.MaxValue).ToString());
}
