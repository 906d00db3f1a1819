using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuMachineTests
{
    private static readonly KvmHost Host = new() { Kernel = new KvmRelease(6, 12) };

    [Theory]
    [InlineData("q35", "q35", QemuIrqchip.Default, null)]
    [InlineData("pc-q35-6.1", "pc-q35-6.1", QemuIrqchip.Default, "6.1")]
    [InlineData("pc-i440fx-2.12,kernel-irqchip=off", "pc-i440fx-2.12,kernel-irqchip=off", QemuIrqchip.Off, "2.12")]
    [InlineData("type=q35,accel=kvm,kernel_irqchip=split,smm=off", "q35,kernel-irqchip=split", QemuIrqchip.Split, null)]
    [InlineData("pc-1.3,kernel-irqchip=on", "pc-1.3,kernel-irqchip=on", QemuIrqchip.On, "1.3")]
    [InlineData("pc-q35-7.2+pve0", "pc-q35-7.2+pve0", QemuIrqchip.Default, "7.2")]
    [InlineData("pc-q35-7.2+pve0+pve1", "pc-q35-7.2+pve0+pve1", QemuIrqchip.Default, "7.2")]
    [InlineData("isapc,kernel-irqchip=off,kernel-irqchip=split", "isapc,kernel-irqchip=split", QemuIrqchip.Split, null)]
    [InlineData("microvm,kernel-irqchip", "microvm,kernel-irqchip=on", QemuIrqchip.On, null)]
    public void Parse_AMachine_IsReadAsQemuDoes(string text, string machine, QemuIrqchip irqchip, string? version)
    {
        QemuMachine read = QemuMachine.Parse(text);
        Assert.Equal((machine, irqchip, version), (read.ToString(), read.KernelIrqchip, read.Version?.ToString()));
        Assert.True(read.IsUpstream);
        Assert.Equal(read, QemuMachine.Parse(read.ToString()));
    }

    [Theory]
    [InlineData("", "'' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12. (at character 1)")]
    [InlineData("q 35", "'q 35' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12. (at character 1)")]
    [InlineData("q35,kernel-irqchip=maybe", "'maybe' is no place for interrupt controllers: kernel-irqchip takes on, off or split. (at character 5)")]
    [InlineData("q35,smm", "'smm' is no property of a machine: expected kernel-irqchip=on, off or split. (at character 5)")]
    [InlineData("q35,kernel-irqchp=off", "'kernel-irqchp=off' is no property of a machine: expected kernel-irqchip=on, off or split. (at character 5)")]
    [InlineData("q36", "'q36' is no machine type that is known; did you mean q35? (at character 1)")]
    [InlineData("type=q36,accel=kvm", "'q36' is no machine type that is known; did you mean q35? (at character 6)")]
    [InlineData("PC-Q35-6.1", "'PC-Q35-6.1' is no machine type that is known; did you mean pc-q35-6.1? (at character 1)")]
    [InlineData("Q35", "'Q35' is no machine type that is known; did you mean q35? (at character 1)")]
    [InlineData("pc-i44fx-7.2", "'pc-i44fx-7.2' is no machine type that is known; did you mean pc-i440fx-7.2? (at character 1)")]
    [InlineData("pc-q35-6", "'pc-q35-6' is no machine type of any QEMU: expected its release behind it, such as pc-q35-6.1. (at character 1)")]
    [InlineData("pc-q35-", "'pc-q35-' is no machine type of any QEMU: expected its release behind it, such as pc-q35-6.1. (at character 1)")]
    [InlineData("none", "'none' is the machine without anything, in which no guest runs: expected one such as q35 or pc-q35-6.1. (at character 1)")]
    [InlineData("pc-i4fx-7.2", "'pc-i4fx-7.2' is no machine type that is known; did you mean pc-i440fx-7.2? (at character 1)")]
    [InlineData("pc-q-7.2", "'pc-q-7.2' is no machine type that is known; did you mean pc-q35-7.2? (at character 1)")]
    [InlineData("-q35", "'-q35' is no machine type that is known; did you mean q35? (at character 1)")]
    [InlineData("q35,smm=on,kernel-irqchip=a=b", "'a=b' is no place for interrupt controllers: kernel-irqchip takes on, off or split. (at character 12)")]
    [InlineData("q35,=x", "'=x' is no property of a machine: expected kernel-irqchip=on, off or split. (at character 5)")]
    public void Parse_NoMachine_SaysWhatIsExpected(string text, string message) => Assert.Equal(message, Assert.Throws<HvConfigurationException>(() => QemuMachine.Parse(text)).Message);

    [Theory]
    [InlineData("virt")]
    [InlineData("virt-7.2")]
    [InlineData("sbsa-ref")]
    [InlineData("pseries-9.0")]
    [InlineData("powernv")]
    [InlineData("powernv-x")]
    [InlineData("s390-ccw-virtio-8.2")]
    public void Parse_MachineOfAnotherArchitecture_IsRefused(string text) => Assert.Equal(
        $"'{text}' is a machine of another architecture than x86, which alone has Hyper-V's leaves: expected one such as q35 or pc-q35-6.1. (at character 1)",
        Assert.Throws<HvConfigurationException>(() => QemuMachine.Parse(text)).Message);

    [Theory]
    [InlineData("x")]
    [InlineData("7.2")]
    [InlineData("-7.2")]
    [InlineData("virtio")]
    [InlineData("powernv9")]
    public void Parse_TypeThatSomeQemuMayHave_IsTaken(string text) => Assert.Equal((text, false), (QemuMachine.Parse(text).Type, QemuMachine.Parse(text).IsUpstream));

    [Fact]
    public void Parse_PropertyOfSomeMachine_IsKnown()
    {
        string[] known =
        [
            "type", "accel", "kvm-shadow-mem", "igd-passthru", "enforce-config-section", "kernel", "initrd", "append", "shim", "dtb", "dumpdtb", "phandle-start",
            "dt-compatible", "smp", "smp-cache", "boot", "memory", "memory-backend", "memory-encryption", "confidential-guest-support", "igvm-cfg", "dump-guest-core",
            "mem-merge", "usb", "graphics", "firmware", "suppress-vmdesc", "aux-ram-share", "nvdimm", "nvdimm-persistence", "hmat", "spcr", "iommu",
            "smm", "acpi", "pit", "pic", "rtc", "pcie", "ioapic2", "option-roms", "x-option-roms", "isa-serial", "auto-kernel-cmdline", "oem-id", "x-oem-id", "oem-table-id",
            "x-oem-table-id", "bus-lock-ratelimit", "sgx-epc", "vmport", "max-ram-below-4g", "smbus", "sata", "hpet", "i8042", "pcspk-audiodev", "pflash0", "pflash1",
            "default-bus-bypass-iommu", "max-fw-size", "smbios-entry-point-type", "fd-bootchk", "south-bridge", "x-south-bridge", "cxl", "cxl-fmw", "vsock", "id", "parent-role", "parent-id",
        ];

        Assert.Equal("", QemuMachine.Parse("q35," + string.Join(",", known.Select(name => name + "=x"))).UnknownProperties);
        Assert.Equal("", QemuMachine.Parse("q35," + string.Join(",", known.Select(name => name.Replace('-', '_') + ".part=x"))).UnknownProperties);
        Assert.Equal("a,b,smms", QemuMachine.Parse("q35,a=1,b=2,smm=on,smms=off").UnknownProperties);
        Assert.False(QemuMachineNames.IsProperty(""));
        Assert.True(QemuMachineNames.IsProperty("kernel-irqchip"));
    }

    // In a culture, a soft hyphen is nothing: what QEMU compares letter by letter is so here.
    [Fact]
    public void Version_OfATypeWithALetterThatIsNotSeen_IsNone()
    {
        Assert.Null(new QemuMachine("pc-q35-7.2+p\u00ADve0").Version);
        Assert.Null(new QemuMachine("p\u00ADc-q35-7.2").Version);
        Assert.Null(new QemuMachine("p\u00ADc-q35-jammy").Distribution);
        Assert.Null(new QemuMachine("pc-q35-jammy-h\u00ADpb").Distribution);
    }

    [Theory]
    [InlineData("pc-1.0", "5.2", true)]
    [InlineData("pc-1.0", "6.0", false)]
    [InlineData("pc-i440fx-1.4", "8.1", true)]
    [InlineData("pc-i440fx-1.7", "8.2", false)]
    [InlineData("pc-i440fx-2.3", "9.0", true)]
    [InlineData("pc-i440fx-2.3", "9.1", false)]
    [InlineData("pc-i440fx-2.4", "10.0", true)]
    [InlineData("pc-q35-2.4", "10.0", true)]
    [InlineData("pc-q35-2.4", "10.1", false)]
    [InlineData("pc-q35-4.1", "10.1", false)]
    [InlineData("pc-q35-4.2", "10.1", true)]
    [InlineData("pc-q35-4.2", "10.2", false)]
    [InlineData("pc-q35-5.0", "11.0", false)]
    [InlineData("pc-q35-5.1", "11.0", true)]
    [InlineData("pc-q35-5.1", "11.1", false)]
    [InlineData("pc-q35-5.2", "11.1", true)]
    [InlineData("pc-q35-2.3", "4.2", false)]
    [InlineData("pc-q35-7.2", "7.1", false)]
    [InlineData("pc-q35-7.2", "7.2.3", true)]
    [InlineData("pc-q35-rhel9.2.0", "7.1", false)]
    [InlineData("pc-q35-rhel9.2.0", "7.2", true)]
    [InlineData("pc-i440fx-rhel7.6.0", "11.1", true)]
    [InlineData("pc-q35-jammy-hpb", "6.1", false)]
    [InlineData("pc-q35-rhel7.5.0", "4.2", true)]
    [InlineData("microvm", "11.1", true)]
    public void Has_AMachineType_GoesByTheRelease(string machine, string release, bool has) =>
        Assert.Equal(has, QemuMachineTable.Has(QemuMachine.Parse(machine), QemuRelease.Parse(release)));

    // What `-machine help` prints: QEMU 5.2.0, 7.2.22, 10.0.13 and 11.1.3 as Debian builds them.
    [Theory]
    [InlineData("5.2.0", "1.0 1.1 1.2 1.3", "1.4 1.5 1.6 1.7 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2", "2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.0.1 4.1 4.2 5.0 5.1 5.2")]
    [InlineData("7.2.22", "", "1.4 1.5 1.6 1.7 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2", "2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.0.1 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2")]
    [InlineData("10.0.13", "", "2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1 8.2 9.0 9.1 9.2 10.0", "2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.0.1 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1 8.2 9.0 9.1 9.2 10.0")]
    [InlineData("11.1.3", "", "5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1", "5.2 6.0 6.1 6.2 7.0 7.1 7.2 8.0 8.1 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1")]
    public void Has_EveryVersionThereCouldBe_HasThoseThatQemuLists(string release, string pc, string i440fx, string q35)
    {
        QemuRelease of = QemuRelease.Parse(release);
        string[] versions = [.. from major in Enumerable.Range(0, 13) from minor in Enumerable.Range(0, 15) from micro in new[] { "", ".0", ".1", ".2" } select $"{major}.{minor}{micro}"];
        string All(string family) => string.Join(' ', versions.Where(version => QemuMachineTable.Has(new QemuMachine(family + version), of)));
        Assert.Equal((pc, i440fx, q35), (All("pc-"), All("pc-i440fx-"), All("pc-q35-")));
    }

    [Theory]
    [InlineData("pc-q35-99.0", "11.1", "unsupported machine type: \"pc-q35-99.0\"")]
    [InlineData("pc-q35-99.0", "7.2", "unsupported machine type")]
    public void Resolve_TypeThatTheReleaseLacks_IsRefused(string machine, string release, string message)
    {
        HvResolution resolution = new QemuVmm(QemuRelease.Parse(release), QemuMachine.Parse(machine)).Resolve(QemuFlags.Parse("hv-relaxed"), Host);
        Assert.Equal((false, message, HvSwitchFindingIds.Machine), (resolution.Starts, resolution.First?.Message, resolution.First?.Id));
    }

    [Theory]
    [InlineData("pc-q35-rhel7.5.0")]
    [InlineData("pc-q35-rhel99.0.0")]
    [InlineData("pc-rhel9.2.0")]
    [InlineData("jammy")]
    [InlineData("ubuntu-q35")]
    public void Resolve_TypeOfADistributionThatIsNotKnown_IsAnsweredWithAWarning(string machine)
    {
        HvResolution resolution = new QemuVmm(QemuChangeTable.Newest, QemuMachine.Parse(machine)).Resolve(QemuFlags.Parse("hv-relaxed"), Host);
        Assert.Equal((true, HvSwitchFindingIds.Machine, HvSeverity.Warning), (resolution.Starts, Assert.Single(resolution.Findings).Id, resolution.Findings[0].Severity));
    }

    [Theory]
    [InlineData("q35,foo=bar", "foo")]
    [InlineData("q35,foo=1,accel=kvm,bar=2", "foo, bar")]
    [InlineData("q35,accel=kvm,usb=off,dump-guest-core=off,mem-merge=on,smm=on,sgx-epc.0.memdev=a,kernel_irqchip=split,pcspk-audiodev=a,hpet=off,vmport=auto,type=pc", "")]
    public void Resolve_MachineProperty_IsToldWhereItIsNotKnown(string machine, string unknown)
    {
        HvResolution resolution = new QemuVmm(QemuChangeTable.Newest, QemuMachine.Parse(machine)).Resolve(QemuFlags.Parse("hv-relaxed"), Host);

        Assert.Equal((true, unknown), (resolution.Starts, string.Join(", ", resolution.Findings.Select(finding => finding.Flag))));
        Assert.All(resolution.Findings, finding => Assert.Equal((HvSwitchFindingIds.Machine, HvSeverity.Warning), (finding.Id, finding.Severity)));
    }

    // What Red Hat's and Ubuntu's types have of the compat properties that go to a leaf.
    [Theory]
    [InlineData("pc-q35-rhel8.6.0", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-q35-rhel10.0.0", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-q35-rhel8.5.0", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-q35-rhel8.0.0", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-i440fx-rhel7.6.0", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF, "hv-relaxed")]
    [InlineData("pc-q35-jammy", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-i440fx-mantic-hpb-maxcpus", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-q35-noble-v2", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-i440fx-focal", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF, "hv-vpindex")]
    [InlineData("pc-q35-bionic", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF, "hv-relaxed")]
    [InlineData("pc-q35-artful", "00001BBC-00060001-00000000-00000000", 0x40, "hv-relaxed")]
    public void Resolve_TypeOfADistribution_HasTheDefaultsOfTheTypeThatItStandsOn(string machine, string identity, uint maximumVps, string besideSynic)
    {
        QemuVmm vmm = new(new(10, 0), QemuMachine.Parse(machine));
        HvResolution resolution = vmm.Resolve(QemuFlags.Parse($"hv-synic,{besideSynic}"), Host);
        HvCpuidSet set = resolution.GetSet();

        Assert.Empty(resolution.Findings);
        Assert.Equal((identity, maximumVps), ($"{Leaf(set, 0x40000002)}", Leaf(set, 0x40000005).Eax));
        Assert.Equal(besideSynic == "hv-vpindex" ? 0x30u : 0u, Leaf(set, 0x40000003).Ebx);
        Assert.Equal(besideSynic == "hv-relaxed", vmm.Resolve(QemuFlags.Parse("hv-synic"), Host).Starts);
    }

    [Fact]
    public void Distributions_OfTheTable_EachHaveAnOwnNameAndWhereTheyAreKnownFrom()
    {
        Assert.Equal(QemuDistributionTable.Rows.Count, QemuDistributionTable.Rows.Select(row => row.Name).Distinct().Count());
        Assert.All(QemuDistributionTable.Rows, row => Assert.Same(row, QemuDistributionTable.Find($"pc-q35-{row.Name}")));
        Assert.All(QemuDistributionTable.Rows, row => Assert.NotEmpty(row.Source));
        Assert.Null(QemuDistributionTable.Find("pc-q35-6.1"));
    }

    [Theory]
    [InlineData("pc-q35-6.1", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF)]
    [InlineData("pc-q35-6.2", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF)]
    [InlineData("pc-i440fx-6.0", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF)]
    [InlineData("pc-q35-2.10", "00001BBC-00060001-00000000-00000000", 0x40)]
    [InlineData("pc-q35-2.11", "00001BBC-00060001-00000000-00000000", 0xFFFFFFFF)]
    [InlineData("q35", "00003839-000A0000-00000000-00000000", 0xFFFFFFFF)]
    public void Resolve_MachineType_HasTheDefaultsOfItsTime(string machine, string identity, uint maximumVps)
    {
        HvCpuidSet set = new QemuVmm(new(10, 0), QemuMachine.Parse(machine)).Resolve(QemuFlags.Parse("hv-relaxed"), Host).GetSet();
        Assert.Equal(identity, $"{Leaf(set, 0x40000002)}");
        Assert.Equal(maximumVps, Leaf(set, 0x40000005).Eax);
    }

    [Theory]
    [InlineData("pc-q35-3.0", true)]
    [InlineData("pc-q35-3.1", false)]
    public void Resolve_SynicOfOldMachineTypes_NeedsNoVpIndex(string machine, bool starts)
    {
        HvResolution resolution = new QemuVmm(new(10, 0), QemuMachine.Parse(machine)).Resolve(QemuFlags.Parse("hv-synic"), Host);
        Assert.Equal((starts, starts ? "123 0" : ""), (resolution.Starts, string.Join(", ", resolution.Enabled)));
    }

    [Fact]
    public void Resolve_ValueThatIsGiven_WinsOverTheMachineTypes()
    {
        QemuVmm vmm = new(new(10, 0), QemuMachine.Parse("pc-q35-2.10"));
        HvCpuidSet set = vmm.Resolve(QemuFlags.ParseEdits("hv-relaxed,hv-version-id-build=0x3839,x-hv-max-vps=-1"), HvHost.From(Host)).GetSet();
        Assert.Equal((0x3839u, 0xFFFFFFFFu), (Leaf(set, 0x40000002).Eax, Leaf(set, 0x40000005).Eax));
    }

    private static CpuidRegisters Leaf(HvCpuidSet set, uint function) => set.TryGet(function, out CpuidRegisters leaf) ? leaf : default;
}
