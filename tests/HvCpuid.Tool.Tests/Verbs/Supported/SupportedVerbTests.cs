using System.Text.Json;
using HvCpuid.Kvm;

namespace HvCpuid.Tool.Tests.Verbs;

public class SupportedVerbTests
{
    [Theory]
    [InlineData("supported", true)]
    [InlineData("supported --kernel 5.0", false)]
    [InlineData("supported --kernel 5.0 --evmcs", true)]
    [InlineData("supported --evmcs", true)]
    [InlineData("supported --kernel 5.17", false)]
    [InlineData("supported --kernel 6.12", true)]
    [InlineData("supported --kernel 6.12 --cpu amd", true)]
    public void Supported_NestedFeaturesLeaf_IsThereAsTheReleaseHasIt(string commandLine, bool there)
    {
        ToolRun run = ToolRun.Of(commandLine);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(there, run.Lines.Any(line => line.StartsWith("4000000AH ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Supported_WithEvmcs_HasTheVersionRange() =>
        Assert.Contains("4000000AH 00000101 00000000 00000000 00000000 Nested virtualization features", ToolRun.Of("supported --kernel 5.0 --evmcs").Lines);

    [Fact]
    public void Supported_EvmcsRange_IsTheOneGiven() =>
        Assert.Contains("4000000AH 00000301 00000000 00000000 00000000 Nested virtualization features", ToolRun.Of("supported --kernel 5.0 --evmcs 1..3").Lines);

    [Fact]
    public void Supported_Heading_SaysWhatWasAsked() => Assert.Equal(
        "Linux 6.1.192, AMD, nested=0, vCPU without in-kernel local APIC, SMT impossible, 4096 vCPUs at most",
        ToolRun.Of("supported --kernel 6.1.192 --cpu amd --nested off --lapic off --smt off --max-vcpus 4096", width: 120).Lines[0]);

    // README's first command: whoever names no kernel is told which it is, and how to name another.
    [Theory]
    [InlineData("supported", "--kernel R")]
    [InlineData("supported --evmcs", "--kernel R")]
    [InlineData("explain hv-time", "on kvm:5.10,intel")]
    [InlineData("access -", "--kernel R")]
    [InlineData("guest -", "--kernel K")]
    public void Heading_OfAVerbWithoutAKernel_NamesTheNewestAndHowToNameAnother(string commandLine, string another)
    {
        ToolRun run = ToolRun.Of(commandLine, ToolRun.Of("supported --kernel 6.12 --format raw").Bytes, width: 400);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Linux {KvmRelease.Newest} (the newest release known; another: {another})", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("supported kvm:6.12,amd,nolapic", "supported --kernel 6.12 --cpu amd --lapic off")]
    [InlineData("supported 6.12,amd", "supported --kernel 6.12 --cpu amd")]
    [InlineData("supported 6.12 --cpu amd --evmcs", "supported --kernel 6.12 --cpu amd --evmcs")]
    [InlineData("supported kvm:6.12,system --format json", "supported --kernel 6.12 --scope system --format json")]
    [InlineData("decode 6.12 --format raw", "decode kvm:6.12 --format raw")]
    [InlineData("flags hv-time --on 6.12", "flags hv-time --on kvm:6.12,intel")]
    public void Kernel_InAnySpelling_IsTheSame(string one, string other)
    {
        ToolRun run = ToolRun.Of(one);

        Assert.Equal((ToolRun.Of(other).ExitCode, ToolRun.Of(other).Output), (run.ExitCode, run.Output));
        Assert.NotEqual(2, run.ExitCode);
    }

    [Fact]
    public void Supported_NextStep_IsACommandThatWorks()
    {
        string line = ToolRun.Of("supported --kernel 6.12 --evmcs 1..2 --lapic off --smt off --max-vcpus 4096").Lines.Single(line => line.StartsWith("Bit by bit: hvcpuid ", StringComparison.Ordinal));

        ToolRun next = ToolRun.Of(line["Bit by bit: hvcpuid ".Length..]);

        Assert.Equal(0, next.ExitCode);
        Assert.Contains("eVMCS", next.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kernel 6.12 --cpu amd --evmcs", "ENOTTY", "enabling eVMCS", "kvm_amd")]
    [InlineData("--kernel 5.3 --cpu amd --evmcs", "ENODEV", "enabling eVMCS", "kvm_amd")]
    [InlineData("--kernel 7.2 --nested off --evmcs", "ENOTTY", "enabling eVMCS", "nested=1")]
    [InlineData("--kernel 6.12 --hyperv off --evmcs", "EINVAL", "enabling eVMCS", "CONFIG_KVM_HYPERV=y")]
    [InlineData("--kernel 6.12 --hyperv off", "EINVAL", "CONFIG_KVM_HYPERV", "build KVM with")]
    [InlineData("--kernel 5.0 --scope system", "EINVAL", "since Linux 5.11", "use Linux 5.11 or later")]
    [InlineData("--kernel 4.19 --evmcs", "EINVAL", "since Linux 5.0", "use Linux 5.0 or later")]
    [InlineData("--kernel 5.0 --nested off", "OOPS", "oops", "load kvm_intel with nested=1")]
    public void Supported_Refused_SaysErrnoWhyAndWhatHelps(string options, string error, string why, string remedy)
    {
        ToolRun run = ToolRun.Of("supported " + options);
        ToolRun json = ToolRun.Of("supported --format json " + options);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(error + ": ", run.Error, StringComparison.Ordinal);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.Equal((1, run.Error), (json.ExitCode, json.Error));
        Assert.Equal(["error", "message"], json.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(run.Error, $"{json.Json.GetProperty("error")}: {json.Json.GetProperty("message")}\n");
    }

    [Fact]
    public void Supported_EnablingWithoutEffect_IsNotedAndNotClaimed()
    {
        ToolRun run = ToolRun.Of("supported --kernel 6.12 --nested off --evmcs --format json");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("note: eVMCS counts as not enabled on this vCPU", run.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("evmcs").ValueKind);
        Assert.Equal("0x000a0000", run.Json.GetProperty("entries")[9].GetProperty("eax").GetString());
    }

    [Theory]
    [InlineData("--kernel 6.12 --scope system --lapic off", "--lapic and --evmcs have no effect")]
    [InlineData("--kernel 6.12 --scope system --evmcs", "--lapic and --evmcs have no effect")]
    [InlineData("--kernel 6.1.0-50-foo", "answered as Linux 6.1. What its builder put in or left out is not in its name.")]
    [InlineData("--kernel 9.1", "newer than the newest release this model knows")]
    public void Supported_WhatAReaderHasToKnow_IsNotedOnErrorAndInJson(string options, string note)
    {
        ToolRun run = ToolRun.Of("supported --format json " + options);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("note: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(note, run.Error, StringComparison.Ordinal);
        Assert.Contains(note, run.Json.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Supported_SystemScope_HasNoNoteWhereNothingWasAskedInVain() =>
        Assert.Equal("", ToolRun.Of("supported --kernel 6.12 --scope system").Error);

    [Fact]
    public void Supported_Json_HasEntriesAndWhatWasAsked()
    {
        JsonElement json = ToolRun.Of("supported --kernel 6.14 --cpu amd --nested off --lapic off --smt off --max-vcpus 300 --format json").Json;

        Assert.Equal(
            ["entries", "kernel", "cpu", "nested", "smt", "hyperv", "maxVcpus", "scope", "lapic", "evmcs", "basis", "uncertain", "notes"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"function":"0x40000004","index":0,"flags":0,"eax":"0x00040a2c","ebx":"0x00000fff","ecx":"0x00000000","edx":"0x00000000"}""",
            JsonSerializer.Serialize(json.GetProperty("entries")[4]));
        Assert.Equal(("6.14", "amd", "vcpu", 300), (Text("kernel"), Text("cpu"), Text("scope"), json.GetProperty("maxVcpus").GetInt32()));
        Assert.Equal((false, false, false), (Is("nested"), Is("lapic"), Is("smt")));

        string? Text(string name) => json.GetProperty(name).GetString();
        bool Is(string name) => json.GetProperty(name).GetBoolean();
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("bin")]
    [InlineData("json")]
    public void Supported_EveryMachineFormat_IsReadBackAlike(string format)
    {
        ToolRun written = ToolRun.Of("supported --kernel 6.12 --evmcs --format " + format);
        ToolRun recognised = ToolRun.Of("decode - --format bin", written.Bytes);
        ToolRun forced = ToolRun.Of($"decode - --format bin --input-format {format}", written.Bytes);

        Assert.Equal(8 + (10 * 40), recognised.Bytes.Length);
        Assert.Equal(ToolRun.Of("supported --kernel 6.12 --evmcs --format bin").Bytes, recognised.Bytes);
        Assert.Equal(recognised.Bytes, forced.Bytes);
    }

    [Fact]
    public void Supported_BytesToATerminal_AreRefused()
    {
        ToolRun run = ToolRun.Of("supported --format bin", terminal: true);

        Assert.Equal((2, 0), (run.ExitCode, run.Bytes.Length));
        Assert.Contains("--format bin", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kernel five", "--kernel: 'five' is not a Linux kernel: expected 5.0, 6.12, 6.1.192 or what `uname -r` prints, a distribution's release (rhel9.4, debian12, ubuntu24.04, sles15.6, pve8.4), its name and a build (ubuntu:5.15.0-141), or a release with commits or changes put in (+) or left out (-), 6.6+a8de7f100bb5-ExtendedGvaRanges.")]
    [InlineData("--cpu itnel", "--cpu: expected intel or amd, found 'itnel'. Did you mean 'intel'?")]
    [InlineData("--format xml", "--format: expected table, json, raw, instlatx64, firecracker or bin, found 'xml'.")]
    [InlineData("--evmcs 2..1", "--evmcs: '2..1' is not a range of enlightened VMCS versions: expected LOW..HIGH with 1 to 255, e.g. 1..1.")]
    [InlineData("--max-vcpus 0", "--max-vcpus: '0' is not a number of vCPUs: expected 1 to 2147483647, e.g. 4096.")]
    [InlineData("--kernel 5.20", "--kernel: there is no Linux 5.20: 5.19 was followed by 6.0.")]
    [InlineData("--kernel 5.99.1", "--kernel: there is no Linux 5.99.1: 5.19 was followed by 6.0.")]
    [InlineData("--kernel 6.20.0-7-amd64", "--kernel: there is no Linux 6.20: 6.19 was followed by 7.0.")]
    [InlineData("kvm:4.21,amd", "kvm:4.21,amd: there is no Linux 4.21: 4.20 was followed by 5.0.")]
    [InlineData("--hyperv off --kernel 5.10", "--hyperv off: Linux 5.10 always has KVM's Hyper-V support; it can be left out since 6.8 (CONFIG_KVM_HYPERV).")]
    [InlineData("kvm:6.12 --cpu amd", "--cpu: 'kvm:6.12' already names the kernel and its host: expected one or the other.")]
    [InlineData("6.12 --kernel 6.1", "--kernel: '6.12' already names the kernel and its host: expected one or the other.")]
    [InlineData("six", "supported: 'six' is no kernel: expected a release such as 6.12, or kvm:KERNEL")]
    [InlineData("--cup amd", "hvcpuid supported: '--cup' is not known here. Did you mean '--cpu'?")]
    [InlineData("--cpu", "hvcpuid supported: --cpu has no value: expected --cpu intel|amd.")]
    [InlineData("--cpu intel --cpu amd", "hvcpuid supported: Option '--cpu' expects a single argument but 2 were provided.")]
    public void Supported_CallThatIsWrong_NamesTheOptionAndWhatWasExpected(string options, string message)
    {
        ToolRun run = ToolRun.Of("supported " + options);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }
}
