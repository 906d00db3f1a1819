using HvCpuid.Enlightenments;
using HvCpuid.Tests.Text;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>Flags where nobody says that they are flags: a word on a command line, or a file of them.</summary>
public class QemuFlagTextTests
{
    private const string NotUnderstood = " is not understood: expected QEMU's flags such as hv-relaxed,hv-time, joined by commas";
    private const string NoFlag = " is no flag of QEMU's for enlightenments, no CPU model, and no file that is there: expected QEMU's flags such as hv-relaxed,hv-time, or a file's name";
    private const string Nothing = "There is nothing in it: expected QEMU's flags such as hv-relaxed,hv-time (line 1, column 1)";

    [Theory]
    [InlineData("host,foo=a b,hv-time", "hv-time=on", "host")]
    [InlineData("hv-time, ,hv-crash", null, null)]
    [InlineData("\uFEFF-cpu host,hv-time", "hv-time=on", "host")]
    [InlineData("hv-relaxed # a # b\nhv-time", "hv-relaxed=on,hv-time=on", null)]
    [InlineData("hv-relaxed\\\nhv-time \\\n hv-crash", "hv-relaxed=on,hv-time=on,hv-crash=on", null)]
    [InlineData("a\nhv-time", "hv-time=on", "a")]
    [InlineData("host\n\n,hv-time,\n", "hv-time=on", "host")]
    [InlineData("hv-relaxed#", "hv-relaxed=on", null)]
    public void Parse_Flags_AreTakenFromOneLineOrSeveral(string text, string? edits, string? model)
    {
        HvConfigurationEdits? read = edits is null ? null : VmDefinitions.Parse(text, _ => []).Edits;

        Assert.Equal((edits, model), (read?.ToString(), read?.CpuModel));
        Assert.True(edits is not null || Message(text).Length > 0);
    }

    [Theory]
    [InlineData("", Nothing)]
    [InlineData("\r", Nothing)]
    [InlineData("# nothing\n\n", Nothing)]
    [InlineData("x", "'x'" + NoFlag + " (line 1, column 1)")]
    [InlineData("x,some y", "'some y'" + NotUnderstood + " (line 1, column 3)")]
    [InlineData("\uFEFFhost,some text=a", "'some text=a'" + NotUnderstood + " (line 1, column 6)")]
    [InlineData("-c\u00ADpu host,hv-time", "'-c\\xADpu host'" + NotUnderstood + " (line 1, column 1)")]
    [InlineData("host,foo=a\u0001b,hv-time", "'foo=a\\x01b'" + NotUnderstood + " (line 1, column 6)")]
    [InlineData("host,hv-time\n foo=a\u001Fb", "'foo=a\\x1Fb'" + NotUnderstood + " (line 2, column 2)")]
    [InlineData("+vmx,-x2apic", "'+vmx'" + NoFlag + " (line 1, column 1)")]
    [InlineData("vm.xml # mine", "'vm.xml'" + NoFlag + " (line 1, column 1)")]
    public void Parse_WhatIsNoFlags_IsToldWhole(string text, string message) => Cultures.Each(() => Assert.Equal(message, Message(text)));

    [Theory]
    [InlineData("Foo,hv-time", "'Foo' is no CPU model that is known here: a QEMU that does not have it refuses it.")]
    [InlineData("host,hv-time", "")]
    [InlineData("hv-time,Foo", "")]
    public void Parse_UnknownModel_IsTold(string text, string notes) => Assert.Equal(notes, string.Join('|', VmDefinitions.Parse(text, _ => []).Notes));

    private static string Message(string text) => Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(text, _ => [])).Message;
}
