using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Registers;

public sealed class AsciiSignatureTests
{
    [Fact]
    public void KnownSignatures_Registers_AreTheirCharacters()
    {
        Assert.Equal(new AsciiSignature(0x7263694D, 0x666F736F, 0x76482074), AsciiSignature.MicrosoftHv);
        Assert.Equal(new AsciiSignature(0x756E694C, 0x564B2078, 0x7648204D), AsciiSignature.LinuxKvmHv);
        Assert.Equal(new AsciiSignature(0x7263694D, 0x666F736F, 0x53562074), AsciiSignature.MicrosoftVs);
        Assert.Equal(new AsciiSignature(0x4B4D564B, 0x564B4D56, 0x0000004D), AsciiSignature.Kvm);
        Assert.Equal(
            "Microsoft Hv|Linux KVM Hv|Microsoft VS|KVMKVMKVM",
            $"{AsciiSignature.MicrosoftHv}|{AsciiSignature.LinuxKvmHv}|{AsciiSignature.MicrosoftVs}|{AsciiSignature.Kvm}");
    }

    [Fact]
    public void Parse_AnyPrintableText_ComesBack()
    {
        Gen<string> texts = Gen.Choose(0x20, 0x7E).Where(letter => letter != '\\').Select(letter => (char)letter)
            .ArrayOf().Where(letters => letters.Length <= AsciiSignature.Length).Select(letters => new string(letters));
        Prop.ForAll(texts.ToArbitrary(), text => AsciiSignature.Parse(text).ToString() == text).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("thirteen char")]
    [InlineData("Microsöft Hv")]
    [InlineData("\u0080")]
    public void Parse_NoSignature_IsRefused(string? text)
    {
        Assert.False(AsciiSignature.TryParse(text, out AsciiSignature signature));
        Assert.Equal(default, signature);
        Assert.Throws<FormatException>(() => AsciiSignature.Parse(text!));
    }

    [Fact]
    public void ToString_UnprintableBytes_AreSpelledOut()
    {
        Assert.Equal("", default(AsciiSignature).ToString());
        Assert.Equal(@"a\x00\x00\x00\x01\x7F\xFF\x5C", new AsciiSignature(0x00000061, 0x5CFF7F01, 0).ToString());
        Assert.Equal("Hv#1", AsciiSignature.Text(0x31237648));
    }

    [Fact]
    public void Text_EveryCharacter_StandsInItsByte()
    {
        for (int i = 0; i < AsciiSignature.Length; i++)
        {
            AsciiSignature signature = AsciiSignature.Parse(new string('\0', i) + "Z");
            uint word = (uint)'Z' << (8 * (i % 4));
            Assert.Equal(new AsciiSignature(i / 4 == 0 ? word : 0, i / 4 == 1 ? word : 0, i / 4 == 2 ? word : 0), signature);
        }
    }
}
