using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HvCpuid.Formats;
using HvCpuid.Registers;

namespace HvCpuid.Tool.Verbs;

/// <summary>Reads one host from a line of JSON: quickly where the line is as this tool writes sets, else as any JSON is read.</summary>
internal sealed class HostLineReader
{
    private const int MostLeaves = 256;
    private const int HexDigits = 8;

    private const string NoText = "host: expected a text, found one with half of a surrogate pair";

    private readonly CpuidEntry[] _entries = new CpuidEntry[MostLeaves];
    private readonly HashSet<uint> _functions = [];
    private int _count;

    /// <summary>The leaves of the line that was read last.</summary>
    public ReadOnlySpan<CpuidEntry> Entries => _entries.AsSpan(0, _count);

    /// <summary>Its host's name, <c>"host"</c> or else <c>"name"</c>; null where it gives none.</summary>
    public byte[]? Name { get; private set; }

    /// <summary>Reads what stands behind the host's name, where the line is exactly as this tool writes sets.</summary>
    /// <param name="rest">The rest of the line, or all of it where no name comes first.</param>
    /// <param name="isRest">True for the rest behind a name.</param>
    /// <returns>False where it is otherwise, and <see cref="Read"/> has to look.</returns>
    public bool TryReadPlain(ReadOnlySpan<byte> rest, bool isRest)
    {
        int count = PlainHostLine.Read(rest, isRest, _entries);
        (_count, Name) = (Math.Max(0, count), null);
        return count >= 0;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Read(ReadOnlySpan<byte> line)
    {
        (_count, Name) = (0, null);
        if (!Utf8.IsValid(line))
        {
            return "expected UTF-8, found bytes that are none";
        }

        try
        {
            if (TryReadQuickly(line))
            {
                return null;
            }
        }
        catch (JsonException)
        {
            // The reader of any JSON says what is wrong, and where.
        }
        catch (InvalidOperationException)
        {
            return NoText;
        }

        return ReadSlowly(line);
    }

    private bool TryReadQuickly(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        _functions.Clear();
        bool found = false;
        byte[]? name = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("entries"u8))
            {
                if (found || !reader.Read() || !TryReadEntries(ref reader))
                {
                    return false;
                }

                found = true;
            }
            else if (reader.ValueTextEquals("complete"u8) || reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("leaves"u8))
            {
                // What says something of the set is for the reader of any JSON.
                return false;
            }
            else
            {
                PassMember(ref reader, ref name);
            }
        }

        Name = name;
        return found && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    // Past a member of the object that is not its entries; where it is the host's name, that is taken.
    private static void PassMember(ref Utf8JsonReader reader, ref byte[]? name)
    {
        bool isName = reader.ValueTextEquals("host"u8) || (name is null && reader.ValueTextEquals("name"u8));
        reader.Read();
        name = isName && reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : name;
        reader.Skip();
    }

    private static byte[]? FindName(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line.StartsWith("\uFEFF"u8) ? line[3..] : line);
        byte[]? name = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            PassMember(ref reader, ref name);
        }

        return name;
    }

    private bool TryReadEntries(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (_count == MostLeaves || !TryReadEntry(ref reader, out CpuidEntry entry) || !_functions.Add(entry.Function))
            {
                return false;
            }

            _entries[_count++] = entry;
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    // All five numbers have to be there; an index or flags other than 0 are for the other reader.
    private static bool TryReadEntry(ref Utf8JsonReader reader, out CpuidEntry entry)
    {
        const int All = 0b11111;
        Span<uint> numbers = stackalloc uint[7];
        int seen = 0;
        entry = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int which = reader.ValueTextEquals("eax"u8) ? 1 : reader.ValueTextEquals("ebx"u8) ? 2 : reader.ValueTextEquals("ecx"u8) ? 3 : reader.ValueTextEquals("edx"u8) ? 4
                : reader.ValueTextEquals("function"u8) ? 0
                : reader.ValueTextEquals("index"u8) ? 5 : reader.ValueTextEquals("flags"u8) ? 6 : -1;
            if (which < 0 || (seen & (1 << which)) != 0 || !reader.Read() || !TryReadNumber(ref reader, out uint value) || (which >= 5 && value != 0))
            {
                return false;
            }

            seen |= 1 << which;
            numbers[which] = value;
        }

        entry = new CpuidEntry(numbers[0], new CpuidRegisters(numbers[1], numbers[2], numbers[3], numbers[4]));
        return reader.TokenType == JsonTokenType.EndObject && (seen & All) == All && numbers[0] is >= 0x40000000 and <= 0x4FFFFFFF;
    }

    // "0x" and up to eight digits, or a plain number.
    private static bool TryReadNumber(ref Utf8JsonReader reader, out uint value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetUInt32(out value);
        }

        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || text.Length is < 3 or > HexDigits + 2 || text[0] != '0' || text[1] != 'x')
        {
            return false;
        }

        foreach (byte letter in text[2..])
        {
            int digit = HexDigit(letter);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        return true;
    }

    private static int HexDigit(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        _ => -1,
    };

    private string? ReadSlowly(ReadOnlySpan<byte> line)
    {
        if (!JsonFormat.TryRead(line, out HvCpuidDump? dump, out HvCpuidFormatError? error))
        {
            return error.Column == 0 ? error.Reason : string.Create(CultureInfo.InvariantCulture, $"column {error.Column}: {error.Reason}");
        }

        if (!dump.Cpus[0].Reading.IsWhole)
        {
            return "it tells only a part of the leaves";
        }

        if (dump.Cpus[0].Set.Count > MostLeaves)
        {
            return string.Create(CultureInfo.InvariantCulture, $"expected at most {MostLeaves} leaves, found {dump.Cpus[0].Set.Count}");
        }

        _count = dump.Cpus[0].Set.Count;
        dump.Cpus[0].Set.AsSpan().CopyTo(_entries);
        try
        {
            Name = FindName(line);
            return null;
        }
        catch (InvalidOperationException)
        {
            return NoText;
        }
    }
}
