using BenchmarkDotNet.Attributes;
using HvCpuid.Kvm;

namespace HvCpuid.Benchmarks;

/// <summary>What an answer costs, as a ratio to copying its 408 bytes (header and ten entries).</summary>
[MemoryDiagnoser]
public class SupportedBenchmarks
{
    private static readonly KvmHost Host = new() { Kernel = KvmRelease.Newest };
    private static readonly KvmHost Patched = new() { Kernel = KvmKernel.Parse("6.6+a8de7f100bb5-f84fcb66568c") };
    private static readonly VcpuState Vcpu = new(true, EvmcsVersionRange.Version1);
    private readonly byte[] _from = new byte[408];
    private readonly byte[] _to = new byte[408];
    private readonly SupportedHvCpuid _held = new(Host);

    [GlobalSetup]
    public void Ask() => _held.ForVcpu(Vcpu);

    [Benchmark(Baseline = true)]
    public void CopyOf408Bytes() => _from.AsSpan().CopyTo(_to);

    [Benchmark]
    public SupportedAnswer SeenHostAndVcpu() => _held.ForVcpu(Vcpu);

    [Benchmark]
    public SupportedAnswer NewHost() => new SupportedHvCpuid(Host).ForVcpu(Vcpu);

    [Benchmark]
    public SupportedAnswer NewHostOfAPatchedKernel() => new SupportedHvCpuid(Patched).ForVcpu(Vcpu);

    [Benchmark]
    public SupportedAnswer NewHostAndKernel() => new SupportedHvCpuid(new KvmHost { Kernel = KvmRelease.Newest }).ForVcpu(Vcpu);
}
