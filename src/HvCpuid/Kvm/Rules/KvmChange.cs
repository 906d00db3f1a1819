namespace HvCpuid.Kvm;

/// <summary>A change of KVM that this model knows: the mainline release that brought it, and the stable releases that got it too.</summary>
/// <param name="Release">The first mainline release with it.</param>
/// <param name="Summary">What it changed, in one line.</param>
public sealed record KvmChange(KvmRelease Release, string Summary)
{
    /// <summary>The commit, by the first twelve digits of its id; null where the model knows the release but not one commit.</summary>
    public string? Commit { get; init; }

    /// <summary>The stable releases that got it before they would by their number: from each of them on, its series has it.</summary>
    public IReadOnlyList<KvmRelease> Backports { get; init; } = [];

    /// <summary>True when a release has the change.</summary>
    /// <param name="release">The release.</param>
    /// <returns>Whether it has.</returns>
    public bool IsIn(KvmRelease release)
    {
        if (release >= Release)
        {
            return true;
        }

        foreach (KvmRelease backport in Backports)
        {
            if (release.Series == backport.Series && release >= backport)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Release, commit and backports, as sources are cited: <c>Linux 5.3 (ea1529873ab1; also 5.2.12)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string backports = Backports.Count == 0 ? "" : "also " + string.Join(", ", Backports);
        string detail = string.Join("; ", new[] { Commit ?? "", backports }.Where(part => part.Length > 0));
        return detail.Length == 0 ? $"Linux {Release}" : $"Linux {Release} ({detail})";
    }
}
