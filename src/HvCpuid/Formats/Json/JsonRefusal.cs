#if NET8_0_OR_GREATER
using System.Text.Json;

namespace HvCpuid.Formats;

/// <summary>
/// What one of our own converters and rows refuses. The serializer adds the path and, where the place in the text is not known here, the
/// line of the token it has reached.
/// </summary>
/// <param name="reason">What was expected and what was found.</param>
/// <param name="offset">Where, in bytes from the start of the text; null when not known.</param>
internal sealed class JsonRefusal(string reason, int? offset = null) : JsonException(reason)
{
    public string Reason { get; } = reason;

    public int? Offset { get; } = offset;
}
#endif
