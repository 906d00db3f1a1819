using System.Globalization;
using System.Text;
using HvCpuid.Registers;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>
/// What a line looks like, as a text: <c>0x{leaf} 0x{index}: eax=0x{eax} …</c>. A blank is one blank or more, <c>~</c> any number, also none;
/// letters may have either case. In braces: <c>leaf</c> and the four registers, 8 hexadecimal digits each; <c>index</c>, 1 to 8; an address of
/// bits with the form of its number before it: <c>{0x:3.EAX}</c> as C's %#x or 0x%x, <c>{dec:…}</c> as %d, <c>{hex:…}</c> without the 0x, of the
/// whole register, whose other bits are 0; and <c>names</c>, the bits' names in angle brackets or nothing.
/// </summary>
internal sealed class LinePattern
{
    private const int HexDigits = 8;
    private const int DecimalDigits = 10;
    private static readonly string[] RegisterNames = ["eax", "ebx", "ecx", "edx"];
    private readonly Step[] _steps;

    public LinePattern(string text)
    {
        Text = text;
        _steps = [.. Parse(text)];
    }

    private enum Kind
    {
        Literal,
        Blanks,
        AnyBlanks,
        Leaf,
        Index,
        Register,
        Prefixed,
        Hex,
        Decimal,
        Names,
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a line from a place on.</summary>
    /// <returns>False when it is not as the pattern says; <paramref name="match"/> tells how far it was.</returns>
    public bool Matches(ReadOnlySpan<byte> line, int start, LineMatch match)
    {
        match.Begin(start);
        for (; match.Step < _steps.Length; match.Step++)
        {
            if (!Read(_steps[match.Step], line, match))
            {
                return false;
            }
        }

        if (Ascii.IsEndOfWord(line.Slice(match.Position)))
        {
            return true;
        }

        match.EndsTooSoon = false;
        match.Step--;
        match.Position -= _steps[match.Step].Length(line, match.Position);
        return false;
    }

    /// <summary>What was expected where a match failed, and what was found.</summary>
    public string Explain(ReadOnlySpan<byte> line, LineMatch match)
    {
        Step step = _steps[match.Step];
        ReadOnlySpan<byte> rest = line.Slice(match.Position);
        int digits = step.Kind is Kind.Decimal ? Ascii.DecimalRun(rest) : Ascii.HexRun(rest);
        string found = Found(rest);
        return step.Kind switch
        {
            Kind.Literal => $"expected '{step.Text}'{After(match.Step)}, found {found}",
            Kind.Blanks => $"expected a blank{After(match.Step)}, found {found}",
            Kind.Names => $"expected the names of the bits in '<' and '>', or the end of the line, found {found}",
            Kind.Prefixed => $"expected 0x and 1 to 8 hexadecimal digits for {step.Name}{After(match.Step)}, found {Found(rest)}",
            Kind.Decimal => $"expected a decimal number for {step.Name}{After(match.Step)}, found {found}",
            Kind.Hex when digits is > 0 and <= HexDigits => $"expected {step.Name} with no other bit set, found {found}",
            _ => string.Format(
                CultureInfo.InvariantCulture,
                "expected {0} hexadecimal digits for {1}{2}, found {3} ({4})",
                step.Kind is Kind.Leaf or Kind.Register ? "8" : "1 to 8",
                step.Name,
                After(match.Step),
                digits,
                rest.IsEmpty ? "the end of the line" : Excerpt.Quote(Word(rest))),
        };
    }

    private static string Found(ReadOnlySpan<byte> rest) => rest.IsEmpty ? "the end of the line" : Excerpt.Quote(rest);

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOfAny((byte)' ', (byte)'\t', (byte)',');
        return length > 0 ? rest.Slice(0, length) : rest;
    }

    private static bool Read(Step step, ReadOnlySpan<byte> line, LineMatch match)
    {
        ReadOnlySpan<byte> rest = line.Slice(match.Position);
        switch (step.Kind)
        {
            case Kind.Literal:
                int common = Ascii.Common(rest, step.Bytes);
                match.EndsTooSoon = common == rest.Length;
                match.Position += common == step.Bytes.Length ? common : 0;
                return common == step.Bytes.Length;
            case Kind.Blanks or Kind.AnyBlanks:
                int blanks = Ascii.BlankRun(rest);
                match.Position += blanks;
                match.EndsTooSoon = rest.IsEmpty;
                return blanks > 0 || step.Kind == Kind.AnyBlanks;
            case Kind.Names:
                int length = rest.StartsWith("<"u8) ? rest.IndexOf((byte)'>') + 1 : 0;
                match.Position += length;
                match.EndsTooSoon = length == 0;
                return length > 0 || !rest.StartsWith("<"u8);
            default:
                return ReadNumber(step, rest, match);
        }
    }

    private static bool ReadNumber(Step step, ReadOnlySpan<byte> rest, LineMatch match)
    {
        bool zero = step.Kind == Kind.Prefixed && !Ascii.StartsWith(rest, "0x"u8);
        bool minus = step.Kind == Kind.Decimal && step.Address.Bits == BitField.Whole && rest.StartsWith("-"u8);
        int prefix = step.Kind == Kind.Prefixed && !zero ? 2 : minus ? 1 : 0;
        int digits = step.Kind == Kind.Decimal ? Ascii.DecimalRun(rest.Slice(prefix)) : Ascii.HexRun(rest.Slice(prefix));
        int fewest = step.Kind is Kind.Leaf or Kind.Register ? HexDigits : 1;
        match.EndsTooSoon = digits < fewest && prefix + digits == rest.Length;
        bool fits = digits >= fewest && digits <= (step.Kind == Kind.Decimal ? DecimalDigits : HexDigits) && (!zero || (digits == 1 && rest[0] == (byte)'0'));
        if (!fits || !TryValue(step.Kind == Kind.Decimal ? 10u : 16u, rest.Slice(prefix, digits), out uint value) || !step.Take(minus ? unchecked(0 - value) : value, match))
        {
            return false;
        }

        match.Position += prefix + digits;
        return true;
    }

    private static bool TryValue(uint numberBase, ReadOnlySpan<byte> digits, out uint value)
    {
        ulong sum = 0;
        foreach (byte digit in digits)
        {
            sum = (sum * numberBase) + Ascii.Digit(digit);
        }

        value = unchecked((uint)sum);
        return sum <= uint.MaxValue;
    }

    private string After(int step)
    {
        string? label = _steps.Take(step).Select(before => before.Label).LastOrDefault(text => text.Length > 0);
        return label is null ? "" : " after " + label;
    }

    private static List<Step> Parse(string text)
    {
        List<Step> steps = [];
        for (int i = 0; i < text.Length;)
        {
            int length = text[i] == '{' ? text.IndexOf('}', i) - i + 1 : text[i] is ' ' or '~' ? 1 : LiteralLength(text, i);
            string part = text.Substring(i, length);
            steps.Add(part[0] switch
            {
                '{' => Field(part.Substring(1, length - 2)),
                ' ' => new Step(Kind.Blanks, part),
                '~' => new Step(Kind.AnyBlanks, part),
                _ => new Step(Kind.Literal, part),
            });
            i += length;
        }

        return steps;
    }

    private static int LiteralLength(string text, int start)
    {
        int end = text.IndexOfAny(['{', ' ', '~'], start);
        return (end < 0 ? text.Length : end) - start;
    }

    private static Step Field(string field)
    {
        int register = Array.IndexOf(RegisterNames, field);
        int colon = field.IndexOf(':');
        return register >= 0 ? new Step(Kind.Register, field) { Register = register }
            : colon < 0 ? new Step(field switch { "leaf" => Kind.Leaf, "index" => Kind.Index, _ => Kind.Names }, field)
            : new Step(
                field.Substring(0, colon) switch { "0x" => Kind.Prefixed, "dec" => Kind.Decimal, _ => Kind.Hex },
                field)
            { Address = BitAddress.Parse(field.Substring(colon + 1)) };
    }

    private sealed record Step(Kind Kind, string Text)
    {
        public byte[] Bytes { get; } = Encoding.ASCII.GetBytes(Text);

        public int Register { get; init; }

        public BitAddress Address { get; init; }

        public string Name => Kind switch
        {
            Kind.Leaf => "the leaf",
            Kind.Index => "the index",
            Kind.Register => Text.ToUpperInvariant(),
            _ => Address.ToString(),
        };

        public string Label => Kind switch
        {
            Kind.Literal => $"'{Text}'",
            Kind.Blanks or Kind.AnyBlanks or Kind.Names => "",
            _ => Name,
        };

        // Of a number that is too long by something that is no digit: its digits, to point at its start.
        public int Length(ReadOnlySpan<byte> line, int end)
        {
            int start = end;
            while (Kind is not (Kind.Literal or Kind.Names) && start > 0 && Ascii.Digit(line[start - 1]) < 16)
            {
                start--;
            }

            return end - start;
        }

        public bool Take(uint value, LineMatch match)
        {
            switch (Kind)
            {
                case Kind.Leaf:
                    match.Function = value;
                    return true;
                case Kind.Index:
                    match.Index = value;
                    return true;
                case Kind.Register:
                    match.SetRegister(Register, value);
                    return true;
                case Kind.Hex:
                    match.Add(Address, Address.Bits.Extract(value));
                    return (value & ~Address.Bits.Mask) == 0;
                default:
                    match.Add(Address, value);
                    return value <= Address.Bits.MaxValue;
            }
        }
    }
}
