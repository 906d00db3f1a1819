using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>A line that says whose leaves follow: a CPU, with its number or without, or a named policy.</summary>
/// <param name="Number">The CPU's number; null when it has none.</param>
/// <param name="Title">The policy's name; null for a CPU.</param>
internal readonly record struct CpuHeading(int? Number, string? Title)
{
    private const int MaxDigits = 9;
    private const int LongestTitle = 40;

    /// <summary>What a heading looks like, for messages.</summary>
    public const string Forms = "a heading ('CPU:' or 'CPU 0:')";

    /// <summary>Looks for a heading.</summary>
    /// <param name="line">The line.</param>
    /// <param name="heading">The heading.</param>
    /// <returns>False when the line has none.</returns>
    public static bool TryFind(ReadOnlySpan<byte> line, out CpuHeading heading)
    {
        heading = default;
        int at = line.IndexOf("CPU"u8);
        return (at >= 0 && TryCpu(line, at, out heading)) || TryPolicy(line, out heading);
    }

    /// <summary>Whether a line begins as a heading does and is nothing else: then, if leaves follow, something is wrong with it.</summary>
    public static bool IsAlmost(ReadOnlySpan<byte> line)
    {
        const int Longest = 16;
        ReadOnlySpan<byte> text = TextNoise.Unquote(line);
        return text.StartsWith("CPU"u8) && text.Length <= Longest && (text.Length == 3 || !(text[3] is >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z'));
    }

    // CPU 0:   CPU:   CPU#000 AffMask: 0x…   ------[ CPUID Registers / Logical CPU #0 ]------   CPUID Registers (CPU #1 Virtual)   CPU #1
    private static bool TryCpu(ReadOnlySpan<byte> line, int at, out CpuHeading heading)
    {
        heading = default;
        for (; at >= 0; at = Following(line, at))
        {
            ReadOnlySpan<byte> rest = line.Slice(at + 3);
            bool isWord = at == 0 || !(Ascii.Digit(line[at - 1]) < 16 || line[at - 1] is >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z');
            int blanks = Ascii.BlankRun(rest);
            bool hash = blanks < rest.Length && rest[blanks] == (byte)'#';
            ReadOnlySpan<byte> number = rest.Slice(blanks + (hash ? 1 : 0));
            int digits = Ascii.DecimalRun(number);
            ReadOnlySpan<byte> behind = number.Slice(digits);
            bool numbered = digits is > 0 and <= MaxDigits;
            bool colon = behind.StartsWith(":"u8) && HasNoWord(behind.Slice(1));
            if (isWord && (hash
                ? numbered && (colon || HasNoWord(behind) || Ascii.StartsWith(behind, " AffMask"u8) || IsLogical(line, at))
                : colon && (numbered ? blanks > 0 : digits == 0 && blanks == 0)))
            {
                heading = new CpuHeading(numbered ? Value(number.Slice(0, digits)) : null, null);
                return true;
            }
        }

        return false;
    }

    private static int Following(ReadOnlySpan<byte> line, int at)
    {
        int next = line.Slice(at + 3).IndexOf("CPU"u8);
        return next < 0 ? -1 : at + 3 + next;
    }

    // Xen, tools/misc/xen-cpuid.c, print_policy: "HVM Max policy: 60 leaves, 2 MSRs".
    private static bool TryPolicy(ReadOnlySpan<byte> line, out CpuHeading heading)
    {
        heading = default;
        ReadOnlySpan<byte> word = " policy: "u8;
        int at = line.IndexOf(word);
        if (at < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line.Slice(at + word.Length);
        int digits = Ascii.DecimalRun(rest);
        ReadOnlySpan<byte> title = TextNoise.Unquote(line.Slice(0, at));
        title = title.Slice(Math.Max(0, title.Length - LongestTitle));
        heading = new CpuHeading(null, Excerpt.Of(title) + " policy");
        return digits > 0 && Ascii.StartsWith(rest.Slice(digits), " leaves"u8);
    }

    private static bool IsLogical(ReadOnlySpan<byte> line, int at) =>
        at > 0 && (line[at - 1] == (byte)'(' || line.Slice(0, at).EndsWith("Logical "u8));

    // Nothing behind but punctuation and the escaped end of a line in a string literal.
    private static bool HasNoWord(ReadOnlySpan<byte> rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == (byte)'\\')
            {
                i++;
            }
            else if (!Ascii.IsEndOfWord(rest.Slice(i)) || rest[i] >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static int Value(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
