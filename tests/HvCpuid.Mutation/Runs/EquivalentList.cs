using HvCpuid.Mutation.Mutants;

namespace HvCpuid.Mutation.Runs;

/// <summary>
/// Mutants that no test can tell from the original, each with its reason: <c>file | member | before -> after | reason</c>. A <c>*</c> at the end of the
/// third column stands for any rest.
/// </summary>
internal sealed class EquivalentList
{
    private readonly (string Key, string Reason)[] _rows;

    private EquivalentList((string Key, string Reason)[] rows) => _rows = rows;

    public static EquivalentList Load(string path) => new([.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => Parse(path, line))]);

    /// <summary>True when a mutant is listed.</summary>
    public bool Has(Mutant mutant) => _rows.Any(row => Matches(row.Key, mutant));

    /// <summary>The rows that no survivor matches: they are wrong by now.</summary>
    public IEnumerable<string> Unused(IReadOnlyList<Mutant> survivors) => _rows.Where(row => !survivors.Any(mutant => Matches(row.Key, mutant))).Select(row => row.Key);

    private static bool Matches(string key, Mutant mutant) => key.EndsWith('*')
        ? mutant.Key.StartsWith(key[..^1], StringComparison.Ordinal)
        : string.Equals(mutant.Key, key, StringComparison.Ordinal);

    private static (string Key, string Reason) Parse(string path, string line)
    {
        string[] columns = line.Split(" | ");
        return columns.Length == 4 && columns[3].Trim().Length > 0
            ? (string.Join(" | ", columns[..3]), columns[3].Trim())
            : throw new InvalidDataException($"{path}: expected \"file | member | before -> after | reason\", found: {line}");
    }
}
