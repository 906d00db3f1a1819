using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>Builds an <see cref="HvCpuidSet"/>, refusing what no set can hold: a second entry of a function, an index, an ordinary leaf.</summary>
/// <example>
/// <code>
/// HvCpuidSetBuilder builder = KvmQuery.Parse("6.12").Ask().Set!.ToBuilder();
/// builder.Set(0x40000005, new CpuidRegisters(64, 64, 0, 0)); // a guest of at most 64 vCPUs
/// HvCpuidSet mine = builder.ToSet();
/// Console.WriteLine(mine.Limits!.Value.Registers.Eax); // 64
/// </code>
/// </example>
public sealed class HvCpuidSetBuilder
{
    private readonly List<CpuidEntry> _entries = [];
    private readonly Dictionary<uint, int> _indexes = [];

    /// <summary>How many leaves so far.</summary>
    public int Count => _entries.Count;

    /// <summary>Says why an entry cannot be added, without adding it.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The reason, or null when it can.</returns>
    public string? Refusal(CpuidEntry entry)
    {
        if (entry.Function is < HvCpuidSet.FirstFunction or > HvCpuidSet.LastFunction)
        {
            return $"leaf {BitAddress.FunctionText(entry.Function)} is not a hypervisor leaf: expected 40000000H to 4FFFFFFFH";
        }

        if (entry.Index != 0)
        {
            return string.Format(
                CultureInfo.InvariantCulture,
                "leaf {0:X8}H has index {1}: the Hyper-V leaves have no index, expected 0",
                entry.Function,
                entry.Index);
        }

        return _indexes.TryGetValue(entry.Function, out int index)
            ? string.Format(
                CultureInfo.InvariantCulture, "leaf {0:X8}H is there twice: it already is entry {1} of the set", entry.Function, index)
            : null;
    }

    /// <summary>Adds an entry behind the others.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The set cannot hold it; the message says why. The builder is as it was.</exception>
    public HvCpuidSetBuilder Add(CpuidEntry entry)
    {
        if (Refusal(entry) is { } reason)
        {
            throw new ArgumentException("The entry is refused: " + reason + ".", nameof(entry));
        }

        _indexes.Add(entry.Function, _entries.Count);
        _entries.Add(entry);
        return this;
    }

    /// <summary>Adds a leaf behind the others.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="registers">Its registers.</param>
    /// <exception cref="ArgumentException">The set cannot hold it; the message says why. The builder is as it was.</exception>
    public HvCpuidSetBuilder Add(uint function, CpuidRegisters registers) => Add(new CpuidEntry(function, registers));

    /// <summary>Adds entries behind the others, up to the first that is refused.</summary>
    /// <param name="entries">The entries.</param>
    /// <exception cref="ArgumentException">The set cannot hold one of them; the message says which and why.</exception>
    public HvCpuidSetBuilder AddRange(IEnumerable<CpuidEntry> entries)
    {
        foreach (CpuidEntry entry in Guard.NotNull(entries))
        {
            Add(entry);
        }

        return this;
    }

    /// <summary>Replaces the registers of a leaf where it stands, or adds it behind the others.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="registers">Its registers.</param>
    /// <exception cref="ArgumentException">The function is no hypervisor leaf.</exception>
    public HvCpuidSetBuilder Set(uint function, CpuidRegisters registers)
    {
        if (!_indexes.TryGetValue(function, out int index))
        {
            return Add(function, registers);
        }

        _entries[index] = _entries[index] with { Registers = registers };
        return this;
    }

    /// <summary>The set of what was added; the builder can go on.</summary>
    public HvCpuidSet ToSet() => _entries.Count == 0 ? HvCpuidSet.Empty : new HvCpuidSet([.. _entries]);
}
