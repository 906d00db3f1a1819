#if NET8_0_OR_GREATER
using System.Text.Json;

namespace HvCpuid.Formats;

/// <summary>What is JSON, and holds no set.</summary>
/// <param name="reason">What was expected and what was found.</param>
/// <param name="offset">Where, in bytes from the start of the text.</param>
internal sealed class JsonRefusal(string reason, int offset) : JsonException(reason)
{
    /// <summary>What was expected and what was found.</summary>
    public string Reason { get; } = reason;

    /// <summary>Where, in bytes from the start of the text.</summary>
    public int Offset { get; } = offset;
}
#endif
