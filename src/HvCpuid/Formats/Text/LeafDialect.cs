namespace HvCpuid.Formats;

/// <summary>How one program prints a leaf and its four registers on a line: a row of <see cref="All"/>.</summary>
/// <param name="Format">The format.</param>
/// <param name="Pattern">The line, from where the leaf is announced to EDX.</param>
/// <param name="Lead">What a line must have for this row to be tried.</param>
/// <param name="Certain">How many steps of the pattern a line of another kind does not take by chance.</param>
internal sealed record LeafDialect(HvCpuidFormat Format, LinePattern Pattern, byte[] Lead, int Certain)
{
    /// <summary>How many runs of five hexadecimal digits or more behind the leaf make a line that is almost one.</summary>
    public int Words { get; init; } = 3;

    /// <summary>Which of a log's sets the line belongs to; null where there is only one.</summary>
    public string? Title { get; init; }

    /// <summary>Every row. Those that share a lead are tried together.</summary>
    public static LeafDialect[] All { get; } =
    [
        // Todd Allen's cpuid, print_reg_raw.
        new(HvCpuidFormat.CpuidRaw, new("0x{leaf} 0x{index}: eax=0x{eax} ebx=0x{ebx} ecx=0x{ecx} edx=0x{edx}"), [.. "0x"u8], 6),
        new(HvCpuidFormat.InstLatx64, new("CPUID {leaf}: {eax}-{ebx}-{ecx}-{edx}"), [.. "CPUID "u8], 5),

        // github.com/tycho/cpuid, cpuid_dump_normal; the two forms behind it are of its older versions.
        new(HvCpuidFormat.TychoCpuid, new("CPUID {leaf}:{index} = {eax} {ebx} {ecx} {edx}"), [.. "CPUID "u8], 8),
        new(HvCpuidFormat.TychoCpuid, new("CPUID {leaf}, results = {eax} {ebx} {ecx} {edx}"), [.. "CPUID "u8], 9),
        new(HvCpuidFormat.TychoCpuid, new("CPUID {leaf}, index {index} = {eax} {ebx} {ecx} {edx}"), [.. "CPUID "u8], 11),

        // Xen, tools/misc/xen-cpuid.c, print_policy. A leaf without subleaves has the index ffffffff (XEN_CPUID_NO_SUBLEAF).
        new(HvCpuidFormat.XenCpuid, new("{leaf}:{index} -> {eax}:{ebx}:{ecx}:{edx}"), [.. "->"u8], 6),
        new(HvCpuidFormat.VmwareLog, new("guestCPUID level {leaf}, {index}: 0x{eax} 0x{ebx} 0x{ecx} 0x{edx}"), [.. "guestCPUID level "u8], 3),
        new(HvCpuidFormat.VmwareLog, new("hostCPUID level {leaf}, {index}: 0x{eax} 0x{ebx} 0x{ecx} 0x{edx}"), [.. "hostCPUID level "u8], 3) { Title = HostCpuid },

        // VirtualBox, src/VBox/VMM/VMMR3/CPUMDbg.cpp; the line of the host below it, "Hst:", has no leaf.
        new(HvCpuidFormat.VBoxLog, new("Gst: {leaf}/{index} {eax} {ebx} {ecx} {edx}"), [.. "Gst:"u8], 4) { Words = 2 },

        // x86info, dump_raw_cpuid.
        new(HvCpuidFormat.X86Info, new("eax in: 0x{leaf}, eax = {eax} ebx = {ebx} ecx = {ecx} edx = {edx}"), [.. "eax in:"u8], 2),
    ];

    // No line of a leaf is longer: what stands further behind is another line's.
    private const int LongestLine = 256;

    /// <summary>The title of what a log says of the host.</summary>
    public const string HostCpuid = "hostCPUID";

    /// <summary>XEN_CPUID_NO_SUBLEAF (Xen, public/arch-x86/cpuid.h).</summary>
    public const uint NoSubleaf = 0xFFFFFFFF;

    /// <summary>Where a line of this dialect may begin.</summary>
    /// <param name="line">The line.</param>
    /// <param name="from">Where to look from.</param>
    /// <param name="next">Where to look for the next place.</param>
    /// <returns>The place; -1 when there is none.</returns>
    public int Find(ReadOnlySpan<byte> line, int from, out int next)
    {
        next = from;
        while (true)
        {
            int at = line.Slice(next).IndexOf(Lead);
            if (at < 0)
            {
                return -1;
            }

            at += next;
            next = at + Lead.Length;
            switch (Format)
            {
                case HvCpuidFormat.XenCpuid:
                    return BeforeArrow(line, from, at);
                case HvCpuidFormat.CpuidRaw when at > 0 && line[at - 1] == (byte)'=':
                case HvCpuidFormat.InstLatx64 or HvCpuidFormat.TychoCpuid when at > 0 && line[at - 1] is >= (byte)'a' and <= (byte)'z' && (at < 2 || line[at - 2] != (byte)'\\'):
                    continue;
                default:
                    return at;
            }
        }
    }

    /// <summary>Whether a line that is not of this dialect was meant to be: then it is told, and not skipped.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">Where it would begin.</param>
    /// <param name="match">How far it was right.</param>
    /// <param name="follows">Whether the line before was of this dialect.</param>
    public bool IsAlmost(ReadOnlySpan<byte> line, int start, LineMatch match, bool follows)
    {
        line = line.Slice(0, Math.Min(line.Length, start + LongestLine));
        ReadOnlySpan<byte> rest = line.Slice(Math.Min(line.Length, start + Lead.Length));
        switch (Format)
        {
            case HvCpuidFormat.CpuidRaw:
                return match.Step >= Certain || RegisterNames(rest) >= 2 || (follows && Ascii.HexRun(rest) > 0 && IsAtStart(line, start));
            case HvCpuidFormat.InstLatx64 or HvCpuidFormat.TychoCpuid:
                // "CPUID 40000003: features" is prose: a register begins with digits.
                bool digits = match.Step < Certain || Ascii.HexRun(line.Slice(match.Position)) >= 4 || match.Step > Certain || match.EndsTooSoon && follows;
                return IsLeafDigit(rest) && digits && (match.Step >= Certain || Ascii.LongHexRuns(AfterWord(rest)) >= Words);
            case HvCpuidFormat.XenCpuid:
                return match.Step >= Certain || Ascii.LongHexRuns(line.Slice(start + Math.Max(0, line.Slice(start).IndexOf(Lead)))) >= Words;
            default:
                return match.Step > Certain || Ascii.LongHexRuns(rest) >= Words;
        }
    }

    /// <summary>Whether a line has three of the registers' names that cpuid -r prints, and so was meant to be one, wherever it begins.</summary>
    public static int RegisterNames(ReadOnlySpan<byte> line) =>
        Has(line, "eax="u8) + Has(line, "ebx="u8) + Has(line, "ecx="u8) + Has(line, "edx="u8);

    /// <summary>Whether a line is how a line or a heading of cpuid -r starts, and no more.</summary>
    public static bool IsStart(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = TextNoise.Unquote(line);
        return Ascii.Common(text, "0x"u8) == text.Length || Ascii.Common(text, "CPU"u8) == Math.Min(text.Length, 3) && (text.Length < 3 || CpuHeading.IsAlmost(line));
    }

    private static int Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        int at = line.IndexOf(name);
        return at >= 0 && Ascii.HexRun(line.Slice(at + name.Length)) > 0 ? 1 : 0;
    }

    // Leaves begin with 0, 4, 8 or C.
    private static bool IsLeafDigit(ReadOnlySpan<byte> rest) => !rest.IsEmpty && (Ascii.Digit(rest[0]) < 10 || rest[0] is (byte)'C' or (byte)'c');

    private static bool IsAtStart(ReadOnlySpan<byte> line, int start)
    {
        foreach (byte character in line.Slice(0, start))
        {
            if (!TextNoise.IsQuote(character))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> AfterWord(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny((byte)' ', (byte)':', (byte)',');
        return end < 0 ? default : rest.Slice(end);
    }

    private static int BeforeArrow(ReadOnlySpan<byte> line, int from, int arrow)
    {
        int start = arrow;
        while (start > from && line[start - 1] is (byte)' ' or (byte)'\t')
        {
            start--;
        }

        while (start > from && (Ascii.Digit(line[start - 1]) < 16 || line[start - 1] == (byte)':'))
        {
            start--;
        }

        return start;
    }
}
