using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>What an input holds, or one part of it: its format, and the hypervisor leaves of each of its CPUs.</summary>
public sealed class HvCpuidDump
{
    private readonly HvCpuidDumpCpu[] _cpus;

    /// <summary>A dump of these CPUs.</summary>
    /// <param name="format">The format it was read from, or will be written in.</param>
    /// <param name="cpus">The CPUs, in order: one at least, no number twice, and one without a number only alone.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cpus"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no CPU, a number is there twice or negative, or a CPU without a number is not alone.</exception>
    public HvCpuidDump(HvCpuidFormat format, IEnumerable<HvCpuidDumpCpu> cpus)
        : this(format, [.. cpus ?? throw new ArgumentNullException(nameof(cpus))])
    {
        HashSet<int> numbers = [];
        foreach (HvCpuidDumpCpu cpu in _cpus)
        {
            if (cpu.Number is { } number ? number < 0 || !numbers.Add(number) : _cpus.Length > 1)
            {
                throw new ArgumentException(
                    "A dump has each CPU number once, from 0 up, and a CPU without a number only alone.", nameof(cpus));
            }
        }

        if (_cpus.Length == 0 || Array.Exists(_cpus, cpu => cpu.Reading is null))
        {
            throw new ArgumentException("A dump has one CPU at least, and each CPU a set.", nameof(cpus));
        }
    }

    // For readers, which have checked the same already, line by line.
    internal HvCpuidDump(HvCpuidFormat format, HvCpuidDumpCpu[] cpus) => (Format, _cpus) = (format, cpus);

    /// <summary>The format it was read from.</summary>
    public HvCpuidFormat Format { get; }

    /// <summary>What was left out, as a sentence; null when everything was kept that a set can hold.</summary>
    public string? Note { get; internal init; }

    /// <summary>What the input calls it, <c>HVM Max policy</c> or <c>hostCPUID</c>; null when it has no name.</summary>
    public string? Title { get; internal init; }

    /// <summary>The line on which it begins, from 1; 0 for an input without lines.</summary>
    public int Line { get; internal init; }

    /// <summary>True when one of the CPUs has a hypervisor leaf.</summary>
    public bool HasLeaves => Array.Exists(_cpus, cpu => cpu.Set.Count > 0);

    /// <summary>The CPUs in the order of the input; never empty. Without a wish for another, the first is the one to take.</summary>
    public IReadOnlyList<HvCpuidDumpCpu> Cpus => _cpus;

    /// <summary>The leaves of the CPU with a number.</summary>
    /// <param name="cpuNumber">The number, as the dump has it.</param>
    /// <returns>Its set; null when the dump has no CPU of that number.</returns>
    public HvCpuidSet? Find(int cpuNumber)
    {
        foreach (HvCpuidDumpCpu cpu in _cpus)
        {
            if (cpu.Number == cpuNumber)
            {
                return cpu.Set;
            }
        }

        return null;
    }

    internal HvCpuidDump WithNote(string note) =>
        new(Format, _cpus) { Note = Note is null ? note : Note + " " + note, Title = Title, Line = Line };
}
