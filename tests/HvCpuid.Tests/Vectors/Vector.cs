using System.Globalization;
using System.Runtime.CompilerServices;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Vectors;

/// <summary>What a real kernel answered in one situation: a case of the text files beside this one.</summary>
/// <param name="File">The file, without its ending.</param>
/// <param name="Case">The case's line, without the word "case".</param>
/// <param name="Query">The situation.</param>
/// <param name="Error">The errno's name; null when the call was answered.</param>
/// <param name="Entries">The answer.</param>
/// <param name="Enabling">What enabling eVMCS on this vCPU answered: the errno's name or the version word; null where it was not tried.</param>
public sealed record Vector(string File, string Case, KvmQuery Query, string? Error, HvCpuidSet Entries, string? Enabling)
{
    private static readonly Lazy<IReadOnlyList<Vector>> Loaded = new(() => [.. Load()]);

    public static IReadOnlyList<Vector> All => Loaded.Value;

    public static TheoryData<string> Names => [.. All.Select(vector => vector.ToString())];

    public static TheoryData<string> NamesWithEnabling => [.. All.Where(vector => vector.Enabling is not null).Select(vector => vector.ToString())];

    public static Vector Named(string name) => All.Single(vector => vector.ToString() == name);

    public override string ToString() => $"{File}: {Case}";

    private static IEnumerable<Vector> Load([CallerFilePath] string here = "")
    {
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(here)!, "*.txt").Order(StringComparer.Ordinal))
        {
            // distribution-release-vendor
            string name = Path.GetFileNameWithoutExtension(path);
            string[] parts = name.Split('-');
            KvmHost host = new() { Kernel = KvmRelease.Parse(parts[1]), Vendor = Enum.Parse<CpuVendor>(parts[2], ignoreCase: true) };
            string[] blocks = System.IO.File.ReadAllText(path).Split("\ncase ", StringSplitOptions.TrimEntries);
            foreach (string block in blocks.Skip(1))
            {
                yield return Read(name, host, block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }
        }
    }

    private static Vector Read(string file, KvmHost host, string[] lines)
    {
        string[] words = lines[0].Split(' ');
        Dictionary<string, string> settings = words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        string Setting(string key, string otherwise) => settings.GetValueOrDefault(key, otherwise);
        int? vcpus = settings.TryGetValue("vcpus", out string? most) ? int.Parse(most, CultureInfo.InvariantCulture) : null;
        string? enabling = settings.GetValueOrDefault("enabling");
        host = host with { MaximumVcpus = vcpus, Nested = Setting("nested", "on") == "on", SmtPossible = Setting("smt", "possible") != "impossible" };
        VcpuState vcpu = new(Setting("lapic", "off") == "on", Setting("evmcs", "off") == "on" ? EvmcsVersionRange.Version1 : null);
        KvmQuery query = words[0] == "system" ? KvmQuery.OnSystem(host) : KvmQuery.OnVcpu(host, vcpu);
        if (lines[1].StartsWith("error ", StringComparison.Ordinal))
        {
            return new Vector(file, lines[0], query, lines[1]["error ".Length..], HvCpuidSet.Empty, enabling);
        }

        HvCpuidSetBuilder builder = new();
        foreach (string line in lines.Skip(1))
        {
            uint[] values = [.. line.Split(' ').Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            builder.Add(values[0], new CpuidRegisters(values[1], values[2], values[3], values[4]));
        }

        return new Vector(file, lines[0], query, null, builder.ToSet(), enabling);
    }
}
