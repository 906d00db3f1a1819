using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>
/// A set of leaves, and beside it what of it is known: what an input tells that need not tell everything, as a Linux guest's dmesg does. An absent
/// leaf, an unknown register and a register of 0 are three things. A value: two readings are equal when they know the same and have the same leaves.
/// </summary>
public sealed class HvReading : IEquatable<HvReading>
{
    private static readonly CpuidRegisters Everything = new(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
    private readonly Dictionary<uint, CpuidRegisters>? _known;

    // Masks only for the leaves that are not known whole.
    internal HvReading(HvCpuidSet set, bool isComplete, Dictionary<uint, CpuidRegisters>? known) =>
        (Set, IsComplete, _known) = (set, isComplete, known is { Count: > 0 } ? known : null);

    /// <summary>The reading that knows that there are no leaves.</summary>
    public static HvReading Empty { get; } = new(HvCpuidSet.Empty, true, null);

    /// <summary>The leaves of which something is known; a bit that is not known is 0 here, and <see cref="Known"/> tells it from a bit that is 0.</summary>
    public HvCpuidSet Set { get; }

    /// <summary>True when a leaf that <see cref="Set"/> does not have is absent; false when nothing is known of it.</summary>
    public bool IsComplete { get; }

    /// <summary>True when all bits of all leaves are known, and which leaves there are: then <see cref="Set"/> says everything.</summary>
    public bool IsWhole => IsComplete && _known is null;

    /// <summary>The reading that knows everything of a set.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static HvReading From(HvCpuidSet set) =>
        Guard.NotNull(set).Count == 0 ? Empty : new(set, true, null);

    /// <summary>Whether there is a leaf.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <returns>True or false; null when that is not known.</returns>
    public bool? Has(uint function) => Set.Contains(function) ? true : IsComplete ? false : null;

    /// <summary>The bits of a leaf that are known, set.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <returns>The masks: all bits of a leaf that is known to be absent, none of a leaf of which nothing is known.</returns>
    public CpuidRegisters Known(uint function) =>
        _known is not null && _known.TryGetValue(function, out CpuidRegisters known) ? known
        : Has(function) is null ? default
        : Everything;

    /// <summary>Whether all bits of a field are known.</summary>
    /// <param name="address">The field.</param>
    /// <returns>False when one of them is not.</returns>
    public bool Knows(BitAddress address) => (Known(address.Function)[address.Register] & address.Bits.Mask) == address.Bits.Mask;

    /// <summary>The value of a field.</summary>
    /// <param name="address">The field.</param>
    /// <returns>Its value, 0 when its leaf is known to be absent; null when it is not known.</returns>
    public uint? ValueOf(BitAddress address) => Knows(address) ? Set.Extract(address) : null;

    /// <summary>The registers that are not known, or not whole, of the leaves that the set has.</summary>
    /// <returns>Their addresses, in the order of the set; a register of which some bits are known is among them whole.</returns>
    public IReadOnlyList<BitAddress> UnknownRegisters()
    {
        List<BitAddress> unknown = [];
        foreach (CpuidEntry entry in Set)
        {
            CpuidRegisters known = Known(entry.Function);
            for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
            {
                if (known[register] != uint.MaxValue)
                {
                    unknown.Add(new BitAddress(entry.Function, register, BitField.Whole));
                }
            }
        }

        return unknown;
    }

    // A log tells leaves in its own order, which says nothing.
    internal HvReading Sorted() => new(new HvCpuidSet([.. Set.OrderBy(entry => entry.Function)]), IsComplete, _known);

    /// <inheritdoc/>
    public bool Equals(HvReading? other) =>
        ReferenceEquals(this, other)
        || (other is not null && IsComplete == other.IsComplete && Set.Equals(other.Set) && Set.All(entry => Known(entry.Function) == other.Known(entry.Function)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HvReading);

    /// <inheritdoc/>
    public override int GetHashCode() => Set.GetHashCode();

    /// <summary>The leaves, one a line, and what is not known.</summary>
    public override string ToString()
    {
        IReadOnlyList<BitAddress> unknown = UnknownRegisters();
        string of = unknown.Count == 0 ? "" : "\nunknown: " + string.Join(", ", unknown);
        return Set + of + (IsComplete ? "" : "\nunknown: every other leaf");
    }
}
