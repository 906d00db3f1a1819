using System.Diagnostics.CodeAnalysis;
using System.Text;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>
/// A kernel as far as KVM_GET_SUPPORTED_HV_CPUID and what belongs to it go: a Linux release, the changes that were put in or left out, and how it was
/// built. A value; a release converts to the kernel that kernel.org publishes under its number.
/// </summary>
public sealed record KvmKernel
{
    internal const string Forms = KvmRelease.Forms
        + ", a distribution's release (rhel9.4, debian12, ubuntu24.04, sles15.6, pve8.4), its name and a build (ubuntu:5.15.0-141), or a release with commits or"
        + " changes put in (+) or left out (-), 6.6+a8de7f100bb5-ExtendedGvaRanges";
    private const int LargestDistance = 2;

    // All that the kernel has, its release's own included.
    private readonly KvmChangeBits _changes;

    private KvmKernel(KvmRelease release, KvmChangeBits changes) => (Base, _changes) = (release, changes);

    /// <summary>The newest mainline release that this model knows.</summary>
    public static KvmKernel Newest { get; } = From(KvmRelease.Newest);

    /// <summary>The release that the kernel is made from, with its stable level.</summary>
    public KvmRelease Base { get; }

    /// <summary>The changes that the kernel has and its release does not, in order of release.</summary>
    public IReadOnlyList<KvmChange> Added => [.. KvmChanges.All.Where(change => Has(change) && !change.IsIn(Base))];

    /// <summary>The changes that the release has and the kernel does not, in order of release.</summary>
    public IReadOnlyList<KvmChange> Removed => [.. KvmChanges.All.Where(change => !Has(change) && change.IsIn(Base))];

    /// <summary>
    /// The most vCPUs a VM may have, KVM_MAX_VCPUS, as this kernel was built; null for the release's own (288, 1024 from 5.15; from 6.7
    /// CONFIG_KVM_MAX_NR_VCPUS, taken as 4096). <see cref="KvmHost.MaximumVcpus"/> goes before it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? MaximumVcpus
    {
        get;
        init => field = KvmHost.Vcpus(value);
    }

    /// <summary>
    /// Whether this kernel was built with its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8); null where that is not known, and taken as
    /// true. <see cref="KvmHost.HyperVCompiledIn"/> goes before it.
    /// </summary>
    public bool? HyperVCompiledIn { get; init; }

    /// <summary>The name it goes by, such as a distribution's; null for a kernel without one.</summary>
    public string? Name { get; init; }

    /// <summary>How it is known that this kernel is made so, as a sentence; null where nothing is to be said.</summary>
    public string? Basis { get; init; }

    /// <summary>What is not known of this kernel and how it is answered nevertheless, as a sentence; null where nothing is to be said.</summary>
    public string? Remark { get; init; }

    /// <summary>
    /// The kernel that this one may be instead, as far as is known: every field on which their answers differ is uncertain
    /// (<see cref="SupportedAnswer.Uncertain"/>). Null where the kernel is known.
    /// </summary>
    public KvmKernel? Neighbour { get; init; }

    /// <summary>The kernels of a distribution that this one is of; null for one of no line.</summary>
    public KvmKernelLine? Line { get; init; }

    /// <summary>What a reader has to know about this kernel's answers, in a sentence or two; null when there is nothing.</summary>
    public string? Note => Base.Series > KvmRelease.Newest
        ? string.Join(" ", new[] { Remark, $"Linux {Base} is newer than the newest release this model knows: answered as Linux {KvmRelease.Newest}." }.OfType<string>())
        : Base is { IsBeyondItsMajor: true, LastOfMajor: { } last }
        ? $"there is no Linux {Base}: {last} was followed by {last.Major + 1}.0; answered as Linux {last}."
        : Remark;

    /// <summary>The name where it has one, else as <see cref="ToString"/>; <see cref="Parse"/> reads it back.</summary>
    public string Text => Name ?? ToString();

    /// <summary>Its build of <see cref="Line"/>; 0 where its name tells none.</summary>
    internal KvmBuild Build { get; init; }

    /// <summary>All changes of the kernel: kernels with the same ones have the same rows.</summary>
    internal KvmChangeBits Changes => _changes;

    /// <summary>
    /// Reads a kernel: a release, <c>6.12</c> or <c>6.1.192</c>; what <c>uname -r</c> prints; a distribution's release, <c>rhel9.4</c>; its name and a build,
    /// <c>ubuntu:5.15.0-141</c>; or a release with changes put in or left out, <c>6.6+a8de7f100bb5-f84fcb66568c</c>: by the id of a mainline commit, at least
    /// its first 7 digits, or by <see cref="KvmChange.Id"/>. Names of distributions are those of <see cref="KvmKernels.BuiltIn"/>; a name that is not known
    /// is taken at its release, and <see cref="Note"/> says so.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is none of these; or it names a change that this model does not know, or one as put in and as left out.</exception>
    /// <example>
    /// <code>
    /// KvmKernel kernel = KvmKernel.Parse("rhel9.4"); // or 6.12, uname -r, 6.6+a8de7f100bb5
    /// Console.WriteLine(kernel.Base); // 5.14
    /// Console.WriteLine(kernel.Added.Count &gt; 0); // True
    /// </code>
    /// </example>
    public static KvmKernel Parse(string text) => KvmKernels.BuiltIn.Parse(text);

    /// <summary>Reads a kernel, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>False when the text is null or no kernel.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KvmKernel? kernel) => KvmKernels.BuiltIn.TryParse(text, out kernel);

    /// <summary>The kernel that kernel.org publishes as a release.</summary>
    /// <param name="release">The release.</param>
    public static KvmKernel From(KvmRelease release)
    {
        KvmChangeBits changes = KvmChangeBits.Of(KvmChanges.Beginning);
        foreach (KvmChange change in KvmChanges.All)
        {
            changes |= change.IsIn(release) ? KvmChangeBits.Of(change) : default;
        }

        return new KvmKernel(release, changes);
    }

    /// <summary>The kernel that kernel.org publishes as a release, as <see cref="From"/> does.</summary>
    /// <param name="release">The release.</param>
    public static implicit operator KvmKernel(KvmRelease release) => From(release);

    /// <summary>True when the kernel has a change, by its release or put in.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    public bool Has(KvmChange change) => _changes.Has(Guard.NotNull(change));

    /// <summary>The kernel with a change put in; the same where it has it.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    public KvmKernel With(KvmChange change) =>
        With(_changes | KvmChangeBits.Of(Guard.NotNull(change)), Neighbour?.With(change));

    /// <summary>The kernel with a change left out; the same where it does not have it.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    /// <exception cref="ArgumentException">It is <see cref="KvmChanges.Beginning"/>, which every kernel has.</exception>
    public KvmKernel Without(KvmChange change) =>
        Guard.NotNull(change) == KvmChanges.Beginning
            ? throw new ArgumentException("Every kernel has its beginning.", nameof(change))
            : With(_changes - KvmChangeBits.Of(change), Neighbour?.Without(change));

    /// <summary>
    /// The release and what differs from it, <c>6.6+a8de7f100bb5-f84fcb66568c</c>: put in (+) or left out (-), by commit, or by the change's id where
    /// the model knows no commit or only a part of the commit is meant. Name, basis and build are not part of it.
    /// </summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString()
    {
        StringBuilder text = new(Base.ToString());
        Append(text, '+', Added, Has);
        Append(text, '-', Removed, change => !Has(change));
        return text.ToString();
    }

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

    private static void Append(StringBuilder text, char sign, IReadOnlyList<KvmChange> changes, Func<KvmChange, bool> isMeant)
    {
        foreach (string word in changes.Select(change => Word(change, isMeant)).Distinct())
        {
            text.Append(sign).Append(word);
        }
    }

    private static string Word(KvmChange change, Func<KvmChange, bool> isMeant) =>
        change.Commit is { } commit && KvmChanges.ByCommit(commit).All(isMeant) ? commit : change.Id;

    private KvmKernel With(KvmChangeBits changes, KvmKernel? neighbour) => changes == _changes && neighbour == Neighbour
        ? this
        : new KvmKernel(Base, changes)
        {
            MaximumVcpus = MaximumVcpus,
            HyperVCompiledIn = HyperVCompiledIn,
            Name = Name,
            Basis = Basis,
            Remark = Remark,
            Neighbour = neighbour,
            Line = Line,
            Build = Build,
        };
}
