using HvCpuid.Enlightenments;
using HvCpuid.Tests.Text;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuCommandLineMistakesTests
{
    private const string Qemu = "qemu-kvm ";
    private const string NoCpu = ": expected x86_64-cpu, or a model's type such as host-x86_64-cpu, before .hv-time (line 1, column 18)";
    private const string NotUnderstood = " is not understood: expected -global CPU.hv-x=on, as in x86_64-cpu.hv-time=on (line 1, column 18)";

    [Theory]
    [InlineData("-accel {0}")]
    [InlineData("-accel accel={0}")]
    [InlineData("-accel thread=multi,{0}")]
    [InlineData("-machine q35,accel={0}")]
    [InlineData("-machine q35,accel={0}:kvm")]
    [InlineData("-machine accel=kvm -machine accel={0}")]
    [InlineData("-enable-kvm -machine accel={0}")]
    [InlineData("-no-kvm -machine accel={0}")]
    [InlineData("-accel {0} -accel kvm")]
    [InlineData("-accel {0} -enable-kvm")]
    public void Parse_Accelerator_SaysWhetherItIsKvm(string options)
    {
        string[] others = ["tcg", "hvf", "whpx", "xen", "mshv", "nvmm", "nitro", "hax", "qtest"];
        Assert.True(Kvm("kvm"));
        Assert.All(others, name => Assert.False(Kvm(name), name));

        bool? Kvm(string name) => QemuCommandLine.Parse(Qemu + options.Replace("{0}", name, StringComparison.Ordinal)).UsesKvm;
    }

    [Theory]
    [InlineData("-S", null)]
    [InlineData("-enable-kvm -no-kvm", false)]
    [InlineData("-no-kvm -enable-kvm", true)]
    [InlineData("-machine accel=tcg -enable-kvm", true)]
    [InlineData("-machine accel=tcg,accel=kvm", true)]
    [InlineData("-machine accel=kvm -machine q35", true)]
    [InlineData("-machine q35,usb=off", null)]
    [InlineData("-accel kernel-irqchip=off", null)]
    public void Parse_SeveralAccelerators_CountAsInQemu(string options, bool? kvm) => Assert.Equal(kvm, QemuCommandLine.Parse(Qemu + options).UsesKvm);

    [Theory]
    [InlineData("-S", null)]
    [InlineData("-machine kernel-irqchip=off -machine q35", "q35,kernel-irqchip=off")]
    [InlineData("-machine kernel-irqchip=off -machine type=q35", "q35,kernel-irqchip=off")]
    [InlineData("-machine kernel-irqchip=off -machine accel=kvm", "pc,kernel-irqchip=off")]
    [InlineData("-machine q35,kernel-irqchip=off -machine kernel-irqchip=split", "q35,kernel-irqchip=split")]
    [InlineData("-machine q35,kernel-irqchip=split -machine pc-q35-6.1", "pc-q35-6.1,kernel-irqchip=split")]
    [InlineData("-machine q35,kernel-irqchip=split -machine pc,kernel-irqchip=on", "pc,kernel-irqchip=on")]
    [InlineData("-machine q35 -machine usb=off", "q35")]
    [InlineData("-machine q35 -accel kvm,kernel_irqchip=split", "q35,kernel-irqchip=split")]
    [InlineData("-machine q35,kernel-irqchip=on -accel kvm,kernel-irqchip=split", "q35,kernel-irqchip=on")]
    [InlineData("-accel kvm,kernel-irqchip=split,thread=single -accel tcg", "pc,kernel-irqchip=split")]
    public void Parse_SeveralMachines_AreOne(string options, string? machine) => Assert.Equal(machine, QemuCommandLine.Parse(Qemu + options).Machine?.ToString());

    [Theory]
    [InlineData("-S -", "'hv-time'", "no option", 15)]
    [InlineData("-S a,", "'hv-time'", "no option", 15)]
    [InlineData("-S +", "'+hv-time'", "no option", 13)]
    [InlineData("-m ", "'hv-time'", "-m", 13)]
    [InlineData("-m a=1,+", "'+hv-time'", "-m", 17)]
    [InlineData("-m a=1,-", "'-hv-time'", "-m", 17)]
    [InlineData("--m 4G,", "'hv-time'", "-m", 17)]
    [InlineData("-accel kvm -accel kvm,", "'hv-time'", "-accel", 32)]
    [InlineData("-smp 4,", "'hv-time'", "-smp", 17)]
    [InlineData("-machine q35,", "'hv-time'", "-machine", 23)]
    [InlineData("-global ", "'hv-time'", "-global", 18)]
    [InlineData("-global a,", "'hv-time'", "-global", 20)]
    public void Parse_EnlightenmentWhereNoneBelongs_IsToldWithItsPlace(string before, string shown, string where, int column)
    {
        before = before.EndsWith(" -", StringComparison.Ordinal) ? before + " " : before;
        string message = $"{shown} stands behind {where}: expected it in the value of -cpu (line 1, column {column})";
        Assert.Equal(message, Message(Qemu + before + "hv-time"));
        Assert.Equal(message.Replace("hv-time", "hv_time=on", StringComparison.Ordinal), Message(Qemu + before + "hv_time=on"));
    }

    [Theory]
    [InlineData("-cpu ?", "'?' lists what there is and starts no VM: expected a model such as host, and flags (line 1, column 15)")]
    [InlineData("-S hv-foo", "'hv-foo' stands behind no option: expected it in the value of -cpu (line 1, column 13)")]
    [InlineData("-accel kmv", "'kmv' is no accelerator of QEMU's: expected kvm, tcg, hvf, whpx, xen, mshv, nvmm, nitro, hax, qtest (line 1, column 17)")]
    [InlineData("-accel kvm,kernel-irqchip=maybe", "'maybe' is no place for interrupt controllers: kernel-irqchip takes on, off or split (line 1, column 36)")]
    [InlineData("-machine kernel-irqchip=maybe", "'maybe' is no place for interrupt controllers: kernel-irqchip takes on, off or split (line 1, column 19)")]
    [InlineData("-machine type=q36,usb=off", "'q36' is no machine type that is known; did you mean q35? (line 1, column 24)")]
    [InlineData("-S a$b $c", "'$b' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 14)")]
    [InlineData("-S $ -m b", "'$' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 13)")]
    [InlineData("-machine q35,$x -cpu host", "'$x' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 23)")]
    [InlineData("-cpu $x", "'$x' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 15)")]
    [InlineData("-global cpu.hv-foo=on", "'hv-foo' is no enlightenment that is known: expected a flag of QEMU's such as hv-relaxed (line 1, column 22)")]
    [InlineData("-global cpu.hv-spinlocks=x", "'hv-spinlocks=x': hv-spinlocks takes a number from 0 to 4294967295, decimal or with 0x hexadecimal. (line 1, column 22)")]
    [InlineData("-global kvm-pit.hv-time=on", "'kvm-pit' is no CPU" + NoCpu)]
    [InlineData("-global cpux.hv_time=on", "'cpux' is no CPU" + NoCpu)]
    [InlineData("-global .hv-time=on", "'' is no CPU" + NoCpu)]
    [InlineData("-global x-c\u00ADpu.hv-time=on", "'x-c\\xADpu' is no CPU" + NoCpu)]
    [InlineData("-cpu $a$b", "'$a$b' is a variable of the shell: expected its value, as ps or QEMU's log shows it (line 1, column 15)")]
    [InlineData("-global a=hv-time", "'a=hv-time'" + NotUnderstood)]
    [InlineData("-global property=hv_time,value=on", "'property=hv_time,value=on'" + NotUnderstood)]
    [InlineData("-global driver=cpu,property=hv-time", "'driver=cpu,property=hv-time'" + NotUnderstood)]
    public void Parse_WhatIsWrong_IsToldWhole(string options, string message) => Cultures.Each(() => Assert.Equal(message, Message(Qemu + options)));

    [Theory]
    [InlineData("-global cpu.hv-time=on", "hv-time=on")]
    [InlineData("-global x86-cpu.hv-time=on", "hv-time=on")]
    [InlineData("-global x86_64-cpu.hv-time=on -cpu max", "hv-time=on")]
    [InlineData("-global i386-cpu.hv_time=off", "hv-time=off")]
    [InlineData("-global qemu64-x86_64-cpu.hv-time=on", "hv-time=on")]
    [InlineData("-global max-x86_64-cpu.hv-time=on -cpu max", "hv-time=on")]
    [InlineData("-global maxi-x86_64-cpu.hv-time=on -cpu max", "")]
    [InlineData("-global cpu.hv-spinlocks=4096 -global cpu.tsc-frequency=7", "hv-spinlocks=4096,tsc-frequency=7")]
    [InlineData("-global cpu.hv-spinlocks=4096 -cpu host,hv-spinlocks=8191", "hv-spinlocks=4096,hv-spinlocks=8191")]
    [InlineData("-global value=on,property=hv-time,driver=cpu", "hv-time=on")]
    [InlineData("-global Model-1.5-x86_64-cpu.hv-time=on -cpu Model-1.5", "hv-time=on")]
    [InlineData("-global cpu.hv-time", "")]
    [InlineData("-global cpu.h\u00ADv-foo=on -S h\u00ADv-foo", "")]
    [InlineData("-global ma\u00ADx-x86_64-cpu.hv-time=on -cpu max", "")]
    [InlineData("-foo -cpu host,hv-time", "hv-time=on")]
    [InlineData("\necho hv-time -cpu host,hv-crash", "hv-crash=on")]
    [InlineData("-global driver=x,driver=cpu,property=hv-time,value=off,value=on", "hv-time=on")]
    [InlineData("-global cpu.x2apic=on -global cpu -global a.b -global PIIX4_PM.disable_s3=1 -global a=x", "")]
    public void Parse_GlobalOfACpu_IsAFlag(string options, string edits) => Assert.Equal(edits, QemuCommandLine.Parse(Qemu + options).Edits.ToString());

    [Fact]
    public void Parse_OtherArchitecture_IsRefusedByTheFirstProgram()
    {
        const string Rest = "is of another architecture than x86, which alone has Hyper-V's leaves: expected qemu-system-x86_64 or qemu-system-i386 (line 1, column ";
        Assert.Equal($"'/usr/bin/qemu-system-aarch64' {Rest}6)", Message("sudo /usr/bin/qemu-system-aarch64 qemu-system-arm -cpu max"));
        Assert.Equal($"'qemu-system-x\\xAD86_64' {Rest}1)", Message("qemu-system-x\u00AD86_64 -cpu max"));
        Assert.Equal($"'qemu-system-arm' {Rest}20)", Message("qemu-system-x86_64 qemu-system-arm -cpu max"));
        Assert.Equal("hv-time=on", QemuCommandLine.Parse("sudo /bin/qemu-system-i386 -cpu max,hv-time -D /log/qemu-system-arm:").Edits.ToString());
    }

    [Fact]
    public void Parse_NoCommand_SaysWhatIsExpected() =>
        Assert.Equal("There is no QEMU command in it: expected qemu-system-x86_64 and its options, -cpu among them (line 1, column 1)", Message("echo -x"));

    [Fact]
    public void Parse_AcceleratorThatIsMistyped_SuggestsTheNearest() =>
        Assert.Equal("tcg", Assert.Throws<HvConfigurationException>(() => QemuCommandLine.Parse(Qemu + "-accel tcgg")).Suggestion);

    private static string Message(string text) => Assert.Throws<HvConfigurationException>(() => QemuCommandLine.Parse(text)).Message;
}
