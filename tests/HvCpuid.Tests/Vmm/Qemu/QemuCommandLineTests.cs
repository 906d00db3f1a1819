using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuCommandLineTests
{
    [Fact]
    public void Parse_LibvirtsLog_TakesTheLastStartWithAllItSays()
    {
        VmDefinition definition = QemuCommandLine.Parse(
            "2024-05-01 10:00:00.123+0000: starting up libvirt version: 9.0.0, qemu version: 5.2.0, kernel: 5.10\n/usr/bin/qemu-system-x86_64 \\\n-cpu host,hv-crash\n"
            + "char device can't be redirected\n"
            + "2024-05-02 10:00:00.123+0000: starting up libvirt version: 9.0.0, package: 4, qemu version: 7.2.22Debian, kernel: 6.1\n"
            + "LC_ALL=C \\\n/usr/bin/qemu-system-x86_64 \\\n-name guest=win,debug-threads=on \\\n-machine pc-q35-6.1,accel=kvm,kernel_irqchip=split \\\n"
            + "-cpu 'host,hv_relaxed,hv-vendor-id=KVM Hv' \\\n-smp 4,maxcpus=8,sockets=8 \\\n-blockdev '{\"driver\":\"file\"}' \\\n-enable-kvm\n");

        Assert.Equal("hv-relaxed=on,hv-vendor-id=KVM Hv", definition.Edits.ToString());
        Assert.Equal("win", definition.Name);
        Assert.Equal("pc-q35-6.1,kernel-irqchip=split", definition.Machine!.ToString());
        Assert.Equal((true, 4, 8), (definition.UsesKvm, definition.Vcpus, definition.MaximumVcpus));
        Assert.Equal(new QemuRelease(7, 2, 22), definition.Qemu);
        Assert.Equal(["2 QEMU commands stand in it: the last is taken, line 6, column 1."], definition.Notes);
        Assert.Equal("line 10, column 12", definition.Edits.Items[0].Place.ToString());
    }

    [Theory]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu \"host,\"hv-time\\,hv-crash", "hv-time=on,hv-crash=on")]
    [InlineData("sudo /usr/bin/kvm --cpu host,hv-time & echo done", "hv-time=on")]
    [InlineData("ARGS=( -cpu host,hv-time -smp 2 )", "hv-time=on")]
    [InlineData("ARGS=( --cpu host,hv-time )", "hv-time=on")]
    [InlineData("$QEMU --cpu host,hv-time", "hv-time=on")]
    [InlineData("--cpu host,hv-time", "hv-time=on")]
    [InlineData("virt-install --cpu host-passthrough\n./run -cpu host,hv-time", "hv-time=on")]
    [InlineData("qemu-system-x86_64\0-name\0a b\0-cpu\0host,hv-vendor-id=A B\0", "hv-vendor-id=A B")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-crash -cpu host,hv-time", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -global x86_64-cpu.hv-time=on -cpu host,hv-crash", "hv-time=on,hv-crash=on")]
    [InlineData("qemu-system-x86_64 -global host-x86_64-cpu.hv_time=on -cpu host", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -global EPYC-x86_64-cpu.hv-time=on -cpu host", "")]
    [InlineData("qemu-system-x86_64 -global driver=host-x86_64-cpu,property=hv-time,value=on -cpu host", "hv-time=on")]
    [InlineData("args=(\n  -cpu host,hv-time # the clock\n  -machine q35\n)", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time \"$@\"", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time\nqemu-system-x86_64: warning: host doesn't support requested feature: MSR(480H).vmx-true-ctls [bit 55]\n", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -name hv-time -drive file=/vm/hv-time,if=none", "")]
    [InlineData("qemu-system-x86_64 -cpu \"host\\\",hv-time\"", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time -name a\\", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host -global isa-debugcon.iobase=0x402", "")]
    [InlineData("# qemu-system-x86_64 -cpu host,hv-crash\nqemu-system-x86_64 -cpu host", "")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time; echo -cpu x", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time | tee -cpu host", "hv-time=on")]
    [InlineData("curl -cpu x\nqemu-kvm -cpu host,hv-time\nbochs -cpu y", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time\nqemu-system-x86_64 -version", "hv-time=on")]
    [InlineData("qemu-system-x86_64 -cpu host,hv-time && qemu-system-x86_64 --help", "hv-time=on")]
    public void Parse_CommandLine_ReadsItAsAShellAndQemuDo(string text, string edits) => Assert.Equal(edits, QemuCommandLine.Parse(text).Edits.ToString());

    [Theory]
    [InlineData("-machine q35 -machine kernel-irqchip=off -cpu host", "q35,kernel-irqchip=off", null)]
    [InlineData("-M pc-q35-6.1 -accel kvm,kernel-irqchip=split -cpu host", "pc-q35-6.1,kernel-irqchip=split", true)]
    [InlineData("-machine type=q35,accel=tcg -cpu host", "q35", false)]
    [InlineData("-machine accel=kvm:tcg -cpu host", "pc", true)]
    [InlineData("-accel tcg -enable-kvm -cpu host", null, false)]
    [InlineData("-no-kvm -cpu host", null, false)]
    [InlineData("-accel whpx,kernel-irqchip=off -cpu host", "pc,kernel-irqchip=off", false)]
    public void Parse_MachineAndAccelerator_AreMergedAsInQemu(string options, string? machine, bool? kvm)
    {
        VmDefinition definition = QemuCommandLine.Parse("qemu-system-x86_64 " + options);

        Assert.Equal((machine, kvm), (definition.Machine?.ToString(), definition.UsesKvm));
    }

    // ps lists every VM of a host; starts of one VM are a log's.
    [Fact]
    public void Parse_SeveralVms_AreToldApartByTheirNames()
    {
        const string Ps = "qemu 1 5.0 0 ? Sl 10:00 /usr/libexec/qemu-kvm -name guest=win1,debug-threads=on -cpu host,hv-time=on -m 4G\n"
            + "qemu 2 5.0 0 ? Sl 10:00 /usr/libexec/qemu-kvm -name win2 -cpu host,hv-vapic -m 4G\nroot 3 0.0 0 pts/0 S+ 10:00 grep qemu\n";

        Assert.Equal(("win1", "hv-time=on"), (Of("win1").Name, Of("win1").Edits.ToString()));
        Assert.Equal(("win2", "hv-vapic=on"), (Of("win2").Name, Of("win2").Edits.ToString()));
        Assert.Empty(Of("win1").Notes);
        Assert.Equal("There are several VMs in it: expected --domain and one of win1, win2 (line 2, column 1)", Refused(Ps, null));
        Assert.Equal("There is no VM 'win3' in it: expected win1, win2 (line 1, column 1)", Refused(Ps, "win3"));
        Assert.Equal("There is no VM 'win3' in it: expected a -name (line 1, column 1)", Refused("qemu-kvm -cpu host", "win3"));
        Assert.Equal(["2 QEMU commands stand in it: the last is taken, line 2, column 1."], VmDefinitions.Parse("qemu-kvm -name a -cpu host\nqemu-kvm -name a -cpu host", _ => []).Notes);

        static VmDefinition Of(string? name) => VmDefinitions.Parse(Ps, _ => [], name);
        static string Refused(string text, string? name) => Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(text, _ => [], name)).Message;
    }

    [Fact]
    public void Parse_CpuModelThatIsNotKnown_IsTold() =>
        Assert.Equal(["'hots' is no CPU model of QEMU's that is known here."], QemuCommandLine.Parse("qemu-system-x86_64 -cpu hots,hv-time").Notes);

    [Theory]
    [InlineData("qemu-system-x86_64 -smp 4,hv-time -cpu host", "'hv-time' stands behind -smp: expected it in the value of -cpu (line 1, column 27)")]
    [InlineData("qemu-system-x86_64 -cpu host \\\n hv_relaxed", "'hv_relaxed' stands behind no option: ")]
    [InlineData("qemu-system-x86_64 -m 4G \\\n-cpu host,hv-tme", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 11)")]
    [InlineData("qemu-system-x86_64 -cpu", "-cpu has no argument: expected -cpu and a value (line 1, column 20)")]
    [InlineData("qemu-system-x86_64 -cpu 'host", "The quote ' is not closed: expected another ' (line 1, column 25)")]
    [InlineData("qemu-system-x86_64 -cpu host,$FLAGS", "'$FLAGS' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 30)")]
    [InlineData("qemu-system-x86_64 -cpu host -machine q35,kernel-irqchip=maybe", "'maybe' is no place for interrupt controllers: ")]
    [InlineData("qemu-system-x86_64 -cpu host -global kvm-pit.hv-time=on", "'kvm-pit' is no CPU: expected x86_64-cpu, ")]
    [InlineData("qemu-system-x86_64 -cpu host -device e1000,hv-time=on -M q35,hv-time", "'hv-time' stands behind -machine: ")]
    [InlineData("qemu-system-x86_64 -cpu=host,hv-time", "'-cpu=host,hv-time' is no option of QEMU's: expected -cpu and its value, with a blank between them and no '=' (line 1, column 20)")]
    [InlineData("qemu-system-x86_64 -cpu help", "'help' lists what there is and starts no VM: expected a model such as host, and flags (line 1, column 25)")]
    [InlineData("qemu-system-x86_64 -M help -cpu host", "'help' lists what there is and starts no VM: expected a machine such as q35 (line 1, column 23)")]
    [InlineData("qemu-system-x86_64 -cpu host -accel kmv", "'kmv' is no accelerator of QEMU's: expected kvm, tcg, hvf, ")]
    [InlineData("qemu-system-x86_64 -cpu host -machine q35,accel=kmv:tcg", "'kmv' is no accelerator of QEMU's: expected kvm, tcg, hvf, ")]
    [InlineData("qemu-system-x86_64 -enable-kvm \"${args[@]}\"", "'${args[@]}' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 33)")]
    [InlineData("/usr/bin/qemu-system-aarch64 -cpu host,hv-time", "'/usr/bin/qemu-system-aarch64' is of another architecture than x86, ")]
    [InlineData("qemu-system-x86_64 -cpu host -global driver=host-x86_64-cpu,property=hv-tme,value=on", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 1, column 70)")]
    [InlineData("qemu-system-x86_64 -cpu host -global driver=host-x86_64-cpu,property=hv-time", "'driver=host-x86_64-cpu,property=hv-time' is not understood: expected -global CPU.hv-x=on")]
    [InlineData("qemu-system-x86_64 --version", "The command asks QEMU of itself and starts no VM: expected qemu-system-x86_64 and its options, -cpu among them (line 1, column 1)")]
    [InlineData("\0", "There is no QEMU command in it: expected qemu-system-x86_64 and its options, ")]
    [InlineData("echo hello", "There is no QEMU command in it: expected qemu-system-x86_64 and its options, ")]
    public void Parse_WhatIsWrong_IsToldWithItsPlace(string text, string message)
    {
        HvConfigurationException thrown = Assert.Throws<HvConfigurationException>(() => QemuCommandLine.Parse(text));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(thrown.Line);
    }

    [Fact]
    public void Parse_OptionsOfAFile_AreToldToBeUnread() => Assert.Equal(
        ["-readconfig vm.cfg is not read (line 1, column 20)."], QemuCommandLine.Parse("qemu-system-x86_64 -readconfig vm.cfg -cpu host").Notes);

    [Fact]
    public void Parse_LongerThanALimit_IsRefused()
    {
        string text = "qemu-system-x86_64 -cpu host" + new string(' ', 0x100000);
        Assert.Contains("too long", Assert.Throws<HvConfigurationException>(() => QemuCommandLine.Parse(text)).Message, StringComparison.Ordinal);
        Assert.Contains("too long", Assert.Throws<HvConfigurationException>(() => VmDefinitions.Parse(text, _ => [])).Message, StringComparison.Ordinal);
    }

    // The model stands in QEMU's message, and a terminal must not obey it.
    [Fact]
    public void Resolve_ModelWithControlCharacters_IsShownEscaped()
    {
        HvResolution resolution = HvVmm.Parse("qemu:11.1").Resolve(QemuFlags.ParseEdits("a\u001b[2J,x-hv-synic-kvm-only=on"), HvHost.Parse("6.12"));
        Assert.Contains(resolution.Findings, finding => finding.Message.Contains(@"a\x1B[2J", StringComparison.Ordinal));
        Assert.All(resolution.Findings, finding => Assert.DoesNotContain('\u001b', finding.Message));
    }
}
