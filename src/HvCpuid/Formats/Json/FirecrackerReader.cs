#if NET8_0_OR_GREATER
using System.Globalization;
using System.Text.Json;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>Reads Firecracker's documents from left to right; what is not right is a <see cref="JsonRefusal"/> with its place.</summary>
internal sealed class FirecrackerReader
{
    private const int Bits = 32;
    private readonly HvReadingBuilder _reading = new();
    private readonly HashSet<uint> _leaves = [];
    private bool _isFingerprint;
    private bool _hasModifiers;

    /// <summary>Reads a document, wherever in it the modifiers are.</summary>
    /// <returns>The leaves; null when it has no modifiers.</returns>
    public HvReading? Read(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            _isFingerprint |= reader.Is("guest_cpu_config");
            if (reader.Is("cpuid_modifiers"))
            {
                if (_hasModifiers)
                {
                    throw Refused(ref reader, "expected 'cpuid_modifiers' once, found it twice");
                }

                _hasModifiers = true;
                ReadArray(ref reader, "cpuid_modifiers", ReadLeaf);
            }
        }

        return _hasModifiers ? _reading.ToReading(_isFingerprint) : null;
    }

    private delegate void Element(ref Utf8JsonReader reader);

    private static void ReadArray(ref Utf8JsonReader reader, string name, Element element)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Refused(ref reader, $"expected an array of objects for '{name}', found {Found(ref reader)}");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Refused(ref reader, $"expected an object in '{name}', found {Found(ref reader)}");
            }

            element(ref reader);
        }
    }

    private void ReadLeaf(ref Utf8JsonReader reader)
    {
        int start = checked((int)reader.TokenStartIndex);
        Utf8JsonReader ahead = reader;
        (uint function, uint index) = ReadNumbers(ref ahead);
        if (function is < HvCpuidSet.FirstFunction or > HvCpuidSet.LastFunction)
        {
            reader = ahead;
            return;
        }

        if (index != 0 || !_leaves.Add(function))
        {
            throw new JsonRefusal(index != 0
                ? string.Format(CultureInfo.InvariantCulture, "leaf {0:X8}H has index {1}: the Hyper-V leaves have no index, expected 0", function, index)
                : string.Format(CultureInfo.InvariantCulture, "leaf {0:X8}H is there twice", function), start);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("modifiers"))
            {
                ReadArray(ref reader, "modifiers", (ref Utf8JsonReader inner) => ReadModifier(ref inner, function));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // The members come in any order: the leaf's numbers before its modifiers, wherever they are.
    private static (uint Function, uint Index) ReadNumbers(ref Utf8JsonReader reader)
    {
        int start = checked((int)reader.TokenStartIndex);
        (uint? leaf, uint? subleaf) = (null, null);
        bool hasModifiers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("leaf"))
            {
                leaf = ReadNumber(ref reader, "leaf");
            }
            else if (reader.Is("subleaf"))
            {
                subleaf = ReadNumber(ref reader, "subleaf");
            }
            else
            {
                hasModifiers |= reader.Is("modifiers");
                reader.Skip();
            }
        }

        return leaf is { } function && subleaf is { } index && hasModifiers
            ? (function, index)
            : throw new JsonRefusal($"expected a member '{(leaf is null ? "leaf" : subleaf is null ? "subleaf" : "modifiers")}', found none", start);
    }

    private void ReadModifier(ref Utf8JsonReader reader, uint function)
    {
        int start = checked((int)reader.TokenStartIndex);
        (CpuidRegister? register, (uint Value, uint Known)? bits) = (null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("register"))
            {
                register = ReadRegister(ref reader);
            }
            else if (reader.Is("bitmap"))
            {
                bits = ReadBitmap(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (register is not { } name || bits is not { } map)
        {
            throw new JsonRefusal($"expected a member '{(register is null ? "register" : "bitmap")}', found none", start);
        }

        for (int bit = 0; bit < Bits; bit++)
        {
            BitAddress address = new(function, name, bit);
            if ((map.Known >> bit & 1) != 0 && (_reading.ValueOf(address) is not null || !_reading.Tell(address, map.Value >> bit & 1)))
            {
                throw new JsonRefusal($"expected each register once, found {BitAddress.FunctionText(function)}:{name.ToString().ToUpperInvariant()} again", start);
            }
        }
    }

    private static CpuidRegister ReadRegister(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.String ? throw Refused(ref reader, "expected a register's name, found " + Found(ref reader))
            : reader.Is("eax") ? CpuidRegister.Eax
            : reader.Is("ebx") ? CpuidRegister.Ebx
            : reader.Is("ecx") ? CpuidRegister.Ecx
            : reader.Is("edx") ? CpuidRegister.Edx
            : throw Refused(ref reader, "expected \"eax\", \"ebx\", \"ecx\" or \"edx\", found " + Found(ref reader));
    }

    // The lowest bit last; what is not written of the upper bits is not set by it (Firecracker, src/vmm/src/cpu_config/templates.rs).
    private static (uint Value, uint Known) ReadBitmap(ref Utf8JsonReader reader)
    {
        reader.Read();
        ReadOnlySpan<byte> text = reader.ValueSpan;
        (uint value, uint known, int count) = (0, 0, 0);
        bool isFine = text.StartsWith("0b"u8);
        foreach (byte bit in isFine ? text[2..] : default)
        {
            if (bit == (byte)'_')
            {
                continue;
            }

            isFine &= bit is (byte)'0' or (byte)'1' or (byte)'x' && ++count <= Bits;
            value = value << 1 | (bit == (byte)'1' ? 1u : 0);
            known = known << 1 | (bit == (byte)'x' ? 0u : 1);
        }

        return isFine && count > 0
            ? (value, known)
            : throw Refused(ref reader, $"expected \"0b\" and 1 to {Bits} of '0', '1' and 'x', found {Found(ref reader)}");
    }

    private static uint ReadNumber(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        ReadOnlySpan<byte> text = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
        bool isHex = text.StartsWith("0x"u8);
        return uint.TryParse(isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
            ? value
            : throw Refused(ref reader, $"expected 32 bits as \"0x\" and 1 to 8 hexadecimal digits for '{name}', found {Found(ref reader)}");
    }

    private static string Found(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "\"" + Excerpt.Of(reader.ValueSpan, Excerpt.ByteLength) + "\"",
        _ => Excerpt.Of(reader.ValueSpan, Excerpt.ByteLength),
    };

    private static JsonRefusal Refused(ref Utf8JsonReader reader, string reason) => new(reason, checked((int)reader.TokenStartIndex));
}
#endif
