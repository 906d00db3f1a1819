namespace HvCpuid.Formats;

/// <summary>The white space of the text formats: spaces, tabs and the two characters of a line end.</summary>
internal static class WhiteSpace
{
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && IsWhite(text[start]))
        {
            start++;
        }

        return text.Slice(start);
    }

    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        while (length > 0 && IsWhite(text[length - 1]))
        {
            length--;
        }

        return text.Slice(0, length);
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
