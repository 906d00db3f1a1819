using System.Runtime.CompilerServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using MiniVmm;

namespace HvCpuid.Linux.Tests;

public class MiniVmmTests
{
    private const string Documented = "--as kvm:6.12,intel,evmcs";

    [Fact]
    public void Simulated_TheDocumentedCommand_PrintsWhatTheReadmeShows()
    {
        (int exitCode, string output, _) = Run(Documented + " --simulated");

        Assert.Equal(0, exitCode);
        Assert.Equal(Readme().Leaves + Readme().MsrsWithHyperV, output);
    }

    [Fact]
    public void Live_TheDocumentedCommand_PrintsTheLeavesOfTheSimulation()
    {
        LiveKvm.Open().Dispose();

        (_, string output, string messages) = Run(Documented);

        Assert.StartsWith("A guest on the live KVM of Linux ", messages, StringComparison.Ordinal);
        Assert.StartsWith(Readme().Leaves, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_TheDocumentedCommand_IsAsPredicted()
    {
        RequireModel();

        Assert.Equal(0, Run(Documented).ExitCode);
    }

    [Fact]
    public void Live_WithoutHyperV_PrintsAllThatASimulationWithoutItPrints()
    {
        using LinuxKvm live = LiveKvm.OpenWithoutHyperV();
        LiveKvm.RequireMsrFaults(live);
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), HyperVCompiledIn = false };
        using SimulatedKvm simulated = new(host);
        foreach (string command in new[] { Documented, "--as kvm:6.12,amd", "--as kvm:5.0,evmcs", "--as kvm:5.10,intel,nolapic --flags hv-relaxed,hv-vapic,hv-time" })
        {
            Assert.Equal(Run(command, simulated, new SimulatedGuestRunner(host)), Run(command, live, new LiveGuestRunner()));
        }
    }

    [Fact]
    public void Live_LeavesOfTheKernelItself_AreReadBack()
    {
        LiveKvm.OpenWithHyperV().Dispose();
        RequireModel();

        Assert.Equal(0, Run("--passthrough").ExitCode);
    }

    [Theory]
    [InlineData("loop", "The guest was stopped: it ran for 1 s without halting (RIP 1000H).")]
    [InlineData("fault", "The guest shut down: a triple fault")]
    [InlineData("cpuid", "KVM_SET_CPUID2 failed with E2BIG.")]
    public void Live_SomethingWrong_IsOneMessageAndExitCode1(string what, string message)
    {
        LiveKvm.Open().Dispose();

        (int exitCode, string output, string messages) = Run($"{Documented} --break {what}");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(message, messages.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Guest_MsrThatEveryProcessorHas_IsNoFault()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        LiveKvm.RequireMsrFaults(kvm);
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        const uint TimeStampCounter = 0x10;
        const uint Nobodys = 0x40000050;

        GuestReport report = new LiveGuestRunner().Run(vm, vcpu, new GuestScript([0x40000000], [Nobodys, TimeStampCounter, Nobodys]));

        Assert.Equal([true, false, true], report.Faults);
        Assert.Equal([default(CpuidRegisters)], report.Leaves);
    }

    [Theory]
    [InlineData("--as kvm:6.12,intel --flags hv-evmcs --simulated", 1, "error HVE001: Hyper-V enlightened VMCS (hv-evmcs) is not supported")]
    [InlineData("--as kvm:5.10,nolapic --flags hv-vpindex,hv-synic,hv-stimer-direct --simulated", 1, "error HVE001")]
    [InlineData("--as kvm:6.12 --break cpuid --simulated", 1, "KVM_SET_CPUID2 failed with E2BIG: there are more entries than KVM_MAX_CPUID_ENTRIES.")]
    public void Simulated_Refusals_AreNamed(string command, int exitCode, string message)
    {
        (int actual, string output, string messages) = Run(command);

        Assert.Equal((exitCode, ""), (actual, output));
        Assert.StartsWith(message, messages.Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--as 6.12", "--as: '6.12' is no modelled kernel: expected e.g. kvm:6.12,intel,evmcs.")]
    [InlineData("--as kvm:6.12,sparc", "--as: 'sparc' is not known here: expected intel, amd, evmcs or nolapic.")]
    [InlineData("--as", "'--as' is not known here, or has no value, or another than it can have.")]
    [InlineData("--break dance", "'--break' is not known here, or has no value, or another than it can have.")]
    [InlineData("--help", "'--help' is not known here, or has no value, or another than it can have.")]
    public void Arguments_ThatAreWrong_AreExitCode2WithTheUsage(string command, string message)
    {
        (int exitCode, string output, string messages) = Run(command);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(message + "\nMiniVmm [--as ", messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_OfAWrongReport_NamesFunctionAndMsr()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12) };
        using SimulatedKvm kvm = new(host);

        (int exitCode, string output, _) = Run(Documented, kvm, new LyingRunner(new SimulatedGuestRunner(host)));

        Assert.Equal(1, exitCode);
        Assert.Contains("  40000003H should be 0000AAFF-00100830-00000000-00084D12\n", output, StringComparison.Ordinal);
        Assert.Contains("CPUID: 135 of 136 functions as composed\n", output, StringComparison.Ordinal);
        Assert.Contains("  MSR 40000000H should be readable, and is #GP\n", output, StringComparison.Ordinal);
        Assert.Contains("RDMSR: 58 of 59 as predicted", output, StringComparison.Ordinal);
    }

    // Which MSRs a guest may read is the model's of the release.
    private static void RequireModel()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        LiveKvm.RequireMsrFaults(kvm);
        _ = LiveModel.HostOf(kvm);
    }

    private static (int ExitCode, string Output, string Messages) Run(string command)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter messages = new() { NewLine = "\n" };
        int exitCode = VmmProgram.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, messages);
        return (exitCode, output.ToString(), messages.ToString());
    }

    private static (int ExitCode, string Output, string Messages) Run(string command, IKvm kvm, IGuestRunner runner)
    {
        Assert.True(VmmOptions.TryParse(command.Split(' '), out VmmOptions? options, out _));
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter messages = new() { NewLine = "\n" };
        int exitCode = VmmProgram.Run(options, kvm, runner, new KvmHost { Kernel = new KvmRelease(6, 12) }, output, messages);
        return (exitCode, output.ToString(), messages.ToString());
    }

    // The blocks of text in the sample's README: the leaves, then the two last lines.
    private static (string Leaves, string MsrsWithHyperV) Readme([CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "samples", "MiniVmm", "README.md");
        string[] blocks = [.. File.ReadAllText(path).Split("```text\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
        return (blocks[0], blocks[1].Split('\n')[1] + "\n");
    }

    private sealed class LyingRunner(IGuestRunner honest) : IGuestRunner
    {
        public GuestReport Run(IKvmVm vm, IKvmVcpu vcpu, GuestScript script)
        {
            GuestReport report = honest.Run(vm, vcpu, script);
            CpuidRegisters[] leaves = [.. report.Leaves];
            bool[] faults = [.. report.Faults];
            leaves[3] = leaves[3] with { Edx = 0 };
            faults[0] = true;
            return new GuestReport(leaves, faults);
        }
    }
}
