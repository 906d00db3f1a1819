namespace HvCpuid.Formats;

/// <summary>What stands around the lines of a dump: quoting, quoted-printable, escapes of terminals and of web pages.</summary>
internal static class TextNoise
{
    private const byte Escape = 0x1B;

    private static ReadOnlySpan<byte> NoBreakSpace => "\u00A0"u8;

    /// <summary>Whether a character is one that quotes a line, or a blank.</summary>
    public static bool IsQuote(byte character) =>
        character is (byte)' ' or (byte)'\t' or (byte)'>' or (byte)'|' or (byte)'*' or (byte)'/' or (byte)'#' or (byte)'"';

    /// <summary>A line without the quoting before it.</summary>
    public static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> line)
    {
        int start = 0;
        while (start < line.Length && IsQuote(line[start]))
        {
            start++;
        }

        return line.Slice(start);
    }

    /// <summary>What a mail's header says of the encoding of the part below it; null when the line is no such header.</summary>
    public static bool? IsQuotedPrintable(ReadOnlySpan<byte> line)
    {
        return Ascii.StartsWith(Unquote(line), "Content-Transfer-Encoding:"u8) ? Ascii.Has(line, "rintable"u8) : null;
    }

    /// <summary>Whether a line goes on in the next: a soft break of quoted-printable (RFC 2045, 6.7).</summary>
    public static bool IsSoftBreak(ReadOnlySpan<byte> line, bool quotedPrintable) =>
        !line.IsEmpty && line[line.Length - 1] == (byte)'=' && (quotedPrintable || Ascii.Has(line, "=3D"u8) || line.Length is 75 or 76);

    /// <summary>Whether a line has something that <see cref="Next"/> undoes.</summary>
    public static bool IsEncoded(ReadOnlySpan<byte> line, bool quotedPrintable) =>
        Ascii.Has(line, NoBreakSpace) || Ascii.Has(line, [Escape]) || Ascii.Has(line, "&gt;"u8) || Ascii.Has(line, quotedPrintable ? "="u8 : "=3D"u8);

    /// <summary>The next character of an encoded line.</summary>
    /// <param name="rest">The line from here on.</param>
    /// <param name="quotedPrintable">Whether <c>=XX</c> is a byte.</param>
    /// <param name="character">The character; 0 for none.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int Next(ReadOnlySpan<byte> rest, bool quotedPrintable, out byte character)
    {
        if (rest[0] == (byte)'=' && quotedPrintable && rest.Length >= 3 && Ascii.HexRun(rest.Slice(1, 2)) == 2)
        {
            character = (byte)((Ascii.Digit(rest[1]) << 4) | Ascii.Digit(rest[2]));
            return 3;
        }

        if (rest.StartsWith("&gt;"u8))
        {
            character = (byte)'>';
            return 4;
        }

        // What web pages make of blanks.
        if (rest.StartsWith(NoBreakSpace))
        {
            character = (byte)' ';
            return NoBreakSpace.Length;
        }

        // ECMA-48, 5.4: ESC [, parameters, a final byte from @ to ~.
        if (rest[0] == Escape && rest.Length > 1 && rest[1] == (byte)'[')
        {
            int end = 2;
            while (end < rest.Length && rest[end] is < (byte)'@' or > (byte)'~')
            {
                end++;
            }

            character = 0;
            return Math.Min(rest.Length, end + 1);
        }

        character = rest[0];
        return 1;
    }
}
