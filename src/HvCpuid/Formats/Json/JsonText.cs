namespace HvCpuid.Formats;

/// <summary>Finds a JSON document in a text: the whole of it, or one that a mail, a log or a bug report stands around.</summary>
internal static class JsonText
{
    private static ReadOnlySpan<byte> Modifiers => "\"cpuid_modifiers\""u8;

    /// <summary>Where a document begins.</summary>
    /// <param name="start">The first bytes of the input.</param>
    /// <returns>The place of its brace or bracket; -1 when there is none, or a line of a text format stands before it.</returns>
    public static int Find(ReadOnlySpan<byte> start)
    {
        int mark = start.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        int first = start.Length - WhiteSpace.TrimStart(start.Slice(mark)).Length;
        if (Begins(start.Slice(first)))
        {
            return first;
        }

        HvCpuidTextReader reader = new();
        int brace = FirstBrace(start.Slice(0, Math.Max(0, FirstKey(start))));
        return brace >= 0 && reader.Append(start.Slice(0, brace)) && !reader.HasAny ? brace : -1;
    }

    /// <summary>Whether a document is one of Firecracker's.</summary>
    public static bool IsFirecracker(ReadOnlySpan<byte> document) => Ascii.Has(document, Modifiers);

    /// <summary>The document that begins at a place: without the quoting before its lines, and without what stands behind it.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="begin">Where it begins.</param>
    /// <returns>The document; as long as the rest of the input when it does not end.</returns>
    public static byte[] Extract(ReadOnlySpan<byte> input, int begin)
    {
        int lineStart = input.Slice(0, begin).LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> quote = WhiteSpace.TrimEnd(input.Slice(lineStart, begin - lineStart));
        byte[] document = new byte[input.Length - begin];
        (int length, int depth, bool inText) = (0, 0, false);
        for (int i = begin; i < input.Length; i++)
        {
            byte character = input[i];
            document[length++] = character;
            if (character == (byte)'\n')
            {
                ReadOnlySpan<byte> next = input.Slice(i + 1);
                i += next.StartsWith(quote) ? quote.Length : 0;
            }
            else if (inText && character == (byte)'\\' && i + 1 < input.Length)
            {
                document[length++] = input[++i];
            }
            else if (character == (byte)'"')
            {
                inText = !inText;
            }
            else if (!inText)
            {
                depth += character is (byte)'{' or (byte)'[' ? 1 : character is (byte)'}' or (byte)']' ? -1 : 0;
                if (depth == 0)
                {
                    break;
                }
            }
        }

        Array.Resize(ref document, length);
        return document;
    }

    // "[    0.000000] Linux version" begins no array.
    private static bool Begins(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("{"u8) && !text.StartsWith("["u8))
        {
            return false;
        }

        ReadOnlySpan<byte> inside = WhiteSpace.TrimStart(text.Slice(1));
        return inside.IsEmpty || text[0] == (byte)'{' || inside[0] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)']';
    }

    private static int FirstKey(ReadOnlySpan<byte> text)
    {
        int first = -1;
        foreach (int at in new[] { text.IndexOf(Modifiers), text.IndexOf("\"entries\""u8), text.IndexOf("\"leaves\""u8) })
        {
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }

        return first;
    }

    // The brace that encloses the key and begins a line, quoted or not: of several the outermost.
    private static int FirstBrace(ReadOnlySpan<byte> before)
    {
        int depth = 0;
        int found = -1;
        for (int i = before.Length - 1; i >= 0; i--)
        {
            depth += before[i] is (byte)'}' ? 1 : before[i] is (byte)'{' ? -1 : 0;
            if (depth < 0)
            {
                (depth, found) = (0, i);
                int lineStart = before.Slice(0, i).LastIndexOf((byte)'\n') + 1;
                if (TextNoise.Unquote(before.Slice(lineStart, i - lineStart)).IsEmpty && IsOutermost(before.Slice(0, lineStart)))
                {
                    break;
                }
            }
        }

        return found;
    }

    // What stands before a document does not end as the inside of one does.
    private static bool IsOutermost(ReadOnlySpan<byte> before)
    {
        ReadOnlySpan<byte> text = before;
        while (!text.IsEmpty && (TextNoise.IsQuote(text[text.Length - 1]) || text[text.Length - 1] is (byte)'\n' or (byte)'\r') && text[text.Length - 1] != (byte)'"')
        {
            text = text.Slice(0, text.Length - 1);
        }

        return text.IsEmpty || text[text.Length - 1] is not ((byte)',' or (byte)'[' or (byte)'{') && !(text[text.Length - 1] == (byte)':' && text.Length > 1 && text[text.Length - 2] == (byte)'"');
    }
}
