using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What a configuration gives on a host: the guest's leaves, or every reason against it.</summary>
public sealed class HvResolution
{
    internal HvResolution(HvVmm vmm, HvConfiguration configuration, HvVmmAnswer answer, HvCpuidSet? set, IReadOnlyList<HvSwitchFinding> findings) =>
        (Vmm, Configuration, Answer, Set, Findings) = (vmm, configuration, answer, set, findings);

    /// <summary>The VMM.</summary>
    public HvVmm Vmm { get; }

    /// <summary>The configuration that was resolved; of host-model, what it expanded to.</summary>
    public HvConfiguration Configuration { get; }

    /// <summary>The same with the defaults of the VMM's release and machine type where nothing was given.</summary>
    public HvConfiguration Effective { get; init; } = HvConfiguration.Default;

    /// <summary>What the VMM found on the host, and how it asked.</summary>
    public HvVmmAnswer Answer { get; }

    /// <summary>The guest's leaves; empty when it gets none, null when the VMM does not start.</summary>
    public HvCpuidSet? Set { get; }

    /// <summary>The switches that are on in the end: those of passthrough too.</summary>
    public HvSwitches Switches { get; init; }

    /// <summary>The enlightened VMCS versions that the guest gets; null for none.</summary>
    public EvmcsVersionRange? EvmcsVersions { get; init; }

    /// <summary>What the VMM enables on every vCPU, in its order, up to what KVM refuses.</summary>
    public IReadOnlyList<HvVcpuEnabling> Enabled { get; init; } = [];

    /// <summary>Everything found: errors, those for which the VMM does not start first and in its order, then warnings.</summary>
    public IReadOnlyList<HvSwitchFinding> Findings { get; }

    /// <summary>True when the VMM starts.</summary>
    public bool Starts => Set is not null;

    /// <summary>Of what the VMM does not start for, what it tells first; null when it starts.</summary>
    public HvSwitchFinding? First => Findings.FirstOrDefault(finding => finding.StopsVmm);

    /// <summary>The findings that are errors.</summary>
    public IEnumerable<HvSwitchFinding> Errors => Findings.Where(finding => finding.Severity == HvSeverity.Error);

    /// <summary>The leaves, for a caller that takes no failure.</summary>
    /// <exception cref="InvalidOperationException">The VMM does not start; the message has every reason.</exception>
    public HvCpuidSet GetSet() => Set ?? throw new InvalidOperationException(string.Join("\n", Errors.Select(error => error.Message)));
}
