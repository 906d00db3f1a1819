using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Registers;

public sealed class BitAddressTests
{
    private static readonly Gen<BitAddress> Addresses =
        from function in Gen.OneOf(Gen.Choose(0x40000000, 0x40000105), Gen.Choose(int.MinValue, int.MaxValue))
        from register in Gen.Elements(CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx)
        from high in Gen.Choose(0, 31)
        from low in Gen.Choose(0, high)
        select new BitAddress(unchecked((uint)function), register, new BitField(high, low));

    [Fact]
    public void ToString_AnyAddress_ParsesBack() =>
        Prop.ForAll(Addresses.ToArbitrary(), address => BitAddress.Parse(address.ToString()) == address).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyAddressInEverySpelling_IsTheSame() => Prop.ForAll(Addresses.ToArbitrary(), address =>
    {
        string register = address.Register.ToString();
        string bits = $"[{address.Bits.High}:{address.Bits.Low}]";
        string[] spellings =
        [
            $"CPUID.{address.Function:X8}H:{register}{bits}",
            $"cpuid.{address.Function:x8}h.{register}{bits}",
            $"0x{address.Function:x}.{register}.{address.Bits.High}-{address.Bits.Low}",
            $"{address.Function:X8}.{register}{bits}",
            $" {address.Function:X8}:{register}.{address.Bits.High}-{address.Bits.Low} ",
        ];
        return spellings.All(text => BitAddress.Parse(text) == address);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("CPUID.4000000AH:EAX[15:8]", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("0x4000000a.eax.15-8", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("0X4000000A.EAX.15-8", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("4000000A.EAX[15:8]", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("A.EAX[15:8]", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("A.EAX[15-8]", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("A.eax.15:8", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("a.eax[15:8]", 0x4000000Au, CpuidRegister.Eax, 15, 8)]
    [InlineData("4.eax.14", 0x40000004u, CpuidRegister.Eax, 14, 14)]
    [InlineData("82.EAX[1]", 0x40000082u, CpuidRegister.Eax, 1, 1)]
    [InlineData("101:EDX[0]", 0x40000101u, CpuidRegister.Edx, 0, 0)]
    [InlineData("0x1.ecx.31", 1u, CpuidRegister.Ecx, 31, 31)]
    [InlineData("CPUID.1:ECX[31]", 1u, CpuidRegister.Ecx, 31, 31)]
    [InlineData("1H:ECX[31]", 1u, CpuidRegister.Ecx, 31, 31)]
    [InlineData("CPUID.80000007H:EDX[8]", 0x80000007u, CpuidRegister.Edx, 8, 8)]
    [InlineData("CPUID.40000004H:EBX", 0x40000004u, CpuidRegister.Ebx, 31, 0)]
    [InlineData("3.EBX[31:0]", 0x40000003u, CpuidRegister.Ebx, 31, 0)]
    [InlineData(" \tCPUID.40000003H:EDX[19]\n", 0x40000003u, CpuidRegister.Edx, 19, 19)]
    public void Parse_EachSpelling_IsRead(string text, uint function, CpuidRegister register, int high, int low) =>
        Assert.Equal(new BitAddress(function, register, new BitField(high, low)), BitAddress.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData(":")]
    [InlineData("CPUID.")]
    [InlineData("CPUID.:EAX")]
    [InlineData("CPUID.H:EAX")]
    [InlineData("0x.eax")]
    [InlineData("H.eax")]
    [InlineData("EAX[1]")]
    [InlineData("A.")]
    [InlineData("A.EAX[]")]
    [InlineData("A.EAX[")]
    [InlineData("A.EAX]")]
    [InlineData("A.EAX[1")]
    [InlineData("A.EAX1]")]
    [InlineData("A.EAX.")]
    [InlineData("A.EAX.-1")]
    [InlineData("A.EAX[32]")]
    [InlineData("A.EAX[8:15]")]
    [InlineData("A.EAX[+1]")]
    [InlineData("A.EAX[ 1]")]
    [InlineData("A.EAX[1:]")]
    [InlineData("A.EAX[:1]")]
    [InlineData("A.EAX[1:0:0]")]
    [InlineData("A.EAX[99999999999999999999]")]
    [InlineData("A.EAX[\u0661]")]
    [InlineData("A.EIX[1]")]
    [InlineData("A.RAX[1]")]
    [InlineData("1234.EAX[1]")]
    [InlineData("4000000.EAX[1]")]
    [InlineData("140000003.EAX[1]")]
    [InlineData("0x140000003.EAX[1]")]
    [InlineData("-1.EAX[1]")]
    [InlineData("+A.EAX[1]")]
    [InlineData("G.EAX[1]")]
    [InlineData("0x0x1.EAX")]
    [InlineData("A.EAX[1]\0")]
    [InlineData("A.EAX[1] A.EAX[2]")]
    public void Parse_NoAddress_IsRefused(string? text)
    {
        Assert.False(BitAddress.TryParse(text, out BitAddress address));
        Assert.Equal(default, address);
        FormatException thrown = Assert.Throws<FormatException>(() => BitAddress.Parse(text!));
        Assert.Contains("is not the address of a bit: expected CPUID.4000000AH:EAX[15:8]", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ArbitraryText_ThrowsNothingButFormatException()
    {
        Gen<string> texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements('C', 'P', 'U', 'I', 'D', '.', ':', '0', 'x', '4', 'A', 'H', 'E', 'X', '[', ']', '-', '1', '9', ' ').ArrayOf().Select(letters => new string(letters)));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                return BitAddress.Parse(BitAddress.Parse(text).ToString()) == BitAddress.Parse(text);
            }
            catch (FormatException)
            {
                return !BitAddress.TryParse(text, out _);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Parse_AbsurdlyLongText_IsRefusedAtOnceWithAShortMessage()
    {
        string text = new('[', 20_000_000);
        long start = Stopwatch.GetTimestamp();
        FormatException thrown = Assert.Throws<FormatException>(() => BitAddress.Parse(text));

        Assert.InRange(thrown.Message.Length, 1, 300);
        Assert.False(BitAddress.TryParseFunction(text, out _));
        Assert.False(BitAddress.TryParseRegister(text, out _, out _));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("CPUID.4000000AH", 0x4000000Au)]
    [InlineData("0x4000000a", 0x4000000Au)]
    [InlineData("4000000A", 0x4000000Au)]
    [InlineData(" A ", 0x4000000Au)]
    [InlineData("0x1", 1u)]
    public void TryParseFunction_EachSpelling_IsRead(string text, uint expected)
    {
        Assert.True(BitAddress.TryParseFunction(text, out uint function));
        Assert.Equal(expected, function);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4000")]
    [InlineData("A.EAX")]
    [InlineData("hv-time")]
    public void TryParseFunction_NoFunction_IsRefused(string? text) => Assert.False(BitAddress.TryParseFunction(text, out _));

    [Theory]
    [InlineData("EDX[19]", CpuidRegister.Edx, 19, 19)]
    [InlineData("edx.19", CpuidRegister.Edx, 19, 19)]
    [InlineData(" EAX[15:8] ", CpuidRegister.Eax, 15, 8)]
    [InlineData("ecx", CpuidRegister.Ecx, 31, 0)]
    public void TryParseRegister_EachSpelling_IsRead(string text, CpuidRegister expected, int high, int low)
    {
        Assert.True(BitAddress.TryParseRegister(text, out CpuidRegister register, out BitField bits));
        Assert.Equal((expected, new BitField(high, low)), (register, bits));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ED")]
    [InlineData("EDX[32]")]
    [InlineData("EDXX")]
    public void TryParseRegister_NoRegister_IsRefused(string? text) => Assert.False(BitAddress.TryParseRegister(text, out _, out _));

    [Fact]
    public void Extract_DistinctRegisters_ReadsTheRightOne()
    {
        CpuidRegisters registers = new(0x11112222, 0x33334444, 0x55556666, 0x77778888);

        Assert.Equal(0x22u, BitAddress.Parse("A.EAX[7:0]").Extract(registers));
        Assert.Equal(0x44u, BitAddress.Parse("A.EBX[7:0]").Extract(registers));
        Assert.Equal(0x66u, BitAddress.Parse("A.ECX[7:0]").Extract(registers));
        Assert.Equal(0x7777u, BitAddress.Parse("A.EDX[31:16]").Extract(registers));
    }

    [Theory]
    [InlineData("A.EAX[7:0]", "A.EAX[15:8]", false)]
    [InlineData("A.EAX[7:0]", "A.EAX", true)]
    [InlineData("A.EAX[7]", "A.EBX[7]", false)]
    [InlineData("A.EAX[7]", "9.EAX[7]", false)]
    public void Overlaps_TwoAddresses_IsWhetherTheyShareABit(string one, string other, bool expected) =>
        Assert.Equal(expected, BitAddress.Parse(one).Overlaps(BitAddress.Parse(other)));
}
