using BenchmarkDotNet.Attributes;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Benchmarks;

/// <summary>
/// The same calls from one thread and from two, each on its own vCPU of one VM: an operation is a call, so two threads should take half the
/// time for it. Limit: 1.7 times the throughput.
/// </summary>
public class IoctlThreadsBenchmarks
{
    private const int Calls = 2_000_000;
    private const ulong Address = 0x7000_0000;
    private const ulong Distance = 0x1000;

    private readonly KvmFileTable _process;
    private readonly int[] _vcpus = new int[2];

    public IoctlThreadsBenchmarks()
    {
        MappedUserMemory memory = new();
        _process = new KvmFileTable(new SimulatedKvm(new KvmHost { Kernel = new KvmRelease(6, 12) }), memory);
        int vm = _process.Ioctl(_process.Open(), KvmRequest.CreateVm);
        _process.Ioctl(vm, KvmRequest.CreateIrqchip);
        for (int i = 0; i < _vcpus.Length; i++)
        {
            _vcpus[i] = _process.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)i);
            byte[] page = new byte[Distance];
            page[0] = IoctlBenchmarks.Entries;
            memory.Map(Address + ((ulong)i * Distance), page);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls, Description = "1 thread")]
    public void OneThread() => Run(0, Calls);

    [Benchmark(OperationsPerInvoke = Calls, Description = "2 threads on 2 vCPUs")]
    public void TwoThreads()
    {
        Thread other = new(() => Run(1, Calls / 2));
        other.Start();
        Run(0, Calls / 2);
        other.Join();
    }

    // What this machine's two cores give at best: the same bytes, copied without a call.
    [Benchmark(OperationsPerInvoke = Calls, Description = "copies, 1 thread")]
    public void OneThreadCopies() => Copy(Calls);

    [Benchmark(OperationsPerInvoke = Calls, Description = "copies, 2 threads")]
    public void TwoThreadsCopy()
    {
        Thread other = new(() => Copy(Calls / 2));
        other.Start();
        Copy(Calls / 2);
        other.Join();
    }

    private static void Copy(int times)
    {
        byte[] from = new byte[Distance];
        byte[] to = new byte[Distance];
        for (int i = 0; i < times; i++)
        {
            from.AsSpan(0, 408).CopyTo(to.AsSpan(i & 7));
        }
    }

    private void Run(int vcpu, int calls)
    {
        int fd = _vcpus[vcpu];
        ulong address = Address + ((ulong)vcpu * Distance);
        for (int i = 0; i < calls; i++)
        {
            if (_process.Ioctl(fd, KvmRequest.GetSupportedHvCpuid, address) != 0)
            {
                throw new InvalidOperationException("The call was refused.");
            }
        }
    }
}
