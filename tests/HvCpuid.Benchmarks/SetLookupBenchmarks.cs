using BenchmarkDotNet.Attributes;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Benchmarks;

/// <summary>Looking the last leaf up in a set of 80: against a scan of its entries, and against a dictionary.</summary>
[MemoryDiagnoser]
public class SetLookupBenchmarks
{
    private const uint Last = HvCpuidSet.FirstFunction + Count - 1;
    private const int Count = 80;
    private readonly CpuidEntry[] _entries;
    private readonly Dictionary<uint, CpuidRegisters> _dictionary;
    private readonly HvCpuidSet _set;
    private readonly uint _function = Last;

    public SetLookupBenchmarks()
    {
        HvCpuidSetBuilder builder = new();
        for (uint i = 0; i < Count; i++)
        {
            builder.Add(HvCpuidSet.FirstFunction + i, new CpuidRegisters(i, i, i, i));
        }

        _set = builder.ToSet();
        _entries = [.. _set];
        _dictionary = _entries.ToDictionary(entry => entry.Function, entry => entry.Registers);
    }

    [Benchmark(Baseline = true)]
    public CpuidRegisters Scan()
    {
        foreach (ref readonly CpuidEntry entry in _entries.AsSpan())
        {
            if (entry.Function == _function)
            {
                return entry.Registers;
            }
        }

        return default;
    }

    [Benchmark]
    public CpuidRegisters Dictionary() => _dictionary.TryGetValue(_function, out CpuidRegisters registers) ? registers : default;

    [Benchmark]
    public CpuidRegisters Set() => _set.TryGet(_function, out CpuidRegisters registers) ? registers : default;
}
