namespace HvCpuid.Kvm;

/// <summary>
/// Kernels of a distribution that follow one another: how their names look, the release that they are made from, and build by build what changed
/// (<see cref="Rows"/>). Every kernel whose name has the form is answered; what is not known of it is uncertain.
/// </summary>
/// <param name="Id">Its name here, which stays: <c>el9</c>, <c>ubuntu-5.15-aws</c>.</param>
/// <param name="Distribution">The distribution: <c>RHEL 9, AlmaLinux 9, …</c>.</param>
/// <exception cref="ArgumentNullException">An argument is null.</exception>
public sealed record KvmKernelLine(string Id, string Distribution)
{
    /// <summary>Its name here, which stays.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string Id
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Id);

    /// <summary>The distribution.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string Distribution
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Distribution);

    /// <summary>The forms of the names that <c>uname -r</c> prints.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmKernelPattern> Patterns
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The mainline release that the kernels are made from; null where their names tell it.</summary>
    public KvmRelease? Base { get; init; }

    /// <summary>
    /// True for kernels into which changes of later mainline releases are put (Red Hat, SUSE): a build that was not seen may have any of them. False for those
    /// that take over what the stable releases of their series bring.
    /// </summary>
    public bool TakesFeatures { get; init; }

    /// <summary>The first number that is no build of this line; null where there is none. Ubuntu numbers the kernels of clouds from 1000.</summary>
    public KvmBuild? Below { get; init; }

    /// <summary>The stable levels of builds, of the series of <see cref="Base"/>: a build has the level of the last one at or before it.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public IReadOnlyList<KeyValuePair<KvmBuild, int>> Levels
    {
        get;
        init => field = Guard.NotNull(value);
    } = [];

    /// <summary>The changes, in order of build.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmKernelRow> Rows
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The changes that no row speaks of: the kernels may have them or not, as far as their release does not.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<KvmChange> NotLookedAt
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The names of the distributions: <c>rhel</c> of <c>rhel9.4</c> and of <c>rhel:5.14.0-427.13.1</c>.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<string> Names
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The releases of these distributions, oldest first, and a kernel that each shipped: <c>9.4</c>, <c>5.14.0-427.13.1.el9_4.x86_64</c>.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Releases
    {
        get;
        init => field = Guard.NotNull(value);
    } = [];

    /// <summary>The kernels at the builds where something changes, oldest first; empty where the names tell the release.</summary>
    public IReadOnlyList<KeyValuePair<KvmBuild, KvmKernel>> Eras => Base is null ? [] :
    [
        .. Rows.Select(row => row.From).Concat(Levels.Select(level => level.Key)).Distinct().OrderBy(build => build)
            .Select(build => new KeyValuePair<KvmBuild, KvmKernel>(build, Kernel($"{Id}:{build}", new KvmKernelWords { Build = build }, null))),
    ];

    /// <summary>The build that brought a change, by its row or by its stable level; null where it came with the release, did not come, or its name tells the release.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException">There is no change.</exception>
    public KvmBuild? Brought(KvmChange change) => Guard.NotNull(change) is var asked ? Brought(kernel => kernel.Has(asked), Base is { } release && asked.IsIn(release)) : null;

    /// <summary>The build from which on all that are known are so; null where the line began so, or its newest is not.</summary>
    internal KvmBuild? Brought(Func<KvmKernel, bool> isSo, bool had = false)
    {
        KvmBuild? brought = null;
        foreach (KeyValuePair<KvmBuild, KvmKernel> era in Eras)
        {
            bool has = isSo(era.Value);
            brought = has && !had ? era.Key : has ? brought : null;
            had = has;
        }

        return brought;
    }

    /// <summary>The kernel of a name that has one of the forms.</summary>
    /// <param name="name">What <c>uname -r</c> prints.</param>
    /// <param name="open">True when a name may end behind its build.</param>
    /// <param name="built">The stable release that the build itself tells; null where it does not.</param>
    /// <returns>The kernel; null when the name has none of the forms.</returns>
    internal KvmKernel? Find(string name, bool open = false, KvmRelease? built = null)
    {
        foreach (KvmKernelPattern pattern in Patterns)
        {
            if (pattern.Match(name, open) is { } words && (Below is null || words.Build is null || words.Build < Below))
            {
                return Kernel(name, words, built?.Series == (words.Release ?? Base)?.Series ? built : null);
            }
        }

        return null;
    }

    /// <summary>What a build after a known one may have more.</summary>
    internal KvmKernel Later(KvmKernel kernel) => KvmChanges.All
        .Where(change => TakesFeatures || change.Backports.Any(backport => backport.Series == kernel.Base.Series))
        .Aggregate(kernel, (with, change) => with.With(change));

    private KvmKernel Kernel(string name, KvmKernelWords words, KvmRelease? built)
    {
        KvmBuild build = words.Build ?? default;
        KvmKernel release = KvmKernel.From(built ?? Release(name, words, build));
        int row = LastAt(build);
        KvmKernel kernel = At(release, row);
        bool seen = row >= 0 ? IsSeen(Rows[row], build) : Rows.Count == 0;
        KvmKernel other = Other(kernel, release, row, seen);
        return kernel with
        {
            Name = name,
            Line = this,
            Build = build,
            Basis = Basis(words, row),
            Remark = seen ? null : Unseen(words, row),
            Neighbour = other.Changes == kernel.Changes && other.MaximumVcpus == kernel.MaximumVcpus && other.HyperVCompiledIn == kernel.HyperVCompiledIn ? null : other,
        };
    }

    private KvmRelease Release(string name, KvmKernelWords words, KvmBuild build)
    {
        KvmRelease release = words.Release ?? Base ?? (UnameRelease.TryParse(name, out UnameRelease? uname) ? uname.Release : KvmRelease.First);
        int level = words.Level ?? 0;
        foreach (KeyValuePair<KvmBuild, int> known in Levels)
        {
            level = known.Key <= build ? known.Value : level;
        }

        return level == 0 ? release : new KvmRelease(release.Major, release.Minor, level);
    }

    private int LastAt(KvmBuild build)
    {
        int last = -1;
        while (last + 1 < Rows.Count && Rows[last + 1].From <= build)
        {
            last++;
        }

        return last;
    }

    // The release, and what the rows up to one brought.
    private KvmKernel At(KvmKernel release, int row)
    {
        KvmKernel kernel = release;
        foreach (KvmKernelRow one in Rows.Take(row + 1))
        {
            kernel = one.Added.Aggregate(kernel, (with, change) => with.With(change));
            kernel = one.Removed.Aggregate(kernel, (with, change) => with.Without(change));
            bool counts = Base is not null || kernel.Has(KvmChanges.ConfigurableVcpus);
            kernel = kernel with
            {
                MaximumVcpus = counts ? one.MaximumVcpus ?? kernel.MaximumVcpus : kernel.MaximumVcpus,
                HyperVCompiledIn = one.HyperVCompiledIn ?? kernel.HyperVCompiledIn,
            };
        }

        return kernel;
    }

    // What the kernel may be instead: as the next row says, as the newest that is known of its series or of all, and with what is open.
    private KvmKernel Other(KvmKernel kernel, KvmKernel release, int row, bool seen)
    {
        int next = Enumerable.Range(0, Rows.Count).FirstOrDefault(later => later > row && WasSeen(Rows[later]));
        KvmKernel other = seen ? kernel : next > row ? At(release, next) : Later(kernel);
        foreach (KvmChange change in (row >= 0 ? Rows[row].Open : []).Concat(NotLookedAt).Where(change => !kernel.Has(change)))
        {
            other = other.With(change);
        }

        return row >= 0 && Rows[row].OpenMaximumVcpus is { } most && (Base is not null || kernel.Has(KvmChanges.ConfigurableVcpus))
            ? other with { MaximumVcpus = most }
            : other;
    }

    private static bool WasSeen(KvmKernelRow row) => row.Seen is not { } last || row.From <= last || last.Covers(row.From);

    private static bool IsSeen(KvmKernelRow row, KvmBuild build) => row.Seen is not { } last || (WasSeen(row) && (build <= last || last.Covers(build)));

    private string Basis(KvmKernelWords words, int row)
    {
        string build = words.Build is { } number ? $" build {number}" : words.Level is { } level ? $" at stable level {level}" : words.Release is { } release ? $" at {release}" : "";
        return row < 0 ? $"{Distribution}{build}." : $"{Distribution}{build}: {Text(Rows[row].Sureness)} ({Rows[row].Source}).";
    }

    private string Unseen(KvmKernelWords words, int row)
    {
        string build = words.Build is { } number ? $"build {number}" : "this build";
        KvmBuild? last = row < 0 ? null : Rows[row].Seen;
        string nearest = last > default(KvmBuild) ? $"as build {last}, the last one known before it" : "as its release";
        return $"{build} of {Distribution} is not among those known: answered {nearest}; what may differ is uncertain.";
    }

    private static string Text(KvmSureness sureness) => sureness switch
    {
        KvmSureness.Captured => "captured on a running kernel",
        KvmSureness.Computed => "computed from its source",
        KvmSureness.Read => "read in its source",
        KvmSureness.Changelog => "told by its changelog, configuration or an advisory",
        _ => "told by the form of its name alone",
    };
}
