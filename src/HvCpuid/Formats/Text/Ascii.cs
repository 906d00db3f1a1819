namespace HvCpuid.Formats;

/// <summary>Digits, blanks and letters of the text formats, which are ASCII whatever else a line has.</summary>
internal static class Ascii
{
    /// <summary>The value of a hexadecimal digit; 16 or more for any other byte.</summary>
    public static uint Digit(byte character)
    {
        uint letter = character | 0x20u;
        return character is >= (byte)'0' and <= (byte)'9' ? character - (uint)'0' : letter is >= 'a' and <= 'f' ? letter - 'a' + 10u : 16;
    }

    /// <summary>How many hexadecimal digits a text begins with.</summary>
    public static int HexRun(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && Digit(text[length]) < 16)
        {
            length++;
        }

        return length;
    }

    /// <summary>How many decimal digits a text begins with.</summary>
    public static int DecimalRun(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && Digit(text[length]) < 10)
        {
            length++;
        }

        return length;
    }

    /// <summary>How many blanks a text begins with.</summary>
    public static int BlankRun(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && text[length] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            length++;
        }

        return length;
    }

    /// <summary>Whether a text ends here or goes on with something that belongs to no word or number.</summary>
    public static bool IsEndOfWord(ReadOnlySpan<byte> rest) => rest.IsEmpty || !IsLetterOrDigit(rest[0]);

    /// <summary>Whether a text begins with another, letters of either case.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => Common(text, start) == start.Length;

    /// <summary>How many bytes two texts have in common from their starts, letters of either case.</summary>
    public static int Common(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int length = 0;
        while (length < one.Length && length < other.Length && Lower(one[length]) == Lower(other[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>Whether a text has another in it.</summary>
    public static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;

    /// <summary>How many runs of five hexadecimal digits or more there are, each with no letter or digit behind it.</summary>
    public static int LongHexRuns(ReadOnlySpan<byte> text)
    {
        const int Long = 5;
        int runs = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int length = HexRun(text.Slice(i));
            runs += length >= Long ? 1 : 0;
            i += length;
        }

        return runs;
    }

    private static bool IsLetterOrDigit(byte character) =>
        character is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z';

    private static byte Lower(byte character) => character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;
}
