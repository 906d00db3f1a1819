using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

/// <summary>What a guest's log tells: those registers, and no other.</summary>
public class GuestLogTests
{
    public static TheoryData<string, string> Lines => new()
    {
        // Linux, arch/x86/kernel/cpu/mshyperv.c, by release.
        { "Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, ext 0x2, hints 0xc2c, misc 0xbed7b2", "3.EAX=2E7F 3.EBX=3B8030 3.ECX=2 3.EDX=BED7B2 4.EAX=C2C" },
        { "Hyper-V: privilege flags low 0xae7f, high 0, ext 0, hints 0xa4e24, misc 0xe4bed7b6", "3.EAX=AE7F 3.EBX=0 3.ECX=0 3.EDX=E4BED7B6 4.EAX=A4E24" },
        { "Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0xc2c, misc 0xbed7b2", "3.EAX=2E7F 3.EBX=3B8030 3.EDX=BED7B2 4.EAX=C2C" },
        { "Hyper-V: features 0x2e7f, hints 0xc2c, misc 0xbed7b2", "3.EAX=2E7F 3.EDX=BED7B2 4.EAX=C2C" },
        { "Hyper-V: features 0x2e7f, hints 0xc2c", "3.EAX=2E7F 4.EAX=C2C" },
        { "HyperV: features 0xe7f, hints 0x2c", "3.EAX=E7F 4.EAX=2C" },
        { "Hyper-V: Nested features: 0x3e0101", "A.EAX=3E0101" },
        { "Hyper-V: Isolation Config: Group A 0x0, Group B 0x2", "C.EAX=0 C.EBX=2" },
        { "Hyper-V Host Build:19041-10.0-0-0.985", "2.EAX=4A61 2.EBX=A0000 2.ECX=0 2.EDX=3D9" },
        { "hv_vmbus: Hyper-V Host Build:14393-10.0-0-0.2273; Vmbus version:4.0", "2.EAX=3839 2.EBX=A0000 2.ECX=0 2.EDX=8E1" },
        { "Hyper-V: Host Build 10.0.22000.708-0-0", "2.EAX=55F0 2.EBX=A0000 2.ECX=0 2.EDX=2C4" },
        { "Hyper-V: Hypervisor Build 10.0.26100.7462-7-1", "2.EAX=65F4 2.EBX=A0000 2.ECX=7 2.EDX=1001D26" },
        { "Hyper-V: LAPIC Timer Frequency: 0xc3500\nHyper-V: Using hypercall for remote TLB flush\nHyper-V: features 0x1, hints 0x2", "3.EAX=1 4.EAX=2" },

        // FreeBSD, sys/dev/hyperv/vmbus/hyperv.c; its CPU's lines look alike.
        { "Hyper-V Version: 10.0.20348 [SP1]\n  Features=0x2e7f<VPRUNTIME,TMREFCNT>\n  PM Features=0x10<C3HPET> [C2]\n  Features3=0xed7b2<DEBUG>\nCPU: Intel\n  Features=0x1f83fbff<FPU,VME>\n  Features2=0xfe",
            "2.EAX=4F7C 2.EBX=A0000 2.ECX=1 3.EAX=2E7F 3.ECX=12 3.EDX=ED7B2" },
        { "Hyper-V Version: 6.3.9600 [SP17]\n  Features=0xe7f\n  PM Features=0x0 [C2]\n  Features3=0x7b2\n  Recommends: 0000002c 00000fff\n  Limits: Vcpu:-1 Lcpu:512 Int:7552\n  HW Features: 0000000f, AMD: 00000000\n",
            "2.EAX=2580 2.EBX=60003 2.ECX=11 3.EAX=E7F 3.ECX=2 3.EDX=7B2 4.EAX=2C 4.EBX=FFF 5.EAX=FFFFFFFF 5.EBX=200 5.ECX=1D80 6.EAX=F 6.EDX=0" },
        { "Hyper-V Version: 10.0.20348 [SP1]\nCPU: Intel\n  Features=0x1f83fbff<FPU,VME>", "2.EAX=4F7C 2.EBX=A0000 2.ECX=1" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Read_Lines_TellTheirRegistersAndNoOther(string lines, string expected) => Assert.All(Printed.Noises.Where(noise => noise.Key is not ("one line" or "upper case")), noise =>
    {
        if (lines.Contains("Version", StringComparison.Ordinal) && noise.Key is "lines of another program between")
        {
            return; // FreeBSD's lines belong together by standing together
        }

        HvCpuidDump dump = Sample.Read(noise.Value(lines + "\n"));
        HvReading reading = Assert.Single(dump.Cpus).Reading;
        Assert.False(reading.IsComplete);
        Assert.Equal(expected, Told(reading));
    });

    [Fact]
    public void Read_WholeLogOfAGuest_FindsThemInTheMiddle()
    {
        string log = string.Concat(Enumerable.Range(0, 3000).Select(i => $"[{i / 1000.0:f6}] pci 0000:00:{i:x2}.0: BAR 0 [mem 0xfebc0000-0xfebdffff 64bit pref] 0x40000003 CPU {i}\n"));
        HvCpuidDump dump = Sample.Read(log + "[    0.000000] Hyper-V: features 0x2e7f, hints 0xc2c\n" + log + "[    1.0] Hyper-V: Nested features: 0xe0101\n" + log);
        Assert.Equal(HvCpuidFormat.LinuxDmesg, dump.Format);
        Assert.Equal("3.EAX=2E7F 4.EAX=C2C A.EAX=E0101", Told(dump.Cpus[0].Reading));
    }

    [Fact]
    public void ReadAll_SeveralBoots_AreSeveralDumps()
    {
        string first = "Hyper-V: features 0x2e7f, hints 0xc2c\nHyper-V Host Build:19041-10.0-0-0.985\n";
        string second = "Hyper-V: features 0x2e7f, hints 0xc2c\nHyper-V Host Build:22621-10.0-0-0.985\n";
        Assert.Equal(2, HvCpuidFormats.ReadAll(Sample.Bytes(first + second)).Count);
        Assert.Single(HvCpuidFormats.ReadAll(Sample.Bytes(first + first)));
        Assert.Equal("2.EAX=4A61 2.EBX=A0000 2.ECX=0 2.EDX=3D9 3.EAX=2E7F 4.EAX=C2C", Told(Sample.Read(first.Replace("\n", "\n" + first.Split('\n')[0] + "\n", StringComparison.Ordinal)).Cpus[0].Reading));
    }

    [Theory]
    [InlineData("Hyper-V: privilege flags low 0x2e7g, high 0x3b8030, hints 0xc2c, misc 0xbed7b2", "expected ',' after CPUID.40000003H:EAX, found 'g, high 0x3b8030, hints 0xc2c, misc 0xbe…'")]
    [InlineData("Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0xc2c", "expected ',' after CPUID.40000004H:EAX, found the end of the line")]
    [InlineData("Hyper-V: privilege flags low 0x2e7f high 0x3b8030, hints 0xc2c, misc 0xbed7b2", "expected ',' after CPUID.40000003H:EAX, found ' high 0x3b8030, hints 0xc2c, misc 0xbed7…'")]
    [InlineData("Hyper-V: privilege flags low 2e7f, high 0x3b8030, hints 0xc2c, misc 0xbed7b2", "expected 0x and 1 to 8 hexadecimal digits for CPUID.40000003H:EAX after 'low', found '2e7f, high")]
    [InlineData("Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0xc2c, misc 0xbed7b2bed", "found '0xbed7b2bed'")]
    [InlineData("Hyper-V: privilege flags", "expected a blank after 'flags', found the end of the line")]
    [InlineData("Hyper-V: features 0x, hints 0xc2c", "found '0x, hints 0xc2c'")]
    [InlineData("Hyper-V: features 0x2e7f, hint 0xc2c", "expected 'hints' after ',', found 'hint 0xc2c'")]
    [InlineData("HyperV: features 0x2e7f, hints Oxc2c", "found 'Oxc2c'")]
    [InlineData("Hyper-V: Nested features: 0xe01012345", "found '0xe01012345'")]
    [InlineData("Hyper-V Host Build:19041-10.0-0-0", "expected '.' after CPUID.40000002H:EDX[31:24], found the end of the line")]
    [InlineData("Hyper-V Host Build:19041-10.0-0-256.0", "expected a decimal number for CPUID.40000002H:EDX[31:24] after '-', found '256.0'")]
    [InlineData("Hyper-V: Host Build 10.0.4294967296.708-0-0", "expected a decimal number for CPUID.40000002H:EAX after '.', found '4294967296.708-0-0'")]
    [InlineData("Hyper-V: Isolation Config: Group A 0x0, Group 0x2", "expected 'B' after 'Group', found '0x2'")]
    [InlineData("Hyper-V Version: 10.0.20348", "expected a blank after CPUID.40000002H:EAX, found the end of the line")]
    [InlineData("Hyper-V Version: 10.0.20348 [SP1]\n  Features=0x2e7fz", "or the end of the line, found 'z'")]
    [InlineData("Hyper-V Version: 10.0.20348 [SP1]\n  Features=0x2e7f<VP\n", "expected the names of the bits in '<' and '>', or the end of the line, found '<VP'")]
    [InlineData("Hyper-V Version: 10.0.20348 [SP1]\n  PM Features=0x11 [C2]", "expected CPUID.40000003H:ECX[31:4] with no other bit set, found '11 [C2]'")]
    public void Read_LineThatIsAlmostOne_IsTold(string lines, string message)
    {
        HvCpuidFormatException exception = Sample.Refused("Hello\n" + lines + "\nBye\n");
        Assert.Equal(1 + lines.TrimEnd('\n').Split('\n').Length, exception.Line);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private static string Told(HvReading reading) => string.Join(' ', reading.Set.SelectMany(leaf => Enum.GetValues<CpuidRegister>()
        .Where(register => reading.Known(leaf.Function)[register] == uint.MaxValue)
        .Select(register => FormattableString.Invariant($"{leaf.Function - 0x40000000:X}.{register.ToString().ToUpperInvariant()}={leaf.Registers[register]:X}"))));
}
