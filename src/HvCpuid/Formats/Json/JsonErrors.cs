#if NET8_0_OR_GREATER
using System.Text.Json;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>Makes our error of what the reader throws: its place and path, and a reason in our own words, alike on every runtime.</summary>
internal static class JsonErrors
{
    /// <summary>The error.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="path">Where the reader had come to.</param>
    /// <param name="input">The whole input.</param>
    /// <param name="start">Where in it the document starts.</param>
    public static HvCpuidFormatError From(JsonException exception, string path, ReadOnlySpan<byte> input, int start)
    {
        JsonRefusal? refusal = exception as JsonRefusal;
        int offset = refusal is null ? OffsetOf(exception, input, start) : start + refusal.Offset;
        return HvCpuidFormatError.AtOffset(input, offset, (path.Length == 0 ? "" : path + ": ") + (refusal?.Reason ?? Malformed(input[offset..])));
    }

    private static string Malformed(ReadOnlySpan<byte> rest) =>
        $"expected well-formed JSON, nested {JsonFormat.MaximumDepth} deep at most, found "
        + (rest.IsEmpty ? "the end of the text" : Excerpt.Quote(rest));

    // The reader counts lines and bytes from where it began, and never reaches beyond what it was given.
    private static int OffsetOf(JsonException exception, ReadOnlySpan<byte> input, int start)
    {
        int offset = start;
        for (long line = exception.LineNumber.GetValueOrDefault(); line > 0; line--)
        {
            offset += input[offset..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(input.Length, offset + exception.BytePositionInLine.GetValueOrDefault());
    }
}
#endif
