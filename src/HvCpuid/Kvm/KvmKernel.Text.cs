using System.Diagnostics.CodeAnalysis;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

// The text of a kernel.
public sealed partial record KvmKernel
{
    internal const string Forms = KvmRelease.Forms
        + ", a distribution's release (rhel9.4, debian12, ubuntu24.04, sles15.6, pve8.4), its name and a build (ubuntu:5.15.0-141), or a release with commits or"
        + " changes put in (+) or left out (-), 6.6+a8de7f100bb5-ExtendedGvaRanges";
    private const int LargestDistance = 2;

    /// <summary>
    /// Reads a kernel: a release, <c>6.12</c> or <c>6.1.192</c>; what <c>uname -r</c> prints; a distribution's release, <c>rhel9.4</c>; its name and a build,
    /// <c>ubuntu:5.15.0-141</c>; or a release with changes put in or left out, <c>6.6+a8de7f100bb5-f84fcb66568c</c>: by the id of a mainline commit, at least
    /// its first 7 digits, or by <see cref="KvmChange.Id"/>. Names of distributions are those of <see cref="KvmKernels.BuiltIn"/>; a name that is not known
    /// is taken at its release, and <see cref="Note"/> says so.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is none of these; or it names a change that this model does not know, or one as put in and as left out.</exception>
    public static KvmKernel Parse(string text) => KvmKernels.BuiltIn.Parse(text);

    /// <summary>Reads a kernel, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>False when the text is null or no kernel.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KvmKernel? kernel) => KvmKernels.BuiltIn.TryParse(text, out kernel);

    // A release, and the changes behind it. Null, or what is wrong with the text.
    internal static string? ReadChanges(string text, UnameRelease uname, out KvmKernel? kernel)
    {
        kernel = null;
        string suffix = uname.Suffix;
        if (ReadChanges(suffix, out KvmChangeBits added, out KvmChangeBits removed) is { } unknown)
        {
            return $"{Unknown(unknown)} In '{Excerpt.Of(text)}' expected {Forms}.";
        }

        if (!(added & removed).IsEmpty)
        {
            KvmChange twice = KvmChanges.All.First(change => (added & removed).Has(change));
            return $"'{Excerpt.Of(text)}' has {twice.Id} put in and left out: expected one of the two.";
        }

        KvmKernel published = From(uname.Release);
        kernel = published.With((published._changes | added) - removed, null);
        return null;
    }

    // The changes put in and left out; or the first word that names none.
    private static string? ReadChanges(string suffix, out KvmChangeBits added, out KvmChangeBits removed)
    {
        (added, removed) = (default, default);
        for (int at = 0; at < suffix.Length;)
        {
            int end = suffix.IndexOfAny(['+', '-'], at + 1) is var next and >= 0 ? next : suffix.Length;
            string word = suffix.Substring(at + 1, end - at - 1);
            KvmChangeBits named = Find(word);
            if (named.IsEmpty)
            {
                return word;
            }

            added |= suffix[at] == '+' ? named : default;
            removed |= suffix[at] == '-' ? named : default;
            at = end;
        }

        return null;
    }

    // A distribution's names look alike: 6.12.107+deb13-amd64, 6.1.0-50-amd64, 6.12.0-next-20241122. The first word decides: a commit or a change.
    internal static bool NamesChanges(string suffix)
    {
        if (suffix.Length == 0 || suffix[0] is not ('+' or '-'))
        {
            return false;
        }

        string word = suffix.Substring(1).Split('+', '-')[0];
        bool isDate = suffix[0] == '-' && word.All(c => c is >= '0' and <= '9');
        return !Find(word).IsEmpty
            || (KvmChanges.IsCommit(word) && !isDate)
            || (word.Length > 0 && word[0] is >= 'A' and <= 'Z' && (suffix[0] == '+' || Nearest(word) is not null));
    }

    // The changes that a word names; none where it names none.
    private static KvmChangeBits Find(string word) =>
        KvmChanges.ById(word) is { } change ? KvmChangeBits.Of(change)
        : KvmChanges.IsCommit(word) ? KvmChanges.ByCommit(word).Aggregate(default(KvmChangeBits), (bits, known) => bits | KvmChangeBits.Of(known))
        : default;

    private static string Unknown(string word) => KvmChanges.IsCommit(word)
        ? $"No change that this model knows has the commit {Excerpt.Of(word)}."
        : $"There is no change '{Excerpt.Of(word)}'{(Nearest(word) is { } near ? Suggestion.Clause(near) : ".")}";

    private static string? Nearest(string word) => Suggestion.Nearest(word, KvmChanges.All.Select(change => change.Id), LargestDistance);
}
