using HvCpuid.Text;

namespace HvCpuid.Enlightenments;

/// <summary>The names by which switches and values are known, as an index.</summary>
internal static class HvNames
{
    private const string Prefix = "hv-";
    private static readonly Dictionary<string, HvEnlightenment> Switches = HvEnlightenmentTable.All
        .SelectMany(row => row.Aliases.Append(row.Flag).Select(name => (Name: name, Row: row)))
        .ToDictionary(pair => pair.Name, pair => pair.Row, StringComparer.Ordinal);

    private static readonly Dictionary<string, HvSetting> Settings = HvSettingTable.All.ToDictionary(row => row.Flag, StringComparer.Ordinal);
    private static readonly string[] Flags = [.. Switches.Keys, .. Settings.Keys];

    /// <summary>One spelling of a name: QEMU takes '_' for '-'.</summary>
    public static string Normalize(string name) => name.Replace('_', '-');

    public static HvEnlightenment? Switch(string name) => Switches.TryGetValue(name, out HvEnlightenment? row) ? row : null;

    public static HvSetting? Setting(string name) => Settings.TryGetValue(name, out HvSetting? row) ? row : null;

    /// <summary>True for a name that can only mean an enlightenment, known or not: also <c>stimer</c>, which lacks its prefix, and <c>HV-STIMER</c>, which QEMU does not take.</summary>
    public static bool IsMeant(string written) => written.ToLowerInvariant() is var name
        && (name.StartsWith("hv", StringComparison.Ordinal) || name.StartsWith("x-hv", StringComparison.Ordinal) || Switches.ContainsKey(Prefix + name) || Settings.ContainsKey(Prefix + name));

    /// <summary>True for the name, as <see cref="Normalize"/> gives it, of a switch or setting that has QEMU's prefix.</summary>
    public static bool IsFlag(string name) => name.Contains(Prefix) && (Switches.ContainsKey(name) || Settings.ContainsKey(name));

    /// <summary>The flag nearest to a name; null when none is near.</summary>
    public static string? Nearest(string name) => Nearest(name, Flags);

    /// <summary>The candidate nearest to a name; null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        name = name.ToLowerInvariant();
        string prefixed = Prefix + name;
        return (candidates.Contains(name) ? name : Longer(name, candidates))
            ?? Suggestion.Near(name, candidates, (candidate, most) => Math.Min(Suggestion.Distance(name, candidate, most), Suggestion.Distance(prefixed, candidate, most))).FirstOrDefault();
    }

    // A name that was broken off: hv-version-id, hv-emsr.
    private static string? Longer(string name, IEnumerable<string> candidates) => name.Length <= Prefix.Length ? null : candidates
        .Where(candidate => candidate.Length > name.Length && candidate[name.Length] is '-' or '_' && candidate.StartsWith(name, StringComparison.Ordinal))
        .OrderBy(candidate => candidate.Length)
        .ThenBy(candidate => candidate, StringComparer.Ordinal)
        .FirstOrDefault();
}
