using System.Text;

namespace HvCpuid.Kvm;

/// <summary>
/// A kernel as far as KVM_GET_SUPPORTED_HV_CPUID and what belongs to it go: a Linux release, the changes that were put in or left out, and how it was
/// built. A value; a release converts to the kernel that kernel.org publishes under its number.
/// </summary>
public sealed partial record KvmKernel
{
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

    /// <summary>All changes of the kernel: kernels with the same ones have the same rows.</summary>
    internal KvmChangeBits Changes => _changes;

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
    public bool Has(KvmChange change) => _changes.Has(change ?? throw new ArgumentNullException(nameof(change)));

    /// <summary>The kernel with a change put in; the same where it has it.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    public KvmKernel With(KvmChange change) =>
        With(_changes | KvmChangeBits.Of(change ?? throw new ArgumentNullException(nameof(change))), Neighbour?.With(change));

    /// <summary>The kernel with a change left out; the same where it does not have it.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    /// <exception cref="ArgumentException">It is <see cref="KvmChanges.Beginning"/>, which every kernel has.</exception>
    public KvmKernel Without(KvmChange change) =>
        (change ?? throw new ArgumentNullException(nameof(change))) == KvmChanges.Beginning
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
        };
}
