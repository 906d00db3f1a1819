using System.Globalization;

namespace HvCpuid.Leaves;

/// <summary>Writes a flags enum that shares its register with something else.</summary>
internal static class BitFlags
{
    /// <summary>Replaces the bits of <paramref name="mask"/> by <paramref name="flags"/>, which stand at their own places.</summary>
    /// <param name="register">The register's value.</param>
    /// <param name="mask">The bits that belong to the flags.</param>
    /// <param name="flags">The flags, not shifted.</param>
    /// <exception cref="ArgumentOutOfRangeException">A flag lies outside <paramref name="mask"/>.</exception>
    public static uint Replace(uint register, uint mask, uint flags) => (flags & ~mask) == 0
        ? (register & ~mask) | flags
        : throw new ArgumentOutOfRangeException(
            nameof(flags),
            flags,
            string.Format(CultureInfo.InvariantCulture, "0x{0:X8} has bits outside the flags' own, 0x{1:X8}.", flags, mask));
}
