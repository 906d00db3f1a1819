using System.Text;
using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class GuestVerbTests
{
    // hv-vpindex,hv-time of QEMU 7.2, as `cpuid -r` prints it; the second with KVM's leaves beside.
    private const string HyperV = """
        CPU:
           0x40000000 0x00: eax=0x40000005 ebx=0x7263694d ecx=0x666f736f edx=0x76482074
           0x40000001 0x00: eax=0x31237648 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000002 0x00: eax=0x00003839 ebx=0x000a0000 ecx=0x00000000 edx=0x00000000
           0x40000003 0x00: eax=0x00000262 ebx=0x00000000 ecx=0x00000000 edx=0x00000008
           0x40000004 0x00: eax=0x00000000 ebx=0xffffffff ecx=0x00000000 edx=0x00000000
           0x40000005 0x00: eax=0xffffffff ebx=0x00000040 ecx=0x00000000 edx=0x00000000

        """;

    private const string KvmLeaves = """
           0x40000100 0x00: eax=0x40000101 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d
           0x40000101 0x00: eax=0x01007afb ebx=0x00000000 ecx=0x00000000 edx=0x00000000

        """;

    private static readonly byte[] Guest = Encoding.UTF8.GetBytes(HyperV);
    private static readonly byte[] BesideKvm = Encoding.UTF8.GetBytes(HyperV + KvmLeaves);

    private static readonly string[] Lines510 =
    [
        "Hypervisor detected: Microsoft Hyper-V",
        "Hyper-V: features 0x262, hints 0x0, misc 0x8",
        "Hyper-V Host Build:14393-10.0-0-0.0",
        "tsc: Marking TSC unstable due to running on Hyper-V",
        "Booting paravirtualized kernel on Hyper-V",
        "Hyper-V: PV spinlocks disabled",
        "clocksource: Switched to clocksource hyperv_clocksource_tsc_page",
    ];

    [Fact]
    public void Guest_Json_HasTheMembersThatOthersRelyOn()
    {
        ToolRun run = ToolRun.Of("guest - --kernel 5.10.262 --format json", Guest);
        JsonElement json = run.Json;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("Microsoft Hyper-V", json.GetProperty("platform").GetString());
        Assert.Single(Texts(json, "why"));
        Assert.Equal(Lines510, Texts(json, "dmesg"));
        Assert.Equal(("hyperv_clocksource_tsc_page", "lapic"), (json.GetProperty("clocksource").GetString(), json.GetProperty("clockevent").GetString()));
        Assert.Equal(
            [("reference TSC", "CPUID.40000003H:EAX[9]"), ("reference counter", "CPUID.40000003H:EAX[1]")],
            json.GetProperty("features").EnumerateArray().Select(feature => (feature.GetProperty("name").GetString(), feature.GetProperty("address").GetString())));
        Assert.Equal("0x810000050aff0000", json.GetProperty("msrs")[0].GetProperty("value").GetString());
        Assert.Equal(["hyperv_clocksource_tsc_page", "hpet", "acpi_pm"], json.GetProperty("clocksources").EnumerateArray().Select(source => source.GetProperty("name").GetString()));
    }

    [Fact]
    public void Guest_Table_ShowsTheLogLineForLine()
    {
        ToolRun run = ToolRun.Of("guest - --kernel 5.10.0-46-amd64", Guest);
        int start = Array.IndexOf(run.Lines, "Kernel log") + 1;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("standard input: as Linux 5.10.0-46-amd64 sees it", run.Lines[0]);
        Assert.Equal(Lines510.Select(line => "  " + line), run.Lines[start..(start + Lines510.Length)]);
        Assert.Contains(run.Lines, line => line.Contains("does not say its stable level", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("linux", "  Hyper-V: privilege flags low 0x2a7f, high 0x30, ext 0x0, hints 0xe24, misc 0x84518")]
    [InlineData("freebsd", "    Features=0x2a7f<VPRUNTIME,TMREFCNT,SYNIC,SYNTM,APIC,HYPERCALL,VPINDEX,REFTSC,TMFREQ>")]
    public void Guest_LineOfTheLogThatIsLong_IsNotBroken(string guest, string line)
    {
        ToolRun flags = ToolRun.Of("flags --preset recommended --on kvm:6.12 --format raw");
        ToolRun run = ToolRun.Of($"guest - --as {guest}", Encoding.UTF8.GetBytes(flags.Output));

        Assert.Contains(line, run.Lines);
    }

    [Fact]
    public void Guest_BesideKvmsLeaves_SaysFirstThatLinuxTakesKvm()
    {
        JsonElement json = ToolRun.Of("guest - --kernel 6.1.174 --cpu amd --format json", BesideKvm).Json;

        Assert.Equal("KVM", json.GetProperty("platform").GetString());
        Assert.StartsWith("Linux takes KVM,", Texts(json, "why")[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "Hypervisor detected: KVM", "kvm-clock: Using msrs 4b564d01 and 4b564d00", "Booting paravirtualized kernel on KVM", "tsc: Marking TSC unstable due to TSCs unsynchronized",
                "clocksource: Switched to clocksource kvm-clock",
            ],
            Texts(json, "dmesg"));
        Assert.Equal((0, 0, "HVG001"), (json.GetProperty("features").GetArrayLength(), json.GetProperty("msrs").GetArrayLength(), json.GetProperty("findings")[0].GetProperty("id").GetString()));
    }

    [Fact]
    public void Guest_UnderEnforcement_FindsTheAssistPage()
    {
        ToolRun run = ToolRun.Of("guest - --enforce on", Guest);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Lines, line => line.StartsWith("  HVG003 ", StringComparison.Ordinal));
        Assert.DoesNotContain("HVG003", ToolRun.Of("guest -", Guest).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Guest_AsFreeBsd_PrintsItsLines()
    {
        JsonElement json = ToolRun.Of("guest - --as freebsd --format json", Guest).Json;

        Assert.Equal(("freebsd", "Microsoft Hyper-V", "Hyper-V-TSC"), (json.GetProperty("as").GetString(), json.GetProperty("platform").GetString(), json.GetProperty("clocksource").GetString()));
        Assert.Equal("  Features=0x262<TMREFCNT,HYPERCALL,VPINDEX,REFTSC>", Texts(json, "dmesg")[1]);
    }

    [Fact]
    public void Guest_AsWindows_PrintsNothingAndSaysWhatIsDocumented()
    {
        JsonElement json = ToolRun.Of("guest - --as windows --format json", BesideKvm).Json;

        Assert.Equal(("Microsoft Hyper-V", 0), (json.GetProperty("platform").GetString(), json.GetProperty("dmesg").GetArrayLength()));
        Assert.Contains("reference time", json.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("name").GetString()));
        Assert.NotEmpty(ToolRun.Of("guest - --as windows", BesideKvm).Lines);
    }

    [Fact]
    public void Guest_OfWhatKvmSupports_IsToldThatNoGuestSeesThat()
    {
        ToolRun run = ToolRun.Of("guest kvm:6.12,intel --format json");

        Assert.Equal((0, JsonValueKind.Null), (run.ExitCode, run.Json.GetProperty("platform").ValueKind));
        Assert.Contains("not those that a guest is shown", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, ToolRun.Of("guest kvm:5.10,system").ExitCode);
    }

    [Theory]
    [InlineData("guest - --kernel linux", "--kernel: 'linux' is not a Linux release")]
    [InlineData("guest - --vcpus 0", "--vcpus: expected a number of 1 or more, found '0'.")]
    [InlineData("guest - --hz fast", "--hz: expected a number of 1 or more, found 'fast'.")]
    [InlineData("guest - --as solaris", "--as: expected linux, freebsd or windows, found 'solaris'.")]
    [InlineData("guest - --as windows --kernel 6.1", "--kernel is for --as linux")]
    public void Guest_WrongOption_IsExitCode2(string command, string message)
    {
        ToolRun run = ToolRun.Of(command, Guest);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(element => element.GetString()!)];
}
