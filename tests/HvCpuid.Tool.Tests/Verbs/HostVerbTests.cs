using System.Text;
using System.Text.Json;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Simulation;
using HvCpuid.Tool.Output;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Tests.Verbs;

/// <summary>The report, from simulated kernels; the verb itself on whatever machine this is.</summary>
public class HostVerbTests
{
    private static readonly LinuxHost Intel612 = new() { Kernel = "6.12.107", Module = "kvm_intel", Nested = true, SmtControl = "on", Processor = "GenuineIntel" };

    [Fact]
    public void Report_OfAKernelThatTheModelKnows_HasEveryAnswerAndNoDifference()
    {
        HostReport report = Report(Intel612);

        Assert.Equal(
            ["/dev/kvm", "vCPU, in-kernel local APIC", "vCPU, in-kernel local APIC, eVMCS 1..1", "vCPU"], report.Observation.Answers.Select(answer => answer.Where));
        Assert.Equal(new KvmRelease(6, 12, 107), report.Nearest.Host.Kernel);
        Assert.Empty(report.Nearest.Differences);
        Assert.Empty(report.Notes);
        Assert.Null(report.Refused);
        Assert.Equal("the live KVM of Linux 6.12.107 (/dev/kvm)", HostSource.Of(report).Description);
    }

    [Fact]
    public void Report_OfANameWithoutStableLevel_IsAtThatOfItsBuild()
    {
        HostReport report = Report(Intel612 with { Kernel = "6.1.0-55-amd64", Build = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-14)" });

        Assert.Equal(new KvmRelease(6, 1, 192), report.Nearest.Host.Kernel);
        Assert.Empty(report.Notes);
        Assert.Matches("(?m)^Release +6\\.1\\.192 *$", Printed(report));
        Assert.Equal("6.1.192", JsonDocument.Parse(Print(report, HostJson.Print)).RootElement.GetProperty("release").GetString());
    }

    [Fact]
    public void Report_OfAReleaseBeyondTheNewest_SaysAsWhichItWasModelled()
    {
        HostReport report = Report(Intel612 with { Kernel = "9.9.1+deb14-amd64" });

        Assert.Equal($"Linux 9.9.1 is newer than the newest release this model knows: answered as Linux {KvmRelease.Newest}.", Assert.Single(report.Notes));
    }

    [Fact]
    public void Report_BeforeTheSystemForm_StandsForTheVcpu()
    {
        HostReport report = Report(Intel612 with { Kernel = "5.4.200" });

        Assert.Equal((KvmErrno.EINVAL, "vCPU, in-kernel local APIC"), (report.Observation.Answers[0].Errno, report.Main!.Where));
        Assert.Empty(report.Nearest.Differences);
    }

    [Fact]
    public void Report_OfAKernelThatWouldOops_AsksNothing()
    {
        HostReport report = Report(Intel612 with { Kernel = "5.1.3", Nested = false });

        Assert.Empty(report.Observation.Answers);
        Assert.StartsWith("KVM_GET_SUPPORTED_HV_CPUID is not called: ", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal("OOPS", HostSource.Of(report).Refused!.Error);
    }

    [Fact]
    public void Report_OfAnUnreadableMachine_SaysWhatIsMissing()
    {
        HostReport report = Report(new LinuxHost());

        Assert.Equal(2, report.Notes.Count);
        Assert.Contains("taken as Intel", Printed(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithoutHyperV_SaysExactlyThat()
    {
        string text = Printed(Report(Intel612, hyperV: false));

        Assert.Contains("on /dev/kvm: EINVAL: this KVM was built without its Hyper-V support", text, StringComparison.Ordinal);
        Assert.Contains("Linux 6.12.107 without CONFIG_KVM_HYPERV, Intel, nested=1, at most 4096 vCPUs\nIt answers all of this alike.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WhereTheModelIsWrong_ListsEveryDifference()
    {
        using SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12, 107), SmtPossible = false });

        string text = Printed(HostReader.Read(kvm, Intel612));

        Assert.Contains("4 differences. Please report them", text, StringComparison.Ordinal);
        Assert.Contains("  /dev/kvm: CPUID.40000004H:EAX[18] NoNonArchitecturalCoreSharing is 1,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_IsCompleteAndReadBackAsASource()
    {
        HostReport report = Report(Intel612);
        byte[] json = Print(report, HostJson.Print);
        JsonElement root = JsonDocument.Parse(json).RootElement;

        Assert.Equal(
            ["entries", "kernel", "release", "module", "cpu", "processor", "nested", "smtControl", "apiVersion", "capabilities", "answers", "nearest", "notes"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Enum.GetValues<KvmCapability>().Length, root.GetProperty("capabilities").GetArrayLength());
        Assert.Equal("1..1", root.GetProperty("answers")[2].GetProperty("evmcs").GetString());
        Assert.Equal(0, root.GetProperty("nearest").GetProperty("differences").GetArrayLength());
        Assert.Equal(10, root.GetProperty("answers")[3].GetProperty("entries").GetArrayLength());
        ToolRun decoded = ToolRun.Of("decode - --format raw", json);
        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Error));
        Assert.Equal(ToolRun.Of("decode kvm:6.12.107,intel,system --format raw").Output, decoded.Output);
    }

    [Fact]
    public void Json_WithoutHyperV_IsTheRefusalFirst()
    {
        JsonElement root = JsonDocument.Parse(Print(Report(Intel612, hyperV: false), HostJson.Print)).RootElement;

        Assert.Equal(("EINVAL", "EINVAL"), (root.GetProperty("error").GetString(), root.GetProperty("answers")[1].GetProperty("error").GetString()));
        Assert.Contains("CONFIG_KVM_HYPERV", root.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(root.GetProperty("nearest").GetProperty("hyperv").GetBoolean());
    }

    [Fact]
    public void Host_OnThisMachine_ReportsOrSaysWhyNot()
    {
        ToolRun run = ToolRun.Of("host --format json");
        if (LinuxKvm.TryOpen(out LinuxKvm? kvm, out string? reason))
        {
            kvm.Dispose();
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(12, run.Json.GetProperty("apiVersion").GetInt32());
            return;
        }

        Assert.Equal((1, "", $"host: {reason}\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Source_OnThisMachine_GivesLeavesOrSaysWhyNot()
    {
        ToolRun run = ToolRun.Of("decode host");

        Assert.True(run.ExitCode == 0 || run.Error.Length > 0);
        Assert.Equal(LinuxKvm.TryOpen(out LinuxKvm? kvm, out _), run.ExitCode != 2);
        kvm?.Dispose();
    }

    private static HostReport Report(LinuxHost machine, bool hyperV = true)
    {
        using SimulatedKvm kvm = new(machine.ToKvmHost() with { HyperVCompiledIn = hyperV });
        return HostReader.Read(kvm, machine);
    }

    private static string Printed(HostReport report) => Encoding.UTF8.GetString(Print(report, HostOutput.Print));

    private static byte[] Print(HostReport report, Action<HostReport, ToolConsole> print)
    {
        using MemoryStream bytes = new();
        using StreamWriter writer = new(bytes, new UTF8Encoding(false)) { NewLine = "\n" };
        print(report, new ToolConsole { OpenInput = () => Stream.Null, OutputBytes = bytes, Output = writer, Error = TextWriter.Null });
        writer.Flush();
        return bytes.ToArray();
    }
}
