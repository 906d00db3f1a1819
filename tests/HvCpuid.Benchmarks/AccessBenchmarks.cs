using BenchmarkDotNet.Attributes;
using HvCpuid.Access;
using HvCpuid.Kvm;

namespace HvCpuid.Benchmarks;

/// <summary>What a VMM pays at an exit to know whether its guest may: an MSR, a value written, a hypercall.</summary>
[MemoryDiagnoser]
public class AccessBenchmarks
{
    private readonly HvAccess _access = new(
        new SupportedHvCpuid(new KvmHost { Kernel = KvmRelease.Newest }).ForVcpu(VcpuState.Ordinary).GetSet(),
        new HvAccessOptions { SynicActive = true });

    [Benchmark]
    public HvAccessOutcome ReadOfAnMsr() => _access.ReadMsr(0x40000020).Outcome;

    [Benchmark]
    public HvAccessOutcome WriteOfAValue() => _access.WriteMsr(0x40000090, 0x10).Outcome;

    [Benchmark]
    public HvAccessOutcome Hypercall() => _access.Hypercall(0x0000_0001_0001_0003).Outcome;
}
