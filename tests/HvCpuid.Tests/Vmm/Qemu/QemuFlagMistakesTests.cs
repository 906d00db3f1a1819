using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuFlagMistakesTests
{
    private const string NoName = " has no name: expected a flag such as hv-relaxed or hv-relaxed=on. (at character 1)";
    private const string ForAValue = " has a flag for a value: expected hv-evmcs as a flag of its own, behind a comma. (at character 1)";

    [Theory]
    [InlineData("=x", "'=x'" + NoName, null)]
    [InlineData(" =x", "' =x'" + NoName, null)]
    [InlineData("+", "'+'" + NoName, null)]
    [InlineData("++", "'++' has two signs: expected one, as in +. (at character 1)", null)]
    [InlineData("+-hv-stimer", "'+-hv-stimer' has two signs: expected one, as in +hv-stimer. (at character 1)", null)]
    [InlineData("host,-+hv_stimer", "'-+hv_stimer' has two signs: expected one, as in +hv-stimer. (at character 6)", null)]
    [InlineData("+hv-relaxed=on", "'+hv-relaxed=on' has a sign and a value: expected +hv-relaxed or hv-relaxed=on. (at character 1)", null)]
    [InlineData("-hv_relaxed=off", "'-hv_relaxed=off' has a sign and a value: expected -hv-relaxed or hv-relaxed=off. (at character 1)", null)]
    [InlineData("host, hv-spinlocks=5", "' hv-spinlocks' has a blank, which QEMU takes for part of the name: expected hv-spinlocks. (at character 6)", "hv-spinlocks")]
    [InlineData("hv_time =on", "'hv_time ' has a blank, which QEMU takes for part of the name: expected hv-time. (at character 1)", "hv-time")]
    [InlineData(" hv-foo", "' hv-foo' is no enlightenment that is known; flags are joined by commas (at character 1)", null)]
    [InlineData("foo=+hv-evmcs", "'foo=+hv-evmcs'" + ForAValue, "hv-evmcs")]
    [InlineData("foo=a hv-evmcs", "'foo=a hv-evmcs'" + ForAValue, "hv-evmcs")]
    [InlineData("foo=a;hv_evmcs;b", "'foo=a;hv_evmcs;b'" + ForAValue, "hv-evmcs")]
    [InlineData("foo=a:-hv-evmcs", "'foo=a:-hv-evmcs'" + ForAValue, "hv-evmcs")]
    [InlineData("foo=a=hv-evmcs", "'foo=a=hv-evmcs'" + ForAValue, "hv-evmcs")]
    public void Parse_FlagThatIsWrong_IsToldWhole(string text, string message, string? suggestion)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => QemuFlags.Parse(text));

        Assert.Equal((message, suggestion), (thrown.Message, thrown.Suggestion));
    }

    [Theory]
    [InlineData("host,hv-time", "host", "host")]
    [InlineData("hv-time,host", null, "host")]
    [InlineData("+vmx,host", null, "+vmx|host")]
    [InlineData("vmx=on,host", null, "vmx=on|host")]
    [InlineData("-x", null, "-x")]
    [InlineData("host,max", "host", "host|max")]
    [InlineData("-cpu", null, "-cpu")]
    [InlineData("-cpux,hv-time", null, "-cpux")]
    [InlineData("-cpu\thost,hv-time", "host", "host")]
    [InlineData("\r\n-cpu  host", "host", "host")]
    [InlineData(",,host,", "host", "host")]
    public void ParseEdits_CpuModel_IsTheFirstWordAlone(string text, string? model, string ignored)
    {
        HvConfigurationEdits edits = QemuFlags.ParseEdits(text);

        Assert.Equal((model, ignored), (edits.CpuModel, string.Join('|', edits.Ignored)));
    }

    [Theory]
    [InlineData("hv-vendor-id=ab,,", "',,' at character 16, behind hv-vendor-id: QEMU's -cpu has no way to write a comma in a value")]
    [InlineData("hv-vendor-id=ab,", "")]
    public void ParseEdits_CommasAtTheEnd_AreToldWhereTheyAreTwo(string text, string ignored) => Assert.Equal(ignored, string.Join('|', QemuFlags.ParseEdits(text).Ignored));

    [Fact]
    public void Parse_FlagsOfTheGreatestLength_AreRead() => Assert.Equal(HvSwitches.Time, QemuFlags.Parse("hv-time".PadRight(0x10000, ',')).Switches);

    [Theory]
    [InlineData("qemu:11.1", "hv-relaxed,hv-vendor-id=A", "hv-relaxed,hv-vendor-id=A")]
    [InlineData("qemu:11.1", "hv-vendor-id=", "hv-vendor-id=")]
    [InlineData("qemu:5.2", "hv-relaxed,hv-avic,hv-version-id-build=1", "hv-relaxed")]
    public void ToQemu_OfARelease_IsWhatItKnows(string vmm, string flags, string written) => Assert.Equal(written, QemuFlags.Parse(flags).ToQemu((QemuVmm)HvVmm.Parse(vmm)));
}
