namespace HvCpuid.Kvm;

/// <summary>A set of changes: a bit for each, by <see cref="KvmChange.Index"/>. A value; the default is the empty set.</summary>
internal readonly record struct KvmChangeBits
{
    /// <summary>As many changes as a set has room for.</summary>
    public const int Capacity = 2 * WordBits;

    private const int WordBits = 64;

    private readonly ulong _low;
    private readonly ulong _high;

    private KvmChangeBits(ulong low, ulong high) => (_low, _high) = (low, high);

    /// <summary>True for the empty set.</summary>
    public bool IsEmpty => (_low | _high) == 0;

    /// <summary>The set of one change. Shifts count modulo 64.</summary>
    public static KvmChangeBits Of(KvmChange change) => change.Index < WordBits ? new(1UL << change.Index, 0) : new(0, 1UL << change.Index);

    /// <summary>What is in either.</summary>
    public static KvmChangeBits operator |(KvmChangeBits left, KvmChangeBits right) => new(left._low | right._low, left._high | right._high);

    /// <summary>What is in both.</summary>
    public static KvmChangeBits operator &(KvmChangeBits left, KvmChangeBits right) => new(left._low & right._low, left._high & right._high);

    /// <summary>What is in the first and not in the second.</summary>
    public static KvmChangeBits operator -(KvmChangeBits left, KvmChangeBits right) => new(left._low & ~right._low, left._high & ~right._high);

    /// <summary>True when a change is in the set.</summary>
    public bool Has(KvmChange change)
    {
        int index = change.Index;
        return ((index < WordBits ? _low : _high) >> index & 1) != 0;
    }
}
