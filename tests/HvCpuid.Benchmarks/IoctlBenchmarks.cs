using BenchmarkDotNet.Attributes;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Benchmarks;

/// <summary>
/// KVM_GET_SUPPORTED_HV_CPUID on a vCPU, in bytes, with 10 entries. Limits: at most 4 times the copy of its 408 bytes, and 0 B allocated.
/// </summary>
[MemoryDiagnoser]
public class IoctlBenchmarks
{
    internal const int Entries = 10;
    private const ulong Address = 0x7000_0000;

    private readonly byte[] _from = KvmCpuid2.CreateBuffer(Entries);
    private readonly byte[] _to = KvmCpuid2.CreateBuffer(Entries);
    private readonly KvmFileTable _process;
    private readonly SimulatedVcpu _typed;
    private readonly int _vcpu;

    public IoctlBenchmarks()
    {
        MappedUserMemory memory = new();
        memory.Map(Address, _to);
        SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12) });
        _process = new KvmFileTable(kvm, memory);
        int vm = _process.Ioctl(_process.Open(), KvmRequest.CreateVm);
        _process.Ioctl(vm, KvmRequest.CreateIrqchip);
        _vcpu = _process.Ioctl(vm, KvmRequest.CreateVcpu);
        _process.TryGetVcpu(_vcpu, out SimulatedVcpu? vcpu);
        _typed = vcpu!;
    }

    [Benchmark(Baseline = true, Description = "Span.CopyTo of 408 bytes")]
    public void Copy() => _from.AsSpan().CopyTo(_to);

    [Benchmark(Description = "ioctl(vcpu, KVM_GET_SUPPORTED_HV_CPUID, 10 entries)")]
    public int Ioctl() => _process.Ioctl(_vcpu, KvmRequest.GetSupportedHvCpuid, Address);

    [Benchmark(Description = "the same, refused with E2BIG")]
    public int TooShort()
    {
        _to[0] = Entries - 1;
        int result = _process.Ioctl(_vcpu, KvmRequest.GetSupportedHvCpuid, Address);
        _to[0] = Entries;
        return result;
    }

    [Benchmark(Description = "IKvmVcpu.GetSupportedHvCpuid")]
    public object Typed() => _typed.GetSupportedHvCpuid();
}
