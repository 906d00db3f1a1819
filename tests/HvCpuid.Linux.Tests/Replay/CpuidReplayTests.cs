using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>KVM_SET_CPUID2 and KVM_GET_CPUID2 on the live kernel and on the simulation: counts, memory, and a vCPU that has run.</summary>
public class CpuidReplayTests
{
    private const int EntrySize = 40;
    private const int HeaderSize = 8;
    private static readonly uint[] Counts = [1, 79, 80, 81, 255, 256, 257, 0x6666666, 0x7FFFFFFF, 0xFFFFFFFF, 7, 0, 2];

    [Fact]
    public void SetAndGet_AnyCount_AreAsTheModel()
    {
        using TwoKernels kernels = new();
        (_, ReplayFile vcpu) = VcpuHistory.Make(kernels, "no irqchip");
        foreach (uint count in Counts)
        {
            kernels.Situation = $"{count} entries";
            kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], ReplayBytes.Entries(count, seed: 1));
            foreach (uint room in unchecked(new[] { count - 1, count, count + 1, 0u, 255u, 256u, 257u, 0xFFFFFFFF }))
            {
                kernels.Call(vcpu, KvmRequest.GetCpuid2, kernels.Memory["mapped"], ReplayBytes.Header(room));
            }
        }

        kernels.AssertSame();
    }

    [Fact]
    public void SetAndGet_AnyMemory_AreAsTheModel()
    {
        using TwoKernels kernels = new();
        (_, ReplayFile vcpu) = VcpuHistory.Make(kernels, "no irqchip");
        foreach ((string name, ulong address) in kernels.Memory.Places)
        {
            foreach (uint count in new uint[] { 0, 1, 2, 3, 90, 257 })
            {
                kernels.Situation = $"{count} entries, {name}";
                kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], ReplayBytes.Entries(3, seed: 3));
                kernels.Call(vcpu, KvmRequest.SetCpuid2, address, ReplayBytes.Entries(count, seed: 5));
                kernels.Call(vcpu, KvmRequest.GetCpuid2, kernels.Memory["mapped"], ReplayBytes.Header(256));
                kernels.Call(vcpu, KvmRequest.GetCpuid2, address, ReplayBytes.Header(count));
                kernels.Call(vcpu, KvmRequest.GetCpuid2, address, ReplayBytes.Header(256));
            }
        }

        kernels.AssertSame();
    }

    [Theory]
    [MemberData(nameof(VcpuHistory.AllIrqchips), MemberType = typeof(VcpuHistory))]
    public void Set_AfterTheVcpuHasRun_IsAsTheModel(string irqchip)
    {
        using TwoKernels kernels = new();
        (ReplayFile vm, ReplayFile vcpu) = VcpuHistory.Make(kernels, irqchip);
        byte[] entries = ReplayBytes.Entries(3, seed: 1);
        kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], entries);
        kernels.Run(vm, vcpu);

        kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], entries);
        for (int offset = 0; offset < EntrySize; offset++)
        {
            kernels.Situation = $"{irqchip}, byte {offset} of an entry changed";
            byte[] changed = [.. entries];
            changed[HeaderSize + EntrySize + offset] ^= 1;
            kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], changed);
            Get(kernels, vcpu);
        }

        kernels.Situation = irqchip;
        foreach (uint count in new uint[] { 0, 2, 3, 4, 256, 257, 0xFFFFFFFF })
        {
            kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory["mapped"], ReplayBytes.Entries(count, seed: 1));
            Get(kernels, vcpu);
        }

        foreach ((string name, ulong address) in kernels.Memory.Places)
        {
            kernels.Situation = $"{irqchip}, {name}";
            kernels.Call(vcpu, KvmRequest.SetCpuid2, address, entries);
        }

        Get(kernels, vcpu);
        kernels.AssertSame();
    }

    private static void Get(TwoKernels kernels, ReplayFile vcpu) =>
        kernels.Call(vcpu, KvmRequest.GetCpuid2, kernels.Memory["mapped"], ReplayBytes.Header(256));
}
