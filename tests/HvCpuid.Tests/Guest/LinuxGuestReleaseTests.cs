using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Guest;

/// <summary>What changes from release to release: each boundary from both sides.</summary>
public class LinuxGuestReleaseTests
{
    // 3.EAX[15] clear, 3.EDX[10] set, nested features, and build 20348.1-10.0-2-7.859.
    private static readonly HvCpuidSet Full = Leaves(0x2AFF, 0x30, 0x80508, 0xE2C);

    [Theory]
    [InlineData("3.10", "HyperV: features 0x2aff, hints 0xe2c")]
    [InlineData("4.9.337", "HyperV: features 0x2aff, hints 0xe2c")]
    [InlineData("4.14.177", "Hyper-V: features 0x2aff, hints 0xe2c")]
    [InlineData("4.14.178", "Hyper-V: features 0x2aff, hints 0xe2c, misc 0x80508")]
    [InlineData("4.19.119", "Hyper-V: features 0x2aff, hints 0xe2c")]
    [InlineData("4.19.120", "Hyper-V: features 0x2aff, hints 0xe2c, misc 0x80508")]
    [InlineData("5.4.36", "Hyper-V: features 0x2aff, hints 0xe2c")]
    [InlineData("5.4.37", "Hyper-V: features 0x2aff, hints 0xe2c, misc 0x80508")]
    [InlineData("5.6", "Hyper-V: features 0x2aff, hints 0xe2c")]
    [InlineData("5.7", "Hyper-V: features 0x2aff, hints 0xe2c, misc 0x80508")]
    [InlineData("5.12", "Hyper-V: features 0x2aff, hints 0xe2c, misc 0x80508")]
    [InlineData("5.13", "Hyper-V: privilege flags low 0x2aff, high 0x30, hints 0xe2c, misc 0x80508")]
    [InlineData("6.14", "Hyper-V: privilege flags low 0x2aff, high 0x30, hints 0xe2c, misc 0x80508")]
    [InlineData("6.15", "Hyper-V: privilege flags low 0x2aff, high 0x30, ext 0x2, hints 0xe2c, misc 0x80508")]
    public void Features_OfARelease_AreSpelledItsWay(string kernel, string line) => Assert.Equal([line], Printed(Full, kernel, "features"));

    [Theory]
    [InlineData("4.10")]
    [InlineData("4.13")]
    public void Spelling_From4Dot10To4Dot13_IsSaidToBeUnknown(string kernel)
    {
        LinuxGuestView view = At(Full, kernel);

        Assert.DoesNotContain(view.Dmesg, line => line.Contains("features", StringComparison.Ordinal) || line.Contains("detected", StringComparison.Ordinal));
        Assert.Contains(view.Unknown, sentence => sentence.Contains("\"HyperV\"", StringComparison.Ordinal));
        Assert.DoesNotContain(At(Full, "4.14").Unknown, sentence => sentence.Contains("\"HyperV\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("4.10", "")]
    [InlineData("4.11", "Hyper-V Host Build:20348-10.0-2-7.859")]
    [InlineData("5.17", "Hyper-V Host Build:20348-10.0-2-7.859")]
    [InlineData("5.18", "Hyper-V: Host Build 10.0.20348.859-2-7")]
    [InlineData("6.18", "Hyper-V: Host Build 10.0.20348.859-2-7")]
    [InlineData("6.19", "Hyper-V: Hypervisor Build 10.0.20348.859-2-7")]
    public void Build_OfARelease_IsSpelledItsWay(string kernel, string line) => Assert.Equal(line.Length == 0 ? [] : [line], Printed(Full, kernel, "build"));

    [Theory]
    [InlineData("6.8", true)]
    [InlineData("6.9", false)]
    public void Build_From6Dot9On_ComesAfterTheFrequency(string kernel, bool before)
    {
        IReadOnlyList<string> lines = At(Full, kernel).Dmesg;

        Assert.Equal(before, Place(lines, "Build") < Place(lines, "LAPIC"));
    }

    [Theory]
    [InlineData("5.10.66", true)]
    [InlineData("5.10.67", false)]
    [InlineData("5.14", true)]
    [InlineData("5.15", false)]
    public void TscUnstable_From5Dot15On_ComesAfterTheFlushHypercalls(string kernel, bool before)
    {
        IReadOnlyList<string> lines = At(Full, kernel).Dmesg;

        Assert.Equal(before, Place(lines, "Marking TSC") < Place(lines, "TLB flush"));
    }

    [Theory]
    [InlineData("5.15.6", true)]
    [InlineData("5.15.7", false)]
    [InlineData("5.10.262", true)]
    [InlineData("5.16", false)]
    public void Detection_WithoutVpIndex_IsOfOlderReleasesOnly(string kernel, bool detected)
    {
        LinuxGuestView view = At(Leaves(0x20, 0, 0, 0x20), kernel);

        Assert.Equal((detected, detected ? "Microsoft Hyper-V" : null), (view.IsDetected, view.Platform));
        Assert.Equal(!detected, view.Dmesg.Contains("x86/hyperv: VP_INDEX MSR not available."));
        Assert.Equal(detected, view.Findings.Any(finding => finding.Id == "HVG002"));
        Assert.Empty(view.Msrs);
        Assert.Empty(view.Hypercalls);
    }

    [Fact]
    public void Detection_OfOlderReleases_GainsNothingAndGivesTheTscUp() => Assert.Equal(
        [
            "Hypervisor detected: Microsoft Hyper-V", "Hyper-V: features 0x20, hints 0x20, misc 0x0", "Hyper-V Host Build:20348-10.0-2-7.859", "tsc: Marking TSC unstable due to running on Hyper-V",
            "Booting paravirtualized kernel on Hyper-V", "Hyper-V: PV spinlocks disabled", "clocksource: Switched to clocksource hpet",
        ],
        At(Leaves(0x20, 0, 0, 0x20), "5.10.262").Dmesg);

    [Fact]
    public void Detection_ThatFails_LeavesBareHardware() => Assert.Equal(
        ["x86/hyperv: HYPERCALL MSR not available.", "Booting paravirtualized kernel on bare hardware", "clocksource: Switched to clocksource acpi_pm"],
        LinuxGuestView.From(Leaves(0x40, 0, 0, 0), new LinuxGuestOptions { Vendor = CpuVendor.Amd, HasHpet = false }).Dmesg);

    [Theory]
    [InlineData("4.17", null)]
    [InlineData("4.18", "Hyper-V: Using MSR based APIC access")]
    [InlineData("5.3.7", "Hyper-V: Using MSR based APIC access")]
    [InlineData("5.3.8", "Hyper-V: Using enlightened APIC (x2apic mode)")]
    [InlineData("4.19.325", "Hyper-V: Using MSR based APIC access")]
    public void Apic_OfARelease_IsSpelledItsWay(string kernel, string? line) => Assert.Equal(line is null ? [] : [line], Printed(Full, kernel, "APIC"));

    [Fact]
    public void Asides_NameTheFunctionsReplaced_AndAreNoPartOfDmesg()
    {
        LinuxGuestView view = LinuxGuestView.From(Full, new LinuxGuestOptions { X2Apic = false });

        Assert.Equal(["eoi", "read", "write", "icr_write", "icr_read"], view.Lines.Where(line => line.Row.IsAside).Select(line => line.Text["APIC: ".Length..line.Text.IndexOf('(', StringComparison.Ordinal)]));
        Assert.Equal(view.Lines.Where(line => !line.Row.IsAside).Select(line => line.Text), view.Dmesg);
        Assert.Equal("APIC: eoi() replaced with hv_apic_eoi_write()", Assert.Single(LinuxGuestView.From(Full).Lines, line => line.Row.IsAside).Text);
        Assert.DoesNotContain(At(Full, "6.5").Lines, line => line.Row.IsAside);
    }

    [Fact]
    public void Lines_OfReleasesThatWereNotBooted_AreKnownFromTheSource()
    {
        Assert.All(At(Full, "4.9").Lines.Where(line => line.Text.StartsWith("HyperV", StringComparison.Ordinal)), line => Assert.False(line.Row.IsMeasured));
        Assert.All(At(Leaves(0x2AFF, 0x30, 0x80108, 0xC2C), "6.12.117").Lines, line => Assert.True(line.Row.IsMeasured || line.Row.IsAside, line.Text));
    }

    [Theory]
    [InlineData("5.17", false)]
    [InlineData("5.18", true)]
    public void CrashLine_IsThereFrom5Dot18On(string kernel, bool there) => Assert.Equal(there, At(Full, kernel).Dmesg.Contains("Hyper-V: enabling crash_kexec_post_notifiers"));

    [Theory]
    [InlineData("4.13", "")]
    [InlineData("4.18", "Hyper-V: Using ext hypercall for remote TLB flush")]
    [InlineData("4.19", "Hyper-V: Using hypercall for remote TLB flush")]
    public void TlbFlush_OfARelease_IsSpelledItsWay(string kernel, string line) => Assert.Equal(line.Length == 0 ? [] : [line], Printed(Full, kernel, "TLB flush"));

    [Theory]
    [InlineData("4.9", "hyperv_clocksource 400, hpet 250, acpi_pm 200")]
    [InlineData("4.11", "hyperv_clocksource_tsc_page 400, hpet 250, acpi_pm 200")]
    [InlineData("5.6", "hyperv_clocksource_tsc_page 250, hpet 250, acpi_pm 200")]
    [InlineData("5.13", "hyperv_clocksource_tsc_page 500, hpet 250, acpi_pm 200")]
    [InlineData("6.5", "hyperv_clocksource_tsc_page 500, hyperv_clocksource_msr 495, hpet 250, acpi_pm 200")]
    public void ClockSources_OfARelease_HaveItsRatings(string kernel, string sources) =>
        Assert.Equal(sources, string.Join(", ", At(Full, kernel).ClockSources.Select(source => $"{source.Name} {source.Rating}")));

    [Fact]
    public void ClockSources_WithAnInvariantTsc_PutItFirst()
    {
        LinuxGuestView view = At(Leaves(0xAAFF, 0x30, 0x108, 0), "6.12");

        Assert.Equal("tsc 300, hyperv_clocksource_tsc_page 250, hpet 250, hyperv_clocksource_msr 245, acpi_pm 200", string.Join(", ", view.ClockSources.Select(source => $"{source.Name} {source.Rating}")));
        Assert.Equal("tsc", view.ClockSource);
        Assert.DoesNotContain(view.Dmesg, line => line.Contains("Marking TSC", StringComparison.Ordinal));
        Assert.Equal(1ul, Assert.Single(view.Msrs, msr => msr.Msr == 0x40000118).Value);
        Assert.Equal(["clocksource: Switched to clocksource tsc-early", "clocksource: Switched to clocksource tsc"], view.Lines.Select(line => line.Text).Where(text => text.StartsWith("clocksource", StringComparison.Ordinal)));
    }

    [Fact]
    public void ClockSource_ThatTheLeavesDoNotDecide_IsSaidToBeUnknown()
    {
        LinuxGuestView unmeasured = At(Leaves(0x8260, 0, 0, 0), "6.12");
        LinuxGuestView nothing = LinuxGuestView.From(Leaves(0x40, 0, 0, 0), new LinuxGuestOptions { Vendor = CpuVendor.Intel });

        Assert.All([unmeasured, nothing], view =>
        {
            Assert.Null(view.ClockSource);
            Assert.DoesNotContain(view.Lines, line => line.Text.StartsWith("clocksource", StringComparison.Ordinal));
            Assert.Contains(view.Unknown, sentence => sentence.StartsWith("which clock source", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData(CpuVendor.Amd, 2, "kvm-clock, hpet, acpi_pm", true)]
    [InlineData(CpuVendor.Amd, 1, "kvm-clock, tsc, hpet, acpi_pm", false)]
    [InlineData(CpuVendor.Intel, 2, "kvm-clock, tsc, hpet, acpi_pm", false)]
    [InlineData(null, 2, "kvm-clock, hpet, acpi_pm", false)]
    public void Kvm_ByVendorAndProcessors_TakesTheTscsForUnsynchronised(CpuVendor? vendor, int vcpus, string sources, bool unstable)
    {
        LinuxGuestView view = LinuxGuestView.From(Kvm(8), new LinuxGuestOptions { Vendor = vendor, VcpuCount = vcpus });

        Assert.Equal((sources, "kvm-clock", "lapic-deadline"), (string.Join(", ", view.ClockSources.Select(source => source.Name)), view.ClockSource, view.ClockEvent));
        Assert.Equal(unstable, view.Dmesg.Contains("tsc: Marking TSC unstable due to TSCs unsynchronized"));
        Assert.Equal(vendor is null, view.Unknown.Any(sentence => sentence.Contains("vendor", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("5.4.300", "lapic-deadline")]
    [InlineData("5.5", "Hyper-V clockevent")]
    public void ClockEvent_IsTheSyntheticTimerFrom5Dot5On(string kernel, string expected) => Assert.Equal(expected, At(Full, kernel).ClockEvent);

    [Fact]
    public void Lines_OfEveryRow_ArePrintedBySomeGuest()
    {
        HashSet<LinuxGuestLine> printed = [];
        string[] kernels = ["3.10", .. LinuxGuestChangeTable.All.Select(change => change.Release.ToString())];
        HvCpuidSet[] sets = [Full, Leaves(0x20, 0, 0, 0), Leaves(0x40, 0, 0, 0), Leaves(0x60, 0, 0, 4), Leaves(0xAEFF, 0x401001, 0x108, 0x1C0C), Leaves(0x60, 0x1001, 0, 0), Kvm(8), Kvm(1)];
        foreach (string kernel in kernels)
        {
            foreach (HvCpuidSet set in sets)
            {
                printed.UnionWith(LinuxGuestView.From(set, new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(kernel), Vendor = CpuVendor.Amd, X2Apic = set == Full }).Lines.Select(line => line.Row));
            }
        }

        Assert.Empty(LinuxGuestLineTable.All.Except(printed).Select(row => row.Form));
    }

    [Fact]
    public void Changes_OfTheTable_AreInTheOrderOfTheirReleases()
    {
        Assert.Equal(LinuxGuestChangeTable.All.OrderBy(change => change.Release), LinuxGuestChangeTable.All);
        Assert.All(LinuxGuestChangeTable.All, change => Assert.All(change.Backports, level => Assert.True(level < change.Release && level.Stable > 0, change.ToString())));
        Assert.Equal(typeof(LinuxGuestChangeTable).GetProperties().Count(property => property.PropertyType == typeof(LinuxGuestChange)), LinuxGuestChangeTable.All.Distinct().Count());
    }

    [Fact]
    public void Enforcement_WithoutTheApicsPrivilege_RefusesTheAssistPage()
    {
        LinuxGuestOptions enforced = new() { Enforced = true };
        LinuxGuestFinding finding = Assert.Single(LinuxGuestView.From(Leaves(0x262, 0, 8, 0), enforced).Findings);

        Assert.Equal(("HVG003", "CPUID.40000003H:EAX[4]"), (finding.Id, finding.Address.ToString()));
        Assert.Contains("\"unchecked MSR access error: WRMSR to 0x40000073\"", finding.Message, StringComparison.Ordinal);
        Assert.Empty(LinuxGuestView.From(Leaves(0x272, 0, 8, 0), enforced).Findings);
        Assert.Empty(LinuxGuestView.From(Leaves(0x262, 0, 8, 0)).Findings);
        Assert.Empty(LinuxGuestView.From(Leaves(0x262, 0, 8, 0), enforced with { HostKernel = new KvmRelease(5, 13) }).Findings);
    }

    [Fact]
    public void Enforcement_OfTheFullSet_RefusesNothing() => Assert.Empty(LinuxGuestView.From(Full, new LinuxGuestOptions { Enforced = true }).Findings);

    [Theory]
    [InlineData(64, new ushort[] { 2, 3, 0xB })]
    [InlineData(65, new ushort[] { 2, 3, 0x13, 0x14, 0xB, 0x15 })]
    public void Hypercalls_OfManyProcessors_AreTheExOnes(int vcpus, ushort[] codes) =>
        Assert.Equal(codes, LinuxGuestView.From(Full, new LinuxGuestOptions { VcpuCount = vcpus }).Hypercalls.Select(hypercall => hypercall.Code));

    [Theory]
    [InlineData(100, 200_000_000ul, "0x1e8480")]
    [InlineData(250, 1_000_000_000ul, "0x3d0900")]
    [InlineData(1000, 1_000_000_000ul, "0xf4240")]
    public void ApicFrequency_IsThatOfTheMsrByTheKernelsHz(int hz, ulong frequency, string text) =>
        Assert.Contains($"Hyper-V: LAPIC Timer Frequency: {text}", LinuxGuestView.From(Full, new LinuxGuestOptions { TimerFrequency = hz, ApicFrequency = frequency }).Dmesg);

    private static int Place(IReadOnlyList<string> lines, string part) => Assert.Single(lines.Select((line, place) => (line, place)), pair => pair.line.Contains(part, StringComparison.Ordinal)).place;

    private static IEnumerable<string> Printed(HvCpuidSet set, string kernel, string row) => At(set, kernel).Lines.Where(line => line.Row.Id == row).Select(line => line.Text);

    private static LinuxGuestView At(HvCpuidSet set, string kernel) => LinuxGuestView.From(set, new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(kernel) });

    private static HvCpuidSet Leaves(uint privileges, uint high, uint features, uint hints) => new HvCpuidSetBuilder()
        .Set(0x40000000, Signed("Microsoft Hv", 0x4000000C))
        .Set(0x40000001, new CpuidRegisters(0x31237648, 0, 0, 0))
        .Set(0x40000002, new CpuidRegisters(20348, 0x000A0000, 2, 0x0700035B))
        .Set(0x40000003, new CpuidRegisters(privileges, high, 2, features))
        .Set(0x40000004, new CpuidRegisters(hints, 0xFFF, 0, 0))
        .Set(0x40000005, new CpuidRegisters(0xFFFFFFFF, 64, 0, 0))
        .Set(0x4000000A, new CpuidRegisters(0x80000, 0, 0, 0))
        .Set(0x4000000C, new CpuidRegisters(1, 2, 0, 0))
        .ToSet();

    private static HvCpuidSet Kvm(uint features) => new HvCpuidSetBuilder()
        .Set(0x40000000, Signed("KVMKVMKVM", 0x40000001))
        .Set(0x40000001, new CpuidRegisters(features, 0, 0, 0))
        .ToSet();

    private static CpuidRegisters Signed(string signature, uint maximum)
    {
        AsciiSignature letters = AsciiSignature.Parse(signature);
        return new CpuidRegisters(maximum, letters.Ebx, letters.Ecx, letters.Edx);
    }
}
