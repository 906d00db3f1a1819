using BenchmarkDotNet.Attributes;
using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Benchmarks;

/// <summary>
/// A guest's CPUID of a Hyper-V leaf, against a linear scan over 80 entries with the Hyper-V leaves last, as a VMM that appends them has them
/// (the look-up is to be at least five times as fast, without allocating); and resolving ten switches.
/// </summary>
[MemoryDiagnoser]
public class GuestBenchmarks
{
    private const int Entries = 80;
    private const uint Leaf = 0x4000000A;
    private readonly HvConfiguration _tenSwitches = QemuFlags.Parse(
        "hv-relaxed,hv-vapic,hv-time,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-tlbflush,hv-ipi");

    private readonly HvCpuidSet _host =
        new SupportedHvCpuid(new KvmHost { Kernel = new KvmRelease(6, 12) }).ForVcpu(new VcpuState(true, EvmcsVersionRange.Version1)).GetSet();

    private CpuidEntry[] _entries = [];
    private GuestCpuid _guest = GuestCpuid.FromEntries([]);

    [GlobalSetup]
    public void Setup()
    {
        HvCpuidSet hyperV = HvPresetTable.Nested.Configuration.Resolve(_host).GetSet();
        IEnumerable<CpuidEntry> ordinary = Enumerable.Range(0, Entries - hyperV.Count).Select(i => new CpuidEntry((uint)i, new CpuidRegisters((uint)i, 0, 0, 0)));
        _guest = GuestCpuid.Join(hyperV, ordinary);
        _entries = [.. _guest.Entries.Skip(hyperV.Count), .. hyperV];
    }

    [Benchmark(Baseline = true)]
    public CpuidRegisters LinearScanOver80Entries()
    {
        foreach (CpuidEntry entry in _entries)
        {
            if (entry.Function == Leaf && ((entry.Flags & CpuidEntry.SignificantIndex) == 0 || entry.Index == 0))
            {
                return entry.Registers;
            }
        }

        return default;
    }

    [Benchmark]
    public CpuidRegisters QueryOfAHyperVLeaf() => _guest.Query(Leaf);

    [Benchmark]
    public CpuidRegisters QueryOfAnOrdinaryLeaf() => _guest.Query(7);

    [Benchmark]
    public HvResolution ResolveTenSwitches() => _tenSwitches.Resolve(_host);
}
