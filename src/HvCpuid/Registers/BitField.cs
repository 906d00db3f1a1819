using System.Globalization;

namespace HvCpuid.Registers;

/// <summary>A range of bits in a 32-bit register, written [high:low], both inclusive.</summary>
/// <remarks>The default value is bit 0, <c>[0]</c>.</remarks>
public readonly record struct BitField
{
    private readonly byte _high;
    private readonly byte _low;

    /// <summary>The bits <paramref name="high"/> down to <paramref name="low"/>.</summary>
    /// <param name="high">The highest bit, 0 to 31.</param>
    /// <param name="low">The lowest bit, 0 to <paramref name="high"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not 31 ≥ high ≥ low ≥ 0.</exception>
    public BitField(int high, int low)
    {
        if (high is < 0 or > 31)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "A register's bits are 31 to 0.");
        }

        if (low < 0 || low > high)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "A bit range is written [high:low], with low from 0 to high.");
        }

        _high = (byte)high;
        _low = (byte)low;
    }

    /// <summary>All 32 bits, <c>[31:0]</c>.</summary>
    public static BitField Whole { get; } = new(31, 0);

    /// <summary>The highest bit, 0 to 31.</summary>
    public int High => _high;

    /// <summary>The lowest bit, 0 to 31.</summary>
    public int Low => _low;

    /// <summary>How many bits, 1 to 32.</summary>
    public int Width => _high - _low + 1;

    /// <summary>True for a range of one bit.</summary>
    public bool IsSingleBit => _high == _low;

    /// <summary>The greatest value the field holds.</summary>
    public uint MaxValue => uint.MaxValue >> (32 - Width);

    /// <summary>The field's bits in the register, set.</summary>
    public uint Mask => MaxValue << _low;

    /// <summary>A range of one bit.</summary>
    /// <param name="bit">The bit, 0 to 31.</param>
    /// <returns>[bit:bit].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bit is not 0 to 31.</exception>
    public static BitField Bit(int bit) => new(bit, bit);

    /// <summary>Reads the field out of a register.</summary>
    /// <param name="register">The register's value.</param>
    /// <returns>The field's value, its lowest bit at bit 0.</returns>
    public uint Extract(uint register) => (register >> _low) & MaxValue;

    /// <summary>Writes the field into a register; all other bits stay.</summary>
    /// <param name="register">The register's value.</param>
    /// <param name="value">The field's new value.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> does not fit into the field.</exception>
    public uint Insert(uint register, uint value)
    {
        if (value > MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value),
                value,
                string.Format(CultureInfo.InvariantCulture, "The field {0} holds values up to 0x{1:X}, not 0x{2:X}.", this, MaxValue, value));
        }

        return (register & ~Mask) | (value << _low);
    }

    /// <summary>True when the two ranges share a bit.</summary>
    /// <param name="other">The other range.</param>
    public bool Overlaps(BitField other) => (Mask & other.Mask) != 0;

    /// <summary>The range as addresses spell it: <c>[15:8]</c>, or <c>[19]</c> for one bit.</summary>
    public override string ToString() => IsSingleBit
        ? string.Format(CultureInfo.InvariantCulture, "[{0}]", _high)
        : string.Format(CultureInfo.InvariantCulture, "[{0}:{1}]", _high, _low);
}
