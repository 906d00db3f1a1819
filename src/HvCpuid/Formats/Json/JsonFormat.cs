#if NET8_0_OR_GREATER
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>
/// JSON: <c>{"entries":[{"function":"0x40000003","index":0,"flags":0,"eax":"0x00002aff","ebx":"0x00000830","ecx":"0x00000000","edx":"0x00080d12"}]}</c>.
/// Only on the targets that have System.Text.Json in the box: not on netstandard2.0.
/// </summary>
public static class JsonFormat
{
    /// <summary>How deep a document may be nested.</summary>
    public const int MaximumDepth = 16;

    /// <summary>
    /// Reads a document: <c>entries</c>, or <c>leaves</c> as <c>hvcpuid decode</c> prints them. Values are texts of 0x and 1 to 8 digits,
    /// or numbers; <c>index</c> and <c>flags</c> may be left out; members of other names are not looked at. What is held while it is read is the set alone.
    /// </summary>
    /// <param name="input">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="dump">One CPU without a number.</param>
    /// <param name="error">
    /// What is wrong, with the line and the path (<c>entries[3].eax</c>): no such document, a member missing or twice, a value that is none,
    /// a leaf that a set cannot hold (twice, with an index, ordinary), both <c>entries</c> and <c>leaves</c>, or a refusal (<c>{"error":…}</c>) in place
    /// of a set or beside it.
    /// </param>
    /// <returns>False when it could not be read.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> input, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        (dump, error) = (null, null);
        int start = input.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        JsonSetReader reader = new(input[start..]);
        try
        {
            dump = new HvCpuidDump(HvCpuidFormat.Json, [new HvCpuidDumpCpu(null, reader.Read())]);
            return true;
        }
        catch (JsonException exception)
        {
            error = JsonErrors.From(exception, reader.Path, input, start);
            return false;
        }
    }

    /// <summary>Writes a set as a document.</summary>
    /// <param name="set">The set.</param>
    /// <param name="indented">True for a member a line, by the runtime's indentation; false for one line.</param>
    /// <returns>The text, without a line feed at its end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static string Write(HvCpuidSet set, bool indented = false)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = indented }))
        {
            writer.WriteStartObject();
            WriteEntries(writer, set);
            writer.WriteEndObject();
        }

        // The writer's line ends are the machine's; JSON has no carriage return but in a line end.
        return Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("\r", "", StringComparison.Ordinal);
    }

    /// <summary>Writes the member <c>entries</c> into an object that is being written, for documents that say more.</summary>
    /// <param name="writer">A writer inside an object.</param>
    /// <param name="set">The set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> or <paramref name="set"/> is null.</exception>
    public static void WriteEntries(Utf8JsonWriter writer, HvCpuidSet set)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(set);
        writer.WriteStartArray("entries");
        foreach (CpuidEntry entry in set)
        {
            writer.WriteStartObject();
            writer.WriteString("function", Hex(entry.Function));
            writer.WriteNumber("index", entry.Index);
            writer.WriteNumber("flags", entry.Flags);
            writer.WriteString("eax", Hex(entry.Registers.Eax));
            writer.WriteString("ebx", Hex(entry.Registers.Ebx));
            writer.WriteString("ecx", Hex(entry.Registers.Ecx));
            writer.WriteString("edx", Hex(entry.Registers.Edx));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x8}");
}
#endif
