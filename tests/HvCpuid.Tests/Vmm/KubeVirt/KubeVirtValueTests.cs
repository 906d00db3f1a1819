using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>Values of KubeVirt's fields: a number is none in quotes, and text is none that YAML takes for a number or a truth.</summary>
public class KubeVirtValueTests
{
    private const string Number = "expected a number from 4096 on";
    private const string Text = "expected up to 12 printable ASCII characters without comma and backslash";

    [Theory]
    [InlineData("spinlocks", "4096", false, null)]
    [InlineData("spinlocks", "10000", false, null)]
    [InlineData("spinlocks", "4294967295", false, null)]
    [InlineData("spinlocks", "4294967296", false, "spinlocks has spinlocks '4294967296': " + Number)]
    [InlineData("spinlocks", "4095", false, "spinlocks has spinlocks '4095': " + Number)]
    [InlineData("spinlocks", "08191", false, "spinlocks has spinlocks '08191': " + Number)]
    [InlineData("spinlocks", "0x1fff", false, "spinlocks has spinlocks '0x1fff': " + Number)]
    [InlineData("spinlocks", "-8191", false, "spinlocks has spinlocks '-8191': " + Number)]
    [InlineData("spinlocks", "8191x", false, "spinlocks has spinlocks '8191x': " + Number)]
    [InlineData("spinlocks", "true", false, "spinlocks has spinlocks 'true': " + Number)]
    [InlineData("spinlocks", "8191", true, "spinlocks has spinlocks \"8191\": " + Number + ", without quotes")]
    [InlineData("spinlocks", "", true, "spinlocks has spinlocks \"\": " + Number + ", without quotes")]
    [InlineData("vendorid", "KVM Hv", false, null)]
    [InlineData("vendorid", "12ab", false, null)]
    [InlineData("vendorid", "only", false, null)]
    [InlineData("vendorid", "1234", true, null)]
    [InlineData("vendorid", "true", true, null)]
    [InlineData("vendorid", "", true, null)]
    [InlineData("vendorid", "a,b", true, "vendorid has vendorid \"a,b\": " + Text)]
    [InlineData("vendorid", "a,b", false, "vendorid has vendorid 'a,b': " + Text)]
    [InlineData("vendorid", "ThirteenChars", true, "vendorid has vendorid \"ThirteenChars\": " + Text)]
    [InlineData("vendorid", "1234", false, "vendorid has vendorid '1234': " + Text + ", in quotes")]
    [InlineData("vendorid", "0x12", false, "vendorid has vendorid '0x12': " + Text + ", in quotes")]
    [InlineData("vendorid", "1.5e3", false, "vendorid has vendorid '1.5e3': " + Text + ", in quotes")]
    [InlineData("vendorid", "true", false, "vendorid has vendorid 'true': " + Text + ", in quotes")]
    [InlineData("vendorid", "FALSE", false, "vendorid has vendorid 'FALSE': " + Text + ", in quotes")]
    [InlineData("vendorid", "Yes", false, "vendorid has vendorid 'Yes': " + Text + ", in quotes")]
    [InlineData("vendorid", "no", false, "vendorid has vendorid 'no': " + Text + ", in quotes")]
    [InlineData("vendorid", "on", false, "vendorid has vendorid 'on': " + Text + ", in quotes")]
    [InlineData("vendorid", "OFF", false, "vendorid has vendorid 'OFF': " + Text + ", in quotes")]
    [InlineData("vendorid", "y", false, "vendorid has vendorid 'y': " + Text + ", in quotes")]
    [InlineData("vendorid", "N", false, "vendorid has vendorid 'N': " + Text + ", in quotes")]
    public void Read_Value_IsTakenByItsTypeAndRange(string field, string value, bool quoted, string? message)
    {
        VmNode[] documents = [Mapping(field, Mapping(field, VmNode.Text(value, HvTextPlace.At(5, 6), quoted)))];
        string flag = field == "spinlocks" ? "hv-spinlocks" : "hv-vendor-id";

        string? told = Record.Exception(() => Assert.Equal([$"{flag}={value} line 5, column 6"], KubeVirtYaml.Read(documents).Edits.Items.Select(edit => $"{edit} {edit.Place}")))?.Message;
        Assert.Equal(message is null ? null : message + " (line 5, column 6)", told);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("~", false)]
    [InlineData("null", false)]
    public void Read_ValueThatIsNull_IsNotThere(string value, bool quoted)
    {
        VmNode node = VmNode.Text(value, HvTextPlace.At(5, 6), quoted);

        Assert.Equal("hv-spinlocks=4096", KubeVirtYaml.Read([Mapping("spinlocks", Mapping("spinlocks", node))]).Edits.ToString());
        Assert.Equal(
            $"vendorid has no vendorid: expected vendorid and {Text["expected ".Length..]} (line 2, column 3)",
            Assert.Throws<HvConfigurationException>(() => KubeVirtYaml.Read([Mapping("vendorid", Mapping("vendorid", node))])).Message);
    }

    private static VmNode Mapping(string name, VmNode value) => VmNode.Mapping([new VmNodeMember(name, HvTextPlace.At(2, 3), value)], HvTextPlace.At(2, 3));
}
