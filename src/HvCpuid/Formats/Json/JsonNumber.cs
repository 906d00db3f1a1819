#if NET8_0_OR_GREATER
using System.Globalization;
using System.Text.Json;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>A 32-bit number, written as <c>"0x00002aff"</c> or 11007.</summary>
internal static class JsonNumber
{
    private const int LongestText = 10;

    /// <summary>The number at which the reader is.</summary>
    /// <exception cref="JsonRefusal">It is none.</exception>
    public static uint Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number ? reader.TryGetUInt32(out uint value) : TryHex(ref reader, out value))
        {
            return value;
        }

        string text = reader.TokenType switch
        {
            JsonTokenType.String => "\"" + Excerpt.Of(reader.ValueSpan) + "\"",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Excerpt.Of(reader.ValueSpan),
        };
        throw new JsonRefusal("expected 32 bits as \"0x\" and 1 to 8 hexadecimal digits, or as a number, found " + text, (int)reader.TokenStartIndex);
    }

    private static bool TryHex(ref Utf8JsonReader reader, out uint value)
    {
        value = 0;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        return reader.TokenType == JsonTokenType.String && text.StartsWith("0x"u8) && text.Length is >= 3 and <= LongestText
            && uint.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
#endif
