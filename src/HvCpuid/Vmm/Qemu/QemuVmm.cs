using HvCpuid.Enlightenments;
using HvCpuid.Kvm;

namespace HvCpuid.Vmm;

/// <summary>QEMU of a release, with a machine. Equal when both are.</summary>
public sealed class QemuVmm : HvVmm, IEquatable<QemuVmm>
{
    /// <summary>QEMU of a release, with a machine.</summary>
    /// <param name="release">The release; one beyond the newest known counts as the newest.</param>
    /// <param name="machine">The machine; null for the newest pc.</param>
    /// <exception cref="ArgumentOutOfRangeException">The release is older than the oldest that is modelled.</exception>
    public QemuVmm(QemuRelease release, QemuMachine? machine = null)
    {
        Release = release >= QemuChangeTable.Oldest
            ? release
            : throw new ArgumentOutOfRangeException(nameof(release), release, $"QEMU {QemuChangeTable.Oldest} is the oldest release that is modelled.");
        Machine = machine ?? QemuMachine.Pc;
        Behavior = QemuBehavior.Of(release.Series > QemuChangeTable.Newest ? QemuChangeTable.Newest : release);
        Defaults = QemuMachineTable.DefaultsOf(Machine, Behavior.Release);
    }

    /// <summary>The newest QEMU that is known, with its default machine.</summary>
    public static QemuVmm Newest { get; } = new(QemuChangeTable.Newest);

    /// <summary>The oldest QEMU that is modelled, with its default machine.</summary>
    public static QemuVmm Oldest { get; } = new(QemuChangeTable.Oldest);

    /// <summary>The release.</summary>
    public QemuRelease Release { get; }

    /// <summary>The machine.</summary>
    public QemuMachine Machine { get; }

    /// <inheritdoc/>
    public override string Name => $"qemu {Release}";

    /// <inheritdoc/>
    public override string Title => $"QEMU {Release}";

    /// <inheritdoc/>
    public override string? Note => Release.Series > QemuChangeTable.Newest
        ? $"QEMU {Release} is newer than the newest release this model knows: answered as QEMU {QemuChangeTable.Newest}."
        : Release.Minor > QemuMachineTable.LastMinorSince4
        ? FormattableString.Invariant($"there is no QEMU {Release.Series}: {Release.Major}.{QemuMachineTable.LastMinorSince4} was followed by {Release.Major + 1}.0. Answered as QEMU {Release.Major}.{QemuMachineTable.LastMinorSince4}.")
        : null;

    /// <summary>The configuration that offers nothing, with the defaults of the release and the machine type: the version, the limit of vCPUs, what hv-synic is.</summary>
    public HvConfiguration Defaults { get; }

    /// <summary>What the release does.</summary>
    internal QemuBehavior Behavior { get; }

    /// <summary>True when this release takes a flag, whether or not the host can honour it.</summary>
    /// <param name="flag">The flag of a switch or setting, <c>hv-syndbg</c>.</param>
    public bool Knows(string flag) => QemuRuleTable.Knows(flag, Release);

    /// <inheritdoc/>
    public override HvVmmAnswer Ask(HvHost host) => View(host, Defaults, passthrough: true).Answer;

    /// <inheritdoc/>
    public override HvSwitches Supports(HvHost host)
    {
        // On Intel the MSR bitmap is that of an enlightened VMCS.
        QemuView view = View(host, Defaults, passthrough: true);
        bool bitmap = view.Host is not { Vendor: CpuVendor.Intel } || (view.Usable & HvSwitches.Evmcs) != 0;
        return bitmap ? view.Usable : view.Usable & ~HvSwitches.EmsrBitmap;
    }

    /// <inheritdoc/>
    public override HvResolution Resolve(HvConfiguration configuration, HvHost host) => new QemuResolver(
        this, Guard.NotNull(configuration), WithDefaults(configuration), null, Guard.NotNull(host)).Resolve();

    /// <inheritdoc/>
    public override HvResolution Resolve(HvConfigurationEdits edits, HvHost host)
    {
        Guard.NotNull(edits);
        return new QemuResolver(this, edits.ToConfiguration(), edits.ApplyTo(Defaults), edits, Guard.NotNull(host)).Resolve();
    }

    /// <summary>What it finds on a host, with a configuration.</summary>
    /// <param name="host">The host.</param>
    /// <param name="configuration">The configuration, with the defaults of the machine type.</param>
    /// <param name="passthrough">Whether it is passthrough.</param>
    internal QemuView View(HvHost host, HvConfiguration configuration, bool passthrough) =>
        Guard.NotNull(host).View(Behavior, new QemuQuestion(
            Machine.InKernelLapic,
            configuration.SynicKvmOnly,
            Behavior.Has(QemuTrait.EnablesEvmcsBeforeAsking) && (passthrough || (configuration.Switches & HvSwitches.Evmcs) != 0)));

    /// <inheritdoc/>
    public bool Equals(QemuVmm? other) => other is not null && Release == other.Release && Machine == other.Machine;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as QemuVmm);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Release.GetHashCode() * 31) + Machine.GetHashCode());

    // A value that is the table's default counts as not given.
    private HvConfiguration WithDefaults(HvConfiguration configuration) => ReferenceEquals(Defaults, HvConfiguration.Default)
        ? configuration
        : Defaults.Settings.Where(value => value.Setting.Print(configuration) == value.Setting.Default).Aggregate(configuration, (before, value) => value.Setting.Take(before, value.Value)!);
}
