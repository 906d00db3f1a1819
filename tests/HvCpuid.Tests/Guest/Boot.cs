using System.Globalization;
using System.Runtime.CompilerServices;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Guest;

/// <summary>What a real Linux guest printed and chose: a boot of boots.txt, whose head says what its lines mean.</summary>
public sealed record Boot(string Uname, string Release, string Flags)
{
    private static readonly Lazy<IReadOnlyList<Boot>> Loaded = new(() => [.. Load()]);

    public static IReadOnlyList<Boot> All => Loaded.Value;

    public static TheoryData<string> Names => [.. All.Select(boot => boot.ToString())];

    public List<CpuidEntry> Entries { get; } = [];

    public List<string> Dmesg { get; } = [];

    public string[] ClockSources { get; private set; } = [];

    public string ClockSource { get; private set; } = "";

    public string ClockEvent { get; private set; } = "";

    /// <summary>MSR, "r", "w" or "rw", and the value written where it is no address or count.</summary>
    public List<(uint Msr, string Access, ulong? Value)> Msrs { get; } = [];

    public List<ushort> Hypercalls { get; } = [];

    public GuestCpuid Cpuid => GuestCpuid.FromEntries(Entries);

    public HvCpuidSet Leaves => Cpuid.HyperV;

    public static Boot Named(string name) => All.Single(boot => boot.ToString() == name);

    public override string ToString() => $"{Release}: {Flags}";

    private static IEnumerable<Boot> Load([CallerFilePath] string here = "")
    {
        string[] blocks = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "boots.txt")).Split("\nboot ", StringSplitOptions.TrimEntries);
        return blocks.Skip(1).Select(block => Read(block.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static Boot Read(string[] lines)
    {
        string[] head = lines[0].Split(" = ");
        Boot boot = new(head[0], head[1], lines[1]["flags ".Length..]);
        foreach (string line in lines.Skip(2))
        {
            boot.Add(line, line.Split(' '));
        }

        return boot;
    }

    private void Add(string line, string[] words)
    {
        switch (words[0])
        {
            case ">":
                Dmesg.Add(line[2..]);
                break;
            case "clocksources":
                ClockSources = words[1..];
                break;
            case "clocksource":
                ClockSource = words[1];
                break;
            case "clockevent":
                ClockEvent = line["clockevent ".Length..];
                break;
            case "msr":
                Msrs.Add((Hex(words[1]), words[2], words.Length > 3 ? ulong.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null));
                break;
            case "hypercall":
                Hypercalls.Add((ushort)Hex(words[1]));
                break;
            default:
                Entries.Add(new CpuidEntry(Hex(words[0]), new CpuidRegisters(Hex(words[1]), Hex(words[2]), Hex(words[3]), Hex(words[4]))));
                break;
        }
    }

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
