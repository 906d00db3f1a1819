using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Enlightenments;

public class HvConfigurationTests
{
    [Fact]
    public void Values_ThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HvConfiguration { Switches = (HvSwitches)(1u << 21) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HvConfiguration { Excluded = (HvSwitches)(1u << 31) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HvConfiguration { MaximumVps = -2 });
        Assert.Throws<ArgumentException>(() => new HvConfiguration { VendorId = AsciiSignature.Parse("a,b") });
        Assert.Throws<ArgumentNullException>(() => QemuFlags.Parse(null!));
    }

    [Fact]
    public void Equality_OfTwo_IsByValue()
    {
        HvConfiguration one = QemuFlags.Parse("hv-time,hv-relaxed,hv-spinlocks=0x1fff");
        HvConfiguration other = new HvConfiguration { SpinlockRetries = 8191 }.With(HvSwitches.Relaxed).With(HvSwitches.Time);
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other.Without(HvSwitches.Time));
    }

    [Fact]
    public void Defaults_OfTheSettingTable_AreThoseOfAnEmptyConfiguration()
    {
        Assert.All(HvSettingTable.All.Where(row => row.Default.Length > 0), row => Assert.Equal(HvConfiguration.Default, QemuFlags.Parse($"{row.Flag}={row.Default}")));
        Assert.Equal(["tsc-frequency"], HvSettingTable.All.Where(row => row.Default.Length == 0).Select(row => row.Flag));
        Assert.Equal(15, HvSettingTable.All.Count);
    }
}
