using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>One CPU of a dump.</summary>
/// <param name="Number">The number the dump has for it; null when the dump has none (<c>CPU:</c>, no heading, bytes, JSON).</param>
/// <param name="Set">Its hypervisor leaves, in the order of the dump; empty when it has none.</param>
/// <exception cref="ArgumentNullException"><paramref name="Set"/> is null.</exception>
public readonly record struct HvCpuidDumpCpu(int? Number, HvCpuidSet Set)
{
    /// <summary>Its hypervisor leaves; null only in the default value, which no dump takes.</summary>
    /// <exception cref="ArgumentNullException">The set is null.</exception>
    public HvCpuidSet Set
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Set);
}
