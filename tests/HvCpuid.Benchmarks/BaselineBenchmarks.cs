using System.Globalization;
using BenchmarkDotNet.Attributes;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Benchmarks;

/// <summary>What a host more costs a baseline, by the number of hosts before it: an operation is a host.</summary>
[MemoryDiagnoser]
public class BaselineBenchmarks
{
    private const int Few = 1_000;
    private const int Many = 100_000;
    private const int Fleet = 10_000_000;

    private static readonly HvCpuidSet[] Sets =
    [
        .. from kernel in new[] { "5.10", "5.15", "6.1", "6.6", "6.12", "7.3" }
           from vendor in Enum.GetValues<CpuVendor>()
           select new SupportedHvCpuid(new KvmHost { Kernel = KvmKernel.Parse(kernel), Vendor = vendor }).ForVcpu(VcpuState.Ordinary).Set,
    ];

    private readonly byte[] _name = "node00000000"u8.ToArray();
    private readonly HvBaselinePart[] _parts = [.. Enumerable.Range(0, 8).Select(Part)];

    [Benchmark(Baseline = true, OperationsPerInvoke = Few, Description = "1,000 hosts")]
    public HvBaselinePart? FewHosts() => Fold(Few);

    [Benchmark(OperationsPerInvoke = Many, Description = "100,000 hosts")]
    public HvBaselinePart? ManyHosts() => Fold(Many);

    [Benchmark(OperationsPerInvoke = Fleet, Description = "10,000,000 hosts")]
    public HvBaselinePart? AFleet() => Fold(Fleet);

    [Benchmark(OperationsPerInvoke = 8, Description = "joining a part of 1,000")]
    public HvBaselinePart? Join() => _parts.Aggregate((HvBaselinePart?)null, HvBaselineJoin.Join);

    private static HvBaselinePart Part(int number)
    {
        HvBaselineFold fold = new();
        for (int host = 0; host < Few; host++)
        {
            fold.Add(string.Create(CultureInfo.InvariantCulture, $"node{(number * Few) + host}"), Sets[host % Sets.Length]);
        }

        return fold.ToPart()!;
    }

    private HvBaselinePart? Fold(int hosts)
    {
        HvBaselineFold fold = new();
        for (int host = 0; host < hosts; host++)
        {
            host.TryFormat(_name.AsSpan(4), out _, "D8", CultureInfo.InvariantCulture);
            fold.Add(_name, Sets[host % Sets.Length].AsSpan());
        }

        return fold.ToPart();
    }
}
