using System.Globalization;
using System.Text;

namespace HvCpuid.Mutation.Runs;

/// <summary>The figures of a run as a table, a row a folder.</summary>
internal static class Report
{
    /// <summary>The table, in Markdown.</summary>
    /// <param name="results">What became of the mutants that were run.</param>
    /// <param name="equivalent">Which survivors are listed as equivalent.</param>
    /// <param name="all">How many mutants each folder has.</param>
    public static string Table(IReadOnlyList<MutantResult> results, EquivalentList equivalent, IReadOnlyDictionary<string, int> all)
    {
        StringBuilder text = new();
        text.AppendLine("| folder | mutants | run | killed | timeout, crash | survived | not reached | equivalent | score |");
        text.AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (IGrouping<string, MutantResult> folder in results.GroupBy(result => result.Mutant.Folder).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.AppendLine(Row(folder.Key == "." ? "(none)" : folder.Key + "/", [.. folder], equivalent, all[folder.Key]));
        }

        text.AppendLine(Row("all", results, equivalent, results.Select(result => result.Mutant.Folder).Distinct().Sum(folder => all[folder])));
        return text.ToString();
    }

    private static string Row(string name, IReadOnlyList<MutantResult> results, EquivalentList equivalent, int all)
    {
        int killed = results.Count(result => result.End == MutantEnd.Killed);
        int ended = results.Count(result => result.End is MutantEnd.TimedOut or MutantEnd.Crashed);
        MutantResult[] open = [.. results.Where(result => !result.IsNoticed)];
        int same = open.Count(result => equivalent.Has(result.Mutant));
        int survived = open.Count(result => result.End == MutantEnd.Survived && !equivalent.Has(result.Mutant));
        int unreached = open.Length - same - survived;
        int counted = results.Count - same;
        string score = Score(killed + ended, counted, results.Count < all);
        return $"| {name} | {all} | {results.Count} | {killed} | {ended} | {survived} | {unreached} | {same} | {score} |";
    }

    // Of a sample, with the interval that holds the share of all 19 times in 20 (Wilson).
    private static string Score(int noticed, int counted, bool isSample)
    {
        if (counted == 0)
        {
            return "–";
        }

        double share = (double)noticed / counted;
        if (!isSample)
        {
            return share.ToString("P1", CultureInfo.InvariantCulture);
        }

        const double Z = 1.96;
        double square = Z * Z / counted;
        double middle = (share + (square / 2)) / (1 + square);
        double half = Z * Math.Sqrt((share * (1 - share) / counted) + (square / (4 * counted))) / (1 + square);
        return string.Create(CultureInfo.InvariantCulture, $"{share:P1} ({middle - half:P1} to {middle + half:P1})");
    }
}
