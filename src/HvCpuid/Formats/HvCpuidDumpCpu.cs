using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>One CPU of a dump.</summary>
/// <param name="Number">The number the dump has for it; null when the dump has none (<c>CPU:</c>, no heading, bytes, JSON).</param>
/// <param name="Reading">Its hypervisor leaves, in the order of the dump, and what of them is known.</param>
public readonly record struct HvCpuidDumpCpu(int? Number, HvReading Reading)
{
    private readonly CpuidEntry[]? _ordinary;

    /// <summary>Its hypervisor leaves, in the order of the dump, and what of them is known; null only in the default value, which no dump takes.</summary>
    public HvReading Reading
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Reading);

    /// <summary>A CPU of which all hypervisor leaves are known.</summary>
    /// <param name="number">The number the dump has for it; null when the dump has none.</param>
    /// <param name="set">Its hypervisor leaves; empty when it has none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public HvCpuidDumpCpu(int? number, HvCpuidSet set)
        : this(number, HvReading.From(set))
    {
    }

    /// <summary>Its hypervisor leaves; empty when it has none. A bit that is not known is 0 here: see <see cref="Reading"/>.</summary>
    public HvCpuidSet Set => Reading?.Set ?? HvCpuidSet.Empty;

    /// <summary>Of its ordinary leaves those that say what the guest is: 00000000H, 00000001H, 80000001H and 80000007H, where the dump has them.</summary>
    public IReadOnlyList<CpuidEntry> Ordinary
    {
        get => _ordinary ?? [];
        init => _ordinary = [.. Guard.NotNull(value)];
    }

    /// <summary>Whether both have the same number, leaves and knowledge.</summary>
    /// <param name="other">The other CPU.</param>
    /// <returns>False when they differ.</returns>
    public bool Equals(HvCpuidDumpCpu other) => Number == other.Number && Equals(Reading, other.Reading) && Ordinary.SequenceEqual(other.Ordinary);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked(((Number ?? -1) * 31) + (Reading?.GetHashCode() ?? 0));
}
