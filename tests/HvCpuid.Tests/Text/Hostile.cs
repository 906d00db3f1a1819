using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HvCpuid.Tests.Text;

/// <summary>Texts that would steer a terminal or fool a reader, and what a message may hold of them.</summary>
internal static class Hostile
{
    private static readonly string[] Pieces =
    [
        "\u001b[2J", "\u009b31m", "\u001b]0;x\u0007", "\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\n", "\r", "\0", "\u007f",
        "\u200b", "\ufeff", "\u00ad", "\ud800", "\udc00", "\U000e0041", "\ufe0f", "😀", "ß", "a", "hv-", "=", ",", "<", ">", "\"", "0x", "kvm", "CPUID.", ":", "5.0",
    ];

    /// <summary>Such texts.</summary>
    public static Gen<string> Texts { get; } = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    /// <summary>True when there is nothing in a text but what is seen, on one line.</summary>
    public static bool IsPrintable(string text) => text.EnumerateRunes().Count(rune => rune == Rune.ReplacementChar) == text.Count(c => c == '\uFFFD') && text.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
        && rune.Value is not (0x034F or 0x3164 or 0x115F or 0x1160 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF)));
}
