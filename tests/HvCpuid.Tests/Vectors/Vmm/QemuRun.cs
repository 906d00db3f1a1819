using System.Globalization;
using System.Runtime.CompilerServices;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vectors;

/// <summary>What a real QEMU did: a line of qemu-runs.txt, of which the host's answers were measured too, or of qemu-runs-modelled.txt.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Release">The QEMU.</param>
/// <param name="Host">The host.</param>
/// <param name="Machine">The machine; null for the default.</param>
/// <param name="Flags">The flags behind the CPU model.</param>
/// <param name="Leaves">The guest's leaves; null when QEMU did not start.</param>
/// <param name="Enabled">What was enabled until the leaves were set: <c>148</c>, <c>199:1</c>, <c>163!</c>.</param>
/// <param name="Message">What QEMU told first; null when it started.</param>
public sealed record QemuRun(string File, int Line, QemuRelease Release, KvmHost Host, QemuMachine? Machine, string Flags, HvCpuidSet? Leaves, string[] Enabled, string? Message)
{
    private static readonly Lazy<IReadOnlyList<QemuRun>> Loaded = new(() => [.. Load("qemu-runs.txt"), .. Load("qemu-runs-modelled.txt")]);

    public static IReadOnlyList<QemuRun> All => Loaded.Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}: QEMU {Release} on {Host.Kernel} {Host.Vendor}, {Machine}: {Flags}");

    private static IEnumerable<QemuRun> Load(string file, [CallerFilePath] string here = "")
    {
        string[] lines = System.IO.File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, file));
        int leaves = Array.IndexOf(lines, "leaves");
        Dictionary<string, HvCpuidSet> sets = lines.Skip(leaves + 1).Select(line => line.Split(": ")).ToDictionary(parts => parts[0], parts => Set(parts[1]));
        sets.Add("none", HvCpuidSet.Empty);
        (QemuRelease Release, KvmHost Host) on = (default, new KvmHost());
        for (int i = 0; i < leaves; i++)
        {
            string line = lines[i];
            if (line.StartsWith("qemu ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ');
                on = (QemuRelease.Parse(words[1]), HostOf(words[3]));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                string[] fields = line.Split(" | ");
                string[] outcome = fields[2].Split(' ');
                bool refused = outcome[0] == "refused";
                QemuMachine? machine = fields[0] == "-" ? null : QemuMachine.Parse(fields[0]);
                yield return new QemuRun(file, i + 1, on.Release, on.Host, machine, fields[1], refused ? null : sets[outcome[0]], outcome[1..], refused ? fields[3] : null);
            }
        }
    }

    private static KvmHost HostOf(string text)
    {
        string[] words = text.Split(',');
        return new KvmHost
        {
            Kernel = KvmRelease.Parse(words[0]),
            Vendor = words[1] == "amd" ? CpuVendor.Amd : CpuVendor.Intel,
            Nested = !words.Contains("nonested"),
            SmtPossible = !words.Contains("nosmt"),
            MaximumVcpus = int.Parse(words[^1].Split('=')[1], CultureInfo.InvariantCulture),
        };
    }

    private static HvCpuidSet Set(string text)
    {
        HvCpuidSetBuilder builder = new();
        foreach (string entry in text.Split("; "))
        {
            uint[] words = [.. entry.Split(' ').Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)), 0, 0, 0, 0];
            builder.Add(HvCpuidSet.FirstFunction + words[0], new CpuidRegisters(words[1], words[2], words[3], words[4]));
        }

        return builder.ToSet();
    }
}
