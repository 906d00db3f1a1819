namespace HvCpuid.Kvm;

/// <summary>Finds the releases, nearest to the present one, on which something would be otherwise, and says which they are.</summary>
internal static class NearestReleases
{
    private static readonly KvmRelease[] Mainline = [.. AllMainline()];

    private static readonly KvmRelease[] Backports =
        [.. KvmChanges.All.SelectMany(change => change.Backports).Distinct().OrderBy(release => release)];

    /// <summary>Every mainline release from 5.0 to the newest known, in order.</summary>
    public static IReadOnlyList<KvmRelease> OfMainline => Mainline;

    /// <summary>The later kernels: builds of the present one's own distribution, releases of its series, and of mainline.</summary>
    public static IEnumerable<(KvmKernel Kernel, string Text)> Later(KvmKernel kernel, Func<KvmKernel, bool> isOtherwise)
    {
        KvmRelease present = kernel.Base;
        foreach ((KvmKernel other, string text) in Builds(kernel, isOtherwise))
        {
            yield return (other, text);
        }

        foreach (KvmRelease backport in Backports.Where(release => release.Series == present.Series && release > present).Where(release => isOtherwise(release)).Take(1))
        {
            yield return (backport, $"use Linux {backport} or later of that series");
        }

        KvmRelease[] range = Nearest(Mainline.Where(release => release > present), isOtherwise);
        if (range.Length > 0)
        {
            // A distribution's kernel is no release of mainline's: of those that are otherwise, the ones up to its own belong to the range.
            KvmRelease[] before = kernel.Line is { Base: not null } ? [.. Mainline.Where(release => release <= present).Reverse().TakeWhile(release => range[0] == After(present) && isOtherwise(release))] : [];
            KvmRelease first = before.Length > 0 ? before[before.Length - 1] : range[0];
            yield return (range[0], range[range.Length - 1] == KvmRelease.Newest ? $"use Linux {first} or later" : Range(first, range[range.Length - 1]));
        }
    }

    /// <summary>The earlier releases: of the present one's own series, and of mainline.</summary>
    public static IEnumerable<(KvmKernel Kernel, string Text)> Earlier(KvmKernel kernel, Func<KvmKernel, bool> isOtherwise)
    {
        KvmRelease present = kernel.Base;
        foreach (KvmRelease backport in Backports.Where(release => release.Series == present.Series && release <= present).Reverse())
        {
            KvmRelease before = new(backport.Major, backport.Minor, backport.Stable - 1);
            if (isOtherwise(before))
            {
                yield return (before, $"use a release of Linux {present.Series} before {backport}");
                break;
            }
        }

        KvmRelease[] range = Nearest(Mainline.Where(release => release < present.Series).Reverse(), isOtherwise);
        if (range.Length > 0)
        {
            yield return (range[0], Range(range[range.Length - 1], range[0]));
        }
    }

    /// <summary>The mainline releases between two that brought a change, in order; none where the first is not before the last.</summary>
    public static IEnumerable<KvmRelease> WithChangesBetween(KvmRelease first, KvmRelease last) =>
        KvmChanges.All.Select(change => change.Release).Where(release => release > first && release < last).Distinct();

    // The nearest build of the distribution where it is otherwise, before or after.
    private static IEnumerable<(KvmKernel Kernel, string Text)> Builds(KvmKernel kernel, Func<KvmKernel, bool> isOtherwise)
    {
        if (kernel.Line is not { Base: not null } line)
        {
            yield break;
        }

        KeyValuePair<KvmBuild, KvmKernel>[] eras = [.. line.Eras];
        int own = Array.FindLastIndex(eras, era => era.Key <= kernel.Build);
        foreach (KeyValuePair<KvmBuild, KvmKernel> later in eras.Skip(own + 1).Where(era => isOtherwise(era.Value)).Take(1))
        {
            yield return (later.Value, $"use build {later.Key} or later of {line.Distribution}");
        }

        foreach (KvmChange change in KvmChanges.All.Where(change => !kernel.Has(change) && isOtherwise(kernel.With(change))))
        {
            yield return (kernel.With(change), $"build that kernel with {(change.Commit is { } commit ? $"{commit} ({change.Id})" : change.Id)} put in");
        }

        if (own > 0 && Array.FindLastIndex(eras, own - 1, era => isOtherwise(era.Value)) is var earlier and >= 0)
        {
            yield return (eras[earlier].Value, $"use a build of {line.Distribution} before {eras[earlier + 1].Key}");
        }
    }

    private static KvmRelease[] Nearest(IEnumerable<KvmRelease> releases, Func<KvmKernel, bool> isOtherwise) =>
        [.. releases.SkipWhile(release => !isOtherwise(release)).TakeWhile(release => isOtherwise(release))];

    private static KvmRelease After(KvmRelease present) => Mainline.First(release => release > present);

    private static string Range(KvmRelease first, KvmRelease last) => first == last ? $"use Linux {first}" : $"use Linux {first} to {last}";

    private static IEnumerable<KvmRelease> AllMainline()
    {
        for (KvmRelease release = KvmRelease.First; release <= KvmRelease.Newest;
            release = release == release.LastOfMajor ? new(release.Major + 1, 0) : new(release.Major, release.Minor + 1))
        {
            yield return release;
        }
    }
}
