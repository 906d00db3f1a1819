using System.Globalization;

namespace HvCpuid.Enlightenments;

/// <summary>Numbers as VMMs read them: decimal, or with 0x hexadecimal.</summary>
/// <remarks>
/// QEMU and libvirt read a leading zero as octal (strtoull with base 0), and most readers read it as nothing at all: it is refused, with what it
/// would be.
/// </remarks>
internal static class HvNumber
{
    private const int LongestNumber = 19;
    private const string Hexadecimal = "0x";

    /// <summary>Reads a number; not one with a leading zero or a plus sign.</summary>
    public static bool TryParse(string text, out long number)
    {
        number = 0;
        return text.StartsWith(Hexadecimal, StringComparison.OrdinalIgnoreCase)
            ? text.Length < LongestNumber - 1 && long.TryParse(text.Substring(Hexadecimal.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : !HasLeadingZero(text) && text.Length <= LongestNumber && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && text[0] != '+';
    }

    /// <summary>What a leading zero does, as a clause behind what was expected; empty where there is none.</summary>
    public static string LeadingZero(string text)
    {
        if (!HasLeadingZero(text) || text.Length > LongestNumber || text.Any(digit => digit is < '0' or > '9'))
        {
            return "";
        }

        string rest = text.TrimStart('0');
        string plain = rest.Length == 0 ? "0" : rest;
        return plain.Any(digit => digit > '7')
            ? $"; the leading zero says octal, which {text} is not: write {plain}"
            : FormattableString.Invariant($"; the leading zero says octal: write {plain.Aggregate(0L, (value, digit) => (value * 8) + (digit - '0'))} if it is, {plain} if not");
    }

    private static bool HasLeadingZero(string text) => text.Length > 1 && text[0] == '0' && text[1] is not ('x' or 'X');
}
