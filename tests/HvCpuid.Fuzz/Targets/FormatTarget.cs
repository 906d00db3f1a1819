using System.Globalization;
using System.Text;
using HvCpuid.Formats;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Formats;

namespace HvCpuid.Fuzz.Targets;

/// <summary>
/// A dump in one format, or in whichever its content shows: dumps or the documented error with a place in the input, never a register that no line has; read in
/// pieces as read whole; and what was read is written and read back.
/// </summary>
internal sealed class FormatTarget : FuzzTarget
{
    private const int LongestMessage = 1000;
    private static readonly string[] Systems = ["azure-f72s-v2", "kvm", "propolis"];
    private readonly HvCpuidFormat? _force;

    /// <summary>A format; null for all of them, recognised.</summary>
    public FormatTarget(HvCpuidFormat? force, string name)
        : base(name, force is null ? "dumps in any format, recognised by content" : $"dumps, read as {force}") => _force = force;

    /// <inheritdoc/>
    public override IEnumerable<byte[]> Seeds => _force switch
    {
        null => Texts(Printed.Lines.Keys.Take(3)).Concat(Printed.Noises.Keys.SelectMany(Noisy)).Concat(Examples).Concat(Json()).Concat(Firecracker()).Concat(Structures()),
        HvCpuidFormat.KvmCpuid2 => Structures(),
        HvCpuidFormat.Json => Json(),
        HvCpuidFormat.Firecracker => Firecracker(),
        HvCpuidFormat.LinuxDmesg or HvCpuidFormat.FreeBsdDmesg => SeedFiles.GuestLogs.Select(SeedFiles.Bytes).Concat(Examples),
        { } format => Texts([format]).Concat(Examples),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Words => _force is HvCpuidFormat.KvmCpuid2 ? ["\0\0\0@", "\n\0\0@", "\u0001\0\0\0"]
        : _force is HvCpuidFormat.Json or HvCpuidFormat.Firecracker
            ? ["{", "}", "[", "]", ":", ",", "\"", "null", "true", "0x", "\"entries\":[", "\"leaves\":[", "\"function\":", "\"registers\":{", "\"eax\":", "\"index\":", "\"flags\":", "\"error\":", "\"cpuid_modifiers\":[", "\"leaf\":\"0x40000003\"", "\"subleaf\":\"0x0\"", "\"bitmap\":\"0b", "\"modifiers\":[", "\\u0030", "\\ud800", "\"cpus\":[", "1073741827"]
            :
            [
                "CPU 0:\n", "CPU:\n", "eax=0x", "0x40000003 0x00: ", "CPUID 40000003: ", "00000000-", "CPUID 40000003:00 = ", " -> ", ":ffffffff", "guestCPUID level ", "hostCPUID level ", "Gst: ", "Hst: ", "eax in: 0x", "> ", "=\n", "=3D", "&gt;",
                "\\n", "\u001b[0m", "\uFEFF", "\r\n", "[    0.000000] ", "Hyper-V: privilege flags low 0x", ", high 0x", ", hints 0x", ", misc 0x", "Hyper-V: Host Build ", "Hyper-V Version: ", "Features=0x", "CPUID policy: 32 leaves, 2 MSRs\n", "0x", "ffffffff",
            ];

    /// <inheritdoc/>
    public override void Try(ReadOnlySpan<byte> input)
    {
        bool isRead = HvCpuidFormats.TryReadAll(input, _force, out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error);
        Require(isRead ? dumps is not null && error is null : dumps is null && error is not null, "A reading has dumps or an error, not both");
        ulong hash = FuzzText.Hash(input);
        if (hash % 8 == 0 && (_force is { } format ? HvCpuidFormats.IsText(format) : HvCpuidFormats.TryRecognize(input, input.Length, out format, out _) && HvCpuidFormats.IsText(format)))
        {
            CheckPieces(input, 1 + (int)(hash / 8 % 61), dumps, error);
        }

        if (error is not null)
        {
            CheckError(error, input.Length);
            return;
        }

        foreach (HvCpuidDump dump in dumps!)
        {
            Require(dump.Cpus.Count > 0, "A dump has a CPU");
            if (Printed.Lines.ContainsKey(dump.Format))
            {
                CheckNothingInvented(dump, input);
            }

            foreach (HvCpuidDumpCpu cpu in dump.Cpus)
            {
                CheckWritten(cpu);
            }
        }
    }

    /// <summary>An error is one that can be shown, and its place lies in the input.</summary>
    internal static void CheckError(HvCpuidFormatError error, int length)
    {
        Require(error.Message.Length is > 0 and <= LongestMessage && !error.Message.AsSpan().ContainsAnyInRange('\0', '\u001f'), "A message is a line that can be shown", error.Message);
        Require(error.Offset >= 0 && error.Offset <= length, "A place lies in the input", error.ToString());
        Require(error.Line == 0 == (error.Column == 0) && error.Line >= 0 && error.Column >= 0, "A line comes with a column", error.ToString());
    }

    private void CheckPieces(ReadOnlySpan<byte> input, int length, IReadOnlyList<HvCpuidDump>? dumps, HvCpuidFormatError? error)
    {
        HvCpuidTextReader reader = new(_force);
        bool goesOn = true;
        for (int at = 0; at < input.Length && goesOn; at += length)
        {
            goesOn = reader.Append(input.Slice(at, Math.Min(length, input.Length - at)));
        }

        bool isRead = reader.TryFinish(out IReadOnlyList<HvCpuidDump>? inPieces, out HvCpuidFormatError? wrong);
        Require(isRead == (error is null), "In pieces a text is read as whole", $"{length}: {wrong ?? error}");
        Require(isRead ? Print(inPieces!) == Print(dumps!) : wrong == error, "In pieces a text is read as whole", $"{length}: {wrong} | {error}");
    }

    private static string Print(IReadOnlyList<HvCpuidDump> dumps) => string.Join("\n--\n", dumps.Select(dump => string.Create(
        CultureInfo.InvariantCulture, $"{dump.Format} {dump.Line} {dump.Title} {dump.Note}\n{string.Join("\n-\n", dump.Cpus.Select(cpu => $"{cpu.Number} {cpu.Reading}"))}")));

    // Of the formats that print registers as digits: each value is there as it stands, once what a terminal or a mail program puts in is taken out.
    private static void CheckNothingInvented(HvCpuidDump dump, ReadOnlySpan<byte> input)
    {
        string? plain = null;
        Span<byte> digits = stackalloc byte[8];
        foreach (CpuidEntry entry in dump.Cpus.SelectMany(cpu => cpu.Set))
        {
            for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
            {
                entry.Registers[register].TryFormat(digits, out _, "x8", CultureInfo.InvariantCulture);
                if (input.IndexOf(digits) < 0)
                {
                    plain ??= Noise.Undo(Encoding.Latin1.GetString(input));
                    Require(plain.Contains(Encoding.ASCII.GetString(digits), StringComparison.OrdinalIgnoreCase), "No register is invented", entry.ToString());
                }
            }
        }
    }

    private static void CheckWritten(HvCpuidDumpCpu cpu)
    {
        HvCpuidSet set = cpu.Set;
        if (set.Count == 0)
        {
            return;
        }

        byte[] structure = new byte[KvmCpuid2Format.GetByteCount(set)];
        Require(KvmCpuid2Format.Write(set, structure) == structure.Length, "A structure has the length it says");
        Require(KvmCpuid2Format.TryRead(structure, out HvCpuidDump? bytes, out _) && bytes.Cpus[0].Set.Equals(set), "A structure is read as it was written", set.ToString());
        Require(Read(JsonFormat.Write(set), HvCpuidFormat.Json).Equals(set), "JSON is read as it was written", set.ToString());
        HvCpuidSet plain = new HvCpuidSetBuilder().AddRange(set.Select(entry => entry with { Flags = 0 })).ToSet();
        Require(Read(CpuidRawFormat.Write(set), HvCpuidFormat.CpuidRaw).Equals(plain), "cpuid -r is read as it was written", set.ToString());
        Require(Read(InstLatx64Format.Write(set), HvCpuidFormat.InstLatx64).Equals(plain), "InstLatx64 is read as it was written", set.ToString());
    }

    private static HvCpuidSet Read(string text, HvCpuidFormat format) => HvCpuidFormats.Read(Encoding.UTF8.GetBytes(text), format).Cpus[0].Set;

    private static IEnumerable<byte[]> Examples => SeedFiles.Examples("inputs.md").Select(SeedFiles.Bytes);

    private static IEnumerable<byte[]> Texts(IEnumerable<HvCpuidFormat> formats) =>
        formats.SelectMany(format => Systems.Select(system => SeedFiles.Bytes(Printed.Print(format, Printed.Systems[system]))));

    private static IEnumerable<byte[]> Noisy(string noise) => Printed.Lines.Keys.Select(format => SeedFiles.Bytes(Printed.Noises[noise](Printed.Print(format, Printed.Systems["propolis"].Take(8)))));

    private static IEnumerable<byte[]> Json() => SeedFiles.Systems.Concat(SeedFiles.Answers.Take(4)).SelectMany(set => new[] { JsonFormat.Write(set), "Hello\n" + JsonFormat.Write(set, indented: true) }).Select(SeedFiles.Bytes);

    private static IEnumerable<byte[]> Firecracker() => SeedFiles.Systems.SelectMany(set => new[] { FirecrackerFormat.Write(HvReading.From(set)), "> " + FirecrackerFormat.Write(HvReading.From(set)).Replace("\n", "\n> ", StringComparison.Ordinal) })
        .Select(SeedFiles.Bytes);

    private static IEnumerable<byte[]> Structures() => SeedFiles.Answers.Select(set =>
    {
        byte[] structure = new byte[KvmCpuid2Format.GetByteCount(set)];
        KvmCpuid2Format.Write(set, structure);
        return structure;
    });
}
