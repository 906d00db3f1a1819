using HvCpuid.Enlightenments;
using static HvCpuid.Vmm.QemuChangeTable;

namespace HvCpuid.Vmm;

/// <summary>The oldest versioned type of a family that releases have.</summary>
/// <param name="Family">What the type begins with: <c>pc-q35-</c>.</param>
/// <param name="OldestVersion">The version of the oldest type; null where none is left.</param>
/// <param name="Since">The change that made it so.</param>
internal sealed record QemuMachineRow(string Family, QemuRelease? OldestVersion, QemuChange Since) : QemuRow(Since)
{
    /// <summary>The version of the newest type; null where every release adds one.</summary>
    public QemuRelease? NewestVersion { get; init; }
}

/// <summary>A setting has another default on machine types up to a version (a compat property).</summary>
/// <param name="LastVersion">The newest version of a type that has it.</param>
/// <param name="Flag">The setting.</param>
/// <param name="Value">Its default there.</param>
internal sealed record QemuCompatRow(QemuRelease LastVersion, string Flag, string Value);

/// <summary>QEMU's machine types, as rows: which releases have them, and what the leaves owe to them. Those of distributions: <see cref="QemuDistributionTable"/>.</summary>
/// <remarks>Sources: pc_compat_6_1, pc_compat_3_0 and pc_compat_2_10 in hw/i386/pc.c; docs/about/removed-features.rst; include/hw/boards.h.</remarks>
internal static class QemuMachineTable
{
    /// <summary>Since QEMU 4 a major number has three releases, x.0 to x.2.</summary>
    public const int LastMinorSince4 = 2;

    private const int Years = 6;

    // Of each major number before, the last minor one.
    private static readonly QemuRelease[] LastMinors = [new(1, 7), new(2, 12), new(3, 1)];

    // The types of stable releases: there is one.
    private static readonly string[] OfStableReleases = [QemuMachine.Q35 + "4.0.1"];

    /// <summary>The compat properties that go to a leaf.</summary>
    public static IReadOnlyList<QemuCompatRow> Compat { get; } =
    [
        new(new(6, 1), "hv-version-id-build", "0x1bbc"),
        new(new(6, 1), "hv-version-id-major", "0x6"),
        new(new(6, 1), "hv-version-id-minor", "1"),
        new(new(3, 0), "x-hv-synic-kvm-only", "on"),
        new(new(2, 10), "x-hv-max-vps", "0x40"),
    ];

    /// <summary>The oldest types.</summary>
    public static IReadOnlyList<QemuMachineRow> Oldest { get; } =
    [
        new("pc-", new(1, 0), Beginning) { NewestVersion = new(1, 3), Until = Pc1Removed },
        new("pc-", null, Pc1Removed),
        new("pc-i440fx-", new(1, 4), Beginning) { Until = I440fx1Removed },
        new("pc-i440fx-", new(2, 0), I440fx1Removed) { Until = I440fx20Removed },
        new("pc-i440fx-", new(2, 4), I440fx20Removed),
        new("pc-q35-", new(2, 4), Beginning),
    ];

    /// <summary>
    /// True when a release has a machine type, or may have it: distributions keep theirs for longer than QEMU its own, and the names of some are not known.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="release">The release.</param>
    public static bool Has(QemuMachine machine, QemuRelease release)
    {
        if (machine.Version is not { } version)
        {
            return machine.Distribution is not { } row || row.StandsOn.Series <= release.Series;
        }

        bool was = version.Minor <= (LastMinors.Where(last => last.Major == version.Major).Select(last => (int?)last.Minor).FirstOrDefault() ?? LastMinorSince4)
            && machine.Family + version == machine.Name && (version.Micro == 0 || OfStableReleases.Contains(machine.Name));
        bool expired = QemuRuleTable.Holds(QemuTrait.MachinesLiveSixYears, release)
            && (release.Major - version.Major > Years || (release.Major - version.Major == Years && release.Minor >= version.Minor));
        QemuMachineRow first = Oldest.First(row => row.Family == machine.Family && row.IsIn(release));
        return was && !expired && version.Series <= release.Series && first.OldestVersion is { } oldest && version >= oldest && version <= (first.NewestVersion ?? version);
    }

    /// <summary>The configuration that offers nothing, with the defaults of a release and a machine type.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="release">The release.</param>
    public static HvConfiguration DefaultsOf(QemuMachine machine, QemuRelease release)
    {
        IEnumerable<(string Flag, string Value)> ofRelease = QemuRuleTable.Defaults.Where(row => row.IsIn(release)).Select(row => (row.Flag, row.Value));
        IEnumerable<(string Flag, string Value)> ofType = Compat.Where(row => (machine.Version ?? machine.Distribution?.StandsOn) is { } version && version.Series <= row.LastVersion).Select(row => (row.Flag, row.Value));
        return ofRelease.Concat(ofType).Aggregate(HvConfiguration.Default, (before, row) => HvNames.Setting(row.Flag)!.Take(before, row.Value)!);
    }
}
