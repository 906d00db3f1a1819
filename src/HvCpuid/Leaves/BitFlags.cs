using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>Writes a flags enum that shares its register with something else.</summary>
internal static class BitFlags
{
    /// <summary>Replaces the bits of <paramref name="field"/> by <paramref name="flags"/>, which stand at their own places.</summary>
    /// <param name="register">The register's value.</param>
    /// <param name="field">The bits that belong to the flags.</param>
    /// <param name="flags">The flags, not shifted.</param>
    /// <returns>The changed register.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A flag lies outside <paramref name="field"/>.</exception>
    public static uint Replace(uint register, BitField field, uint flags)
    {
        if ((flags & ~field.Mask) != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(flags),
                flags,
                string.Format(CultureInfo.InvariantCulture, "0x{0:X8} has bits outside {1}.", flags, field));
        }

        return (register & ~field.Mask) | flags;
    }
}
