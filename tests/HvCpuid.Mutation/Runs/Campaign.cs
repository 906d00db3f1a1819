using HvCpuid.Mutation.Build;
using HvCpuid.Mutation.Mutants;
using HvCpuid.Mutation.Tests;

namespace HvCpuid.Mutation.Runs;

/// <summary>Runs mutants: an assembly for some hundred of them, for each the tests that reach it until one fails.</summary>
internal sealed class Campaign(MutatedLibrary library, Coverage coverage, TestOrder order, ResultFile results, string testFolder, string artifacts)
{
    // An assembly takes a second or two to write; the more it holds, the slower it is to start.
    private const int MutantsOfAnAssembly = 200;
    private const int LimitMilliseconds = 5000;
    private const int LimitTimes = 10;

    private readonly Dictionary<string, int> _milliseconds = coverage.Tests.ToDictionary(test => test.Test, test => test.Milliseconds, StringComparer.Ordinal);
    private int _done;

    /// <summary>Runs them all.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="jobs">How many are run at a time.</param>
    /// <param name="log">Told of the progress.</param>
    public IReadOnlyList<MutantResult> Run(IReadOnlyList<Mutant> mutants, int jobs, TextWriter log)
    {
        Dictionary<string, MutantResult> noticed = results.Noticed(library.Mutants);
        List<MutantResult> all = [.. mutants.Where(mutant => noticed.ContainsKey(mutant.Identity)).Select(mutant => noticed[mutant.Identity])];
        Mutant[] open = [.. mutants.Where(mutant => !noticed.ContainsKey(mutant.Identity))];
        foreach (MutantResult result in all.Where(result => result.Test is not null))
        {
            order.Killed(result.Mutant, result.Test!);
        }

        Lock gate = new();
        Parallel.ForEach(Batches(open), new ParallelOptions { MaxDegreeOfParallelism = jobs }, (batch, _, number) =>
        {
            string assembly = Path.Combine(artifacts, $"batch{number}", "HvCpuid.dll");
            library.Write(batch, assembly, testFolder);
            using WorkerProcess worker = new(testFolder);
            foreach (Mutant mutant in batch)
            {
                MutantResult result = Run(worker, assembly, mutant);
                results.Add(result);
                lock (gate)
                {
                    all.Add(result);
                    Progress(result, open.Length, log);
                }
            }

            worker.Dispose();
            Directory.Delete(Path.GetDirectoryName(assembly)!, recursive: true);
        });
        return all;
    }

    /// <summary>The tests that fail when all are run one after the other without a mutant: there should be none.</summary>
    public IReadOnlyList<string> FailWithoutAMutant()
    {
        string assembly = Path.Combine(artifacts, "none", "HvCpuid.dll");
        library.Write([], assembly, testFolder);
        using WorkerProcess worker = new(testFolder);
        List<string> failed = [];
        Mutant any = library.Mutants[0];
        while (true)
        {
            string[] tests = [.. order.Order(any, [.. coverage.Tests.Where(test => test.Failure is null)]).Except(failed)];
            RunOutcome outcome = worker.Run(assembly, 0, tests, Limit);
            if (outcome.End == RunEnd.Survived)
            {
                return failed;
            }

            failed.Add(outcome.Test!);
        }
    }

    private static IEnumerable<IReadOnlyList<Mutant>> Batches(IReadOnlyList<Mutant> mutants)
    {
        List<Mutant> batch = [];
        foreach (IGrouping<string, Mutant> file in mutants.GroupBy(mutant => mutant.File))
        {
            if (batch.Count > 0 && (batch.Count + file.Count() > MutantsOfAnAssembly || batch[0].Folder != file.First().Folder))
            {
                yield return batch;
                batch = [];
            }

            batch.AddRange(file);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private TimeSpan Limit(string test) => TimeSpan.FromMilliseconds(LimitMilliseconds + (LimitTimes * _milliseconds[test]));

    private MutantResult Run(WorkerProcess worker, string assembly, Mutant mutant)
    {
        IReadOnlyList<string> tests = order.Order(mutant, coverage.Of(mutant));
        if (tests.Count == 0)
        {
            return new MutantResult(mutant, MutantEnd.NotCovered, null, null);
        }

        MutantResult result = MutantResult.Of(mutant, worker.Run(assembly, mutant.Id, tests, Limit));
        if (result.IsNoticed)
        {
            order.Killed(mutant, result.Test!);
        }

        return result;
    }

    private void Progress(MutantResult result, int count, TextWriter log)
    {
        _done++;
        if (!result.IsNoticed)
        {
            log.WriteLine($"  {result.End}: {result.Mutant}");
        }

        if (_done % 100 == 0)
        {
            log.WriteLine($"  {_done} of {count}");
        }
    }
}
