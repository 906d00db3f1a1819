using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>The grammar of one line of <c>cpuid -r</c>, read from left to right; the first thing that is not as expected is the reason.</summary>
internal ref struct CpuidRawLine
{
    private const int MostNumberDigits = 9;
    private const int HexDigits = 8;
    private readonly ReadOnlySpan<byte> _line;

    /// <summary>A line without its line end and the white space before it.</summary>
    public CpuidRawLine(ReadOnlySpan<byte> line) => _line = line;

    /// <summary>How far the line was read, in bytes; after a failure, where the unexpected begins (of a number, its first digit).</summary>
    public int Position { get; private set; }

    /// <summary>After a failure, what was expected and what was found.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>After a failure, whether the line was right as far as it went, and only ended too soon.</summary>
    public bool EndsTooSoon { get; private set; }

    private readonly ReadOnlySpan<byte> Rest => _line.Slice(Position);

    /// <summary>Reads <c>CPU:</c> or <c>CPU 12:</c>, behind any white space.</summary>
    public bool TryHeading(out int? number)
    {
        number = null;
        SkipBlanks();
        if (!Literal("CPU"u8, "a heading ('CPU:' or 'CPU 0:')"))
        {
            return false;
        }

        if (SkipBlanks() > 0)
        {
            (int digits, int value) = (0, 0);
            while (digits < Rest.Length && Rest[digits] is >= (byte)'0' and <= (byte)'9')
            {
                value = digits < MostNumberDigits ? (value * 10) + (Rest[digits] - '0') : value;
                digits++;
            }

            if (digits is 0 or > MostNumberDigits)
            {
                return Fail($"expected a CPU number of 1 to {MostNumberDigits} digits after 'CPU '", Rest.IsEmpty);
            }

            (number, Position) = (value, Position + digits);
        }

        return Literal(":"u8, "':' at the end of the heading") && End();
    }

    /// <summary>Reads <c>0x40000003 0x00: eax=0x… ebx=0x… ecx=0x… edx=0x…</c>, behind any white space.</summary>
    public bool TryLeaf(out uint function, out uint index, out CpuidRegisters registers)
    {
        (function, index, registers) = (0, 0, default);
        SkipBlanks();
        if (Literal("0x"u8, "a leaf line ('0x40000003 0x00: eax=0x…') or a heading ('CPU 0:')")
            && Hex("0x", HexDigits, out function)
            && Blanks("the function")
            && Literal("0x"u8, "'0x' and the index")
            && Hex("0x", 1, out index)
            && Literal(":"u8, "':' after the index")
            && Blanks("the index")
            && Literal("eax=0x"u8, "'eax=0x'") && Hex("eax=0x", HexDigits, out uint eax) && Blanks("eax")
            && Literal("ebx=0x"u8, "'ebx=0x'") && Hex("ebx=0x", HexDigits, out uint ebx) && Blanks("ebx")
            && Literal("ecx=0x"u8, "'ecx=0x'") && Hex("ecx=0x", HexDigits, out uint ecx) && Blanks("ecx")
            && Literal("edx=0x"u8, "'edx=0x'") && Hex("edx=0x", HexDigits, out uint edx)
            && End())
        {
            registers = new CpuidRegisters(eax, ebx, ecx, edx);
            return true;
        }

        return false;
    }

    private bool Literal(ReadOnlySpan<byte> literal, string what)
    {
        if (Rest.StartsWith(literal))
        {
            Position += literal.Length;
            return true;
        }

        return Fail("expected " + what, literal.StartsWith(Rest));
    }

    // What is shown of a number that is too long or too short begins at its 0x.
    private bool Hex(string after, int fewestDigits, out uint value)
    {
        ReadOnlySpan<byte> rest = Rest;
        (int digits, value) = (0, 0);
        while (digits < rest.Length && TryDigit(rest[digits], out uint digit))
        {
            value = (value << 4) | digit;
            digits++;
        }

        if (digits < fewestDigits || digits > HexDigits)
        {
            string count = fewestDigits == HexDigits ? "8" : "1 to 8";
            int token = rest.IndexOfAny((byte)' ', (byte)'\t', (byte)':');
            string found = Excerpt.Quote(_line.Slice(Position - 2, 2 + (token < 0 ? rest.Length : token)));
            Reason = string.Format(
                CultureInfo.InvariantCulture, "expected {0} hexadecimal digits after '{1}', found {2} ({3})", count, after, digits, found);
            EndsTooSoon = digits < fewestDigits && digits == rest.Length;
            return false;
        }

        Position += digits;
        return true;
    }

    private bool Blanks(string after) => SkipBlanks() > 0 || Fail("expected a space after " + after, Rest.IsEmpty);

    private bool End() => Rest.IsEmpty || Fail("expected the end of the line", false);

    private int SkipBlanks()
    {
        int start = Position;
        while (Position < _line.Length && _line[Position] is (byte)' ' or (byte)'\t')
        {
            Position++;
        }

        return Position - start;
    }

    private bool Fail(string expected, bool endsTooSoon)
    {
        Reason = expected + ", found " + (Rest.IsEmpty ? "the end of the line" : Excerpt.Quote(Rest));
        EndsTooSoon = endsTooSoon;
        return false;
    }

    private static bool TryDigit(byte character, out uint digit)
    {
        uint letter = character | 0x20u;
        digit = character is >= (byte)'0' and <= (byte)'9' ? character - (uint)'0' : letter is >= 'a' and <= 'f' ? letter - 'a' + 10u : 16;
        return digit < 16;
    }
}
