using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using HvCpuid.Mutation.Build;
using HvCpuid.Mutation.Mutants;
using HvCpuid.Mutation.Tests;

namespace HvCpuid.Mutation.Runs;

/// <summary>Which test reaches which mutant, each test alone in a library loaded anew, so that tables computed once count for every test that needs them.</summary>
internal sealed class Coverage
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Dictionary<int, List<TestCoverage>> _testsOf = [];

    private Coverage(IReadOnlyList<TestCoverage> tests)
    {
        Tests = tests;
        foreach (TestCoverage test in tests.Where(test => test.Failure is null))
        {
            foreach (int mutant in test.Mutants)
            {
                (_testsOf.TryGetValue(mutant, out List<TestCoverage>? others) ? others : _testsOf[mutant] = []).Add(test);
            }
        }
    }

    /// <summary>Every test, also those that fail here and are not used.</summary>
    public IReadOnlyList<TestCoverage> Tests { get; }

    /// <summary>The tests that reach a mutant.</summary>
    public IReadOnlyList<TestCoverage> Of(Mutant mutant) => _testsOf.TryGetValue(mutant.Id, out List<TestCoverage>? tests) ? tests : [];

    /// <summary>Measures, or takes what was measured of the same sources and tests before.</summary>
    /// <param name="library">The library with its mutants.</param>
    /// <param name="testFolder">Where the tests are built.</param>
    /// <param name="names">Only tests whose name holds this text; null for all.</param>
    /// <param name="artifacts">Where the measure is kept.</param>
    /// <param name="log">Told of the progress.</param>
    public static Coverage Measure(MutatedLibrary library, string testFolder, string? names, string artifacts, TextWriter log)
    {
        string kept = Path.Combine(artifacts, "coverage.tsv");
        string key = KeyOf(library, testFolder) + names;
        if (File.Exists(kept) && File.ReadLines(kept).FirstOrDefault() == key)
        {
            return new Coverage([.. File.ReadLines(kept).Skip(1).Select(Parse)]);
        }

        string assembly = Path.Combine(artifacts, "all", "HvCpuid.dll");
        library.Write(library.Mutants, assembly, testFolder);
        using WorkerProcess worker = new(testFolder);
        int last = library.Mutants.Max(mutant => mutant.Id);
        List<TestCoverage> tests = [];
        foreach (string test in worker.List(assembly).Where(test => names is null || test.Contains(names, StringComparison.OrdinalIgnoreCase)))
        {
            tests.Add(worker.Cover(assembly, last, test, Limit) ?? new TestCoverage(test, (int)Limit.TotalMilliseconds, [], $"did not end within {Limit.TotalMinutes} minutes"));
            if (tests.Count % 100 == 0)
            {
                log.WriteLine($"  {tests.Count} tests");
            }
        }

        File.WriteAllLines(kept, tests.Select(Line).Prepend(key));
        return new Coverage(tests);
    }

    private static string KeyOf(MutatedLibrary library, string testFolder)
    {
        StringBuilder text = new();
        foreach (Mutant mutant in library.Mutants)
        {
            text.Append(mutant.Id).Append(mutant.Identity).Append('\n');
        }

        byte[] tests = SHA256.HashData(File.ReadAllBytes(Path.Combine(testFolder, "HvCpuid.Tests.dll")));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))) + Convert.ToHexString(tests);
    }

    private static string Line(TestCoverage test) => $"{test.Test}\t{test.Milliseconds}\t{string.Join(',', test.Mutants)}\t{test.Failure}";

    private static TestCoverage Parse(string line)
    {
        string[] words = line.Split('\t');
        int[] mutants = [.. words[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        return new TestCoverage(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), mutants, words[3].Length == 0 ? null : words[3]);
    }
}
