using HvCpuid.Text;

namespace HvCpuid.Tool.Terminal;

/// <summary>Suggests a word for one that is not known.</summary>
internal static class NearestWord
{
    private const int LongestWord = 64;
    private const int ShortWord = 3;

    /// <summary><c> Did you mean 'intel'?</c>, or nothing when no word is near.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">The words there are.</param>
    public static string Question(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return "";
        }

        string lower = word.ToLowerInvariant();
        int farthest = Math.Max(word.Length > ShortWord ? 2 : 1, word.Length / 3);
        string? nearest = known
            .Select(candidate => (Word: candidate, Distance: EditDistance.Between(lower, candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }
}
