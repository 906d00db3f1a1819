using System.Globalization;
using System.Text;

namespace HvCpuid.Text;

/// <summary>
/// Foreign text as a message can show it: on one line, and nothing in it that a terminal obeys or that a reader does not see. Control characters (C0, DEL,
/// C1), line and paragraph separators, format characters (the bidirectional ones, zero-width ones), what else has no width, and surrogates without their
/// other half become <c>\xNN</c>, <c>\uNNNN</c> or <c>\UNNNNNNNN</c>; a backslash stays as it is, so that text that was escaped once stays as it is too.
/// </summary>
/// <remarks>Source: the Unicode character database, general categories Cc, Cf, Cs, Zl and Zp, and the property Default_Ignorable_Code_Point.</remarks>
internal static class Excerpt
{
    /// <summary>As many characters of a name or a value as a message shows.</summary>
    public const int Length = 64;

    /// <summary>As many foreign bytes as a message shows.</summary>
    public const int ByteLength = 40;

    private const char Ellipsis = '…';

    // What has no width, or no ink, and is in none of the categories: first and last of a range.
    private static readonly int[][] Invisible =
    [
        [0x034F, 0x034F], [0x115F, 0x1160], [0x17B4, 0x17B5], [0x180B, 0x180F], [0x2028, 0x202E], [0x2060, 0x206F], [0x3164, 0x3164],
        [0xFE00, 0xFE0F], [0xFEFF, 0xFEFF], [0xFFA0, 0xFFA0], [0xFFF0, 0xFFFB], [0x1BCA0, 0x1BCA3], [0x1D173, 0x1D17A], [0xE0000, 0xE0FFF],
    ];

    /// <summary>The start of a text, an ellipsis for the rest; <c>(null)</c> for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">As many of its characters as are shown.</param>
    public static string Of(string? text, int length = Length) =>
        text is null ? "(null)"
        : text.Length <= length ? Escape(text)
        : Escape(text.Substring(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)) + Ellipsis;

    /// <summary>The start of some bytes, those that are not printable ASCII as <c>\xNN</c>, an ellipsis for the rest.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">As many of them as are shown.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int length = ByteLength)
    {
        StringBuilder text = new();
        foreach (byte value in bytes.Slice(0, Math.Min(length, bytes.Length)))
        {
            if (value is >= 0x20 and < 0x7F)
            {
                text.Append((char)value);
            }
            else
            {
                AppendEscaped(text, value);
            }
        }

        return bytes.Length > length ? text.Append(Ellipsis).ToString() : text.ToString();
    }

    /// <summary>The start of some bytes, in single quotes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Quote(ReadOnlySpan<byte> bytes) => "'" + Of(bytes) + "'";

    /// <summary>The whole text, escaped.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        int done = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            int point = pair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            if (IsShown(text, i, point))
            {
                i += pair ? 1 : 0;
                continue;
            }

            escaped ??= new StringBuilder(text.Length + 8);
            escaped.Append(text, done, i - done);
            AppendEscaped(escaped, point);
            i += pair ? 1 : 0;
            done = i + 1;
        }

        return escaped is null ? text : escaped.Append(text, done, text.Length - done).ToString();
    }

    private static bool IsShown(string text, int index, int point)
    {
        if (point is >= ' ' and < 0x7F)
        {
            return true;
        }

        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(text, index);
        return category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            && !IsInvisible(point);
    }

    private static bool IsInvisible(int point)
    {
        foreach (int[] range in Invisible)
        {
            if (point >= range[0] && point <= range[1])
            {
                return true;
            }
        }

        return false;
    }

    private static void AppendEscaped(StringBuilder text, int point) =>
        text.AppendFormat(CultureInfo.InvariantCulture, point > char.MaxValue ? @"\U{0:X8}" : point > byte.MaxValue ? @"\u{0:X4}" : @"\x{0:X2}", point);
}
