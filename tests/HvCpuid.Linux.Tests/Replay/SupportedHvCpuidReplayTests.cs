using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>KVM_GET_SUPPORTED_HV_CPUID on the live kernel and on the simulation: every state of the vCPU, count and state of the caller's memory, every byte.</summary>
public class SupportedHvCpuidReplayTests
{
    private static readonly uint[] Counts =
        [.. Enumerable.Range(0, 41).Select(count => (uint)count), 256, 257, 1_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    private static readonly uint[] FewCounts = [0, 1, 5, 6, 7, 8, 9, 10, 11, 0xFFFFFFFF];

    [Theory]
    [MemberData(nameof(VcpuHistory.All), MemberType = typeof(VcpuHistory))]
    public void Vcpu_AnyHistoryCountAndMemory_AnswersAsTheModel(string irqchip, string happened)
    {
        using TwoKernels kernels = new();
        (ReplayFile vm, ReplayFile vcpu) = VcpuHistory.Make(kernels, irqchip, happened);

        Replay(kernels, vcpu, everywhere: happened is "new" or "eVMCS");
        Replay(kernels, vm, everywhere: false);

        kernels.AssertSame();
    }

    [Fact]
    public void System_AnyCountAndMemory_AnswersAsTheModel()
    {
        using TwoKernels kernels = new();

        Replay(kernels, kernels.System, everywhere: true);

        kernels.AssertSame();
    }

    private static void Replay(TwoKernels kernels, ReplayFile file, bool everywhere)
    {
        foreach (uint count in Counts)
        {
            kernels.Call(file, KvmRequest.GetSupportedHvCpuid, kernels.Memory["mapped"], ReplayBytes.Header(count));
        }

        foreach ((string name, ulong address) in everywhere ? kernels.Memory.Places : [])
        {
            kernels.Situation = name;
            foreach (uint count in FewCounts)
            {
                kernels.Call(file, KvmRequest.GetSupportedHvCpuid, address, ReplayBytes.Header(count));
            }
        }
    }
}
