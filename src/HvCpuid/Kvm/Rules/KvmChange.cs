namespace HvCpuid.Kvm;

/// <summary>What a <see cref="KvmChange"/> touches.</summary>
[Flags]
public enum KvmAspects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What KVM_GET_SUPPORTED_HV_CPUID answers: its leaves and their bits.</summary>
    Leaves = 1 << 0,

    /// <summary>What calls do: refusals, KVM_CHECK_EXTENSION, KVM_ENABLE_CAP, KVM_SET_CPUID2, KVM_GET_CPUID2, KVM_CREATE_VCPU.</summary>
    Calls = 1 << 1,

    /// <summary>Which synthetic MSRs and hypercalls a guest may use.</summary>
    Access = 1 << 2,

    /// <summary>What a guest or a VMM can do to the host.</summary>
    Host = 1 << 3,
}

/// <summary>
/// A change of KVM that this model knows: the mainline release that brought it, and the stable releases that got it too. Each is one object, listed
/// in <see cref="KvmChanges"/>, and equal to itself alone.
/// </summary>
public sealed class KvmChange
{
    internal KvmChange(int index, string id, KvmRelease release, KvmAspects aspects, string summary, IReadOnlyList<string> commits, IReadOnlyList<KvmRelease> backports) =>
        (Index, Id, Release, Aspects, Summary, Commits, Backports) = (index, id, release, aspects, summary, commits, backports);

    /// <summary>Its name, which stays: <c>IpiNeedsLapic</c>.</summary>
    public string Id { get; }

    /// <summary>The first mainline release with it.</summary>
    public KvmRelease Release { get; }

    /// <summary>What it touches.</summary>
    public KvmAspects Aspects { get; }

    /// <summary>What it changed, in one line.</summary>
    public string Summary { get; }

    /// <summary>The mainline commits, by the first twelve digits of their ids; empty where the model knows the release but no commit.</summary>
    public IReadOnlyList<string> Commits { get; }

    /// <summary>The first of <see cref="Commits"/>; null where there is none.</summary>
    public string? Commit => Commits.Count > 0 ? Commits[0] : null;

    /// <summary>The stable releases that got it before they would by their number: from each of them on, its series has it.</summary>
    public IReadOnlyList<KvmRelease> Backports { get; }

    /// <summary>Its index in <see cref="KvmChanges"/>: the bit that stands for it in a <see cref="KvmKernel"/>.</summary>
    internal int Index { get; }

    /// <summary>True when a release has the change, as kernel.org publishes it.</summary>
    /// <param name="release">The release.</param>
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

    /// <summary>True when a kernel has the change.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public bool IsIn(KvmKernel kernel) => Guard.NotNull(kernel).Has(this);

    /// <summary>Release, commits and backports, as sources are cited: <c>Linux 5.3 (ea1529873ab1; also 5.2.12)</c>.</summary>
    public override string ToString()
    {
        string backports = Backports.Count == 0 ? "" : "also " + string.Join(", ", Backports);
        string detail = string.Join("; ", new[] { string.Join(", ", Commits), backports }.Where(part => part.Length > 0));
        return detail.Length == 0 ? $"Linux {Release}" : $"Linux {Release} ({detail})";
    }
}
