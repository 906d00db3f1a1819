using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class LibvirtDomainTests
{
    private const string Arguments = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";

    [Fact]
    public void ParseDefinition_WholeDomain_SaysMachineVcpusAndTimers()
    {
        VmDefinition definition = LibvirtXml.ParseDefinition("""
            <domstatus><domain type='kvm' id='3'>
              <name>win11</name><vcpu placement='static' current='2'>8</vcpu>
              <os><type arch='x86_64' machine='pc-q35-6.1'>hvm</type></os>
              <features><hyperv><relaxed state='on'/></hyperv><ioapic driver='qemu'/></features>
              <cpu mode='host-passthrough'><feature policy='disable' name='hypervisor'/><feature policy='require' name='vmx'/></cpu>
              <clock offset='localtime'><timer name='hypervclock' present='yes'/><timer name='tsc' frequency='3000000000'/></clock>
              <devices><panic model='hyperv'/></devices>
            </domain></domstatus>
            """);

        Assert.Equal(("win11", "pc-q35-6.1,kernel-irqchip=split", true, 2, 8), (definition.Name, definition.Machine!.ToString(), definition.UsesKvm, definition.Vcpus, definition.MaximumVcpus));
        Assert.Equal("hypervisor=off,tsc-frequency=3000000000,hv-relaxed=on,hv-time=on,hv-crash=on", definition.Edits.ToString());
    }

    [Fact]
    public void ParseDefinition_CpuAmongQemusArguments_TakesThePlaceOfTheElements()
    {
        VmDefinition definition = LibvirtXml.ParseDefinition($"""
            <domain type='kvm' {Arguments}>
              <features><hyperv><vapic state='on'/></hyperv></features>
              <qemu:commandline>
                <qemu:arg value='-cpu'/>
                <qemu:arg value='host,hv-passthrough,kvm=off'/>
              </qemu:commandline>
            </domain>
            """);

        Assert.Equal("hv-passthrough=on", definition.Edits.ToString());
        Assert.Equal(["the -cpu in <qemu:commandline> takes the place of libvirt's own: what the elements say is lost, hv-vapic=on."], definition.Notes);
        Assert.Equal(5, definition.Edits.Items[0].Place.Line);
    }

    [Fact]
    public void ParseDefinition_OtherArguments_LeaveTheElements() => Assert.Equal(
        "hv-crash=on,hv-vapic=on",
        LibvirtXml.ParseDefinition($"<domain {Arguments}><features><hyperv><vapic state='on'/></hyperv></features><qemu:commandline><qemu:arg value='-global'/><qemu:arg value='cpu.hv-crash=on'/></qemu:commandline></domain>").Edits.ToString());

    [Fact]
    public void ParseDefinition_SeveralDomains_TakesTheOneThatIsNamed()
    {
        const string Two = "<domain><name>a</name></domain>\n<domain><name>b</name><features><hyperv><relaxed state='on'/></hyperv></features></domain>";

        Assert.Equal("hv-relaxed=on", LibvirtXml.ParseDefinition(Two, "b").Edits.ToString());
        Assert.Equal("hv-relaxed=on", LibvirtXml.ParseDefinition($"<domains>{Two}</domains>", "b").Edits.ToString());
        Assert.Equal("There are several domains in it: expected --domain and one of a, b (line 2, column 2)", Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(Two)).Message);
        Assert.StartsWith("There is no domain 'c' in it: expected a, b", Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(Two, "c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseDefinition_PartsOneAfterTheOther_AreOneDomain() =>
        Assert.Equal("hv-relaxed=on,hv-time=on", LibvirtXml.ParseDefinition("<hyperv><relaxed state='on'/></hyperv>\n<clock><timer name='hypervclock' present='yes'/></clock>").Edits.ToString());

    [Fact]
    public void ParseDefinition_DoubledElement_IsToldAndTheLastCounts()
    {
        VmDefinition definition = LibvirtXml.ParseDefinition("<hyperv>\n<relaxed state='on'/>\n<relaxed state='off'/>\n<spinlocks state='on' retries='4096'/><spinlocks state='on' retries='8191'/></hyperv>");

        Assert.Equal((HvSwitches.None, 8191u), (definition.Edits.ToConfiguration().Switches, definition.Edits.ToConfiguration().SpinlockRetries));
        Assert.Equal(["<relaxed> is there twice: libvirt takes the last, line 3, column 2.", "<spinlocks> is there twice: libvirt takes the last, line 4, column 40."], definition.Notes);
    }

    [Theory]
    [InlineData("<domainCapabilities/>", "<domainCapabilities> says what a host offers, not what a VM is given: give it to --on, and here expected <domain>")]
    [InlineData("<domain type='xen'/>", "<domain> has type 'xen': expected kvm, or qemu (line 1, column 2)")]
    [InlineData("<domain/> text", "Text stands outside of every element: expected <domain>")]
    [InlineData("not XML", "Text stands outside of every element: expected <domain>")]
    [InlineData("", "There is no domain in it: expected <domain>")]
    [InlineData("<domains/>", "There is no domain in it: expected <domain>")]
    [InlineData("<domain>\n<os><type machine='q 35'>hvm</type></os></domain>", "'q 35' is no machine type: expected one such as q35, ")]
    public void ParseDefinition_WhatIsWrong_IsToldWithItsPlace(string xml, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(xml));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(thrown.Line);
    }
}
