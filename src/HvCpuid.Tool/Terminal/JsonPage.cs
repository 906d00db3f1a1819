using System.Text.Encodings.Web;
using System.Text.Json;

namespace HvCpuid.Tool.Terminal;

/// <summary>Writes one JSON document on standard output.</summary>
internal static class JsonPage
{
    private const int FlushSize = 64 * 1024;

    // Readable as it stands: quotes and '<' are nothing special outside a web page.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="members">Writes its members.</param>
    public static void Write(ToolConsole console, Action<Utf8JsonWriter> members)
    {
        console.Output.Flush();
        using (Utf8JsonWriter writer = new(console.OutputBytes, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        console.OutputBytes.Write("\n"u8);
        console.OutputBytes.Flush();
    }

    /// <summary>Hands on what was written, once it is enough: for documents that have no limit.</summary>
    public static void FlushNowAndThen(this Utf8JsonWriter writer)
    {
        if (writer.BytesPending > FlushSize)
        {
            writer.Flush();
        }
    }

    /// <summary>Writes an array of texts as a member.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Begins an element of <c>findings</c>, with the members that every finding has; the caller ends it.</summary>
    /// <param name="writer">A writer inside an array.</param>
    /// <param name="id">The rule.</param>
    /// <param name="severity">How bad it is, in any case.</param>
    /// <param name="address">Where; null where no bit is concerned.</param>
    /// <param name="message">What was found.</param>
    /// <param name="fix">What would put it right.</param>
    public static void WriteStartFinding(this Utf8JsonWriter writer, string id, string severity, string? address, string message, string fix)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("severity", severity.ToLowerInvariant());
        writer.WriteString("address", address);
        writer.WriteString("message", message);
        writer.WriteString("fix", fix);
    }
}
