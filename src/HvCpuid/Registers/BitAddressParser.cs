using System.Globalization;

namespace HvCpuid.Registers;

/// <summary>The grammar of <see cref="BitAddress"/>: a function, a separator, a register, and perhaps bits.</summary>
internal static class BitAddressParser
{
    private const int LongestText = 64;
    private const uint HyperVFunctions = 0x40000000;
    private static readonly char[] Separators = [':', '.'];
    private static readonly char[] BitSeparators = [':', '-'];

    /// <summary>Splits <c>function:register[bits]</c> where the function ends.</summary>
    public static bool TrySplit(string? text, out string function, out string rest)
    {
        (function, rest) = ("", "");
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        text = text.Trim();
        int start = HasPrefix(text, "CPUID.") ? "CPUID.".Length : 0;
        int end = text.IndexOfAny(Separators, start);
        if (end < 0)
        {
            return false;
        }

        (function, rest) = (text.Substring(0, end), text.Substring(end + 1));
        return true;
    }

    /// <summary>Reads <c>CPUID.4000000AH</c>, <c>0x4000000a</c>, <c>4000000A</c> or <c>A</c>.</summary>
    public static bool TryFunction(string text, out uint function)
    {
        function = 0;
        bool literal = HasPrefix(text, "CPUID.");
        string digits = literal ? text.Substring("CPUID.".Length) : text;
        if (HasPrefix(digits, "0x"))
        {
            (literal, digits) = (true, digits.Substring(2));
        }

        if (digits.EndsWith("H", StringComparison.OrdinalIgnoreCase))
        {
            (literal, digits) = (true, digits.Substring(0, digits.Length - 1));
        }

        if (digits.Length > 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out function))
        {
            return false;
        }

        if (!literal && digits.Length <= 3)
        {
            function += HyperVFunctions;
            return true;
        }

        return literal || digits.Length == 8;
    }

    /// <summary>Reads <c>EAX</c>, <c>EAX[14]</c>, <c>EAX[15:8]</c>, <c>eax.14</c> or <c>eax.15-8</c>.</summary>
    public static bool TryRegister(string text, out CpuidRegister register, out BitField bits)
    {
        (register, bits) = (default, BitField.Whole);
        if (text.Length < 3 || text.Length > LongestText)
        {
            return false;
        }

        int index = Array.IndexOf(RegisterNames, text.Substring(0, 3).ToUpperInvariant());
        if (index < 0)
        {
            return false;
        }

        register = (CpuidRegister)index;
        string rest = text.Substring(3);
        if (rest.Length == 0)
        {
            return true;
        }

        bool bracketed = rest[0] == '[' && rest[rest.Length - 1] == ']' && rest.Length > 2;
        bool dotted = rest[0] == '.';
        return (bracketed && TryBits(rest.Substring(1, rest.Length - 2), out bits))
            || (dotted && TryBits(rest.Substring(1), out bits));
    }

    private static readonly string[] RegisterNames = ["EAX", "EBX", "ECX", "EDX"];

    private static bool TryBits(string text, out BitField bits)
    {
        bits = default;
        int at = text.IndexOfAny(BitSeparators);
        string high = at < 0 ? text : text.Substring(0, at);
        string low = at < 0 ? text : text.Substring(at + 1);
        if (!TryBit(high, out int highBit) || !TryBit(low, out int lowBit) || lowBit > highBit)
        {
            return false;
        }

        bits = new BitField(highBit, lowBit);
        return true;
    }

    private static bool TryBit(string text, out int bit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bit) && bit is >= 0 and <= 31;

    private static bool HasPrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
