using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Formats;

/// <summary>
/// Texts and all that is read of them, side by side in a file: <c># name</c>, or <c># as Format: name</c> where a format is forced; <c>| a line</c>, with the
/// escapes of regular expressions, and <c>\c</c> at its end where no line feed follows; <c>= the answer</c>.
/// </summary>
internal static class Readings
{
    public static void Check(string name)
    {
        string path = $"tests/HvCpuid.Tests/Baselines/{name}.txt";
        string file = File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");
        StringBuilder now = new();
        foreach (string part in ("\n" + file).Split("\n# ").Skip(1))
        {
            string[] lines = part.Split('\n');
            string[] text = [.. lines.Where(line => line.StartsWith('|'))];
            HvCpuidFormat? force = lines[0].StartsWith("as ", StringComparison.Ordinal) ? Enum.Parse<HvCpuidFormat>(lines[0][3..lines[0].IndexOf(':', StringComparison.Ordinal)]) : null;
            now.Append("# ").Append(lines[0]).Append('\n').AppendJoin('\n', text).Append('\n');
            now.Append(Answer(Sample.Bytes(string.Concat(text.Select(Unescape))), force)).Append('\n');
        }

        Baseline.Check(path, now.ToString());
    }

    /// <summary>What is read of an input, whole and byte by byte.</summary>
    public static string Answer(byte[] input, HvCpuidFormat? force)
    {
        HvCpuidFormatError? refusal = null;
        HvCpuidFormat seen = default;
        bool isSeen = force is not null || HvCpuidFormats.TryRecognize(input, input.Length, out seen, out refusal);
        Assert.Equal(isSeen, refusal is null);
        bool isRead = HvCpuidFormats.TryReadAll(input, force, out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error);
        string answer = isRead ? string.Concat(dumps!.Select(Told)) : $"= {Told(error!)}\n";
        if (isSeen && HvCpuidFormats.IsText(force ?? seen))
        {
            HvCpuidTextReader reader = new(force);
            foreach (byte value in input)
            {
                reader.Append([value]);
            }

            string inPieces = reader.TryFinish(out IReadOnlyList<HvCpuidDump>? same, out HvCpuidFormatError? wrong) ? string.Concat(same.Select(Told)) : $"= {Told(wrong)}\n";
            Assert.Equal(answer, inPieces);
        }

        return isSeen && force is null && (!isRead || dumps![0].Format != seen) ? $"= seen as {seen}\n{answer}" : answer;
    }

    private static string Told(HvCpuidFormatError error) => FormattableString.Invariant($"{error.Line}:{error.Column} at {error.Offset}: {error.Message}");

    private static string Told(HvCpuidDump dump)
    {
        StringBuilder text = new();
        text.Append(FormattableString.Invariant($"= {dump.Format}{(dump.Title is null ? "" : $" '{dump.Title}'")}, line {dump.Line}{(dump.Note is null ? "" : $"; {dump.Note}")}\n"));
        foreach (HvCpuidDumpCpu cpu in dump.Cpus)
        {
            text.Append(FormattableString.Invariant($"=   CPU {cpu.Number?.ToString(CultureInfo.InvariantCulture) ?? "-"}{(cpu.Reading.IsComplete ? "" : ", a part")}:"));
            foreach (CpuidEntry leaf in cpu.Set)
            {
                CpuidRegisters known = cpu.Reading.Known(leaf.Function);
                bool isWhole = Enum.GetValues<CpuidRegister>().All(register => known[register] == uint.MaxValue);
                text.Append(FormattableString.Invariant($" {leaf}{(leaf.Flags == 0 ? "" : $" flags {leaf.Flags:X}")}{(isWhole ? "" : $" known {known}")};"));
            }

            text.Append(string.Concat(cpu.Ordinary.Select(leaf => $" ordinary {leaf};"))).Append('\n');
        }

        return text.ToString();
    }

    private static string Unescape(string line)
    {
        string text = line.Length > 2 ? line[2..] : "";
        return text.EndsWith("\\c", StringComparison.Ordinal) ? Regex.Unescape(text[..^2]) : Regex.Unescape(text) + "\n";
    }
}
