using System.Diagnostics.CodeAnalysis;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>Which format an input is in, from how it starts and how long it is.</summary>
internal static class FormatRecognition
{
    private const byte FormFeed = 0x0C;
    private const byte Escape = 0x1B;
    private const byte Backspace = 0x08;

    private const string Expected = "expected a text that holds hypervisor leaves, JSON or the bytes of struct kvm_cpuid2";

    /// <summary>Recognises an input.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="totalLength">Its length in bytes.</param>
    /// <param name="format">The format; of a text without a line that tells something, cpuid -r.</param>
    /// <param name="error">Why it is in none.</param>
    public static bool TryRecognize(
        ReadOnlySpan<byte> start, long totalLength, out HvCpuidFormat format, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        (format, error) = (HvCpuidFormat.CpuidRaw, null);

        // Before the text formats, because 123 entries start with '{'. No text can be taken for a structure: four characters, read as
        // nent, are 09090909H at least, and so many entries are longer than any input may be.
        bool mayHaveEntries = totalLength is >= KvmCpuid2Layout.HeaderSize and <= HvCpuidFormats.MaximumLength;
        if (mayHaveEntries && KvmCpuid2Format.FitsLength(start, totalLength))
        {
            format = HvCpuidFormat.KvmCpuid2;
            return true;
        }

        if (mayHaveEntries && KvmCpuid2Format.LooksCut(start, totalLength))
        {
            error = HvCpuidFormatError.AtByte(0, KvmCpuid2Format.LengthReason(start, totalLength) + ": it looks cut");
            return false;
        }

        ReadOnlySpan<byte> text = start.StartsWith("\uFEFF"u8) ? start.Slice("\uFEFF"u8.Length) : start;
        text = WhiteSpace.TrimStart(text);
        error = Refusal(start, text.IsEmpty && start.Length == totalLength, totalLength);
        if (error is null && JsonText.Find(start) is >= 0 and int json)
        {
#if NET8_0_OR_GREATER
            format = JsonText.IsFirecracker(start.Slice(json)) ? HvCpuidFormat.Firecracker : HvCpuidFormat.Json;
            error = totalLength > HvCpuidFormats.MaximumLength ? HvCpuidFormats.TooLong(totalLength) : null;
#else
            error = HvCpuidFormatError.AtOffset(start, json, Expected + ", found JSON, which needs the library's build for .NET 8 or later");
#endif
        }
        else if (error is null)
        {
            format = TextFormat(start);
        }

        return error is null;
    }

    private static HvCpuidFormat TextFormat(ReadOnlySpan<byte> start)
    {
        HvCpuidTextReader reader = new();
        reader.AppendLast(start);
        return reader.FirstFormat ?? HvCpuidFormat.CpuidRaw;
    }

    private static HvCpuidFormatError? Refusal(ReadOnlySpan<byte> start, bool isBlank, long totalLength)
    {
        if (start.Length >= 2 && (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            return HvCpuidFormatError.AtLine(1, 1, 0, Expected + ", found UTF-16 text; save it as UTF-8");
        }

        if (start.Length >= 2 && (start[0], start[1]) is (0x1F, 0x8B))
        {
            return HvCpuidFormatError.AtByte(0, Expected + ", found gzip; unpack it first");
        }

        for (int i = 0; i < start.Length; i++)
        {
            if (start[i] < (byte)' ' && start[i] is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or FormFeed or Escape or Backspace))
            {
                string found = $", found {Excerpt.Quote(start.Slice(i))}; as a structure: ";
                return HvCpuidFormatError.AtOffset(start, i, Expected + found + KvmCpuid2Format.LengthReason(start, totalLength));
            }
        }

        string blank = totalLength == 0 ? ", found nothing: the input is empty" : ", found only white space";
        return isBlank ? HvCpuidFormatError.AtLine(1, 1, 0, Expected + blank) : null;
    }
}
