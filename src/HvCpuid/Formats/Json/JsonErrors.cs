#if NET8_0_OR_GREATER
using System.Text;
using System.Text.Json;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>Makes our error of the serializer's exception: its place and path, and a reason in our own words, alike on every runtime.</summary>
internal static class JsonErrors
{
    private const int LongestPath = 80;

    public static HvCpuidFormatError From(JsonException exception, ReadOnlySpan<byte> input, int start)
    {
        int offset = exception is JsonRefusal { Offset: { } known } ? start + known : OffsetOf(exception, input, start);
        string path = (exception.Path ?? "$").TrimStart('$').TrimStart('.');
        string reason = exception switch
        {
            JsonRefusal refusal => refusal.Reason,
            { InnerException: not null } => Malformed(input[offset..]),
            _ => "expected " + Form(path) + ", found something else",
        };
        string where = path.Length == 0 ? "" : Excerpt.Of(Encoding.UTF8.GetBytes(path), LongestPath) + ": ";
        return HvCpuidFormatError.AtOffset(input, offset, where + reason);
    }

    private static string Malformed(ReadOnlySpan<byte> rest) =>
        $"expected well-formed JSON, nested {JsonFormat.MaximumDepth} deep at most, found "
        + (rest.IsEmpty ? "the end of the text" : Excerpt.Quote(rest));

    private static string Form(string path) => path is "entries" or "leaves" ? "an array" : "an object";

    // The serializer counts lines and bytes from where it began, and never reaches beyond what it was given.
    private static int OffsetOf(JsonException exception, ReadOnlySpan<byte> input, int start)
    {
        int offset = start;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            offset += input[offset..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(input.Length, offset + (exception.BytePositionInLine ?? 0));
    }
}
#endif
