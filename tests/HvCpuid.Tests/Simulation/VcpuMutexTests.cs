using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>Calls on one vCPU are served one at a time; calls on two are not held up by each other.</summary>
public class VcpuMutexTests
{
    private const int Threads = 4, CallsEach = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Calls_OnOneVcpu_AreNeverInsideTogether()
    {
        MeetingMemory memory = new();
        KvmFileTable process = new(new SimulatedKvm(new KvmHost { Kernel = new KvmRelease(6, 12) }), memory);
        int vcpu = process.Ioctl(process.Ioctl(process.Open(), KvmRequest.CreateVm), KvmRequest.CreateVcpu);

        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < CallsEach; i++)
            {
                process.Ioctl(vcpu, (i % 3) switch { 0 => KvmRequest.GetSupportedHvCpuid, 1 => KvmRequest.SetCpuid2, _ => KvmRequest.EnableCap }, 1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(1, memory.MostTogether);
        Assert.True(memory.Visits >= Threads * CallsEach);
    }

    [Fact]
    public void Calls_OnTwoVcpus_DoNotWaitForEachOther()
    {
        MeetingMemory memory = new() { WaitForTwo = new Barrier(2) };
        KvmFileTable process = new(new SimulatedKvm(new KvmHost { Kernel = new KvmRelease(6, 12) }), memory);
        int vm = process.Ioctl(process.Open(), KvmRequest.CreateVm);
        int[] vcpus = [process.Ioctl(vm, KvmRequest.CreateVcpu, 0), process.Ioctl(vm, KvmRequest.CreateVcpu, 1)];

        Thread[] threads = [.. vcpus.Select(vcpu => new Thread(() => process.Ioctl(vcpu, KvmRequest.EnableCap, 1)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.True(memory.Met, "The call on the second vCPU did not begin while the first was inside its own.");
    }

    /// <summary>Memory that faults everywhere, and counts who looks at it at the same time.</summary>
    private sealed class MeetingMemory : IUserMemory
    {
        private int _inside;

        public Barrier? WaitForTwo { get; init; }

        public int MostTogether { get; private set; }

        public int Visits { get; private set; }

        public bool Met { get; private set; }

        public ReadOnlySpan<byte> Readable(ulong address, int length) => Visit();

        public Span<byte> Writable(ulong address, int length) => Visit();

        private Span<byte> Visit()
        {
            MostTogether = Math.Max(MostTogether, Interlocked.Increment(ref _inside));
            Visits++;
            if (WaitForTwo is null)
            {
                Thread.Yield();
            }
            else
            {
                Met |= WaitForTwo.SignalAndWait(Patience);
            }

            Interlocked.Decrement(ref _inside);
            return default;
        }
    }
}
