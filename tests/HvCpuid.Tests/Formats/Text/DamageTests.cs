using System.Text;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Formats;

/// <summary>A line of each format with each of its characters left out, doubled, or the last: what is said of it, alone and below a good line (with the number that it has alone).</summary>
public class DamageTests
{
    private static readonly CpuidEntry Leaf = new(0x44444444, new CpuidRegisters(0x11111111, 0x22222222, 0x33333333, 0x88888888)) { Index = 0 };

    public static TheoryData<HvCpuidFormat> Formats => [.. Printed.Lines.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void ReadAll_LineWithADamage_SaysWhatIsWrongWithIt(HvCpuidFormat format)
    {
        string line = Printed.Lines[format](Leaf).Split('\n')[0];
        string above = Printed.Lines[format](new CpuidEntry(0x40000001, default)).Split('\n')[0] + "\n";
        StringBuilder text = new(line + "\n");
        Append(text, "without", line, at => line.Remove(at, 1) + "\n\n", above);
        Append(text, "doubled", line, at => line.Insert(at, line[at..(at + 1)]) + "\n\n", above);
        Append(text, "ends above", line, at => line[..at] + "\n\n", above);
        Append(text, "last before", line, at => line[..at], above);
        Baseline.Check($"tests/HvCpuid.Tests/Baselines/damages-{format}.txt", text.ToString());
    }

    // Characters beside each other of which the same is said are one row.
    private static void Append(StringBuilder text, string damage, string line, Func<int, string> damaged, string above)
    {
        (int first, string said) = (0, "");
        for (int at = 0; at <= line.Length; at++)
        {
            string now = at == line.Length ? "" : Said(damaged(at), above);
            if (now == said)
            {
                continue;
            }

            _ = at > 0 ? text.Append(FormattableString.Invariant($"{damage} {first + 1} to {at} '{line[first..at]}':{said}\n")) : text;
            (first, said) = (at, now);
        }
    }

    private static string Said(string damaged, string above)
    {
        string alone = Answer(damaged);
        string below = Answer(above + damaged, lines: 1);
        return $"\n  {alone}{(alone == below ? "" : $"\n  below: {below}")}";
    }

    private static string Answer(string text, int lines = 0)
    {
        if (HvCpuidFormats.TryReadAll(Sample.Bytes(text), null, out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error))
        {
            string read = string.Join("; ", dumps.SelectMany(dump => dump.Cpus[0].Set.Where(leaf => leaf.Function == Leaf.Function).Select(leaf => leaf.ToString())));
            string note = dumps[0].Note is { } said ? said[said.IndexOf(": ", StringComparison.Ordinal)..] : "";
            return read.Length + note.Length == 0 ? "nothing" : read + note;
        }

        return error.Line == 1 && error.Offset == 0 && error.Message.Contains("found none in", StringComparison.Ordinal)
            ? "nothing"
            : FormattableString.Invariant($"{error.Line - lines}:{error.Column}: {error.Reason}");
    }
}
