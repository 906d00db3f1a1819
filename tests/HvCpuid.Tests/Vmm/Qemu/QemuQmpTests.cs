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
    [InlineData("""{"return":{"model":{"props":{"hv-relaxd":true}}}}""", "'hv-relaxd' is no enlightenment that is known; did you mean hv-relaxed?")]
    [InlineData("""{"return":{"model":{"props":{"hv-relaxed":"on"}}}}""", "hv-relaxed has on: expected true or false")]
    [InlineData("""{"return":{"model":{"props":{"hv-spinlocks":-1}}}}""", "hv-spinlocks has -1: expected a number from 0 ")]
    [InlineData("""{"return":{"model":{"props":{"hv-spinlocks":{}}}}}""", "hv-spinlocks has no value: ")]
    [InlineData("""{"error":{"class":"GenericError","desc":"The CPU type is not known"}}""", "QEMU answered with an error, The CPU type is not known: ")]
    [InlineData("""{"return":{}}""", "There is no CPU model in it: ")]
    public void Read_WhatIsWrong_IsTold(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<HvConfigurationException>(() => QemuQmp.Read(JsonTree.Read(json))).Message, StringComparison.Ordinal);
}
