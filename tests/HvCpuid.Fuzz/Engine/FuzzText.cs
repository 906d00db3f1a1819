using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace HvCpuid.Fuzz.Engine;

/// <summary>Bytes as text, and text as what a report shows.</summary>
internal static class FuzzText
{
    private const int FirstLoneSurrogate = 0xDC00;

    /// <summary>An input as a string: UTF-8, a byte that belongs to none as half of a surrogate pair, so that all strings a caller may have can come up.</summary>
    public static string Of(ReadOnlySpan<byte> input)
    {
        if (Ascii.IsValid(input))
        {
            return Encoding.ASCII.GetString(input);
        }

        StringBuilder text = new(input.Length);
        while (!input.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(input, out Rune rune, out int length);
            if (status == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                (length, _) = (1, text.Append((char)(FirstLoneSurrogate + input[0])));
            }

            input = input[length..];
        }

        return text.ToString();
    }

    /// <summary>An input as the C# that makes it again.</summary>
    public static string Literal(ReadOnlySpan<byte> input)
    {
        StringBuilder literal = new();
        foreach (byte letter in input)
        {
            literal.Append(letter switch
            {
                (byte)'"' => "\\\"",
                (byte)'\\' => @"\\",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                (byte)'\0' => "\\0",
                >= 0x20 and < 0x7F => ((char)letter).ToString(),
                _ => null,
            });
            if (letter is >= 0x7F or (< 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"Convert.FromHexString(\"{Convert.ToHexString(input)}\")");
            }
        }

        return $"\"{literal}\"u8";
    }

    /// <summary>A number that a text decides, the same in each run.</summary>
    public static ulong Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>A number that bytes decide, the same in each run.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);
}
