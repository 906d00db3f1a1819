namespace HvCpuid.Vmm;

/// <summary>A change of QEMU that this model knows, by the first release with it.</summary>
/// <param name="Release">The release.</param>
/// <param name="Summary">What it changed, in one line.</param>
internal sealed record QemuChange(QemuRelease Release, string Summary)
{
    /// <summary>The commit, by the first twelve digits of its id; null where <see cref="Source"/> says where the change is told.</summary>
    public string? Commit { get; init; }

    /// <summary>Where it is told, in place of a commit; null where there is one.</summary>
    public string? Source { get; init; }

    /// <summary>True when a release has the change.</summary>
    /// <param name="release">The release.</param>
    public bool IsIn(QemuRelease release) => release.Series >= Release;

    /// <summary>Release and source: <c>QEMU 6.1 (2e905438cf65)</c>.</summary>
    public override string ToString() => (Commit ?? Source) is { } source ? $"QEMU {Release} ({source})" : $"QEMU {Release}";
}

/// <summary>A row: from one change of QEMU to another.</summary>
/// <param name="Since">The change that brought it.</param>
internal abstract record QemuRow(QemuChange Since)
{
    /// <summary>The change that ended it; null while it lasts.</summary>
    public QemuChange? Until { get; init; }

    /// <summary>True when a release has it.</summary>
    /// <param name="release">The release.</param>
    public bool IsIn(QemuRelease release) => Since.IsIn(release) && Until?.IsIn(release) != true;
}
