using System.Globalization;
using System.Text;

namespace HvCpuid.Formats;

/// <summary>Foreign bytes as a message can show them: on one line, short, and nothing in them that a terminal would obey.</summary>
internal static class ByteExcerpt
{
    /// <summary>As many bytes as a message shows.</summary>
    public const int Length = 40;

    /// <summary>The start of some bytes, in single quotes; unprintable ones as <c>\xNN</c>, an ellipsis for the rest.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes) => "'" + Of(bytes, Length) + "'";

    /// <summary>The start of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes, int length)
    {
        StringBuilder text = new();
        foreach (byte value in bytes.Slice(0, Math.Min(length, bytes.Length)))
        {
            _ = value is >= 0x20 and < 0x7F
                ? text.Append((char)value)
                : text.AppendFormat(CultureInfo.InvariantCulture, @"\x{0:X2}", value);
        }

        return bytes.Length > length ? text.Append('…').ToString() : text.ToString();
    }
}
