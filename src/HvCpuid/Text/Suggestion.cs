namespace HvCpuid.Text;

/// <summary>"Did you mean …?": the known words that are nearest to one that is not known, upper and lower case alike.</summary>
internal static class Suggestion
{
    private const int LongestText = 128;
    private const int ShortText = 3;
    private const int LongestOnStack = 256;

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
        return Near(text, known, (word, most) => Distance(lower, word.ToLowerInvariant(), most), maximum).FirstOrDefault();
    }

    /// <summary>The near words, the nearest first.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="known">The words there are.</param>
    /// <param name="distance">How many slips a word is away, given as many as matter; where it is more, any number above.</param>
    /// <param name="maximum">As many slips as it may be away; null for a third of the text's letters, two at least (one in a text of three letters).</param>
    public static IEnumerable<string> Near(string text, IEnumerable<string> known, Func<string, int, int> distance, int? maximum = null)
    {
        int farthest = maximum ?? Math.Max(text.Length > ShortText ? 2 : 1, text.Length / 3);
        return text.Length is 0 or > LongestText ? [] : known
            .Select(word => (Word: word, Distance: distance(word, farthest)))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word.Length)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Select(candidate => candidate.Word);
    }

    /// <summary>
    /// How many letters to insert, delete or replace to come from one text to another (Levenshtein), as far as it matters: in time proportional to the
    /// shorter length times <paramref name="most"/>, and none where the lengths alone say that it is more.
    /// </summary>
    /// <param name="from">A text.</param>
    /// <param name="to">Another.</param>
    /// <param name="most">The largest distance of interest.</param>
    /// <returns>The distance; some number above <paramref name="most"/> where it is larger.</returns>
    public static int Distance(string from, string to, int most)
    {
        if (Math.Abs(from.Length - to.Length) > most)
        {
            return most + 1;
        }

        int length = to.Length + 1;
        Span<int> row = length <= LongestOnStack ? stackalloc int[length] : new int[length];
        for (int column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 0; line < from.Length; line++)
        {
            // Beside the diagonal by more than the most, every number is above it.
            int first = Math.Max(0, line - most);
            int end = Math.Min(to.Length, line + most + 1);
            int diagonal = row[first];
            row[first] = first == 0 ? line + 1 : most + 1;
            int least = row[first];
            for (int column = first; column < end; column++)
            {
                int replaced = diagonal + (from[line] == to[column] ? 0 : 1);
                diagonal = row[column + 1];
                int above = column == line + most ? most + 1 : diagonal;
                row[column + 1] = Math.Min(replaced, Math.Min(row[column], above) + 1);
                least = Math.Min(least, row[column + 1]);
            }

            if (least > most)
            {
                return most + 1;
            }
        }

        return row[to.Length];
    }
}
