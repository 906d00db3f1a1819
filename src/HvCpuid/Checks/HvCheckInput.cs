using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>What is checked: the leaves of a vCPU and, where it is known, what else the guest is shown. A value; what is null is not known.</summary>
/// <param name="Reading">The Hyper-V leaves that the guest is shown, and what of them is known.</param>
/// <exception cref="ArgumentNullException"><paramref name="Reading"/> is null.</exception>
public sealed record HvCheckInput(HvReading Reading)
{
    /// <summary>The Hyper-V leaves that the guest is shown, and what of them is known.</summary>
    /// <exception cref="ArgumentNullException">The reading is null.</exception>
    public HvReading Reading
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Reading);

    /// <summary>Leaves of which everything is known.</summary>
    /// <param name="set">The Hyper-V leaves that the guest is shown.</param>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    public HvCheckInput(HvCpuidSet set)
        : this(HvReading.From(set))
    {
    }

    /// <summary>The Hyper-V leaves that the guest is shown; setting it says that all of them are known.</summary>
    /// <exception cref="ArgumentNullException">The set is null.</exception>
    public HvCpuidSet Set
    {
        get => Reading.Set;
        init => Reading = HvReading.From(value);
    }

    /// <summary>The processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither Intel nor AMD.</exception>
    public CpuVendor? Vendor
    {
        get;
        init => field = value is { } vendor ? Guard.Defined(vendor) : null;
    }

    /// <summary>Whether the guest is shown VMX (CPUID.00000001H:ECX[5]) or SVM (CPUID.80000001H:ECX[2]).</summary>
    public bool? NestedExposed { get; init; }

    /// <summary>Whether the vCPU has an in-kernel local APIC.</summary>
    public bool? InKernelLapic { get; init; }

    /// <summary>The host's kernel.</summary>
    public KvmKernel? Kernel { get; init; }

    /// <summary>How many vCPUs the VM has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? VcpuCount
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A VM has at least one vCPU.");
    }

    /// <summary>The sets of the VM's other vCPUs, or of the same one at another time; empty when there are none.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of the sets is null.</exception>
    public IReadOnlyList<HvCpuidSet> OtherVcpus
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];
}
