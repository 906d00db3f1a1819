namespace HvCpuid.Kvm;

/// <summary>The oldest kernel of a distribution, or of mainline, from which on all that are known can do something.</summary>
/// <param name="Distribution">Its name, <c>rhel</c>, <c>debian</c>; <c>linux</c> for mainline.</param>
/// <param name="Release">The release, <c>rhel9.3</c>, <c>debian13</c>; of mainline the number.</param>
/// <param name="Kernel">The kernel that the release shipped.</param>
public sealed record KvmOldestKernel(string Distribution, string Release, KvmKernel Kernel)
{
    /// <summary>What <c>uname -r</c> prints there; null for mainline.</summary>
    public string? Uname { get; init; }

    /// <summary>The first build of its line from which on all can; null where builds do not tell it.</summary>
    public KvmBuild? Build { get; init; }

    /// <summary>The release, and the build that brought it: <c>rhel9.3 (from build 362 on)</c>, <c>Linux 6.2 or later</c>.</summary>
    public override string ToString() => Uname is null ? $"Linux {Release} or later" : Build is { } build ? $"{Release} (from build {build} on)" : Release;
}

/// <summary>Finds the oldest kernels that can do something: mainline's, and each distribution's.</summary>
public static class KvmOldestKernels
{
    private const string Mainline = "linux";

    /// <summary>Mainline's oldest release and each distribution's from which on every one that is known can; those of which none can are left out.</summary>
    /// <param name="kernels">The kernels that are known.</param>
    /// <param name="can">Whether a kernel can; one of which that is not known cannot.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IReadOnlyList<KvmOldestKernel> Find(KvmKernels kernels, Func<KvmKernel, bool> can)
    {
        Guard.NotNull(can);
        List<KvmOldestKernel> found = [];
        KvmRelease[] releases = [.. NearestReleases.OfMainline];
        int first = FirstOfTheLast(releases, release => can(release));
        if (first < releases.Length)
        {
            found.Add(new KvmOldestKernel(Mainline, releases[first].ToString(), releases[first]));
        }

        foreach (IGrouping<string, KvmKernelLine> distribution in Guard.NotNull(kernels).Lines.Where(line => line.Names.Count > 0).GroupBy(line => line.Names[0]))
        {
            (string Key, string Uname)[] shipped =
            [
                .. distribution.SelectMany(line => line.Releases).GroupBy(release => release.Key).Select(release => (release.Key, release.First().Value))
                    .OrderBy(release => KvmBuild.TryParse(release.Key, out KvmBuild version) ? version : default),
            ];
            KvmKernel[] known = [.. shipped.Select(release => kernels.Parse(distribution.Key + release.Key))];
            int oldest = FirstOfTheLast(known, can);
            if (oldest < known.Length)
            {
                found.Add(new KvmOldestKernel(distribution.Key, distribution.Key + shipped[oldest].Key, known[oldest]) { Uname = shipped[oldest].Uname, Build = BuildOf(known[oldest], can) });
            }
        }

        return found;
    }

    // The build at which its line came to it, where the line did not begin with it.
    private static KvmBuild? BuildOf(KvmKernel kernel, Func<KvmKernel, bool> can)
    {
        KeyValuePair<KvmBuild, KvmKernel>[] eras = [.. kernel.Line?.Eras ?? []];
        int first = FirstOfTheLast(eras, era => can(era.Value));
        return first > 0 && first < eras.Length ? eras[first].Key : null;
    }

    private static int FirstOfTheLast<T>(T[] items, Func<T, bool> can)
    {
        int first = items.Length;
        while (first > 0 && can(items[first - 1]))
        {
            first--;
        }

        return first;
    }
}
