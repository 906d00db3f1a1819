using HvCpuid.Mutation.Mutants;

namespace HvCpuid.Mutation.Runs;

/// <summary>Results, a line each, written as they come: a run that is stopped goes on where it was, and what was killed once is not run again.</summary>
internal sealed class ResultFile(string path)
{
    private readonly Lock _lock = new();

    /// <summary>What was noticed before, by the mutant's identity.</summary>
    public Dictionary<string, MutantResult> Noticed(IEnumerable<Mutant> mutants)
    {
        Dictionary<string, MutantResult> noticed = new(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return noticed;
        }

        Dictionary<string, Mutant> known = mutants.DistinctBy(mutant => mutant.Identity).ToDictionary(mutant => mutant.Identity, StringComparer.Ordinal);
        foreach (string[] words in File.ReadLines(path).Select(line => line.Split('\t')))
        {
            if (words.Length == 4 && known.TryGetValue(words[0], out Mutant? mutant) && Enum.TryParse(words[1], out MutantEnd end)
                && new MutantResult(mutant, end, words[2], words[3]) is { IsNoticed: true } result)
            {
                noticed[words[0]] = result;
            }
        }

        return noticed;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => File.Delete(path);

    /// <summary>Writes one more.</summary>
    public void Add(MutantResult result)
    {
        lock (_lock)
        {
            File.AppendAllText(path, $"{result.Mutant.Identity}\t{result.End}\t{result.Test}\t{result.Message}\n");
        }
    }
}
