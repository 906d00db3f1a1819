using HvCpuid.Enlightenments;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Fuzz.Targets;

/// <summary>The languages in which a VM is described. What was read is written in its language, and is the same when read again.</summary>
internal static class VmTargets
{
    private const string Page = "vm-definitions.md";
    private static readonly HvHost Host = HvHost.From(new KvmHost { Kernel = KvmRelease.Newest });
    private static readonly HvVmm Vmm = HvVmm.Parse("qemu");

    private static readonly string[] Flags =
    [
        .. HvEnlightenmentTable.All.Select(row => row.Flag), .. HvSettingTable.All.Select(row => row.Flag + "="), "=on", "=off", "+hv-", "-hv-", "host,", "0x", ",,", "hv_", "hv-passthrough", "migratable=no", "enforce", "kvm=off", "-hypervisor",
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All =>
    [
        new TextTarget("qemu-flags", "the value of QEMU's -cpu", () => SeedFiles.QemuFlags.Take(200), Flags, ReadFlags),
        new TextTarget("qemu-command", "a QEMU command line, a script, a log", Commands, [.. Flags, .. Options], text => Resolve(QemuCommandLine.Parse(text))),
        new TextTarget("qemu-machine", "the value of QEMU's -machine", () => SeedFiles.QemuMachines.Append("q35,accel=kvm,kernel-irqchip=split"), ["pc-q35-", "pc-i440fx-", "kernel-irqchip=", "kernel_irqchip", "on", "off", "split", "type=", ",", "rhel9.4.0", "+pve0", "microvm"], ReadMachine),
        new TextTarget("qemu-qmp", "QMP's query-cpu-model-expansion", Qmp, [.. Flags, .. Json], text => Resolve(QemuQmp.Read(VmTree.Read(text)))),
        new TextTarget("libvirt", "libvirt's domain XML", Xml, [.. Elements, .. Flags], ReadLibvirt),
        new TextTarget("libvirt-capabilities", "virsh domcapabilities", Capabilities, [.. Elements, "<domainCapabilities>", "<enum name='features'>", "<value>", "<defaults>", "supported='yes'"], ReadCapabilities),
        new TextTarget("proxmox", "a Proxmox VE VM's configuration", Proxmox, [.. Flags, "cpu: ", "args: ", "machine: ", "ostype: win11", "ostype: w2k8", "kvm: 0", "bios: ovmf", "hostpci0: ", "[snapshot]\n", "cputype=", "flags=", ";", "hidden=1", "-cpu "], ReadProxmox),
        new TextTarget("kubevirt", "KubeVirt's YAML", Yaml, [.. Fields, .. Json], ReadKubeVirt),
        new TextTarget("vm-definition", "any of these, recognised by content", () => [.. SeedFiles.Examples(Page), .. SeedFiles.QemuFlags.Take(10), .. Commands()], [.. Flags, .. Options, .. Elements, .. Fields], text => Resolve(VmDefinitions.Parse(text, VmTree.Read))),
    ];

    private static string[] Options => ["-cpu ", "-machine ", "-M ", "-accel ", "-smp ", "-global ", "-enable-kvm ", "-name ", "qemu-system-x86_64 ", "/usr/bin/kvm ", "accel=kvm", "maxcpus=", "host-x86_64-cpu.", "\\\n", "'", "\"", "\0", "$CPU", "driver=", "property=", "value=", "qemu version: 7.2.22", "#", ";", "&&", "|", "("];

    private static string[] Elements =>
    [
        .. HvEnlightenmentTable.All.Where(row => row.Libvirt is not null).Select(row => $"<{row.Libvirt!.Name} state='on'/>"), "<domain type='kvm'>", "</domain>", "<features>", "</features>", "<hyperv mode='custom'>", "</hyperv>", "<clock>", "</clock>",
        "<timer name='hypervclock' present='yes'/>", "<timer name='tsc' frequency='1000000'/>", "<os>", "<type machine='pc-q35-6.1'>hvm</type>", "<vcpu current='1'>2</vcpu>", "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>", "<qemu:arg value='-cpu'/>",
        "<ioapic driver='qemu'/>", "state='off'", "retries='8191'", "value='KVM Hv'", "mode='passthrough'", "<!-- -->", "<![CDATA[", "]]>", "&lt;", "&#x0;", "<?xml version='1.0'?>", "<!DOCTYPE x>", "<domains>", "xmlns='x'",
    ];

    private static string[] Fields => ["apiVersion: kubevirt.io/v1\n", "kind: VirtualMachine\n", "spec:\n", "  template:\n", "domain:\n", "features:\n", "hyperv:\n", "hypervPassthrough:\n", "enabled: true\n", "enabled: false\n", "clock:\n", "timer:\n", "relaxed: {}\n", "synic: {}\n", "synictimer:\n", "direct:\n", "spinlocks:\n", "spinlocks: 8191\n", "vendorid:\n", "vpindex: {}\n", "tlbflush: {}\n", "evmcs: {}\n", "machine:\n", "type: q35\n", "cores: 2\n", "items:\n", "- ", "---\n", "&a ", "*a", "!!str ", "|\n", "? ", "    "];

    private static string[] Json => ["{", "}", "[", "]", ":", ",", "\"return\":", "\"model\":", "\"props\":", "\"name\":", "true", "false", "null", "\"hv-relaxed\":", "\\u0041", "\"", "0", "\"error\":{\"desc\":\"x\"}"];

    private static void ReadFlags(string text)
    {
        HvConfigurationEdits edits = QemuFlags.ParseEdits(text);
        HvConfiguration configuration = edits.ToConfiguration();
        string written = configuration.ToQemu(out IReadOnlyList<string> notExpressible);
        TextTarget.Check(notExpressible.Count > 0 || QemuFlags.Parse(written) == configuration, "QEMU's flags are read as they were written", written);
        Vmm.Resolve(edits, Host);
    }

    private static void ReadMachine(string text)
    {
        QemuMachine machine = QemuMachine.Parse(text);
        QemuMachine again = QemuMachine.Parse(machine.ToString());
        TextTarget.Check((again.Type, again.KernelIrqchip) == (machine.Type, machine.KernelIrqchip), "A machine is read as it was written", machine.ToString());
        new QemuVmm(QemuRelease.Parse("11.1"), machine).Resolve(HvConfiguration.Default, Host);
    }

    private static void ReadLibvirt(string text)
    {
        VmDefinition definition = LibvirtXml.ParseDefinition(text);
        string written = definition.Edits.ToConfiguration().ToLibvirt(out IReadOnlyList<string> notExpressible);
        HvConfiguration again = LibvirtXml.Parse(written);
        TextTarget.Check(notExpressible.Count > 0 || again == definition.Edits.ToConfiguration(), "libvirt's XML is read as it was written", written);
        Resolve(definition);
    }

    private static void ReadCapabilities(string text)
    {
        LibvirtDomainCapabilities capabilities = LibvirtDomainCapabilities.Parse(text);
        TextTarget.Check((capabilities.Supported & ~capabilities.Told) == 0, "What is supported is told", $"{capabilities.Supported} {capabilities.Told}");
        _ = capabilities.ToReading();
        _ = capabilities.AtBest();
    }

    private static void ReadProxmox(string text)
    {
        VmDefinition definition = ProxmoxConfig.Parse(text);
        string written = definition.Edits.ToConfiguration().ToProxmox(out IReadOnlyList<string> notExpressible);
        HvConfiguration again = ProxmoxConfig.Parse(written).Edits.ToConfiguration();
        TextTarget.Check(notExpressible.Count > 0 || again == definition.Edits.ToConfiguration(), "Proxmox's configuration is read as it was written", written);
        Resolve(definition);
    }

    private static void ReadKubeVirt(string text)
    {
        VmDefinition definition = KubeVirtYaml.Read(VmTree.Read(text));
        HvConfiguration configuration = definition.Edits.ToConfiguration();
        string written = configuration.ToKubeVirt(out IReadOnlyList<string> notExpressible);
        HvConfiguration again = KubeVirtYaml.Read(VmTree.Read(written)).Edits.ToConfiguration();
        TextTarget.Check(notExpressible.Count > 0 || again == configuration, "KubeVirt's YAML is read as it was written", written);
        Resolve(definition);
    }

    // Whatever was read, a VMM says what it makes of it.
    private static void Resolve(VmDefinition definition)
    {
        HvResolution resolution = Vmm.Resolve(definition.Edits, Host);
        foreach (string told in definition.Notes.Concat(resolution.Findings.Select(finding => finding.Message)))
        {
            TextTarget.CheckMessage(told);
        }

        TextTarget.Check(resolution.Starts == !resolution.Findings.Any(finding => finding.StopsVmm), "A VMM starts unless a finding stops it");
    }

    private static IEnumerable<string> Commands() =>
    [
        .. SeedFiles.Examples(Page, "command"),
        "/usr/bin/qemu-system-x86_64 -enable-kvm -M q35 -cpu host,hv-time,+hv-vpindex -smp 4,maxcpus=8 -global x86_64-cpu.hv-synic=on",
        "2026-11-26: starting up libvirt version: 9.0.0, qemu version: 7.2.22, kernel: 6.1.0\nLC_ALL=C \\\n/usr/bin/qemu-system-x86_64 \\\n-name guest=w,debug-threads=on \\\n-machine pc-q35-7.2,usb=off \\\n-accel kvm \\\n-cpu host,migratable=on,hv-time=on,hv-spinlocks=0x1fff \\\n-smp 2\n",
        "qemu-system-x86_64\0-machine\0pc,kernel-irqchip=split\0-cpu\0host,hv-time\0",
    ];

    private static IEnumerable<string> Qmp() =>
    [
        .. SeedFiles.Examples(Page, "json"), "{\"QMP\": {}}\n{\"return\": {}}\n{\"return\": {\"model\": {\"name\": \"max\", \"props\": {\"hv-spinlocks\": 8191, \"hv-vendor-id\": \"KVM Hv\", \"hv-no-nonarch-coresharing\": \"auto\"}}}}\n",
    ];

    private static IEnumerable<string> Xml() => SeedFiles.Examples(Page, "xml").Concat(SeedFiles.Configurations.Select(LibvirtXml.ToLibvirt)).Append("""
        <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>w</name><vcpu current='2'>4</vcpu><os><type machine='pc-q35-6.1'>hvm</type></os>
        <features><hyperv mode='custom'><spinlocks state='on' retries='8191'/><stimer state='on'><direct state='on'/></stimer><vendor_id state='on' value='KVM Hv'/></hyperv><ioapic driver='qemu'/></features>
        <cpu><feature policy='disable' name='hypervisor'/></cpu><clock><timer name='tsc' frequency='1000000'/></clock>
        <qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='host,hv-time'/></qemu:commandline></domain>
        """);

    private static IEnumerable<string> Capabilities() =>
    [
        "<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>relaxed</value><value>vapic</value><value>spinlocks</value><value>tlbflush</value></enum><defaults><spinlocks>4095</spinlocks><stimer_direct>on</stimer_direct><vendor_id>Linux KVM Hv</vendor_id></defaults></hyperv></features></domainCapabilities>",
        "# virsh domcapabilities\n<domainCapabilities>\n  <features>\n    <hyperv supported='no'/>\n  </features>\n</domainCapabilities>\n",
    ];

    private static IEnumerable<string> Proxmox() => SeedFiles.Examples(Page, "proxmox").Concat(SeedFiles.Configurations.Select(configuration => configuration.ToProxmox(out _)))
        .Append("cpu: host,hidden=1,flags=+hv-evmcs;-hv-tlbflush\nostype: win11\nmachine: pc-q35-7.2+pve0\nbios: ovmf\nhostpci0: 01:00,x-vga=1\nname: w\n[snap]\nostype: l26\n");

    private static IEnumerable<string> Yaml() => SeedFiles.Examples(Page, "yaml").Concat(SeedFiles.Configurations.Select(configuration => configuration.ToKubeVirt(out _)));
}
