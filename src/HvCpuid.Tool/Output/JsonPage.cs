using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HvCpuid.Tool.Output;

/// <summary>Writes one JSON document on standard output.</summary>
internal static class JsonPage
{
    // Readable as it stands: quotes and '<' are nothing special outside a web page.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="members">Writes its members.</param>
    public static void Write(ToolConsole console, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        console.Output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
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

    /// <summary>Writes the members of a refusal: <c>error</c> and <c>message</c>.</summary>
    public static void WriteRefusal(this Utf8JsonWriter writer, Sources.KvmRefused refused)
    {
        writer.WriteString("error", refused.Error);
        writer.WriteString("message", refused.Message);
    }
}
