using BenchmarkDotNet.Attributes;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Benchmarks;

/// <summary>The same number of calls of the byte-level ioctl, by how many vCPUs of one VM they go to in turn: an operation is a call. Each second vCPU has eVMCS.</summary>
[MemoryDiagnoser]
public class IoctlVcpusBenchmarks
{
    private const int Calls = 4096;
    private const ulong Address = 0x7000_0000;

    private KvmFileTable _process = null!;
    private int[] _vcpus = [];

    [Params(1, 16, 256, 4096)]
    public int Vcpus { get; set; }

    [GlobalSetup]
    public void Create()
    {
        MappedUserMemory memory = new();
        byte[] page = new byte[0x1000];
        page[0] = 16;
        memory.Map(Address, page);
        _process = new KvmFileTable(new SimulatedKvm(new KvmHost { Kernel = new KvmRelease(6, 12), MaximumVcpus = Calls }), memory);
        int vm = _process.Ioctl(_process.Open(), KvmRequest.CreateVm);
        _process.Ioctl(vm, KvmRequest.CreateIrqchip);
        _vcpus = [.. Enumerable.Range(0, Vcpus).Select(id => _process.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)id))];
        for (int id = 1; id < Vcpus; id += 2)
        {
            _process.TryGetVcpu(_vcpus[id], out SimulatedVcpu? vcpu);
            vcpu!.EnableEvmcs();
        }
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public void Call()
    {
        for (int call = 0; call < Calls; call++)
        {
            if (_process.Ioctl(_vcpus[call % Vcpus], KvmRequest.GetSupportedHvCpuid, Address) != 0)
            {
                throw new InvalidOperationException("The call was refused.");
            }
        }
    }
}
