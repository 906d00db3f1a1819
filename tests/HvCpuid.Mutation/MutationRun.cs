using System.Diagnostics;
using System.Reflection;

using HvCpuid.Mutation.Build;
using HvCpuid.Mutation.Mutants;
using HvCpuid.Mutation.Runs;
using HvCpuid.Mutation.Tests;

namespace HvCpuid.Mutation;

/// <summary>One run of the program: what it was asked for, and the steps.</summary>
internal sealed class MutationRun
{
    private const int ShownOfAFailure = 120;

    public required string[] Folders { get; init; }

    public required string? File { get; init; }

    public required int? Sample { get; init; }

    public required int Seed { get; init; }

    public required int Jobs { get; init; }

    public required int LongestMilliseconds { get; init; }

    public required string? Only { get; init; }

    public required string? Tests { get; init; }

    public required bool IsResumed { get; init; }

    /// <summary>Runs; 0 whatever survives, since the figures are read by people.</summary>
    public int Execute(TextWriter output)
    {
        string repository = Metadata("Repository");
        string artifacts = Path.Combine(repository, "artifacts", "mutation");
        string configuration = Metadata("Configuration");
        string testFolder = Copy(Path.Combine(repository, "tests", "HvCpuid.Tests", "bin", configuration, "net10.0"), Path.Combine(artifacts, "tests"));
        Stopwatch watch = Stopwatch.StartNew();

        MutatedLibrary library = new(LibrarySource.Load(Path.Combine(repository, "src", "HvCpuid"), "HvCpuid.csproj", "net10.0", configuration));
        output.WriteLine($"{library.Mutants.Count} mutants; {library.NotCompiled.Count} more do not compile; {library.Prose} texts of tables are left as they are. {watch.Elapsed:mm\\:ss}");
        Mutant[] mutants = Chosen(library.Mutants);
        if (mutants.Length == 0)
        {
            output.WriteLine($"No mutant is in {string.Join(", ", Folders)} {File}. The folders: {string.Join(", ", library.Mutants.Select(mutant => mutant.Folder).Distinct())}.");
            return 2;
        }

        Coverage coverage = Coverage.Measure(library, testFolder, Tests, artifacts, output);
        if (coverage.Tests.Count == 0)
        {
            output.WriteLine($"No test's name holds \"{Tests}\".");
            return 2;
        }

        TestOrder order = new(LongestMilliseconds);
        ResultFile results = new(Path.Combine(artifacts, "results.tsv"));
        if (!IsResumed)
        {
            results.Clear();
        }

        Campaign campaign = new(library, coverage, order, results, testFolder, artifacts);
        TestCoverage[] failing = [.. coverage.Tests.Where(test => test.Failure is not null)];
        Array.ForEach(failing, test => output.WriteLine($"  fails without a mutant, alone: {test.Test}: {test.Failure![..Math.Min(test.Failure!.Length, ShownOfAFailure)]}"));
        foreach (string test in campaign.FailWithoutAMutant())
        {
            output.WriteLine($"  fails without a mutant, after the others: {test}");
        }

        output.WriteLine($"{coverage.Tests.Count} tests, of which {coverage.Tests.Count(test => test.Milliseconds > LongestMilliseconds)} take too long. {watch.Elapsed:mm\\:ss}");
        Write(campaign.Run(mutants, Jobs, output), library, repository, artifacts, output);
        output.WriteLine($"{watch.Elapsed:h\\:mm\\:ss}");
        return 0;
    }

    private static string Metadata(string key) => typeof(MutationRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    // What is built meanwhile does not change the tests of this run.
    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string path in Directory.EnumerateFiles(from))
        {
            System.IO.File.Copy(path, Path.Combine(to, Path.GetFileName(path)), overwrite: true);
        }

        return to;
    }

    private void Write(IReadOnlyList<MutantResult> results, MutatedLibrary library, string repository, string artifacts, TextWriter output)
    {
        EquivalentList equivalent = EquivalentList.Load(Path.Combine(repository, "tests", "HvCpuid.Mutation", "equivalent.txt"));
        Mutant[] open = [.. results.Where(result => !result.IsNoticed).Select(result => result.Mutant).OrderBy(mutant => mutant.Id)];
        System.IO.File.WriteAllLines(Path.Combine(artifacts, "survivors.txt"), open.Where(mutant => !equivalent.Has(mutant)).Select(mutant => $"{mutant.Key} | {mutant.Line}"));
        string table = Report.Table(results, equivalent, library.Mutants.GroupBy(mutant => mutant.Folder).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal));
        System.IO.File.WriteAllText(Path.Combine(artifacts, "table.md"), table);
        output.WriteLine(table);
        if (Sample is null && Folders.Length == 0 && File is null && Only is null && Tests is null)
        {
            foreach (string row in equivalent.Unused(open))
            {
                output.WriteLine($"equivalent.txt: no survivor is \"{row}\"");
            }
        }
    }

    private Mutant[] Chosen(IReadOnlyList<Mutant> mutants)
    {
        HashSet<string>? only = Only is null ? null : [.. System.IO.File.ReadLines(Only).Select(line => string.Join(" | ", line.Split(" | ").Take(3)))];
        IEnumerable<Mutant> chosen = mutants
            .Where(mutant => only is null || only.Contains(mutant.Key))
            .Where(mutant => Folders.Length == 0 || Folders.Contains(mutant.Folder, StringComparer.OrdinalIgnoreCase))
            .Where(mutant => File is null || mutant.File.Contains(File, StringComparison.OrdinalIgnoreCase));
        if (Sample is { } count)
        {
#pragma warning disable CA5394 // A sample that can be drawn again is wanted, not a secret.
            Random random = new(Seed);
            chosen = chosen.GroupBy(mutant => mutant.Folder).SelectMany(folder =>
            {
                Mutant[] all = [.. folder];
                random.Shuffle(all);
                return all.Take(count);
            }).OrderBy(mutant => mutant.Id);
#pragma warning restore CA5394
        }

        return [.. chosen];
    }
}
