using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuFlagsTests
{
    [Fact]
    public void Parse_WhatToQemuPrinted_IsTheSame() => Prop.ForAll(Configurations.ForQemu.ToArbitrary(), configuration =>
    {
        string text = configuration.ToQemu(out IReadOnlyList<string> unsaid);
        return unsaid.Count == 0 && QemuFlags.Parse(text).Equals(configuration);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("hv-stimer")]
    [InlineData("hv_stimer")]
    [InlineData("+hv-stimer")]
    [InlineData("hv-stimer=on")]
    [InlineData("hv_stimer=true")]
    [InlineData("\nhv-stimer,\r\n")]
    [InlineData("hv-stimer=off,hv-stimer=on")]
    [InlineData("hv-stimer=off,+hv-stimer")]
    [InlineData("+hv-stimer,hv-stimer=off")]
    [InlineData("-cpu host,hv-stimer,+vmx")]
    public void Parse_EverySpellingOfOn_IsOn(string text) => Assert.Equal(HvSwitches.Stimer, QemuFlags.Parse(text).Switches);

    [Theory]
    [InlineData("-hv-stimer")]
    [InlineData("hv-stimer=off")]
    [InlineData("hv-stimer,hv_stimer=no")]
    [InlineData("-hv-stimer,hv-stimer=on")]
    [InlineData("-hv-stimer,+hv-stimer")]
    [InlineData("")]
    public void Parse_EverySpellingOfOff_IsOff(string text) => Assert.Equal(HvConfiguration.Default, QemuFlags.Parse(text));

    [Fact]
    public void Parse_EveryFlagAndAlias_IsItsRow()
    {
        Assert.All(HvEnlightenmentTable.All, row => Assert.All(row.Aliases.Append(row.Flag), name => Assert.Equal(row.Switch, QemuFlags.Parse(name).Switches)));

        Assert.Equal(HvSwitches.Avic, QemuFlags.Parse("hv-apicv").Switches);
    }

    [Theory]
    [InlineData("hv-spinlocks=0x1FFF", 0x1FFFu)]
    [InlineData("hv_spinlocks=8191", 0x1FFFu)]
    [InlineData("hv-spinlocks=0", 0u)]
    [InlineData("hv-spinlocks=0xffffffff", uint.MaxValue)]
    public void Parse_Spinlocks_TakesDecimalAndHexadecimal(string text, uint retries) => Assert.Equal(retries, QemuFlags.Parse(text).SpinlockRetries);

    [Fact]
    public void Parse_OrdinaryProperties_AreReported()
    {
        HvConfiguration configuration = QemuFlags.Parse("-cpu host,hv-relaxed,+vmx,migratable=off,-x2apic,hv-vendor-id=a b=c", out IReadOnlyList<string> ignored);
        Assert.Equal(["host", "+vmx", "migratable=off", "-x2apic"], ignored);
        Assert.Equal((HvSwitches.Relaxed, AsciiSignature.Parse("a b=c")), (configuration.Switches, configuration.VendorId));
    }

    [Theory]
    [InlineData("host,hv-stimmer", 5, "hv-stimer")]
    [InlineData("hv-vapci", 0, "hv-vapic")]
    [InlineData("hv-relaxed,hv_tlb_flush=on", 11, "hv-tlbflush")]
    [InlineData("stimer", 0, "hv-stimer")]
    [InlineData("+hv-xyzzyxyzzy", 0, null)]
    [InlineData("hv-", 0, null)]
    [InlineData("x-hv-max-vp=1", 0, "x-hv-max-vps")]
    [InlineData("HV-STIMER", 0, "hv-stimer")]
    [InlineData("host,Hv_Stimer=on", 5, "hv-stimer")]
    [InlineData("+HV-APICV", 0, "hv-apicv")]
    [InlineData("X-HV-Max-VPs=4", 0, "x-hv-max-vps")]
    [InlineData("Spinlocks=4095", 0, "hv-spinlocks")]
    [InlineData("hv-version-id=10", 0, "hv-version-id-build")]
    [InlineData("hv-emsr", 0, "hv-emsr-bitmap")]
    [InlineData("hv-no", 0, "hv-no-nonarch-coresharing")]
    [InlineData("hv_xmm", 0, "hv-xmm-input")]
    public void Parse_UnknownFlag_NamesThePlaceAndTheNearest(string text, int offset, string? suggestion)
    {
        HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse(text));
        Assert.Equal((offset, suggestion), (error.Offset, error.Suggestion));
        Assert.Contains($"at character {offset + 1}", error.Message, StringComparison.Ordinal);
        Assert.Contains(suggestion is null ? "no enlightenment" : $"did you mean {suggestion}?", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Line);
    }

    [Theory]
    [InlineData("hv-relaxed=maybe")]
    [InlineData("+hv-relaxed=on")]
    [InlineData("hv-spinlocks")]
    [InlineData("hv-spinlocks=")]
    [InlineData("hv-spinlocks=-1")]
    [InlineData("hv-spinlocks=0x100000000")]
    [InlineData("hv-spinlocks=4294967296")]
    [InlineData("hv-spinlocks=010")]
    [InlineData("hv-spinlocks=+1")]
    [InlineData("hv-spinlocks=0x")]
    [InlineData("hv-spinlocks=99999999999999999999999999")]
    [InlineData("hv-version-id-minor=65536")]
    [InlineData("hv-version-id-sbranch=256")]
    [InlineData("hv-version-id-snumber=0x1000000")]
    [InlineData("hv-vendor-id=thirteen char")]
    [InlineData("hv-vendor-id=é")]
    [InlineData("hv-no-nonarch-coresharing=perhaps")]
    [InlineData("hv-enforce-cpuid=2")]
    [InlineData("hv-relaxed=ON")]
    [InlineData("hv-no-nonarch-coresharing=true")]
    [InlineData("hv-vendor-id")]
    [InlineData("+hv-vendor-id")]
    [InlineData("+hv_stimer")]
    [InlineData("-hv_stimer")]
    [InlineData("++hv-stimer")]
    [InlineData("+-hv-stimer")]
    [InlineData("+hv-no-nonarch-coresharing")]
    [InlineData("-hv-no-nonarch-coresharing")]
    [InlineData(" hv-stimer")]
    [InlineData("hv-stimer ")]
    [InlineData("hv-spinlocks=5 ")]
    [InlineData("hv-stimer=on\t")]
    [InlineData("-hv-vendor-id")]
    [InlineData("-hv-spinlocks")]
    [InlineData("x-hv-max-vps=-2")]
    [InlineData("x-hv-max-vps=2147483648")]
    public void Parse_ValueOutOfRange_SaysWhatIsExpected(string text)
    {
        HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse("hv-vapic," + text));
        Assert.Equal(9, error.Offset);
        Assert.Matches("takes|expected", error.Message);
    }

    [Theory]
    [InlineData("hv-vendor-id", "'hv-vendor-id' has no value: expected hv-vendor-id=TEXT, up to 12 printable ASCII characters without comma and backslash. (at character 1)")]
    [InlineData("host,hv_vendor_id", "'hv_vendor_id' has no value: expected hv-vendor-id=TEXT, up to 12 printable ASCII characters without comma and backslash. (at character 6)")]
    [InlineData("hv-spinlocks", "'hv-spinlocks' has no value: expected hv-spinlocks=N, a number from 0 to 4294967295, decimal or with 0x hexadecimal. (at character 1)")]
    [InlineData("=on", "'=on' has no name: expected a flag such as hv-relaxed or hv-relaxed=on. (at character 1)")]
    [InlineData("hv-time,+", "'+' has no name: expected a flag such as hv-relaxed or hv-relaxed=on. (at character 9)")]
    [InlineData("+hv_relaxed", "'+hv_relaxed' has an underscore, which QEMU does not take behind a sign: expected +hv-relaxed or hv_relaxed=on. (at character 1)")]
    [InlineData("host,-hv_apicv", "'-hv_apicv' has an underscore, which QEMU does not take behind a sign: expected -hv-apicv or hv_apicv=off. (at character 6)")]
    [InlineData("++hv-time", "'++hv-time' has two signs: expected one, as in +hv-time. (at character 1)")]
    [InlineData("+hv-no-nonarch-coresharing", "'+hv-no-nonarch-coresharing' has a sign, which QEMU takes before what is on or off alone: expected hv-no-nonarch-coresharing=on, off or auto. (at character 1)")]
    [InlineData("hv-relaxed ,hv-time", "'hv-relaxed ' has a blank, which QEMU takes for part of the name: expected hv-relaxed. (at character 1)")]
    [InlineData("host, hv-relaxed", "' hv-relaxed' has a blank, which QEMU takes for part of the name: expected hv-relaxed. (at character 6)")]
    [InlineData("hv-relaxed= on", "'hv-relaxed= on': hv-relaxed takes on or off. (at character 1)")]
    [InlineData("hv-relaxed hv-time", "'hv-relaxed hv-time' is no enlightenment that is known; flags are joined by commas (at character 1)")]
    [InlineData("host,hv-relaxed;hv-time", "'hv-relaxed;hv-time' is no enlightenment that is known; flags are joined by commas (at character 6)")]
    [InlineData("hv-relaxed\nhv-time", "'hv-relaxed\\x0Ahv-time' is no enlightenment that is known; flags are joined by commas (at character 1)")]
    [InlineData("hv-everything", "'hv-everything' is no enlightenment that is known: expected a flag of QEMU's such as hv-relaxed (at character 1)")]
    [InlineData("host,flags=+hv-evmcs", "'flags=+hv-evmcs' has a flag for a value: expected hv-evmcs as a flag of its own, behind a comma. (at character 6)")]
    [InlineData("host,flags=+aes;-hv_tlbflush", "'flags=+aes;-hv_tlbflush' has a flag for a value: expected hv-tlbflush as a flag of its own, behind a comma. (at character 6)")]
    [InlineData("hv-spinlocks=010", "'hv-spinlocks=010': hv-spinlocks takes a number from 0 to 4294967295, decimal or with 0x hexadecimal; the leading zero says octal: write 8 if it is, 10 if not. (at character 1)")]
    [InlineData("hv-spinlocks=00", "'hv-spinlocks=00': hv-spinlocks takes a number from 0 to 4294967295, decimal or with 0x hexadecimal; the leading zero says octal: write 0 if it is, 0 if not. (at character 1)")]
    [InlineData("x-hv-max-vps=08", "'x-hv-max-vps=08': x-hv-max-vps takes a number from -1 to 2147483647, decimal or with 0x hexadecimal; the leading zero says octal, which 08 is not: write 8. (at character 1)")]
    [InlineData("hv-version-id-minor=0x1x", "'hv-version-id-minor=0x1x': hv-version-id-minor takes a number from 0 to 65535, decimal or with 0x hexadecimal. (at character 1)")]
    public void Parse_ValueThatIsWrong_SaysWhatToWrite(string text, string message) =>
        Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse(text)).Message);

    [Theory]
    [InlineData("hv-vendor-id=")]
    [InlineData("hv-vendor-id=on")]
    [InlineData("hv-vendor-id=a b=c+-")]
    public void Parse_VendorThatIsGiven_IsTakenAsItIs(string text) =>
        Assert.Equal(text.Substring("hv-vendor-id=".Length), QemuFlags.Parse(text).VendorId.ToString());

    // QEMU's -cpu splits at every comma: ',,' is no escape there, and no flag can say a vendor with a comma.
    [Theory]
    [InlineData("hv-vendor-id=ab,,hv-time", "ab", HvSwitches.Time, 16)]
    [InlineData("hv-time,hv-vendor-id=ab,,cd", "ab", HvSwitches.Time, 24)]
    [InlineData("hv-time,,hv-vendor-id=ab,hv-relaxed", "ab", HvSwitches.Time | HvSwitches.Relaxed, null)]
    public void Parse_DoubledComma_IsOneSeparatorAndToldBehindAText(string text, string vendor, HvSwitches switches, int? character)
    {
        HvConfiguration configuration = QemuFlags.Parse(text, out IReadOnlyList<string> ignored);
        Assert.Equal((vendor, switches), (configuration.VendorId.ToString(), configuration.Switches));
        Assert.Equal(character is not null, ignored.Contains($"',,' at character {character}, behind hv-vendor-id: QEMU's -cpu has no way to write a comma in a value"));
    }

    [Fact]
    public void Parse_FlagsThatAreTooLong_NamesTheLimit() => Assert.Equal(
        "The flags are too long: expected at most 65536 characters, found 65537. (at character 65537)",
        Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse(new string(' ', 65537))).Message);

    [Fact]
    public void Parse_HostileText_IsRefusedInBoundedTime()
    {
        Stopwatch watch = Stopwatch.StartNew();
        string[] texts =
        [
            new string('a', 1 << 24),
            string.Concat("hv-", new string('x', 60_000)),
            "hv-relaxed=" + new string('y', 60_000),
        ];
        Assert.All(texts, text =>
        {
            HvConfigurationException error = Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse(text));
            Assert.InRange(error.Message.Length, 1, 300);
        });
        Assert.Equal(HvSwitches.Ipi, QemuFlags.Parse(string.Concat(Enumerable.Repeat("hv-ipi,", 9_000))).Switches);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void ToQemu_WhatQemuCannotSay_IsListed()
    {
        HvConfiguration configuration = new() { Mode = HvConfigurationMode.HostModel, EvmcsVersions = new HvCpuid.Kvm.EvmcsVersionRange(1, 2) };
        configuration.ToQemu(out IReadOnlyList<string> unsaid);
        Assert.Equal(2, unsaid.Count);
        Assert.Contains("eVMCS versions 1..2", configuration.ToString(), StringComparison.Ordinal);
    }
}
