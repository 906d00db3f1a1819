using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>What is checked: the leaves of a vCPU and, where it is known, what else the guest is shown. A value; what is null is not known.</summary>
/// <param name="Reading">The Hyper-V leaves that the guest is shown, and what of them is known.</param>
public sealed record HvCheckInput(HvReading Reading)
{
    /// <summary>Leaves of which everything is known.</summary>
    /// <param name="set">The Hyper-V leaves that the guest is shown.</param>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    public HvCheckInput(HvCpuidSet set)
        : this(HvReading.Of(set))
    {
    }

    /// <summary>The Hyper-V leaves that the guest is shown; setting it says that all of them are known.</summary>
    public HvCpuidSet Set
    {
        get => Reading.Set;
        init => Reading = HvReading.Of(value);
    }

    /// <summary>The processor.</summary>
    public CpuVendor? Vendor { get; init; }

    /// <summary>Whether the guest is shown VMX (CPUID.00000001H:ECX[5]) or SVM (CPUID.80000001H:ECX[2]).</summary>
    public bool? NestedExposed { get; init; }

    /// <summary>How many vCPUs the VM has.</summary>
    public int? VcpuCount { get; init; }

    /// <summary>The sets of the VM's other vCPUs, or of the same one at another time; empty when there are none.</summary>
    public IReadOnlyList<HvCpuidSet> OtherVcpus { get; init; } = [];
}
