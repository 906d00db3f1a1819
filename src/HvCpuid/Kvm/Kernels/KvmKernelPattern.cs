using System.Text;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>
/// The form of a distribution's kernel names, as <c>uname -r</c> prints them: literal text, <c>*</c> for anything, and what is read from the name:
/// <c>{build}</c> (numbers with dots), <c>{number}</c> (a number that does not count), <c>{level}</c> (the stable level), <c>{series}</c> (<c>6.8</c>) and
/// <c>{release}</c> (<c>6.12.107</c> or <c>6.12</c>). <c>5.14.0-{build}*.el9*</c> is the form of <c>5.14.0-427.13.1.el9_4.x86_64</c>.
/// </summary>
public sealed class KvmKernelPattern
{
    private const string Any = "*";
    private const string Build = "{build}";
    private const string Number = "{number}";
    private const string Level = "{level}";
    private const string Series = "{series}";
    private const string Release = "{release}";
    private readonly string[] _parts;
    private readonly string _text;

    private KvmKernelPattern(string text, string[] parts) => (_text, _parts) = (text, parts);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <exception cref="ArgumentNullException">There is no pattern.</exception>
    /// <exception cref="FormatException">A brace has no partner, or there is no such word between two.</exception>
    public static KvmKernelPattern Parse(string text)
    {
        List<string> parts = [];
        StringBuilder literal = new();
        for (int at = 0; at < Guard.NotNull(text).Length;)
        {
            string? part = new[] { Any, Build, Number, Level, Series, Release }
                .FirstOrDefault(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0);
            if (part is null && text[at] is '{' or '}')
            {
                throw new FormatException($"'{Excerpt.Of(text)}' is no pattern of kernel names: expected {{build}}, {{number}}, {{level}}, {{series}} or {{release}} where a brace is.");
            }

            if (part is null)
            {
                literal.Append(text[at++]);
                continue;
            }

            Close(parts, literal);
            parts.Add(part);
            at += part.Length;
        }

        Close(parts, literal);
        return new KvmKernelPattern(text, [.. parts]);
    }

    /// <summary>The pattern as it is written.</summary>
    public override string ToString() => _text;

    /// <summary>Matches a whole name; where <paramref name="open"/>, one that ends behind its build, level or release will do.</summary>
    internal KvmKernelWords? Match(string name, bool open = false) => Match(name, 0, 0, new KvmKernelWords(), open);

    private KvmKernelWords? Match(string name, int at, int part, KvmKernelWords words, bool open)
    {
        if (part == _parts.Length || (open && at == name.Length && words.IsTold))
        {
            return at == name.Length ? words : null;
        }

        string form = _parts[part];
        if (form == Any)
        {
            return Enumerable.Range(at, name.Length - at + 1).Select(next => Match(name, next, part + 1, words, open)).FirstOrDefault(found => found is not null);
        }

        if (form[0] != '{')
        {
            bool same = string.Compare(name, at, form, 0, form.Length, StringComparison.OrdinalIgnoreCase) == 0;
            return same ? Match(name, at + form.Length, part + 1, words, open) : null;
        }

        // The longest run of numbers first.
        foreach (int end in Ends(name, at, form))
        {
            if (Match(name, end, part + 1, words.With(form, name.Substring(at, end - at)), open) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static List<int> Ends(string name, int at, string form)
    {
        (int least, int most) = form switch { Build => (1, 8), Series => (2, 2), Release => (2, 3), _ => (1, 1) };
        List<int> ends = [];
        for (int count = 1; count <= most; count++)
        {
            int end = at;
            while (end < name.Length && name[end] is >= '0' and <= '9')
            {
                end++;
            }

            if (end == at)
            {
                break;
            }

            if (count >= least)
            {
                ends.Insert(0, end);
            }

            if (end == name.Length || name[end] != '.')
            {
                break;
            }

            at = end + 1;
        }

        return ends;
    }

    private static void Close(List<string> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(literal.ToString());
            literal.Clear();
        }
    }
}

/// <summary>What a <see cref="KvmKernelPattern"/> read from a name.</summary>
internal sealed record KvmKernelWords
{
    public KvmBuild? Build { get; init; }

    public int? Level { get; init; }

    public KvmRelease? Release { get; init; }

    public bool IsTold => Build is not null || Level is not null || Release is not null;

    public KvmKernelWords With(string form, string text) => form switch
    {
        "{build}" => KvmBuild.TryParse(text, out KvmBuild build) ? this with { Build = build } : this,
        "{level}" => KvmBuild.TryParse(text, out KvmBuild level) ? this with { Level = Math.Min(level[0], ushort.MaxValue) } : this,
        "{series}" or "{release}" => UnameRelease.TryParse(text, out UnameRelease? uname) ? this with { Release = uname.Release } : this,
        _ => this,
    };
}
