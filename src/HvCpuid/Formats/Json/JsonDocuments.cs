using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Formats;

/// <summary>Reads the JSON documents, in the text that stands around them.</summary>
internal static class JsonDocuments
{
    public static bool TryRead(
        ReadOnlySpan<byte> input,
        HvCpuidFormat force,
        [NotNullWhen(true)] out HvCpuidDump? dump,
        [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
#if NET8_0_OR_GREATER
        int begin = JsonText.Find(input.Slice(0, Math.Min(input.Length, HvCpuidFormats.RecognitionLength)));
        int mark = input.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        bool isAlone = WhiteSpace.TrimStart(input[mark..Math.Max(mark, begin)]).IsEmpty;
        if (isAlone)
        {
            return TryReadDocument(input, force, out dump, out error);
        }

        byte[] document = JsonText.Extract(input, begin);
        bool isRead = TryReadDocument(document, force, out dump, out error);
        error = error?.Below(input[..begin].Count((byte)'\n'), begin);
        return isRead;
#else
        _ = input.Length;
        throw new ArgumentOutOfRangeException(nameof(force), force, "There is no such format.");
#endif
    }

#if NET8_0_OR_GREATER
    private static bool TryReadDocument(
        ReadOnlySpan<byte> document, HvCpuidFormat format, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error) =>
        format == HvCpuidFormat.Json ? JsonFormat.TryRead(document, out dump, out error) : FirecrackerFormat.TryRead(document, out dump, out error);
#endif
}
