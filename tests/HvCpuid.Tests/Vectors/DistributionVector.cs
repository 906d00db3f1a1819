using System.Globalization;
using System.Runtime.CompilerServices;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Vectors;

/// <summary>What the kernels of a distribution answered in one situation: a case of the text files in Distributions.</summary>
/// <param name="File">The file, without its ending.</param>
/// <param name="Case">The case's line, without the word "case".</param>
/// <param name="Kernels">The kernels that answered so, by what uname -r prints.</param>
/// <param name="Entries">The answer.</param>
public sealed record DistributionVector(string File, string Case, IReadOnlyList<string> Kernels, HvCpuidSet Entries)
{
    private static readonly Lazy<IReadOnlyList<DistributionVector>> Loaded = new(() => [.. Load()]);

    public static IReadOnlyList<DistributionVector> All => Loaded.Value;

    public static TheoryData<string, string> Names
    {
        get
        {
            TheoryData<string, string> names = [];
            foreach (DistributionVector vector in All)
            {
                names.Add(vector.File, vector.Case);
            }

            return names;
        }
    }

    /// <summary>The query of the case to a kernel.</summary>
    public KvmQuery Query(KvmKernel kernel)
    {
        string[] words = Case.Split(',');
        bool Has(string word) => words.Contains(word);
        KvmHost host = new()
        {
            Kernel = kernel,
            Vendor = Has("amd") ? CpuVendor.Amd : CpuVendor.Intel,
            Nested = Has("nested=1"),
            SmtPossible = Has("smt=1"),
        };
        return Has("system")
            ? KvmQuery.OnSystem(host)
            : KvmQuery.OnVcpu(host, new VcpuState(Has("lapic=1"), Has("evmcs=1") ? EvmcsVersionRange.Version1 : null));
    }

    private static IEnumerable<DistributionVector> Load([CallerFilePath] string here = "")
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "Distributions"), "*.txt").Order(StringComparer.Ordinal))
        {
            string[] blocks = System.IO.File.ReadAllText(path).Split("\ncase ", StringSplitOptions.TrimEntries);
            string[] kernels = [.. blocks[0].Split('\n').Where(line => line.StartsWith("kernel ", StringComparison.Ordinal)).Select(line => line["kernel ".Length..].Trim())];
            foreach (string block in blocks.Skip(1))
            {
                string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                HvCpuidSetBuilder builder = new();
                foreach (string line in lines.Skip(1))
                {
                    uint[] values = [.. line.Split(' ').Select(word => uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                    builder.Add(values[0], new CpuidRegisters(values[1], values[2], values[3], values[4]));
                }

                yield return new DistributionVector(Path.GetFileNameWithoutExtension(path), lines[0], kernels, builder.ToSet());
            }
        }
    }
}
