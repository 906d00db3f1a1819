using System.Globalization;
using HvCpuid.Checks;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Checks;

/// <summary>The sets beside this file.</summary>
internal static class CheckData
{
    /// <summary>A guest's leaves that no rule finds anything in.</summary>
    public static HvCpuidSet Good { get; } = new HvCpuidSetBuilder()
        .Add(0x40000000, new CpuidRegisters(0x40000005, 0x7263694D, 0x666F736F, 0x76482074))
        .Add(0x40000001, new CpuidRegisters(0x31237648, 0, 0, 0))
        .Add(0x40000002, new CpuidRegisters(0x4F7C, 0xA0000, 1, 0x5B6))
        .Add(0x40000003, new CpuidRegisters(0x26E, 0x30, 0, 0x8))
        .Add(0x40000004, new CpuidRegisters(0x20, 0xFFF, 0, 0))
        .Add(0x40000005, new CpuidRegisters(240, 64, 0, 0))
        .ToSet();

    /// <summary>The lines of checks.txt.</summary>
    public static IReadOnlyList<CheckCase> Cases { get; } = [.. Lines("checks.txt").Select(CheckCase.Parse)];

    /// <summary>The systems of systems.txt: a line of leaves, then what was told before and is told now, a severity a part.</summary>
    public static IReadOnlyList<SystemCase> Systems { get; } =
        [.. Lines("systems.txt").Where(line => !line.StartsWith("total ", StringComparison.Ordinal)).Chunk(3).Select(System)];

    /// <summary>The counts of the last line of systems.txt.</summary>
    public static string Total { get; } = Lines("systems.txt").Last();

    public static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static HvCpuidSet Edited(HvCpuidSet set, BitAddress address, uint value)
    {
        set.TryGet(address.Function, out CpuidRegisters registers);
        return set.ToBuilder().Set(address.Function, registers.With(address.Register, address.Bits.Insert(registers[address.Register], value))).ToSet();
    }

    /// <summary>The input with one word's edit: a field, a leaf, or what else is known.</summary>
    public static HvCheckInput Apply(HvCheckInput input, string word)
    {
        string[] parts = word.Split('=');
        return parts[0] switch
        {
            "drop" => input with { Set = new HvCpuidSetBuilder().AddRange(input.Set.Where(entry => entry.Function != Hex(parts[1]))).ToSet() },
            "vendor" => input with { Vendor = Enum.Parse<CpuVendor>(parts[1], ignoreCase: true) },
            "nested" => input with { NestedExposed = parts[1] == "yes" },
            "kernel" => input with { Kernel = KvmKernel.Parse(parts[1]) },
            "lapic" => input with { InKernelLapic = parts[1] == "yes" },
            "vcpus" => input with { VcpuCount = int.Parse(parts[1], CultureInfo.InvariantCulture) },
            "enforced" => input with { Enforced = parts[1] == "yes" },
            "kvm" => input with { Set = input.Set.ToBuilder().Add(0x40000100, new CpuidRegisters(0x40000101, 0x4B4D564B, 0x564B4D56, 0x4D)).Add(0x40000101, new CpuidRegisters(0x01007EFB, 0, 0, 0)).ToSet() },
            "host" => input with { Host = HvCheckHost.From(KvmQuery.Parse(parts[1]).Host) },
            "other" => input with { OtherVcpus = [.. input.OtherVcpus, Other(input.OtherVcpus.Count + 1, parts[1].Split(':'))] },
            _ => input with { Set = Edited(input.Set, BitAddress.Parse(parts[0]), Hex(parts[1])) },
        };
    }

    private static HvCheckVcpu Other(int number, string[] words) => new($"CPU {number}", Edited(Good, BitAddress.Parse(words[0]), Hex(words[1])));

    private static SystemCase System(string[] lines)
    {
        string[] words = Words(lines[0]);
        HvReadingBuilder reading = new();
        foreach (string[] leaf in words.Skip(1).Where(word => word.Count(c => c == '-') == 3 && !word.StartsWith("ordinary=", StringComparison.Ordinal)).Select(word => word.Split('=', '-')))
        {
            foreach (CpuidRegister register in Enum.GetValues<CpuidRegister>().Where(register => leaf[(int)register + 1] != "?"))
            {
                reading.Tell(new BitAddress(0x40000000 + Hex(leaf[0]), register, BitField.Whole), Hex(leaf[(int)register + 1]));
            }
        }

        HvCheckInput input = new(reading.ToReading(isComplete: !words.Contains("part")))
        {
            Ordinary = [.. words.Where(word => word.StartsWith("ordinary=", StringComparison.Ordinal)).Select(word => Ordinary(word["ordinary=".Length..].Split(':', '-')))],
        };
        input = words.Skip(1).Where(word => !word.Contains('-', StringComparison.Ordinal) && word != "part").Aggregate(input, Apply);
        return new SystemCase(words[0], input, Severities(lines[1], "before"), Severities(lines[2], "now"));
    }

    private static CpuidEntry Ordinary(string[] words) => new(Hex(words[0]), new CpuidRegisters(Hex(words[1]), Hex(words[2]), Hex(words[3]), Hex(words[4])));

    private static string[][] Severities(string line, string label) => line.Trim().StartsWith(label, StringComparison.Ordinal)
        ? [.. line.Trim()[label.Length..].Split('/').Select(Words)]
        : throw new FormatException($"systems.txt: expected '{label}', found '{line}'");

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "HvCpuid.Tests", "Checks", file)).Where(line => line.Length > 0 && line[0] != '#');
}

/// <summary>A line of checks.txt.</summary>
internal sealed record CheckCase(string Id, bool Breaks, HvCheckInput Input, IReadOnlyList<BitAddress> Addresses, string Text)
{
    public static CheckCase Parse(string line)
    {
        string[] halves = line.Split('|');
        string[] words = CheckData.Words(halves[0]);
        return new(
            words[0],
            words[1] == "-",
            words.Skip(2).Aggregate(new HvCheckInput(CheckData.Good), CheckData.Apply),
            [.. (halves.Length > 1 ? CheckData.Words(halves[1]) : []).Select(BitAddress.Parse)],
            line);
    }
}

/// <summary>A system of systems.txt: what was told before, and what is told now, as errors, warnings and information.</summary>
internal sealed record SystemCase(string Name, HvCheckInput Input, string[][] Before, string[][] Now);
