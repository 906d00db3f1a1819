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
        .Add(0x40000002, new CpuidRegisters(0x3839, 0xA0000, 0, 0))
        .Add(0x40000003, new CpuidRegisters(0x26E, 0x30, 0, 0x8))
        .Add(0x40000004, new CpuidRegisters(0x20, 0xFFF, 0, 0))
        .Add(0x40000005, new CpuidRegisters(240, 64, 0, 0))
        .ToSet();

    /// <summary>The lines of checks.txt.</summary>
    public static IReadOnlyList<CheckCase> Cases { get; } = [.. Lines("checks.txt").Select(CheckCase.Parse)];

    /// <summary>The systems of systems.txt: a line of leaves, then a line of findings.</summary>
    public static IReadOnlyList<(string Name, HvCheckInput Input, string[] Errors, string[] Warnings)> Systems { get; } =
        [.. Lines("systems.txt").Chunk(2).Select(lines => System(Words(lines[0]), lines[1]))];

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
            "other" => input with { OtherVcpus = [.. input.OtherVcpus, Edited(Good, BitAddress.Parse(parts[1].Split(':')[0]), Hex(parts[1].Split(':')[1]))] },
            _ => input with { Set = Edited(input.Set, BitAddress.Parse(parts[0]), Hex(parts[1])) },
        };
    }

    private static (string, HvCheckInput, string[], string[]) System(string[] words, string findings)
    {
        HvCpuidSetBuilder builder = new();
        foreach (string[] leaf in words.Skip(1).Where(word => word.Contains('-', StringComparison.Ordinal)).Select(word => word.Split('=', '-')))
        {
            builder.Add(0x40000000 + Hex(leaf[0]), new CpuidRegisters(Hex(leaf[1]), Hex(leaf[2]), Hex(leaf[3]), Hex(leaf[4])));
        }

        HvCheckInput input = words.Skip(1).Where(word => !word.Contains('-', StringComparison.Ordinal)).Aggregate(new HvCheckInput(builder.ToSet()), Apply);
        string[] halves = findings.Split('/');
        return (words[0], input, Words(halves[0]), Words(halves[1]));
    }

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
