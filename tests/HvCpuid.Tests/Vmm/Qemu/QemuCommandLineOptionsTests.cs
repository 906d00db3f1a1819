using HvCpuid.Enlightenments;
using HvCpuid.Tests.Text;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuCommandLineOptionsTests
{
    private const string Qemu = "qemu-system-x86_64 ";

    public static TheoryData<string> Alone =>
    [
        "enable-kvm", "no-kvm", "no-acpi", "no-hpet", "nodefaults", "no-user-config", "no-reboot", "no-shutdown", "no-fd-bootchk", "S", "s", "h", "help", "version",
        "daemonize", "nographic", "snapshot", "usb", "full-screen", "preconfig", "only-migratable", "no-quit", "win2k-hack", "singlestep",
    ];

    public static TheoryData<string> Named =>
    [
        "name", "pidfile", "uuid", "D", "qmp", "monitor", "serial", "chardev", "object", "blockdev", "drive", "device", "netdev", "smbios", "fw_cfg", "append", "kernel", "initrd",
        "hda", "hdb", "hdc", "hdd", "cdrom",
    ];

    // Behind an option without an argument the word belongs to nobody; behind another, it is that option's.
    [Theory]
    [MemberData(nameof(Alone))]
    public void Parse_OptionWithoutArgument_TakesNoWord(string option) =>
        Assert.Equal(Wrong("'hv-time' stands behind no option: expected it in the value of -cpu", Qemu.Length + option.Length + 3), Message($"{Qemu}-{option} hv-time"));

    [Theory]
    [MemberData(nameof(Named))]
    public void Parse_NameThatSomebodyChose_IsNoEnlightenment(string option)
    {
        VmDefinition definition = QemuCommandLine.Parse($"{Qemu}-{option} hv-time -cpu host,hv-crash --{option} a,hv_relaxed=on");

        Assert.Equal("hv-crash=on", definition.Edits.ToString());
        Assert.Equal(option == "name" ? "a" : null, definition.Name);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("machine")]
    [InlineData("M")]
    [InlineData("accel")]
    [InlineData("smp")]
    [InlineData("global")]
    public void Parse_OptionThatCounts_BeginsACommandAndTakesWhateverIsBehindIt(string option)
    {
        foreach (string dashes in new[] { "-", "--" })
        {
            // -M has no other spelling.
            if (dashes + option != "--M")
            {
                string written = dashes + option;
                Assert.Equal(VmLanguage.QemuCommandLine, VmDefinitions.Recognize($"{written} x"));
                Assert.True(QemuCommandLine.IsIn($"{written}\0x"));
                Assert.Equal($"{written} has no argument: expected {written} and a value (line 1, column 1)", Message(written));
                Assert.Equal($"'{written}=a=b' is no option of QEMU's: expected -{option} and its value, with a blank between them and no '=' (line 1, column 20)", Message($"{Qemu}{written}=a=b"));
                Assert.NotEqual(VmLanguage.QemuCommandLine, VmDefinitions.Recognize($"{dashes}m x"));
                Assert.Equal(dashes == "-", QemuCommandLine.IsIn($"run {written} x"));
                Assert.Equal(option == "cpu" ? "hv-time=off" : "", QemuCommandLine.Parse($"{Qemu}{written} {(option is "machine" or "M" ? "q35" : option == "accel" ? "kvm" : option == "cpu" ? "-hv-time" : "-x")} -S").Edits.ToString());
            }
        }
    }

    [Theory]
    [InlineData("kvm --cpu x", true)]
    [InlineData("/usr/libexec/qemu-kvm --cpu x", true)]
    [InlineData("sudo -E qemu --cpu x", true)]
    [InlineData("qemu-system-i386 --cpu x", true)]
    [InlineData("/opt/qemu-system-x86_64-git --cpu x", true)]
    [InlineData("X=1 --cpu x", false)]
    [InlineData("ARGS= --cpu x", true)]
    [InlineData("$RUN --cpu x", true)]
    [InlineData("$ run --cpu x", false)]
    [InlineData("$ run -cpu x", true)]
    [InlineData("run --cpu x", false)]
    [InlineData("-x run --cpu x", true)]
    [InlineData("kvm2 --cpu x", false)]
    [InlineData("qemu-img info -cpux", false)]
    [InlineData("qemu-system-x86_64: --cpu x", false)]
    [InlineData("qemusystem-x86_64 --cpu x", false)]
    [InlineData("run --cpux -cpu x", true)]
    [InlineData("-x qemu-kvm", false)]
    [InlineData("qemu-kvm is old", false)]
    [InlineData("qemu-kvm -x", true)]
    [InlineData("run cpu x", false)]
    [InlineData("run -m 1", false)]
    [InlineData("run -cpu", false)]
    [InlineData("$Q --cpu x", true)]
    [InlineData("--cpu\tx", true)]
    [InlineData("- -cpu\n- x", false)]
    [InlineData("echo a\nqemu-kvm -x\necho b", true)]
    [InlineData("qemu-\u00ADsystem-x86_64 --cpu x", false)]
    public void IsIn_Text_IsTrueWhereACommandOfQemusStands(string text, bool command) => Cultures.Each(() => Assert.Equal(command, QemuCommandLine.IsIn(text)));

    [Fact]
    public void Parse_TextOfTheGreatestLength_IsReadAndNoneBeyond()
    {
        string text = (Qemu + "-cpu host,hv-time").PadRight(0x100000);

        Assert.True(QemuCommandLine.IsIn(text));
        Assert.Equal("hv-time=on", QemuCommandLine.Parse(text).Edits.ToString());
        Assert.False(QemuCommandLine.IsIn(text + " "));
        Assert.Equal("The command line is too long: expected at most 1048576 characters, found 1048577 (line 1, column 1)", Message(text + " "));
    }

    [Theory]
    [InlineData("-name win", "win")]
    [InlineData("-name guest=win,debug-threads=on", "win")]
    [InlineData("-name debug-threads=on,guest=win", "win")]
    [InlineData("-name debug-threads=on", "")]
    [InlineData("-name a,guest=b", "b")]
    [InlineData("-name a -name b", "b")]
    [InlineData("-name a -name", "a")]
    [InlineData("-uuid a", null)]
    [InlineData("\nrun -name qemu-kvm -cpu host", null)]
    public void Parse_Name_IsTheGuests(string options, string? name) => Assert.Equal(name, QemuCommandLine.Parse(Qemu + options).Name);

    [Theory]
    [InlineData("-smp 4", 4, null)]
    [InlineData("-smp cpus=4,maxcpus=8", 4, 8)]
    [InlineData("-smp maxcpus=8", null, 8)]
    [InlineData("-smp sockets=2,cores=4", null, null)]
    [InlineData("-smp 4 -smp maxcpus=8", 4, 8)]
    [InlineData("-smp 4,maxcpus=8 -smp cpus=x,maxcpus=y", 4, 8)]
    [InlineData("-smp +4,maxcpus=0x8", null, null)]
    [InlineData("-smp 2147483647,maxcpus=2147483648", int.MaxValue, null)]
    public void Parse_Smp_TellsTheVcpus(string options, int? vcpus, int? maximum)
    {
        VmDefinition definition = QemuCommandLine.Parse(Qemu + options);

        Assert.Equal((vcpus, maximum), (definition.Vcpus, definition.MaximumVcpus));
    }

    [Theory]
    [InlineData("-cpu host -cpu Foo,hv-time", "-cpu is there twice: QEMU takes the last, line 1, column 35.|'Foo' is no CPU model of QEMU's that is known here.")]
    [InlineData("-readconfig a.cfg -cpu host,hv-time", "-readconfig a.cfg is not read (line 1, column 20).")]
    [InlineData("-global host-x86_64-cpu.hv-time=on", "-global host-x86_64-cpu.hv-time=on is about another CPU model than qemu64: it does nothing.")]
    [InlineData("-global host-x86_64-cpu.hv-time=on -cpu max,hv-crash", "-global host-x86_64-cpu.hv-time=on is about another CPU model than max: it does nothing.")]
    [InlineData("-cpu host,hv-time", "")]
    [InlineData("\ntaskset --cpu 3 qemu-kvm -cpu host,hv-time", "")]
    public void Parse_WhatDoesNothing_IsTold(string options, string notes)
    {
        VmDefinition definition = QemuCommandLine.Parse(Qemu + options);

        Assert.Equal(notes, string.Join("|", definition.Notes));
        Assert.Equal((VmLanguage.QemuCommandLine, options.Contains("-cpu ", StringComparison.Ordinal)), (definition.Language, definition.NamesCpu));
    }

    [Theory]
    [InlineData("qemu version: 7.2.22, x\nqemu-kvm -S\nqemu version: 9.0.0", "7.2.22")]
    [InlineData("qemu version: 5.1.0\nqemu version: 7.2.22Debian\nqemu-kvm -S", "7.2.22")]
    [InlineData("qemu version: 7.2.\nqemu-kvm -S", null)]
    [InlineData("qemu version: \nqemu-kvm -S", null)]
    [InlineData("qemu-kvm -S\nqemu version: 7.2.22", null)]
    [InlineData("X='qemu version: 7.2.0, ' qemu-kvm -S", null)]
    [InlineData("qemu version: 5.1.7\nqemu ver\u00ADsion: 7.2.0\nqemu-kvm -S", "5.1.7")]
    [InlineData("qemu-kvm -S", null)]
    public void Parse_Log_TellsTheVersionBeforeTheCommand(string text, string? version) => Assert.Equal(version, QemuCommandLine.Parse(text).Qemu?.ToString());

    private static string Wrong(string message, int column) => $"{message} (line 1, column {column})";

    private static string Message(string text) => Assert.Throws<HvConfigurationException>(() => QemuCommandLine.Parse(text)).Message;
}
