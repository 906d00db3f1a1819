using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>How documents spell values.</summary>
internal static class DocumentText
{
    /// <summary>The pattern of <see cref="Hex(uint)"/>.</summary>
    public const string EightDigits = "^0x[0-9a-f]{8}$";

    /// <summary>The pattern of <see cref="Hex(ulong)"/>.</summary>
    public const string SixteenDigits = "^0x[0-9a-f]{16}$";

    /// <summary>The pattern of <see cref="Code"/>.</summary>
    public const string FourDigits = "^0x[0-9a-f]{4}$";

    /// <summary>The pattern of the address of bits or a register.</summary>
    public const string Address = @"^CPUID\.[0-9A-F]{8}H:E[A-D]X(\[[0-9]+(:[0-9]+)?\])?$";

    /// <summary>Eight digits: <c>0x40000003</c>.</summary>
    public static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x8}");

    /// <summary>Sixteen digits.</summary>
    public static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x16}");

    /// <summary>Four digits: <c>0x005c</c>.</summary>
    public static string Code(int value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x4}");

    /// <summary>Addresses in their one spelling.</summary>
    public static IReadOnlyList<string> Texts(IEnumerable<BitAddress> addresses) => [.. addresses.Select(address => address.ToString())];

    /// <summary>Several flags in one text; null for none.</summary>
    public static string? Joined(IReadOnlyCollection<string> flags) => flags.Count == 0 ? null : string.Join(",", flags);
}

/// <summary>The form of a text, or of each text of a list, for the schema: a regular expression.</summary>
/// <param name="pattern">The regular expression.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternAttribute(string pattern) : Attribute
{
    /// <summary>The regular expression.</summary>
    public string Pattern => pattern;
}
