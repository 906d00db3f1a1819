using HvCpuid.Mutation.Mutants;
using HvCpuid.Mutation.Tests;

namespace HvCpuid.Mutation.Runs;

/// <summary>Which test is asked first: the quick ones, of the mutant's own folder, that killed its neighbours.</summary>
internal sealed class TestOrder(int longestMilliseconds)
{
    private const double OfTheFile = 4;
    private const double OfTheFolder = 1;
    private const double Elsewhere = 0.1;

    private readonly Dictionary<(string Test, string File), int> _byFile = [];
    private readonly Dictionary<(string Test, string Folder), int> _byFolder = [];
    private readonly Dictionary<string, int> _all = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The tests for a mutant, in order; longer ones than wanted are left out.</summary>
    public IReadOnlyList<string> Order(Mutant mutant, IReadOnlyList<TestCoverage> tests)
    {
        lock (_lock)
        {
            return [.. tests.Where(test => test.Milliseconds <= longestMilliseconds).OrderByDescending(test => Worth(mutant, test)).Select(test => test.Test)];
        }
    }

    /// <summary>Takes note of a kill.</summary>
    public void Killed(Mutant mutant, string test)
    {
        lock (_lock)
        {
            _byFile[(test, mutant.File)] = _byFile.GetValueOrDefault((test, mutant.File)) + 1;
            _byFolder[(test, mutant.Folder)] = _byFolder.GetValueOrDefault((test, mutant.Folder)) + 1;
            _all[test] = _all.GetValueOrDefault(test) + 1;
        }
    }

    private double Worth(Mutant mutant, TestCoverage test)
    {
        double kills = (_byFile.GetValueOrDefault((test.Test, mutant.File)) * OfTheFile)
            + (_byFolder.GetValueOrDefault((test.Test, mutant.Folder)) * OfTheFolder)
            + (_all.GetValueOrDefault(test.Test) * Elsewhere);
        double near = test.Test.StartsWith($"HvCpuid.Tests.{mutant.Folder}.", StringComparison.Ordinal) ? OfTheFolder : 0;
        return (kills + near + Elsewhere) / (test.Milliseconds + 20);
    }
}
