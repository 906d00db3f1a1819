using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Formats;

/// <summary>
/// Each reader, fed with what is almost an input of its own: a dump or the documented error, never a value that no line has. A fixed number of inputs
/// from a fixed seed; HVCPUID_FUZZ_INPUTS runs more by hand, HVCPUID_FUZZ_READER those whose name has it alone.
/// </summary>
public partial class ReaderFuzzTests
{
    private const int LongestMessage = 1000;
    private static readonly int Inputs = int.Parse(Environment.GetEnvironmentVariable("HVCPUID_FUZZ_INPUTS") ?? "2000", CultureInfo.InvariantCulture);
    private static readonly string? Only = Environment.GetEnvironmentVariable("HVCPUID_FUZZ_READER");
    private static readonly byte[] Alphabet = "\n\r\t \"'>=-:,.[]{}()#|x0123456789abcdefABCDEFOlCPUIDgueaxHypr\u001b\u00A0\u00FF"u8.ToArray();

    public static TheoryData<string> Readers => [.. Seeds.Keys.Where(name => Only is null || name.Contains(Only, StringComparison.Ordinal))];

    private static Dictionary<string, byte[][]> Seeds { get; } = MakeSeeds();

    [Theory]
    [MemberData(nameof(Readers))]
    public void TryReadAll_AlmostAnInput_GivesDumpsOrAnErrorAndInventsNothing(string reader)
    {
#pragma warning disable CA5394 // a repeatable sequence is what is wanted
        Random random = new(20260801);
        byte[][] seeds = Seeds[reader];
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = Mutate(seeds[random.Next(seeds.Length)], random);
            bool isRead;
            IReadOnlyList<HvCpuidDump>? dumps;
            HvCpuidFormatError? error;
            try
            {
                isRead = HvCpuidFormats.TryReadAll(input, null, out dumps, out error);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"input {i} of {reader}: {Convert.ToBase64String(input)}", exception);
            }

            string? wrong = isRead ? Wrong(dumps!, input, reader) : Wrong(error!, input.Length);
            Assert.True(wrong is null, $"input {i} of {reader}: {wrong}: {Convert.ToBase64String(input)}");
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> input = [.. seed];
        for (int edits = random.Next(1, 5); edits > 0 && input.Count > 0; edits--)
        {
            int at = random.Next(input.Count);
            int length = Math.Min(random.Next(1, 9), input.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    input.RemoveRange(at, length);
                    break;
                case 1:
                    input.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                case 2:
                    input[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 3:
                    input.InsertRange(random.Next(input.Count), input.GetRange(at, Math.Min(random.Next(200), input.Count - at)));
                    break;
                case 4:
                    input.RemoveRange(at, Math.Min(random.Next(200), input.Count - at));
                    break;
                default:
                    input[at] = (byte)random.Next(256);
                    break;
            }
        }
#pragma warning restore CA5394

        return [.. input];
    }

    // Of the formats that print registers as digits: each value is there as it stands.
    private static string? Wrong(IReadOnlyList<HvCpuidDump> dumps, byte[] input, string reader)
    {
        if (dumps.Count == 0 || dumps.Any(dump => dump.Cpus.Count == 0))
        {
            return "no dump";
        }

        if (!Enum.TryParse(reader, out HvCpuidFormat format) || !Printed.Lines.ContainsKey(format))
        {
            return null;
        }

        string text = TerminalSequence().Replace(Encoding.Latin1.GetString(input), "");
        foreach (CpuidEntry entry in dumps.SelectMany(dump => dump.Cpus).SelectMany(cpu => cpu.Set))
        {
            for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
            {
                if (!text.Contains(entry.Registers[register].ToString("x8", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase))
                {
                    return $"invented {entry}";
                }
            }
        }

        return null;
    }

    [GeneratedRegex(@"\x1B\[[^@-~]*[@-~]?")]
    private static partial Regex TerminalSequence();

    private static string? Wrong(HvCpuidFormatError error, int length) =>
        error.Message.Length is 0 or > LongestMessage || error.Message.Any(char.IsControl) ? "message"
        : error.Offset < 0 || error.Offset > length ? $"offset {error.Offset}"
        : (error.Line == 0) != (error.Column == 0) || error.Line < 0 || error.Column < 0 ? $"line {error.Line}, column {error.Column}"
        : null;

    private static Dictionary<string, byte[][]> MakeSeeds()
    {
        string[] systems = ["azure-f72s-v2", "kvm", "propolis"];
        Dictionary<string, byte[][]> seeds = [];
        foreach (HvCpuidFormat format in Printed.Lines.Keys)
        {
            seeds[format.ToString()] = [.. systems.Select(system => Sample.Bytes(Printed.Print(format, Printed.Systems[system])))];
        }

        foreach (string noise in Printed.Noises.Keys)
        {
            seeds["noise: " + noise] = [.. Printed.Lines.Keys.Select(format => Sample.Bytes(Printed.Noises[noise](Printed.Print(format, Printed.Systems["propolis"]))))];
        }

        byte[][] logs = [.. GuestLogTests.Lines.Select(row => Sample.Bytes("[ 0.0] Linux\n" + row.Data.Item1 + "\n"))];
        seeds["guests' logs"] = logs;
        HvCpuidSet set = Printed.Set("propolis");
#if !WITHOUT_JSON
        seeds["json"] = [Sample.Bytes(JsonFormat.Write(set, indented: true)), Sample.Bytes("Hello\n" + JsonFormat.Write(set))];
        seeds["firecracker"] = [Sample.Bytes(FirecrackerFormat.Write(HvReading.From(set))), Sample.Bytes("> " + FirecrackerFormat.Write(HvReading.From(set)).Replace("\n", "\n> ", StringComparison.Ordinal))];
#endif
        byte[] structure = new byte[KvmCpuid2Format.GetByteCount(set)];
        KvmCpuid2Format.Write(set, structure);
        seeds["kvm_cpuid2"] = [structure];
        return seeds;
    }
}
