using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>How documents spell values.</summary>
internal static class DocumentText
{
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
