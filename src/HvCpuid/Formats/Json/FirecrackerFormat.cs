#if NET8_0_OR_GREATER
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>
/// Firecracker's CPU templates (docs/cpu_templates/cpu-templates.md) and the fingerprints of its cpu-template-helper: JSON with
/// <c>cpuid_modifiers</c>, each a leaf and the bits of its registers, <c>0b0101…xx</c>, where <c>x</c> is a bit that it does not set. A fingerprint
/// (<c>guest_cpu_config</c>) has all leaves of a guest; of a leaf that a template does not name nothing is known. Not on netstandard2.0.
/// </summary>
public static class FirecrackerFormat
{
    private const int Bits = 32;
    private static readonly string[] RegisterNames = ["eax", "ebx", "ecx", "edx"];

    /// <summary>Reads a document.</summary>
    /// <param name="input">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="dump">One CPU without a number.</param>
    /// <param name="error">What is wrong, with the line: no such document, a member missing, a value that is none, a leaf or register twice.</param>
    /// <returns>False when it could not be read.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> input, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        (dump, error) = (null, null);
        int start = input.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        Utf8JsonReader reader = new(input[start..], new JsonReaderOptions { MaxDepth = JsonFormat.MaximumDepth });
        try
        {
            if (new FirecrackerReader().Read(ref reader) is { } reading)
            {
                dump = new HvCpuidDump(HvCpuidFormat.Firecracker, [new HvCpuidDumpCpu(null, reading)]);
                return true;
            }

            error = HvCpuidFormatError.AtLine(1, 1, 0, "expected an object with a member 'cpuid_modifiers', found none");
        }
        catch (JsonException exception)
        {
            error = JsonErrors.From(exception, "", input, start);
        }

        return false;
    }

    /// <summary>Writes a template that gives a guest these leaves.</summary>
    /// <param name="reading">The leaves; a bit that is not known becomes an <c>x</c>, which leaves it as it is.</param>
    /// <returns>The text, without a line feed at its end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reading"/> is null.</exception>
    public static string Write(HvReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("cpuid_modifiers");
            foreach (HvCpuidEntry entry in reading.Set)
            {
                writer.WriteStartObject();
                writer.WriteString("leaf", string.Create(CultureInfo.InvariantCulture, $"0x{entry.Function:x8}"));
                writer.WriteString("subleaf", "0x0");
                writer.WriteNumber("flags", entry.Flags);
                writer.WriteStartArray("modifiers");
                WriteModifiers(writer, entry.Registers, reading.Known(entry.Function));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("\r", "", StringComparison.Ordinal);
    }

    private static void WriteModifiers(Utf8JsonWriter writer, CpuidRegisters value, CpuidRegisters known)
    {
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            if (known[register] == 0)
            {
                continue;
            }

            StringBuilder bitmap = new("0b", Bits + 2);
            for (int bit = Bits - 1; bit >= 0; bit--)
            {
                bitmap.Append((known[register] >> bit & 1) == 0 ? 'x' : (value[register] >> bit & 1) == 0 ? '0' : '1');
            }

            writer.WriteStartObject();
            writer.WriteString("register", RegisterNames[(int)register]);
            writer.WriteString("bitmap", bitmap.ToString());
            writer.WriteEndObject();
        }
    }
}
#endif
