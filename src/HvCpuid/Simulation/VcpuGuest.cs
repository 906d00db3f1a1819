using HvCpuid.Access;
using HvCpuid.Checks;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Simulation;

/// <summary>
/// What the guest on a vCPU is shown and permitted between two calls that change it. Immutable, and published as one: no thread sees the CPUID of
/// one call with the gates of another.
/// </summary>
internal sealed class VcpuGuest
{
    private const uint TscInvariantControl = 0x40000118;
    private const uint FeatureInformation = 1;
    private const uint Vmx = 1u << 5;
    private const uint ExtendedFeatures = 0x80000001;
    private const uint Svm = 1u << 2;
    private readonly bool _knowsInvariantTsc;

    /// <summary>The guest of a vCPU that was given these entries.</summary>
    /// <param name="cpuid">The entries.</param>
    /// <param name="options">The vCPU otherwise.</param>
    /// <param name="made">Gates made before, which are shared where they are the same.</param>
    public VcpuGuest(GuestCpuid cpuid, HvAccessOptions options, HvAccess? made)
    {
        Cpuid = cpuid;
        Access = made is not null && made.Options == options && made.Leaves.Equals(cpuid.HyperV)
            ? made
            : new HvAccess(cpuid.HyperV, options);
        _knowsInvariantTsc = Access.ReadMsr(TscInvariantControl).IsImplemented;
    }

    /// <summary>What its CPUID instruction answers.</summary>
    public GuestCpuid Cpuid { get; }

    /// <summary>Which MSRs and hypercalls that permits.</summary>
    public HvAccess Access { get; }

    /// <summary>What its CPUID instruction answers; a release without MSR 40000118H hides nothing behind it.</summary>
    public CpuidRegisters Query(uint function, uint index, bool invariantTscEnabled) =>
        Cpuid.Query(function, index, invariantTscEnabled || !_knowsInvariantTsc);

    /// <summary>The errors of its Hyper-V leaves. None where it has no hypervisor leaves, or another hypervisor's, KVM's own included.</summary>
    public HvFinding[] Errors(CpuVendor vendor) =>
        [.. HvChecker.Check(new HvCheckInput(Cpuid.HyperV) { Vendor = vendor, NestedExposed = NestedExposed }).Where(finding => finding.Severity == HvSeverity.Error)];

    // Not known where the entries do not have the leaves that would say it.
    private bool? NestedExposed => Cpuid.Entries.Any(entry => entry.Function == FeatureInformation)
        ? (Cpuid.Query(FeatureInformation).Ecx & Vmx) != 0 || (Cpuid.Query(ExtendedFeatures).Ecx & Svm) != 0
        : null;
}
