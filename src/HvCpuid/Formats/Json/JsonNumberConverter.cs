#if NET8_0_OR_GREATER
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>A 32-bit number: read from <c>"0x00002aff"</c> or 11007, written as a number.</summary>
internal class JsonNumberConverter : JsonConverter<uint?>
{
    private const int LongestText = 10;

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override uint? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number ? reader.TryGetUInt32(out uint value) : TryHex(ref reader, out value))
        {
            return value;
        }

        ReadOnlySpan<byte> found = reader.ValueSpan;
        string text = reader.TokenType switch
        {
            JsonTokenType.String => "\"" + Excerpt.Of(found, Excerpt.ByteLength) + "\"",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Excerpt.Of(found, Excerpt.ByteLength),
        };
        throw new JsonRefusal(
            "expected 32 bits as \"0x\" and 1 to 8 hexadecimal digits, or as a number, found " + text,
            checked((int)reader.TokenStartIndex));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, uint? value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.GetValueOrDefault());

    private static bool TryHex(ref Utf8JsonReader reader, out uint value)
    {
        value = 0;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (reader.TokenType != JsonTokenType.String || !text.StartsWith("0x"u8) || text.Length is < 3 or > LongestText)
        {
            return false;
        }

        Span<char> digits = stackalloc char[LongestText];
        for (int i = 2; i < text.Length; i++)
        {
            digits[i - 2] = (char)text[i];
        }

        return uint.TryParse(digits[..(text.Length - 2)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>The same, written as <c>"0x00002aff"</c>.</summary>
internal sealed class JsonHexConverter : JsonNumberConverter
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, uint? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Format(CultureInfo.InvariantCulture, "0x{0:x8}", value.GetValueOrDefault()));
}
#endif
