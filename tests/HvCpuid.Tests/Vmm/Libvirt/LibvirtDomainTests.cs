using System.Text.RegularExpressions;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class LibvirtDomainTests
{
    private static readonly KvmHost Kvm = new() { Kernel = new KvmRelease(6, 12) };
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
        Assert.Equal("There is no domain 'c' in it: expected a, b (line 1, column 2)", Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(Two, "c")).Message);
    }

    [Fact]
    public void ParseDefinition_PartsOneAfterTheOther_AreOneDomain() =>
        Assert.Equal("hv-relaxed=on,hv-time=on", LibvirtXml.ParseDefinition("<hyperv><relaxed state='on'/></hyperv>\n<clock><timer name='hypervclock' present='yes'/></clock>").Edits.ToString());

    [Fact]
    public void ParseDefinition_MetadataOfOthers_IsNotLookedAt() =>
        Assert.Equal("hv-time=on", LibvirtXml.ParseDefinition("<domain><metadata><a:b xmlns:a='urn:a'><hyperv/><relaxed/></a:b></metadata><clock><timer name='hypervclock' present='yes'/></clock></domain>").Edits.ToString());

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
    [InlineData("<domain><os>\n<type arch='aarch64' machine='virt'>hvm</type></os></domain>", "<type> has arch='aarch64': expected x86_64 or i686, whose guests alone have Hyper-V's leaves (line 2, column 2)")]
    [InlineData("<domain>\n<hyperv><relaxed state='on'/></hyperv></domain>", "<hyperv> stands where libvirt does not look for it: expected it in <features> (line 2, column 2)")]
    [InlineData("<domain><os>\n<hyperv><relaxed state='on'/></hyperv></os></domain>", "<hyperv> stands where libvirt does not look for it: expected it in <features> (line 2, column 2)")]
    [InlineData("<features>\n<relaxed state='on'/></features>", "<relaxed> stands where libvirt does not look for it: expected it in <hyperv> (line 2, column 2)")]
    [InlineData("<domain><features>\n<hyperV><relaxed state='on'/></hyperV></features></domain>", "<hyperV> is no element of libvirt's: expected <hyperv> (line 2, column 2)")]
    [InlineData("<features>\n<hyper-v><relaxed state='on'/></hyper-v></features>", "<hyper-v> is no element of libvirt's: expected <hyperv> (line 2, column 2)")]
    [InlineData("<domain>\n<Features><hyperv><relaxed state='on'/></hyperv></Features></domain>", "<Features> is no element of libvirt's: expected <features> (line 2, column 2)")]
    [InlineData("<domain><cpu>\n<feature policy='require' name='hv-evmcs'/></cpu></domain>", "'hv-evmcs' is no CPU feature of libvirt's: expected an element in <hyperv> (line 2, column 2)")]
    [InlineData("<domain xmlns:qemu='urn:other'><qemu:commandline>\n<qemu:arg value='host,+hv-time'/></qemu:commandline></domain>", "<qemu:arg> is not in QEMU's namespace, without which libvirt leaves it out: expected xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' in <domain> (line 2, column 2)")]
    [InlineData("<hyperv>\n<spinlocks state='on'/></hyperv>", "<spinlocks> has no retries: expected a number from 4095 to 4294967295, decimal or with 0x hexadecimal (line 2, column 2)")]
    [InlineData("<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:override><qemu:device alias='cpu0'><qemu:frontend>\n<qemu:property name='hv-time' type='bool' value='true'/></qemu:frontend></qemu:device></qemu:override></domain>", "'hv-time' stands in <qemu:override>, which is for devices and never for the CPU: expected an element in <hyperv> (line 2, column 2)")]
    [InlineData("<domain\r>\r\n<os><type machine='q 35'>hvm</type></os></domain>", "'q 35' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12 (line 3, column 6)")]
    [InlineData("<domain>\n<os><type machine='q 35'>hvm</type></os></domain>", "'q 35' is no machine type: expected one such as q35, ")]
    public void ParseDefinition_WhatIsWrong_IsToldWithItsPlace(string xml, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => LibvirtXml.ParseDefinition(xml));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(thrown.Line);
    }

    [Fact]
    public void Resolve_DomainThatHidesTheHypervisor_IsWarnedOf()
    {
        HvResolution resolution = Resolve("<hyperv><relaxed state='on'/></hyperv>", "<feature policy='disable' name='hypervisor'/>");

        HvSwitchFinding finding = Assert.Single(resolution.Findings, finding => finding.Id == HvSwitchFindingIds.Hidden);
        Assert.Equal((true, HvSeverity.Warning, "leave <feature policy='disable' name='hypervisor'/> out"), (resolution.Starts, finding.Severity, finding.Fix));
        Assert.DoesNotContain(Resolve("<hyperv><relaxed state='on'/></hyperv>", "<feature policy='require' name='hypervisor'/>").Findings, other => other.Id == HvSwitchFindingIds.Hidden);
    }

    [Fact]
    public void Resolve_ReenlightenmentOfADomain_WantsTheTscTimersFrequency()
    {
        const string Reenlightenment = "<hyperv><frequencies state='on'/><reenlightenment state='on'/></hyperv>";
        HvSwitchFinding finding = Assert.Single(Resolve(Reenlightenment).Findings, finding => finding.Id == HvSwitchFindingIds.PreventsMigration);

        Assert.StartsWith("give <timer name='tsc' frequency='…'/> for a guest that runs a hypervisor", finding.Fix, StringComparison.Ordinal);
        Assert.Empty(Resolve(Reenlightenment, clock: "<timer name='tsc' frequency='3000000000'/>").Findings);
        Assert.Single(Resolve(Reenlightenment, clock: "<timer name='tsc' present='yes'/>").Findings);
    }

    [Theory]
    [InlineData("<timer name='hypervclock' present='yes'/>", null)]
    [InlineData("<timer name='hypervclock' present='no'/>", "Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)")]
    [InlineData("", "Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)")]
    public void Resolve_StimerOfADomain_WantsTheHypervclock(string timer, string? first)
    {
        HvResolution resolution = Resolve("<hyperv><vpindex state='on'/><synic state='on'/><stimer state='on'/></hyperv>", clock: timer);

        Assert.Equal(first, resolution.First?.Message);
        Assert.Equal(first is null ? null : "<timer name='hypervclock' present='yes'/>", resolution.First?.Fix is { } fix ? Regex.Match(fix, "<timer[^>]*>").Value : null);
    }

    [Theory]
    [InlineData(CpuVendor.Intel)]
    [InlineData(CpuVendor.Amd)]
    public void Resolve_ModeOfADomain_IsPassthroughOrWhatTheHostHas(CpuVendor vendor)
    {
        HvHost host = HvHost.From(Kvm with { Vendor = vendor });
        HvResolution passthrough = Resolve("<hyperv mode='passthrough'/>", host: host);
        HvResolution model = Resolve("<hyperv mode='host-model'/>", host: host);

        Assert.Equal(new QemuVmm(QemuChangeTable.Newest).Resolve(QemuFlags.ParseEdits("hv-passthrough"), host).Set, passthrough.Set);
        Assert.True(model.Starts);
        string flags = "hv-spinlocks=0xfff," + string.Join(',', HvEnlightenmentTable.For(model.Switches).Select(row => row.Flag));
        Assert.Equal(vendor == CpuVendor.Intel, flags.Contains("hv-evmcs", StringComparison.Ordinal));
        Assert.Equal(new QemuVmm(QemuChangeTable.Newest).Resolve(QemuFlags.ParseEdits(flags), host).Set, model.Set);
    }

    private static HvResolution Resolve(string hyperv, string cpu = "", string clock = "", HvHost? host = null)
    {
        VmDefinition definition = LibvirtXml.ParseDefinition(
            $"<domain type='kvm'><os><type machine='q35'>hvm</type></os><features>{hyperv}</features><cpu mode='host-passthrough'>{cpu}</cpu><clock offset='localtime'>{clock}</clock></domain>");
        return new QemuVmm(QemuChangeTable.Newest, definition.Machine!).Resolve(definition.Edits, host ?? HvHost.From(Kvm));
    }

    [Theory]
    [InlineData("<ioapic driver='kvm'/>", QemuIrqchip.On)]
    [InlineData("<ioapic driver='qemu'/>", QemuIrqchip.Split)]
    [InlineData("<ioapic/>", QemuIrqchip.Default)]
    public void ParseDefinition_Ioapic_SaysWhereInterruptControllersAre(string ioapic, QemuIrqchip irqchip) => Assert.Equal(
        irqchip, LibvirtXml.ParseDefinition($"<domain type='qemu'><os><type machine='q35'>hvm</type></os><features>{ioapic}</features></domain>").Machine!.KernelIrqchip);

    [Fact]
    public void ParseDefinition_TypeQemu_IsTheEmulator() => Assert.False(LibvirtXml.ParseDefinition("<domain type='qemu'/>").UsesKvm);

    [Fact]
    public void Parse_SettingThatIsOff_SetsNothingAndIsNotIgnored()
    {
        HvConfiguration configuration = LibvirtXml.Parse("<hyperv><relaxed state='on'/><spinlocks state='off' retries='8191'/></hyperv>", out IReadOnlyList<string> ignored);
        Assert.Equal(LibvirtXml.Parse("<hyperv><relaxed state='on'/></hyperv>"), configuration);
        Assert.Empty(ignored);
    }
}
