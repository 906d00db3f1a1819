using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What a configuration gives on a host: the guest's leaves, or everything that stands in the way.</summary>
public sealed class HvResolution
{
    internal HvResolution(HvConfiguration configuration, HvCpuidSet? set, EvmcsVersionRange? evmcsVersions, IReadOnlyList<HvSwitchFinding> findings) =>
        (Configuration, Set, EvmcsVersions, Findings) = (configuration, set, evmcsVersions, findings);

    /// <summary>The configuration that was resolved; of host-model, what it expanded to.</summary>
    public HvConfiguration Configuration { get; }

    /// <summary>The guest's leaves; empty when the configuration offers nothing, null when a finding is an error.</summary>
    public HvCpuidSet? Set { get; }

    /// <summary>The enlightened VMCS versions that the guest gets; null for none.</summary>
    public EvmcsVersionRange? EvmcsVersions { get; }

    /// <summary>Everything found: errors in the order of QEMU's checks, the first one being what QEMU tells, then warnings.</summary>
    public IReadOnlyList<HvSwitchFinding> Findings { get; }

    /// <summary>The findings that are errors.</summary>
    public IEnumerable<HvSwitchFinding> Errors => Findings.Where(finding => finding.Severity == HvSeverity.Error);

    /// <summary>The leaves, for a caller that takes no failure.</summary>
    /// <returns>The set.</returns>
    /// <exception cref="InvalidOperationException">A finding is an error; the message has all of them.</exception>
    public HvCpuidSet GetSet() => Set ?? throw new InvalidOperationException(string.Join("\n", Errors.Select(error => error.Message)));
}
