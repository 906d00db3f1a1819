using System.Text;
using System.Text.Json;
using HvCpuid.Documents;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Simulation;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Tests.Terminal;
using HvCpuid.Tool.Verbs;

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
        Assert.Null(report.Refusal);
        Assert.Equal("the live KVM of Linux 6.12.107 (/dev/kvm)", HostSource.Of(report).Description);
    }

    [Fact]
    public void Report_OfANameWithoutStableLevel_IsAtThatOfItsBuild()
    {
        HostReport report = Report(Intel612 with { Kernel = "6.1.0-55-amd64", Build = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-14)" });

        Assert.Equal("6.1.192", report.Nearest.Host.Kernel.ToString());
        Assert.Empty(report.Notes);
        Assert.Matches("(?m)^Release +6\\.1\\.192 *$", Printed(report));
        Assert.Equal("6.1.192", JsonDocument.Parse(Json(report)).RootElement.GetProperty("release").GetString());
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
        Assert.Equal("OOPS", HostSource.Of(report).Refusal!.Name);
    }

    [Fact]
    public void Report_OfAnUnreadableMachine_SaysWhatIsMissing()
    {
        HostReport report = Report(new LinuxHost());

        Assert.Equal(
            [
                $"the kernel's release cannot be read: it is taken to be Linux {KvmRelease.Newest}.",
                "no module kvm_intel or kvm_amd, or any other kvm_…, is seen in /sys/module: the host is taken to be Intel, by its processor (unknown, neither Intel's nor AMD's).",
                "the parameter nested of the module cannot be read: it is taken to be 1, as by default.",
                "the kernel's SMT control cannot be read: SMT is taken to be possible.",
            ],
            report.Notes);
        string text = Printed(report);
        Assert.Matches($"(?m)^Release +unknown, taken to be {KvmRelease.Newest} *$", text);
        Assert.Matches("(?m)^Module +none seen in /sys/module *$", text);
        Assert.Matches("(?m)^Processor +unknown, taken as Intel *$", text);
        Assert.Matches("(?m)^nested +unknown, taken to be 1 *$", text);
        Assert.Matches("(?m)^SMT control +unknown: SMT is taken to be possible *$", text);
        Assert.Equal($$"""{"release":"{{KvmRelease.Newest}}","cpu":"intel","nested":true,"smt":true}""", Assumed(report));
    }

    [Theory]
    [InlineData("AuthenticAMD", "amd", "AMD, by its processor (AuthenticAMD)", ", which changes no answer on AMD")]
    [InlineData("GenuineIntel", "intel", "Intel, by its processor (GenuineIntel)", "")]
    [InlineData("TCGTCGTCGTCG", "intel", "Intel, by its processor (TCGTCGTCGTCG, neither Intel's nor AMD's)", "")]
    public void Report_OfAModuleThatIsNotModelled_NamesItAndSaysWhatIsAssumed(string processor, string cpu, string taken, string effect)
    {
        HostReport report = Report(Intel612 with { Module = "kvm_pvm", Nested = null, Processor = processor }, hyperV: false);

        Assert.Equal(
            [
                $"kvm_pvm runs guests here, neither kvm_intel nor kvm_amd, and what it answers is not modelled: the host is taken to be {taken}.",
                $"the parameter nested of kvm_pvm cannot be read: it is taken to be 1, as by default{effect}.",
            ],
            report.Notes);
        Assert.Matches("(?m)^Module +kvm_pvm, which is not modelled *$", Printed(report));
        JsonElement root = JsonDocument.Parse(Json(report)).RootElement;
        Assert.Equal(("kvm_pvm", JsonValueKind.Null), (root.GetProperty("module").GetString(), root.GetProperty("nested").ValueKind));
        Assert.Equal($$"""{"cpu":"{{cpu}}","nested":true}""", Assumed(report));
    }

    [Fact]
    public void Report_OfAModuleWhoseNestedIsHidden_SaysWhatIsAssumed()
    {
        HostReport report = Report(Intel612 with { Nested = null });

        Assert.Equal(["the parameter nested of kvm_intel cannot be read: it is taken to be 1, as by default."], report.Notes);
        Assert.Equal("""{"nested":true}""", Assumed(report));
    }

    [Fact]
    public void Table_WithoutHyperV_SaysExactlyThat()
    {
        string text = Printed(Report(Intel612, hyperV: false));

        Assert.Contains("on /dev/kvm: EINVAL: this KVM was built without its Hyper-V support", text, StringComparison.Ordinal);
        Assert.Contains("Linux 6.12.107, Intel, nested=1, 4096 vCPUs at most, no CONFIG_KVM_HYPERV\nIt answers all of this alike.", text, StringComparison.Ordinal);
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
        byte[] json = Encoding.UTF8.GetBytes(Json(report));
        JsonElement root = JsonDocument.Parse(json).RootElement;

        Assert.Equal(
            ["entries", "kernel", "build", "release", "module", "cpu", "processor", "nested", "smtControl", "assumed", "apiVersion", "capabilities", "answers", "predicted", "nearest", "notes"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Enum.GetValues<KvmCapability>().Length, root.GetProperty("capabilities").GetArrayLength());
        Assert.Equal("{}", Assumed(report));
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
        JsonElement root = JsonDocument.Parse(Json(Report(Intel612, hyperV: false))).RootElement;

        Assert.Equal(("EINVAL", "EINVAL"), (root.GetProperty("error").GetString(), root.GetProperty("answers")[1].GetProperty("error").GetString()));
        Assert.Contains("CONFIG_KVM_HYPERV", root.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(root.GetProperty("nearest").GetProperty("hyperv").GetBoolean());
    }

    [Fact]
    public void Host_OnThisMachine_ReportsOrSaysWhyNot()
    {
        ToolRun run = ToolRun.Of("host --format json");
        if (MakesVms(out string? reason))
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(12, run.Json.GetProperty("apiVersion").GetInt32());
            Assert.Equal(LinuxHost.Read().Module, run.Json.GetProperty("module").GetString());
            return;
        }

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(("", $"host: {reason}\n"), (run.Output, run.Error));
    }

    [Fact]
    public void Source_OnThisMachine_GivesLeavesOrSaysWhyNot()
    {
        ToolRun run = ToolRun.Of("decode host");

        if (!MakesVms(out string? reason))
        {
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains(reason!, run.Error, StringComparison.Ordinal);
            return;
        }

        // A KVM without its Hyper-V support refuses.
        Assert.Equal(run.ExitCode == 0, run.Output.Contains("the live KVM of Linux ", StringComparison.Ordinal));
        Assert.Equal(run.ExitCode == 1, run.Error.Contains("EINVAL: ", StringComparison.Ordinal));
    }

    // A KVM may be there and make none, as where another hypervisor has the processor.
    private static bool MakesVms(out string? reason)
    {
        if (!LinuxKvm.TryOpen(out LinuxKvm? kvm, out reason))
        {
            return false;
        }

        using (kvm)
        {
            try
            {
                kvm.CreateVm().Dispose();
                return true;
            }
            catch (KvmException refusal)
            {
                reason = refusal.Message;
                return false;
            }
        }
    }

    private static string Assumed(HostReport report) => JsonDocument.Parse(Json(report)).RootElement.GetProperty("assumed").GetRawText()
        .Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static HostReport Report(LinuxHost machine, bool hyperV = true)
    {
        using SimulatedKvm kvm = new(machine.ToKvmHost() with { HyperVCompiledIn = hyperV });
        return HostReader.Read(kvm, machine);
    }

    private static string Printed(HostReport report)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        Page page = new(new ToolConsole { OpenInput = () => Stream.Null, OutputBytes = Stream.Null, Output = writer, Error = TextWriter.Null });
        HostText.Add(page, report);
        page.Print();
        return writer.ToString();
    }

    // Whatever the report, its document is as docs/json says.
    private static string Json(HostReport report)
    {
        string text = HvDocuments.ToText(report.ToDocument());
        DocumentSchemaTests.Check("host", text);
        return text;
    }
}
