using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Access;

/// <summary>The truth tables beside this file, and sets of leaves made from addresses.</summary>
internal static class TruthTable
{
    private static readonly char[] Blanks = [' '];

    public static IReadOnlyList<MsrLine> Msrs { get; } = [.. Lines("msrs.txt").Select(MsrLine.Parse)];

    public static IReadOnlyList<HypercallLine> Hypercalls { get; } = [.. Lines("hypercalls.txt").Select(HypercallLine.Parse)];

    public static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A Hyper-V aware guest's leaves in which these fields are set: bits to 1, whole registers to FFFH.</summary>
    public static HvCpuidSet With(params IEnumerable<BitAddress> fields)
    {
        HvCpuidSetBuilder builder = new();
        builder.Set(0x40000001, new CpuidRegisters(0x31237648, 0, 0, 0));
        foreach (BitAddress field in fields)
        {
            builder.ToSet().TryGet(field.Function, out CpuidRegisters registers);
            uint value = registers[field.Register] | (field.Bits.IsSingleBit ? field.Bits.Mask : 0xFFFu);
            builder.Set(field.Function, registers.With(field.Register, value));
        }

        return builder.ToSet();
    }

    /// <summary>Every bit that some line needs, and those needed beside.</summary>
    public static IReadOnlyList<BitAddress> Everything { get; } =
    [
        .. Msrs.Select(line => line.Needs).Concat(Hypercalls.SelectMany(line => line.Needs)).Concat(new[] { "82.EAX[1]", "3.EDX[4]", "3.EDX[19]" }.Select(BitAddress.Parse)).Distinct(),
    ];

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "HvCpuid.Tests", "Access", file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A line of msrs.txt.</summary>
internal sealed record MsrLine(uint Msr, string Name, BitAddress Needs, IReadOnlyList<string> Allowed)
{
    public static MsrLine Parse(string[] words)
    {
        Assert.Equal(10, words.Length);
        return new(TruthTable.Hex(words[0]), words[1], BitAddress.Parse(words[2]), words[3..]);
    }

    /// <summary>A value that the MSR takes.</summary>
    public ulong Value => Name.StartsWith("HV_X64_MSR_SINT", StringComparison.Ordinal) ? 0x10u : Name == "HV_X64_MSR_TSC_EMULATION_STATUS" ? 0u : 1u;
}

/// <summary>A line of hypercalls.txt.</summary>
internal sealed record HypercallLine(ushort First, ushort Last, string Name, IReadOnlyList<BitAddress> Needs, IReadOnlyList<string> Meets)
{
    public static HypercallLine Parse(string[] words)
    {
        Assert.Equal(18, words.Length);
        ushort[] codes = [.. words[0].Split('-').Select(code => (ushort)TruthTable.Hex(code))];
        return new(codes[0], codes[^1], words[1].Replace('-', ' '), [.. words[2].Split(',').Select(BitAddress.Parse)], words[3..]);
    }

    /// <summary>The rep count that the hypercall takes, in its place of the input value.</summary>
    public ulong RepCount => Meets[7] == "A" ? 0 : 1UL << 32;

    public IEnumerable<ushort> Codes => Enumerable.Range(First, Last - First + 1).Select(code => (ushort)code);
}
