using HvCpuid.Kvm;

namespace HvCpuid.Guest;

/// <summary>A change of Linux as a guest: the mainline release that brought it, and the stable levels that got it too.</summary>
/// <param name="Release">The first mainline release with it.</param>
/// <param name="Summary">What it changed, in one line.</param>
/// <param name="Source">The file and function that it changed.</param>
public sealed record LinuxGuestChange(KvmRelease Release, string Summary, string Source)
{
    /// <summary>The commit, by the first twelve digits of its id; null where the release is known but not one commit.</summary>
    public string? Commit { get; init; }

    /// <summary>The stable levels that got it: from each of them on, its series has it.</summary>
    public IReadOnlyList<KvmRelease> Backports { get; init; } = [];

    /// <summary>True when a guest's kernel has the change.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public bool IsIn(LinuxGuestKernel kernel)
    {
        KvmRelease level = Guard.NotNull(kernel).Level;
        return level >= Release || Backports.Any(backport => level.Series == backport.Series && level >= backport);
    }

    /// <summary>Release, commit and stable levels: <c>Linux 5.16 (f3e613e72f66; also 5.15.7)</c>.</summary>
    public override string ToString()
    {
        string backports = Backports.Count == 0 ? "" : "also " + string.Join(", ", Backports);
        string detail = string.Join("; ", new[] { Commit ?? "", backports }.Where(part => part.Length > 0));
        return detail.Length == 0 ? $"Linux {Release}" : $"Linux {Release} ({detail})";
    }
}
