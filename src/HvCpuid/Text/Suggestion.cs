namespace HvCpuid.Text;

/// <summary>"Did you mean …?": the known words that are nearest to one that is not known, upper and lower case alike.</summary>
internal static class Suggestion
{
    private const int LongestText = 128;
    private const int ShortText = 3;

    /// <summary><c> Did you mean 'intel'?</c>, as a sentence behind another; empty when no word is near.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="known">The words there are.</param>
    public static string Question(string text, IEnumerable<string> known) => Nearest(text, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary><c>; did you mean hv-time?</c>, behind what is wrong; empty for none.</summary>
    /// <param name="nearest">The word to suggest, as it is to be shown.</param>
    public static string Clause(string? nearest) => nearest is null ? "" : $"; did you mean {nearest}?";

    /// <summary>The nearest word; null when none is near.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="known">The words there are.</param>
    /// <param name="maximum">As many slips as it may be away; null for a third of the text's letters, two at least (one in a text of three letters).</param>
    public static string? Nearest(string text, IEnumerable<string> known, int? maximum = null)
    {
        string lower = text.ToLowerInvariant();
        return Near(text, known, word => Distance(lower, word.ToLowerInvariant()), maximum).FirstOrDefault();
    }

    /// <summary>The near words, the nearest first.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="known">The words there are.</param>
    /// <param name="distance">How many slips a word is away.</param>
    /// <param name="maximum">As many slips as it may be away; null for a third of the text's letters, two at least (one in a text of three letters).</param>
    public static IEnumerable<string> Near(string text, IEnumerable<string> known, Func<string, int> distance, int? maximum = null)
    {
        int farthest = maximum ?? Math.Max(text.Length > ShortText ? 2 : 1, text.Length / 3);
        return text.Length is 0 or > LongestText ? [] : known
            .Select(word => (Word: word, Distance: distance(word)))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word.Length)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Select(candidate => candidate.Word);
    }

    /// <summary>How many letters to insert, delete or replace to come from one text to another (Levenshtein), in time proportional to the product of their lengths.</summary>
    public static int Distance(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 0; line < from.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line + 1;
            for (int column = 0; column < to.Length; column++)
            {
                int replaced = diagonal + (from[line] == to[column] ? 0 : 1);
                diagonal = row[column + 1];
                row[column + 1] = Math.Min(replaced, Math.Min(row[column], diagonal) + 1);
            }
        }

        return row[to.Length];
    }
}
