using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class LibvirtReaderTests
{
    private const string Arguments = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";
    private const string Unread = "The XML cannot be read (line ";
    private const string NoDtd = "): <!DOCTYPE is never taken, nor entities of one's own: expected libvirt's elements alone, <domain>, <features> or <hyperv>.";
    private const string Outside = " stands where libvirt does not look for it: expected it in <hyperv> (line 1, column 12)";
    private const string NoNamespace = "<arg> is not in QEMU's namespace, without which libvirt leaves it out: expected xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' in <domain> (line 1, column 23)";

    [Theory]
    [InlineData("<domain type='kvm'><name> a b </name><vcpu> 4 </vcpu></domain>", "a b", null, true, 4, 4)]
    [InlineData("<domain type='qemu'><vcpu current='2'>x</vcpu></domain>", null, null, false, 2, null)]
    [InlineData("<domain><vcpu current='-2'>+4</vcpu><features><ioapic driver='qemu'/></features></domain>", null, "pc,kernel-irqchip=split", null, null, null)]
    [InlineData("<domain><os><type machine=''/></os><features><ioapic driver='kvm'/></features></domain>", null, "pc,kernel-irqchip=on", null, null, null)]
    [InlineData("<domain><os><type machine='q35' arch='i686'/></os><features><ioapic driver='x'/></features></domain>", null, "q35", null, null, null)]
    [InlineData("<domain type='kvm' " + Arguments + "><os><type machine='pc'/></os><qemu:commandline><qemu:arg value='-machine'/><qemu:arg value='q35,accel=tcg'/></qemu:commandline></domain>", null, "q35", false, null, null)]
    [InlineData("<domainsnapshot><domain><name>a</name></domain></domainsnapshot>", "a", null, null, null, null)]
    [InlineData("<domaincheckpoint><x/><domain><name>a</name></domain></domaincheckpoint>", "a", null, null, null, null)]
    [InlineData("<domains><metadata><x/></metadata><domain><name>a</name><!-- x --></domain></domains>", "a", null, null, null, null)]
    public void ParseDefinition_Domain_SaysWhatTheVmIs(string xml, string? name, string? machine, bool? kvm, int? vcpus, int? maximum)
    {
        VmDefinition definition = LibvirtXml.ParseDefinition(xml);

        Assert.Equal((name, machine, kvm, vcpus, maximum), (definition.Name, definition.Machine?.ToString(), definition.UsesKvm, definition.Vcpus, definition.MaximumVcpus));
        Assert.Equal((VmLanguage.LibvirtXml, HvConfigurationLanguage.Libvirt), (definition.Language, definition.Edits.Language));
    }

    // What libvirt would have said of the CPU is lost beside a -cpu; where it says nothing, nothing is.
    [Theory]
    [InlineData("<cpu><feature policy='disable' name='hypervisor'/></cpu>", "the -cpu in <qemu:commandline> takes the place of libvirt's own: what the elements say is lost, hypervisor=off.")]
    [InlineData("<features><hyperv mode='passthrough'/></features>", "the -cpu in <qemu:commandline> takes the place of libvirt's own: what the elements say is lost, mode='passthrough'.")]
    [InlineData("<features><hyperv mode='host-model'><evmcs state='off'/><ipi state='on'/></hyperv></features>", "the -cpu in <qemu:commandline> takes the place of libvirt's own: what the elements say is lost, mode='host-model',hv-evmcs=off,hv-ipi=on.")]
    [InlineData("<features><hyperv/></features>", "")]
    [InlineData("<cpu><feature policy='require' name='vmx'/><feature/></cpu><features><acpi/></features>", "")]
    public void ParseDefinition_CpuOfTheCommandLine_TellsWhatIsLost(string elements, string notes)
    {
        VmDefinition definition = LibvirtXml.ParseDefinition($"<domain {Arguments}>{elements}<qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='max,hv-time'/></qemu:commandline></domain>");

        Assert.Equal(("hv-time=on", notes), (definition.Edits.ToString(), string.Join('|', definition.Notes)));
    }

    [Fact]
    public void ParseDefinition_ArgumentsOfOneLetter_HaveTheirPlace() => Assert.Equal(
        ["-cpu is there twice: QEMU takes the last, line 2, column 2.", "'b' is no CPU model of QEMU's that is known here."],
        LibvirtXml.ParseDefinition($"<domain {Arguments}><qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='a'/><qemu:arg value='-cpu'/>\n<qemu:arg value='b'/></qemu:commandline></domain>").Notes);

    [Theory]
    [InlineData("<domain " + Arguments + "><qemu:commandline>\n<qemu:arg/></qemu:commandline></domain>", "<qemu:arg> has no value (line 2, column 2)")]
    [InlineData("<domain><commandline><arg value='-hv-time'/></commandline></domain>", NoNamespace)]
    [InlineData("<domain><commandline><arg value='host,hv_time=on'/></commandline></domain>", NoNamespace)]
    [InlineData("<domain/><domain/>", "There are several domains in it: expected --domain and one of one without a name, one without a name (line 1, column 11)")]
    [InlineData("<domains/>", "There is no domain in it: expected <domain>, <features> or <hyperv> (line 1, column 1)")]
    [InlineData("<cpu/>", "<cpu> is not libvirt's: expected <domain>, <features> or <hyperv> (line 1, column 2)")]
    [InlineData("<domainCapabilities/>", "<domainCapabilities> says what a host offers, not what a VM is given: give it to --on, and here expected <domain>, <features> or <hyperv> (line 1, column 2)")]
    [InlineData("<features><vendor_id/></features>", "<vendor_id>" + Outside)]
    [InlineData("<features><spinlocks/></features>", "<spinlocks>" + Outside)]
    [InlineData("<hyperv mode='pass-through'/>", "<hyperv> has mode 'pass-through': expected custom, passthrough, host-model (line 1, column 2)")]
    [InlineData("<hyperv><relaxed/></hyperv>", "<relaxed> has no state: expected 'on' or 'off' (line 1, column 10)")]
    [InlineData("<hyperv><relaxed state='yes'/></hyperv>", "<relaxed> has state='yes': expected 'on' or 'off' (line 1, column 10)")]
    [InlineData("<clock><timer name='hypervclock' present='on'/></clock>", "<timer> has present='on': expected 'yes' or 'no' (line 1, column 9)")]
    [InlineData("<hyperv><spinlock/></hyperv>", "<spinlock> is no enlightenment that is known here; did you mean <spinlocks>? (line 1, column 10)")]
    [InlineData("<hyperv><xm-inpt/></hyperv>", "<xm-inpt> is no enlightenment that is known here; did you mean <xmm_input>? (line 1, column 10)")]
    [InlineData("<hyperv><nothing-near/></hyperv>", "<nothing-near> is no enlightenment that is known here (line 1, column 10)")]
    [InlineData("<hyperv><spinlocks state='on' retries='4094'/></hyperv>", "<spinlocks> has retries='4094': expected a number from 4095 to 4294967295, decimal or with 0x hexadecimal (line 1, column 10)")]
    [InlineData("\n\n <!DOCTYPE a><!DOCTYPE b><hyperv/>", Unread + "3, column 2" + NoDtd)]
    [InlineData("<!-- <!DOC\u00ADTYPE -->\n<!DOCTYPE a><hyperv/>", Unread + "2, column 1" + NoDtd)]
    [InlineData("<!-- <!DOCTYPE -->\n<hyperv>&x;</hyperv>", Unread + "2, column 10): Reference to undeclared entity 'x'.")]
    public void ParseDefinition_WhatIsWrong_IsToldWhole(string xml, string message) => Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(xml)).Message);

    [Fact]
    public void ParseDefinition_ArgumentsOfOthers_ArePassedOver() =>
        Assert.Equal("hv-time=on", LibvirtXml.ParseDefinition("<domain><commandline><arg value='host,foo=hv-crash'/><arg/></commandline><clock><timer name='hypervclock' present='yes'/><timer name='rtc'/></clock></domain>").Edits.ToString());

    [Fact]
    public void Parse_XmlOfTheGreatestLength_IsReadAndALongerOneIsRefusedAtItsBeginning()
    {
        Assert.Equal(HvConfigurationMode.Passthrough, LibvirtXml.Parse("<hyperv mode='passthrough'/>".PadRight(0x100000)).Mode);

        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse("<hyperv/>".PadRight(0x100001)));
        Assert.Equal(("The XML is too long: expected at most 1048576 characters, found 1048577.", 1, 1), (thrown.Message, thrown.Line, thrown.Column));
    }

    [Fact]
    public void Parse_ReasonWithALongName_IsCut()
    {
        string message = Assert.Throws<HvConfigurationException>(() => LibvirtXml.Parse($"<hyperv></{new string('x', 1000)}>")).Message;

        Assert.StartsWith($"{Unread}1, column 11): The 'hyperv' start tag on line 1 position 2 does not match the end tag of 'xxx", message, StringComparison.Ordinal);
        Assert.Equal(401, message.Length - $"{Unread}1, column 11): ".Length);
    }

    [Theory]
    [InlineData(HvSwitches.Stimer | HvSwitches.StimerDirect | HvSwitches.SynDbg, HvSwitches.None, "<stimer state=\"off\"><direct state=\"off\" /></stimer>", "hv-syndbg=off")]
    [InlineData(HvSwitches.StimerDirect, HvSwitches.Stimer, "<stimer state=\"on\"><direct state=\"off\" /></stimer>", "")]
    [InlineData(HvSwitches.StimerDirect, HvSwitches.None, "", "hv-stimer-direct=off")]
    [InlineData(HvSwitches.Stimer, HvSwitches.Stimer | HvSwitches.StimerDirect, "<stimer state=\"on\"><direct state=\"on\" /></stimer>", "")]
    public void ToLibvirt_HostModel_SaysWhatIsLeftOut(HvSwitches excluded, HvSwitches on, string elements, string unsaid)
    {
        HvConfiguration configuration = new() { Mode = HvConfigurationMode.HostModel, Excluded = excluded, Switches = on };
        string xml = configuration.ToLibvirt(out IReadOnlyList<string> notExpressible);

        string inner = string.Concat(xml.Split('\n').Select(line => line.Trim()));
        string hyperv = elements.Length == 0 ? "<hyperv mode=\"host-model\" />" : $"<hyperv mode=\"host-model\">{elements}</hyperv>";
        Assert.Equal(($"<domain><features>{hyperv}</features></domain>", unsaid), (inner, string.Join('|', notExpressible)));
    }

    [Fact]
    public void ToLibvirt_LeastRetries_AreWrittenAndVersionsAreTold()
    {
        HvConfiguration configuration = new() { SpinlockRetries = 4095, EvmcsVersions = new EvmcsVersionRange(1, 2) };

        Assert.Contains("<spinlocks state=\"on\" retries=\"4095\" />", configuration.ToLibvirt(out IReadOnlyList<string> unsaid), StringComparison.Ordinal);
        Assert.Equal(["eVMCS versions 1..2"], unsaid);
        Assert.Equal(4095u, LibvirtXml.Parse("<hyperv><spinlocks state='on' retries='4095'/></hyperv>").SpinlockRetries);
    }
}
