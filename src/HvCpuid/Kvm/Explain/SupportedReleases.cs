namespace HvCpuid.Kvm;

/// <summary>Finds the releases, nearest to the present one, on which something would be otherwise, and says which they are.</summary>
internal static class SupportedReleases
{
    private static readonly KvmRelease[] Mainline = [.. AllMainline()];

    private static readonly KvmRelease[] Backports =
        [.. KvmChanges.All.SelectMany(change => change.Backports).Distinct().OrderBy(release => release)];

    /// <summary>The later releases: of the present one's own series, and of mainline.</summary>
    public static IEnumerable<(KvmRelease Release, string Text)> Later(KvmRelease present, Func<KvmRelease, bool> isOtherwise)
    {
        foreach (KvmRelease backport in Backports.Where(release => release.Series == present.Series && release > present).Where(isOtherwise).Take(1))
        {
            yield return (backport, $"use Linux {backport} or later of that series");
        }

        KvmRelease[] range = Nearest(Mainline.Where(release => release > present), isOtherwise);
        if (range.Length > 0)
        {
            yield return (range[0], range[range.Length - 1] == KvmRelease.Newest ? $"use Linux {range[0]} or later" : Range(range[0], range[range.Length - 1]));
        }
    }

    /// <summary>The earlier releases: of the present one's own series, and of mainline.</summary>
    public static IEnumerable<(KvmRelease Release, string Text)> Earlier(KvmRelease present, Func<KvmRelease, bool> isOtherwise)
    {
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

    private static KvmRelease[] Nearest(IEnumerable<KvmRelease> releases, Func<KvmRelease, bool> isOtherwise) =>
        [.. releases.SkipWhile(release => !isOtherwise(release)).TakeWhile(isOtherwise)];

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
