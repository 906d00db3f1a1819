#if NET8_0_OR_GREATER
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HvCpuid.Formats;

/// <summary>Where a value that is only quoted stands in the text: nothing is copied.</summary>
[JsonConverter(typeof(JsonPlaceConverter))]
internal sealed record JsonPlace(int Start, int Length);

/// <summary>Reads the place of any value.</summary>
internal sealed class JsonPlaceConverter : JsonConverter<JsonPlace>
{
    /// <inheritdoc/>
    public override JsonPlace Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        int start = checked((int)reader.TokenStartIndex);
        reader.Skip();
        return new JsonPlace(start, checked((int)reader.BytesConsumed) - start);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonPlace value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A place is only read.");
}
#endif
