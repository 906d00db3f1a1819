using System.Text.Json;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Simulation;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool.Tests.Verbs;

/// <summary>Kernels of distributions, over the verbs that take one.</summary>
public class KernelsVerbTests
{
    private const string Rhel94 = "5.14.0-427.13.1.el9_4.x86_64";

    [Fact]
    public void Kernels_WithoutPattern_AreEveryLine() => Assert.Equal(
        KvmKernels.BuiltIn.Lines.Select(line => $"{line.Id}: {line.Distribution}"),
        ToolRun.Of("kernels").Lines.Where(line => KvmKernels.BuiltIn.Lines.Any(known => line == $"{known.Id}: {known.Distribution}")));

    [Theory]
    [InlineData("kernels debian", 0, "debian12")]
    [InlineData($"kernels {Rhel94}", 0, "flaws of the host: ")]
    [InlineData("kernels rhel9.4", 0, "at most 4096 vCPUs a VM")]
    [InlineData("kernels plan9", 1, "kernels: nothing that is known here matches 'plan9'.")]
    public void Kernels_OfAPattern_AreThoseThatMatch(string command, int exitCode, string part)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(part, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_AsJson_LoadBackAsAFile()
    {
        using TemporaryFolder folder = new();
        string json = ToolRun.Of("kernels --format json").Output;
        string file = folder.File("kernels.json", json);

        Assert.Equal(json, ToolRun.Of($"kernels --format json --kernels {file}").Output.Trim() + "\n");
    }

    [Fact]
    public void KernelsFile_OfALine_GoesBeforeTheBuiltIn()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("kernels.json", """{"lines":[{"id":"mine","distribution":"Mine","patterns":["6.6.*-mine{build}"],"base":"6.6","rows":[{"from":"1","remove":["DirectTimersNeedLapic"],"maxVcpus":288,"sureness":"captured","source":"here"}]}]}""");

        ToolRun run = ToolRun.Of($"supported --kernels {file} --kernel 6.6.1-mine3 --format json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("00000120", run.Output + ToolRun.Of($"supported --kernels {file} --kernel 6.6.1-mine3").Output, StringComparison.Ordinal);
        Assert.Contains("Mine", run.Json.GetProperty("basis").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "kernels, line")]
    [InlineData("{\"lines\":[{\"id\":\"a\"}]}", "lines[0]")]
    [InlineData("{\"lines\":[],\"lines\":[]}", "twice")]
    [InlineData(null, "Could not find")]
    public void KernelsFile_ThatIsNone_IsAnUnusableInput(string? json, string part)
    {
        using TemporaryFolder folder = new();
        string file = json is null ? Path.Combine(folder.Path, "none") : folder.File("kernels.json", json);

        ToolRun run = ToolRun.Of($"supported --kernels {file} --kernel 6.6");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(part, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history rhel8 rhel9", "rhel8 to rhel9")]
    [InlineData("history debian12..debian13", "debian12 to debian13")]
    [InlineData("history 6.6 rhel10", "6.6 to rhel10")]
    public void History_OfKernels_IsWhatChangesBetweenThem(string command, string part)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void History_OfKernelsAsJson_HasTheirSteps()
    {
        JsonElement step = Assert.Single(ToolRun.Of("history rhel8 rhel9 --format json").Json.GetProperty("steps").EnumerateArray());

        Assert.Equal(("rhel8", "rhel9"), (step.GetProperty("from").GetString(), step.GetProperty("to").GetString()));
        Assert.Contains("HyperVOption", step.GetProperty("added").EnumerateArray().Select(change => change.GetProperty("id").GetString()));
        Assert.Equal(2, step.GetProperty("maxVcpus").GetArrayLength());
    }

    [Theory]
    [InlineData($"supported --kernel {Rhel94} --format json", 0)]
    [InlineData("supported --kernel 5.14.0-611.5.1.el9_7.x86_64 --lapic off --format json", 1)]
    public void Supported_OfADistribution_SaysItsBasisAndWhatIsUncertain(string command, int uncertain)
    {
        JsonElement json = ToolRun.Of(command).Json;

        Assert.StartsWith("RHEL", json.GetProperty("basis").GetString(), StringComparison.Ordinal);
        Assert.Equal(uncertain, json.TryGetProperty("uncertain", out JsonElement fields) ? fields.GetArrayLength() : 0);
    }

    [Theory]
    [InlineData("access kvm:rhel9.4,nolapic --hypercall 0x1000b", "host_oops")]
    [InlineData("access kvm:rhel9.7,nolapic --hypercall 0x1000b", "unknown")]
    public void Access_OfAFlawOfTheHost_IsAnOutcomeOfItsOwn(string command, string outcome)
    {
        ToolRun run = ToolRun.Of(command + " --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"\"{outcome}\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kvm:rhel9.4,nolapic", 0, "HVE020")]
    [InlineData("kvm:rhel9.7,nolapic", 1, "HVE021")]
    [InlineData("kvm:rhel9.4", 0, "")]
    public void Flags_OfHvIpiWithoutALocalApic_AreWarnedOf(string host, int exitCode, string id)
    {
        ToolRun run = ToolRun.Of($"flags hv-vpindex,hv-ipi --on {host}");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(id, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(id.Length > 0, (run.Output + run.Error).Contains("HVE02", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", "5.14.0-162.6.1.el9_1.x86_64")]
    [InlineData("5.15.0-140-generic", "5.15.0-139-generic")]
    [InlineData("6.6.9-mine", "6.6.9")]
    public void Capture_OfAKernelThatAnswersOtherwise_GivesTheRowsThatMakeItRight(string uname, string real)
    {
        using TemporaryFolder folder = new();
        string capture = folder.File("capture.json", Captured(uname, KvmKernel.Parse(real)));

        KvmKernel kernel = KvmKernel.Parse(real);
        string rows = folder.File("rows.json", ToolRun.Of($"kernels --from {capture} --format json").Output);
        string vector = ToolRun.Of($"kernels --from {capture}").Output;

        Assert.Contains($"# {uname}, captured", vector, StringComparison.Ordinal);
        string error = ToolRun.Of($"kernels --from {capture} --kernels {rows}").Error;
        Assert.True(error.Length == 0, error + File.ReadAllText(rows));
        Assert.Equal(
            new SupportedHvCpuid(new KvmHost { Kernel = kernel, MaximumVcpus = 1024 }).ForVcpu(VcpuState.Ordinary).GetSet().ToString(),
            new SupportedHvCpuid(new KvmHost { Kernel = Load(rows).Parse(uname), MaximumVcpus = 1024 }).ForVcpu(VcpuState.Ordinary).GetSet().ToString());
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("forceoff", false)]
    [InlineData("notsupported", false)]
    [InlineData("notimplemented", false)]
    public void Capture_OfAnSmtControl_IsTakenAsOnThatMachine(string control, bool possible)
    {
        using TemporaryFolder folder = new();
        LinuxHost machine = new() { Kernel = "6.12.107", Module = "kvm_amd", Nested = null, SmtControl = control, Processor = "AuthenticAMD" };
        using SimulatedKvm kvm = new(machine.ToKvmHost());
        string capture = folder.File("capture.json", HvDocuments.ToText(HostReader.Read(kvm, machine).ToDocument()));

        Capture read = CaptureReader.Read(capture, new ToolConsole { OpenInput = () => Stream.Null, OutputBytes = Stream.Null, Output = TextWriter.Null, Error = TextWriter.Null });

        Assert.Equal(machine.ToKvmHost() with { SmtPossible = possible }, read.Observation.Host);
    }

    private static KvmKernels Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return KvmKernels.Load(stream);
    }

    // What `hvcpuid host --format json` prints on a machine whose kernel has one name, and answers as another.
    private static string Captured(string uname, KvmKernel real)
    {
        LinuxHost machine = new() { Kernel = uname, Module = "kvm_intel", Nested = true, SmtControl = "on", Processor = "GenuineIntel" };
        using SimulatedKvm kvm = new(machine.ToKvmHost() with { Kernel = real });
        return HvDocuments.ToText(HostReader.Read(kvm, machine).ToDocument());
    }

    [Theory]
    [InlineData("{}", "expected what `hvcpuid host --format json` prints.")]
    [InlineData("[", "expected what `hvcpuid host --format json` prints.")]
    [InlineData("""{"kernel":null}""", "\"kernel\" is null: the kernel's name is not known.")]
    [InlineData("""{"kernel":"\\ud800"}""", "expected what `hvcpuid host --format json` prints.")]
    [InlineData("""{"kernel":"hello","nested":true,"smtControl":"on"}""", "'hello' is no kernel.")]
    [InlineData("""{"kernel":"6.12","cpu":"amd","nested":true,"smtControl":"on","capabilities":[],"answers":[{"scope":"system","error":"EWHAT"}]}""", "'EWHAT' is no errno that is known here.")]
    public void From_NoCapture_IsRefused(string capture, string message)
    {
        using TemporaryFolder folder = new();
        ToolRun run = ToolRun.With(["kernels", "--from", folder.File("capture.json", capture)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void From_RefusedCall_IsTakenWithItsErrno()
    {
        using TemporaryFolder folder = new();
        string capture = """{"kernel":"5.10.223","cpu":"intel","nested":true,"smtControl":"on","capabilities":[],"answers":[{"scope":"system","error":"EINVAL"}]}""";
        ToolRun run = ToolRun.With(["kernels", "--from", folder.File("capture.json", capture)]);
        Assert.True(run.ExitCode < 2, run.Error);
        Assert.NotEmpty(run.Output);
    }
}
