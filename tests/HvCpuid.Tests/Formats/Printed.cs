using System.Globalization;
using System.Text;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Formats;

/// <summary>The systems beside this file, printed as each of the programs prints them: written for the tests, from their public sources.</summary>
internal static class Printed
{
    /// <summary>All systems by name, with their ordinary leaves.</summary>
    public static IReadOnlyDictionary<string, CpuidEntry[]> Systems { get; } = File
        .ReadLines(Path.Combine(Repository.Root, "tests", "HvCpuid.Tests", "Formats", "systems.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words.Skip(1).Select(Parse).ToArray());

    /// <summary>The formats that print all registers of a leaf on a line.</summary>
    public static IReadOnlyDictionary<HvCpuidFormat, Func<CpuidEntry, string>> Lines { get; } = new Dictionary<HvCpuidFormat, Func<CpuidEntry, string>>
    {
        [HvCpuidFormat.CpuidRaw] = e => Text($"   0x{e.Function:x8} 0x{e.Index:x2}: eax=0x{e.Registers.Eax:x8} ebx=0x{e.Registers.Ebx:x8} ecx=0x{e.Registers.Ecx:x8} edx=0x{e.Registers.Edx:x8}"),
        [HvCpuidFormat.InstLatx64] = e => Text($"CPUID {e.Function:X8}: {e.Registers.Eax:X8}-{e.Registers.Ebx:X8}-{e.Registers.Ecx:X8}-{e.Registers.Edx:X8} [note]"),
        [HvCpuidFormat.XenCpuid] = e => Text($"  {e.Function:x8}:ffffffff -> {e.Registers.Eax:x8}:{e.Registers.Ebx:x8}:{e.Registers.Ecx:x8}:{e.Registers.Edx:x8}"),
        [HvCpuidFormat.VmwareLog] = e => Text($"Jun 28 23:41:17.989: vmx| guestCPUID level {e.Function:x8}, {e.Index}: 0x{e.Registers.Eax:x8} 0x{e.Registers.Ebx:x8} 0x{e.Registers.Ecx:x8} 0x{e.Registers.Edx:x8}"),
        [HvCpuidFormat.TychoCpuid] = e => Text($"CPUID {e.Function:x8}:{e.Index:x2} = {e.Registers.Eax:x8} {e.Registers.Ebx:x8} {e.Registers.Ecx:x8} {e.Registers.Edx:x8} | ................"),
        [HvCpuidFormat.VBoxLog] = e => Text($"00:00:01.018701 Gst: {e.Function:x8}/{e.Index:x4}  {e.Registers.Eax:x8} {e.Registers.Ebx:x8} {e.Registers.Ecx:x8} {e.Registers.Edx:x8}\n00:00:01.018701 Hst:                00000001 00000002 00000003 00000004"),
        [HvCpuidFormat.X86Info] = e => Text($"eax in: 0x{e.Function:x8}, eax = {e.Registers.Eax:x8} ebx = {e.Registers.Ebx:x8} ecx = {e.Registers.Ecx:x8} edx = {e.Registers.Edx:x8}"),
    };

    /// <summary>What stands above the lines of one CPU.</summary>
    public static string Head(HvCpuidFormat format) => format switch
    {
        HvCpuidFormat.CpuidRaw => "CPU:\n",
        HvCpuidFormat.InstLatx64 => "CPU#000 AffMask: 0x0000000000000001\n",
        HvCpuidFormat.XenCpuid => "Xen reports there are maximum 120 leaves and 2 MSRs\nCPUID policy: 32 leaves, 2 MSRs\n CPUID:\n  leaf     subleaf  -> eax      ebx      ecx      edx\n",
        HvCpuidFormat.VmwareLog => "Jun 28 23:41:17.988: vmx| guestCPUID vendor: GenuineIntel\nJun 28 23:41:17.988: vmx| guestCPUID   name: Intel(R) Core(TM)2 Duo CPU T6500 @ 2.10GHz\n",
        HvCpuidFormat.VBoxLog => "00:00:01.018700          Raw Hypervisor CPUID Leaves\n00:00:01.018700      Leaf/sub-leaf  eax      ebx      ecx      edx\n",
        HvCpuidFormat.X86Info => "x86info v1.31pre\n",
        _ => "",
    };

    public static string Print(HvCpuidFormat format, IEnumerable<CpuidEntry> leaves) =>
        Head(format) + string.Concat(leaves.Select(leaf => Lines[format](leaf) + "\n"));

    public static HvCpuidSet Set(string system) =>
        new HvCpuidSetBuilder().AddRange(Systems[system].Where(leaf => leaf.Function is >= HvCpuidSet.FirstFunction and <= HvCpuidSet.LastFunction)).ToSet();

    /// <summary>What pastes have around and between their lines.</summary>
    public static IReadOnlyDictionary<string, Func<string, string>> Noises { get; } = new Dictionary<string, Func<string, string>>
    {
        ["plain"] = text => text,
        ["mail reply"] = text => "On Monday somebody wrote:\n> Hello,\n>\n" + EachLine(text, line => "> " + line) + "\nThat looks right. CPUID 40000003 is what counts, see 0x40000003.\n",
        ["reply to a reply"] = text => EachLine(text, line => "> > " + line),
        ["journal"] = text => EachLine(text, line => "Nov 26 10:00:00 host cpuid[12]: " + line),
        ["dmesg"] = text => "[    0.000000] Linux version 6.1.0\n" + EachLine(text, line => "[    0.000000][    T0] " + line),
        ["C comment"] = text => "/**\n" + EachLine(text, line => " * " + line) + " */\n",
        ["rust comment"] = text => EachLine(text, line => "/// " + line),
        ["string literal"] = text => EachLine(text, line => "\"" + line + "\\n\" +"),
        ["fence"] = text => "# Bug\nSteps:\n```\n$ sudo cpuid -1 -r\n" + text + "```\nThanks\n",
        ["crlf"] = text => "\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal),
        ["tabs"] = text => EachLine(text, line => "\t\t" + line + "\t "),
        ["no-break spaces"] = text => text.Replace(" ", "\u00A0", StringComparison.Ordinal),
        ["terminal"] = text => EachLine(text, line => "\u001b[0;32m" + line + "\u001b[0m"),
        ["web page"] = text => text.Replace(">", "&gt;", StringComparison.Ordinal),
        ["one line"] = text => text.Replace("\n", "\\n", StringComparison.Ordinal) + "\n",
        ["blank lines"] = text => text.Replace("\n", "\n\n", StringComparison.Ordinal),
        ["upper case"] = text => text.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal).Replace("GUESTCPUID LEVEL", "guestCPUID level", StringComparison.Ordinal)
            .Replace("GST:", "Gst:", StringComparison.Ordinal).Replace("EAX IN:", "eax in:", StringComparison.Ordinal)
            .Replace("POLICY:", "policy:", StringComparison.Ordinal).Replace("LEAVES", "leaves", StringComparison.Ordinal),
        ["quoted-printable"] = text => "Content-Transfer-Encoding: quoted-printable\n\n" + QuotedPrintable(text),
        ["quoted-printable, no header"] = QuotedPrintable,
        ["wrapped"] = text => EachLine(text, line => Wrap("> " + line, 72)),
        ["lines of another program between"] = text => EachLine(text, line => line + "\nkvm [1234]: vcpu0, guest rIP: 0xfffff8 unhandled rdmsr: 0x40000021 data 0x1"),
    };

    private static string EachLine(string text, Func<string, string> each) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => each(line) + "\n"));

    // RFC 2045: 76 characters a line, '=' as =3D, a soft break anywhere but within such.
    private static string QuotedPrintable(string text) => EachLine(text, line =>
    {
        StringBuilder encoded = new();
        int column = 0;
        foreach (char c in line)
        {
            string part = c == '=' ? "=3D" : c.ToString();
            if (column + part.Length > 75)
            {
                encoded.Append("=\n");
                column = 0;
            }

            encoded.Append(part);
            column += part.Length;
        }

        return encoded.ToString();
    });

    // At a blank, as mail programs do.
    private static string Wrap(string line, int width)
    {
        int at = line.Length <= width ? -1 : line.LastIndexOf(' ', width);
        return at <= 2 ? line : line[..at] + "\n> " + line[(at + 1)..];
    }

    private static CpuidEntry Parse(string word)
    {
        uint[] numbers = [.. word.Split('=', '-').Select(number => uint.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
        return new CpuidEntry(numbers[0], new CpuidRegisters(numbers[1], numbers[2], numbers[3], numbers[4]));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
