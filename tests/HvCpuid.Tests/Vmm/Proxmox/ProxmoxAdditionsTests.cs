using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class ProxmoxAdditionsTests
{
    private const string Vista = "hv-spinlocks=0x1fff,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on";
    private const string Windows7 = "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-ipi=on";

    [Theory]
    [InlineData("wxp", "", "")]
    [InlineData("w2k", "", "")]
    [InlineData("w2k3", "", "")]
    [InlineData("w2k8", Vista, "")]
    [InlineData("wvista", Vista, "")]
    [InlineData("win7", Windows7, "")]
    [InlineData("win8", Windows7, Windows7)]
    [InlineData("win10", Windows7, Windows7)]
    [InlineData("win11", Windows7, Windows7)]
    [InlineData("l24", "", "")]
    [InlineData("l26", "", "")]
    [InlineData("other", "", "")]
    [InlineData("solaris", "", "")]
    public void Parse_EveryOstype_AddsWhatItsWindowsTakes(string ostype, string added, string withOvmf)
    {
        Assert.Equal(added, ProxmoxConfig.Parse($"ostype: {ostype}\nbios: seabios").Edits.ToString());
        Assert.Equal(withOvmf, ProxmoxConfig.Parse($"bios: ovmf \nostype: {ostype}").Edits.ToString());
    }

    // Of each machine type's version, and of the one before it.
    [Theory]
    [InlineData("win10", 0, 0, "hv-spinlocks=0xffff,hv-relaxed=on")]
    [InlineData("win10", 2, 2, "hv-spinlocks=0xffff,hv-relaxed=on")]
    [InlineData("win10", 2, 3, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on")]
    [InlineData("win10", 2, 5, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on")]
    [InlineData("win10", 2, 6, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on")]
    [InlineData("win10", 2, 11, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on")]
    [InlineData("win10", 2, 12, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on")]
    [InlineData("win10", 3, 0, "hv-spinlocks=0x1fff,hv-relaxed=on,hv-vapic=on,hv-time=on,hv-reset=on,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on")]
    [InlineData("win10", 3, 1, Windows7)]
    [InlineData("w2k8", 2, 2, "hv-spinlocks=0xffff")]
    [InlineData("w2k8", 2, 3, "hv-spinlocks=0x1fff,hv-vapic=on,hv-time=on")]
    [InlineData("w2k8", 3, 1, Vista)]
    public void Of_AMachineType_IsWhatItsVersionHas(string ostype, int major, int minor, string added) =>
        Assert.Equal(added, string.Join(",", ProxmoxAdditions.Of(ostype, new QemuRelease(major, minor))));

    [Fact]
    public void Windows_OfOstypes_AreTheNumbersOfProxmox() => Assert.Equal(
        "wxp 5, w2k 5, w2k3 5, w2k8 6, wvista 6, win7 7, win8 8, win10 10, win11 11", string.Join(", ", ProxmoxAdditions.Windows.Select(pair => $"{pair.Key} {pair.Value}")));
}
