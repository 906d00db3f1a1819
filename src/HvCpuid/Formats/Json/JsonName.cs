#if NET8_0_OR_GREATER
using System.Text.Json;

namespace HvCpuid.Formats;

/// <summary>Compares names and texts of JSON.</summary>
internal static class JsonName
{
    /// <summary>Whether the reader stands on this name or text. One with half a surrogate pair in it is none of ours, and the runtime's reader would throw.</summary>
    /// <param name="reader">The reader, on a name or a text.</param>
    /// <param name="name">The name.</param>
    public static bool Is(this ref readonly Utf8JsonReader reader, string name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
#endif
