using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HvCpuid.Documents;

/// <summary>Writes documents as JSON: UTF-8, a member a line, indented by two, lines ended by a line feed on every machine.</summary>
/// <remarks>
/// A document is a record of this namespace, made of the library's values by its <c>From</c>. Its members stand in the order of the record; one that is
/// null is written as null, unless its docs say that it is left out. New members may come, at any place; none goes or changes its meaning within a major version.
/// </remarks>
public static class HvDocuments
{
    // Readable as it stands: quotes and '<' are nothing special outside a web page.
    private static readonly HvDocumentsContext Context = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    });

    /// <summary>How documents are written, for whoever writes them within another serializer; read-only.</summary>
    public static JsonSerializerOptions Options => Context.Options;

    /// <summary>Writes a document. What it holds as a sequence is read once, as it is written.</summary>
    /// <typeparam name="T">The document's record.</typeparam>
    /// <param name="stream">Where to.</param>
    /// <param name="document">The document.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="document"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no document.</exception>
    /// <example>
    /// <code>
    /// using var stream = new MemoryStream(); // a file, or standard output
    /// HvDocuments.Write(stream, SupportedDocument.From(KvmQuery.Parse("6.12").Ask()));
    /// Console.WriteLine(Encoding.UTF8.GetString(stream.ToArray()).StartsWith('{')); // True
    /// </code>
    /// </example>
    public static void Write<T>(Stream stream, T document)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        JsonSerializer.Serialize(stream, document, TypeOf<T>());
    }

    /// <summary>The text of a document, without a line feed at its end.</summary>
    /// <typeparam name="T">The document's record.</typeparam>
    /// <param name="document">The document.</param>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no document.</exception>
    public static string ToText<T>(T document)
        where T : class
    {
        using MemoryStream stream = new();
        Write(stream, document);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads a document.</summary>
    /// <typeparam name="T">The document's record.</typeparam>
    /// <param name="utf8">Its JSON.</param>
    /// <exception cref="JsonException">It is not JSON, or lacks a member; the message says where.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class => JsonSerializer.Deserialize(utf8, TypeOf<T>()) ?? throw new JsonException("expected an object, found null");

    /// <summary>Reads a document that was written by this version or another of the same major version; works trimmed and compiled ahead of time.</summary>
    /// <typeparam name="T">The document's record.</typeparam>
    /// <param name="json">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="JsonException">It is no such document: the message names the place.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no document.</exception>
    /// <example>
    /// <code>
    /// SupportedDocument document = SupportedDocument.From(KvmQuery.Parse("6.12,intel,evmcs").Ask());
    /// string json = HvDocuments.ToText(document);
    /// Console.WriteLine(HvDocuments.Read&lt;SupportedDocument&gt;(json).Entries.Count); // 10
    /// </code>
    /// </example>
    public static T Read<T>(string json)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read<T>(Encoding.UTF8.GetBytes(json));
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
