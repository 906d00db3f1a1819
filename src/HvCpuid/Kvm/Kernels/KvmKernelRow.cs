namespace HvCpuid.Kvm;

/// <summary>From a build of a distribution's kernels on: what changed in what KVM answers, and how that is known.</summary>
/// <param name="From">The first build with it; 0 for the beginning of the line.</param>
/// <param name="Sureness">How it is known.</param>
/// <param name="Source">Where it is known from: a public repository, a changelog, an advisory.</param>
/// <exception cref="ArgumentNullException"><paramref name="Source"/> is null.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Sureness"/> is none of them.</exception>
public sealed record KvmKernelRow(KvmBuild From, KvmSureness Sureness, string Source)
{
    /// <summary>How it is known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of them.</exception>
    public KvmSureness Sureness
    {
        get;
        init => field = Guard.Defined(value);
    }
    = Guard.Defined(Sureness);

    /// <summary>Where it is known from.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string Source
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Source);

    /// <summary>
    /// The last build that is known to be so, its updates included; null when the row holds as far as the next one. A later build, before the next row, is
    /// answered by this row, and what the next row says otherwise is uncertain. A number below <see cref="From"/> says that none was seen.
    /// </summary>
    public KvmBuild? Seen { get; init; }

    /// <summary>The changes that came.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmChange> Added
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The changes that went.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmChange> Removed
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The changes of which nothing is known: the row's builds may have them or not.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmChange> Open
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The most vCPUs of a VM from here on; null for as before. Where the name tells the release, from Linux 6.7 on only, whose builds choose it.</summary>
    public int? MaximumVcpus { get; init; }

    /// <summary>Another maximum that these builds may have; null when it is known.</summary>
    public int? OpenMaximumVcpus { get; init; }

    /// <summary>CONFIG_KVM_HYPERV from here on; null for as before.</summary>
    public bool? HyperVCompiledIn { get; init; }
}
