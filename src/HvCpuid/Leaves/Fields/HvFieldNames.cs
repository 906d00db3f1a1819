using System.Collections.ObjectModel;
using HvCpuid.Text;

namespace HvCpuid.Leaves;

/// <summary>The names of <see cref="HvFieldTable"/>, as an index.</summary>
internal static class HvFieldNames
{
    private const int LongestName = 128;
    private const int ShortestPart = 3;
    private const string Available = "AVAILABLE";
    private static readonly Dictionary<string, ReadOnlyCollection<HvField>> Fields = Index();
    private static readonly Dictionary<string, ReadOnlyCollection<HvField>> Joined = Fields.GroupBy(pair => Join(pair.Key), StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => Array.AsReadOnly(same.SelectMany(pair => pair.Value).Distinct().ToArray()), StringComparer.Ordinal);

    // Each name once, as it is written first, with its key.
    private static readonly Dictionary<string, string> Spellings = HvFieldTable.All.SelectMany(NamesOf).GroupBy(Key, StringComparer.Ordinal)
        .ToDictionary(same => same.First(), same => same.Key, StringComparer.Ordinal);

    /// <summary>Every name of a field, as it is written.</summary>
    public static IEnumerable<string> NamesOf(HvField field)
    {
        yield return field.Name;
        if (field.LinuxName is { } linuxName)
        {
            yield return linuxName;
        }

        foreach (string name in field.QemuFlags.Concat(field.Aliases))
        {
            yield return name;
        }
    }

    /// <summary>The fields of that name.</summary>
    public static IReadOnlyList<HvField> Find(string name)
    {
        string text = Guard.NotNull(name).Length <= LongestName ? name : "";
        return Fields.TryGetValue(Key(text), out ReadOnlyCollection<HvField>? found) || Joined.TryGetValue(Join(text), out found) || Joined.TryGetValue(Bare(Join(text)), out found) ? found : [];
    }

    /// <summary>The names nearest to a text.</summary>
    public static IReadOnlyList<string> Nearest(string name, int count)
    {
        if (count < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "The count of names must not be negative.");
        }

        string key = Key(Guard.NotNull(name));
        return [.. Suggestion.Near(key, Spellings.Keys, (spelling, most) => Distance(key, Spellings[spelling], most)).Take(count)];
    }

    private static Dictionary<string, ReadOnlyCollection<HvField>> Index() => HvFieldTable.All
        .SelectMany(field => NamesOf(field).Select(Key).Distinct().Select(key => (Key: key, Field: field)))
        .GroupBy(pair => pair.Key, pair => pair.Field, StringComparer.Ordinal)
        .ToDictionary(pairs => pairs.Key, pairs => Array.AsReadOnly(pairs.ToArray()), StringComparer.Ordinal);

    // What is equal in two spellings of one name: the letters; QEMU takes '_' for '-', and '+' switches a flag on.
    private static string Key(string name)
    {
        string text = name.Trim();
        text = text.Length > 0 && text[0] == '+' ? text.Substring(1) : text;
        return text.ToUpperInvariant().Replace('_', '-');
    }

    // OpenVMM writes use_apic_msrs where Windows writes UseApicMsrs; both write msrs and ctrls where the TLFS has Regs and Controls.
    private static string Join(string name) => Key(name).Replace("-", "").Replace("MSR", "REG").Replace("CTRLS", "CONTROLS");

    // guest_idle_available is the TLFS's GuestIdle.
    private static string Bare(string joined) => joined.EndsWith(Available, StringComparison.Ordinal) ? joined.Substring(0, joined.Length - Available.Length) : joined;

    // A part of a name is as near as one slip.
    private static int Distance(string key, string candidate, int most) =>
        key.Length >= ShortestPart && candidate.Contains(key) ? 1 : Suggestion.Distance(key, candidate, most);
}
