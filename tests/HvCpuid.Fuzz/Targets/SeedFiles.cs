using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;
using HvCpuid.Tests.Formats;

namespace HvCpuid.Fuzz.Targets;

/// <summary>Seeds from what the repository has: real kernels' answers, what QEMUs were given, the examples of the docs, the presets.</summary>
internal static partial class SeedFiles
{
    /// <summary>What real kernels answered, each answer once.</summary>
    public static IReadOnlyList<HvCpuidSet> Answers { get; } = [.. ReadAnswers().Distinct()];

    /// <summary>The leaves of published systems.</summary>
    public static IReadOnlyList<HvCpuidSet> Systems { get; } = [.. Printed.Systems.Keys.Select(Printed.Set)];

    /// <summary>The flags that real QEMUs were given.</summary>
    public static IReadOnlyList<string> QemuFlags { get; } =
        [.. Lines("tests/HvCpuid.Tests/Vectors/Vmm/qemu-runs.txt").Where(line => line.Contains(" | ", StringComparison.Ordinal)).Select(line => line.Split(" | ")[1]).Distinct()];

    /// <summary>The machine types that real QEMUs were given.</summary>
    public static IReadOnlyList<string> QemuMachines { get; } =
        [.. Lines("tests/HvCpuid.Tests/Vectors/Vmm/qemu-runs.txt").Where(line => line.Contains(" | ", StringComparison.Ordinal)).Select(line => line.Split(" | ")[0]).Where(type => type != "-").Distinct()];

    /// <summary>The messages with which real QEMUs refused.</summary>
    public static IReadOnlyList<string> QemuMessages { get; } =
        [.. Lines("tests/HvCpuid.Tests/Vectors/Vmm/qemu-runs.txt").Select(line => line.Split(" | ")).Where(parts => parts.Length > 3).Select(parts => parts[3]).Distinct()];

    /// <summary>The presets, and nothing.</summary>
    public static IReadOnlyList<HvConfiguration> Configurations { get; } = [HvConfiguration.Default, .. HvPresetTable.All.Select(preset => preset.Configuration)];

    /// <summary>What Linux and FreeBSD guests print of leaves.</summary>
    public static IEnumerable<string> GuestLogs => Systems.Concat(Answers).Take(12).SelectMany(set => new[]
    {
        string.Join("\n", LinuxGuestView.From(set).Dmesg.Select(line => "[    0.000000] " + line)) + "\n",
        string.Join("\n", FreeBsdGuestView.From(set).Dmesg) + "\n",
    });

    /// <summary>The examples of a page of the docs.</summary>
    /// <param name="page">The page, below docs.</param>
    /// <param name="language">What stands behind the fence; null for any.</param>
    public static IEnumerable<string> Examples(string page, string? language = null) => Example().Matches(File.ReadAllText(Repository.PathOf("docs", page)))
        .Where(example => language is null || example.Groups[1].Value == language).Select(example => example.Groups[2].Value);

    /// <summary>A text as bytes.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Repository.PathOf(file.Split('/'))).Where(line => line.Length > 0 && line[0] != '#');

    private static IEnumerable<HvCpuidSet> ReadAnswers()
    {
        foreach (string file in Directory.GetFiles(Repository.PathOf("tests", "HvCpuid.Tests", "Vectors"), "*.txt").Order(StringComparer.Ordinal))
        {
            HvCpuidSetBuilder answer = new();
            foreach (string line in File.ReadLines(file))
            {
                uint[] words = [.. line.Split(' ').Select(word => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) ? number : 0)];
                if (words.Length == 5 && words[0] >= HvCpuidSet.FirstFunction)
                {
                    answer.Add(words[0], new CpuidRegisters(words[1], words[2], words[3], words[4]));
                }
                else if (answer.Count > 0)
                {
                    yield return answer.ToSet();
                    answer = new HvCpuidSetBuilder();
                }
            }

            if (answer.Count > 0)
            {
                yield return answer.ToSet();
            }
        }
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
