using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuQmpTests
{
    [Theory]
    [InlineData("""{"return":{"model":{"name":"base","props":{"hv-relaxed":true,"hv_evmcs":false,"hv-spinlocks":4095,"hv-vendor-id":"Microsoft Hv","hv-no-nonarch-coresharing":"off","kvm":true}}}}""", "hv-relaxed=on,hv-evmcs=off,hv-spinlocks=4095,hv-vendor-id=Microsoft Hv,hv-no-nonarch-coresharing=off")]
    [InlineData("""{"execute":"query-cpu-model-expansion","arguments":{"type":"full","model":{"name":"host","props":{"hv-passthrough":true}}}}""", "hv-passthrough=on")]
    [InlineData("""{"model":{"props":{"hv-vendor-id":"","tsc-frequency":0,"x-hv-max-vps":-1}}}""", "x-hv-max-vps=-1")]
    [InlineData("""{"model":{"props":{"hv-time":true,"x-hv-synic-kvm-only":false,"hv-passthrough":false}}}""", "hv-time=on")]
    [InlineData("""{"model":{"props":{"x-hv-synic-kvm-only":true,"hypervisor":false}}}""", "x-hv-synic-kvm-only=on,hypervisor=off")]
    public void Read_Expansion_GivesItsProperties(string json, string edits) => Assert.Equal(edits, QemuQmp.Read(JsonTree.Read(json)).Edits.ToString());

    [Theory]
    [InlineData("""{"props":{"hv-time":true}}""", "hv-time=on")]
    [InlineData("""{"props":{"hv-crash":true},"return":{"model":{"props":{"hv-time":true}}}}""", "hv-time=on")]
    [InlineData("""{"arguments":{"model":{"props":{"hv-spinlocks":0,"tsc-frequency":5,"x-hv-max-vps":0}}}}""", "hv-spinlocks=0,tsc-frequency=5,x-hv-max-vps=0")]
    [InlineData("""{"props":{"h\u00ADv-foo":true,"x-h\u00ADv-foo":true,"foo-x-hv-":true,"vmx":"on"}}""", "")]
    public void Read_PropertiesAlone_AreTaken(string json, string edits)
    {
        VmDefinition definition = QemuQmp.Read(JsonTree.Read(json));

        Assert.Equal((VmLanguage.QmpJson, edits), (definition.Language, definition.Edits.ToString()));
        Assert.Equal(edits.Length == 0 ? [] : [HvTextPlace.At(definition.Edits.Items[0].Place.Line!.Value, 1)], definition.Edits.Items.Take(1).Select(edit => edit.Place));
    }

    [Fact]
    public void Read_SeveralDocuments_TakesTheLastWithProperties()
    {
        VmNode[] documents = [.. new[] { """{"QMP":{}}""", """{"props":{"hv-time":true}}""", """{"props":{"hv-crash":true}}""", """{"return":{}}""" }.SelectMany(JsonTree.Read)];

        Assert.Equal("hv-crash=on", QemuQmp.Read(documents).Edits.ToString());
    }

    [Theory]
    [InlineData("""{"return":{}}""", true)]
    [InlineData("""{"QMP":{"version":{}}}""", true)]
    [InlineData("""{"execute":"quit"}""", true)]
    [InlineData("""{"error":{}}""", true)]
    [InlineData("""{"props":{}}""", true)]
    [InlineData("""{"model":{"props":{}}}""", true)]
    [InlineData("""{"arguments":{"model":{"props":[]}},"props":1}""", false)]
    [InlineData("""{"kind":"VirtualMachine"}""", false)]
    public void IsIn_Document_IsTrueOfQmp(string json, bool qmp) => Assert.Equal(qmp, QemuQmp.IsIn(JsonTree.Read(json)[0]));

    [Theory]
    [InlineData("""{"return":{"model":{"props":{"hv-relaxd":true}}}}""", "'hv-relaxd' is no enlightenment that is known; did you mean hv-relaxed? (line 5, column 1)")]
    [InlineData("""{"props":{"a":1,"x-hv-foo":1}}""", "'x-hv-foo' is no enlightenment that is known (line 3, column 2)")]
    [InlineData("""{"return":{"model":{"props":{"hv-relaxed":"on"}}}}""", "hv-relaxed has on: expected true or false (line 5, column 1)")]
    [InlineData("""{"props":{"hv-relaxed":"true"}}""", "hv-relaxed has true: expected true or false (line 3, column 1)")]
    [InlineData("""{"props":{"hv-passthrough":"false"}}""", "hv-passthrough has false: expected true or false (line 3, column 1)")]
    [InlineData("""{"return":{"model":{"props":{"hv-spinlocks":-1}}}}""", "hv-spinlocks has -1: expected a number from 0 to 4294967295, decimal or with 0x hexadecimal (line 5, column 1)")]
    [InlineData("""{"return":{"model":{"props":{"hv-spinlocks":{}}}}}""", "hv-spinlocks has no value: expected true, false, a number or text (line 5, column 1)")]
    [InlineData("""{"error":{"class":"GenericError","desc":"The CPU type is not known"}}""", "QEMU answered with an error, The CPU type is not known: expected the answer of query-cpu-model-expansion, with return.model.props (line 3, column 2)")]
    [InlineData("""{"error":{"desc":{}}}""", "QEMU answered with an error, : expected the answer of query-cpu-model-expansion, with return.model.props (line 3, column 1)")]
    [InlineData("""{"return":{}}""", "There is no CPU model in it: expected the answer of QMP's query-cpu-model-expansion, with return.model.props (line 1, column 1)")]
    public void Read_WhatIsWrong_IsTold(string json, string message) => Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => QemuQmp.Read(JsonTree.Read(json))).Message);

    [Fact]
    public void Read_NoModel_IsToldByTheLastErrorOrAtTheFirstDocument()
    {
        VmNode[] errors = [.. new[] { """{"error":{"desc":"one"}}""", """{"error":{"desc":"two"}}""", """[]""" }.SelectMany(JsonTree.Read)];
        VmNode[] none = [VmNode.Text("a", HvTextPlace.At(3, 4)), VmNode.Text("b", HvTextPlace.At(5, 6))];

        Assert.StartsWith("QEMU answered with an error, two: ", Message(errors), StringComparison.Ordinal);
        Assert.EndsWith(" with return.model.props (line 3, column 4)", Message(none), StringComparison.Ordinal);
        Assert.EndsWith(" with return.model.props (line 1, column 1)", Message([]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("documents", () => QemuQmp.Read([null!]));

        static string Message(VmNode[] documents) => Assert.Throws<HvConfigurationException>(() => QemuQmp.Read(documents)).Message;
    }
}
