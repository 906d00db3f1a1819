using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>What is checked: the leaves of a vCPU and, where it is known, what else the guest is shown. A value; what is null is not known.</summary>
/// <param name="Reading">The Hyper-V leaves that the guest is shown, and what of them is known.</param>
/// <exception cref="ArgumentNullException"><paramref name="Reading"/> is null.</exception>
public sealed record HvCheckInput(HvReading Reading)
{
    private const uint Vmx = 1u << 5;
    private const uint Svm = 1u << 2;
    private const uint VendorLeaf = 0;
    private const uint FeatureLeaf = 1;
    private const uint ExtendedFeatureLeaf = 0x80000001;

    private readonly CpuVendor? _vendor;
    private readonly bool? _nestedExposed;

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

    /// <summary>The ordinary leaves of the same vCPU that are known: 00000000H, 00000001H and 80000001H tell processor, VMX and SVM.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    public IReadOnlyList<CpuidEntry> Ordinary
    {
        get;
        init => field = Guard.NotNull(value);
    } = [];

    /// <summary>The processor; where it is not said, what <see cref="Ordinary"/> tells.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither Intel nor AMD.</exception>
    public CpuVendor? Vendor
    {
        get => _vendor ?? VendorOfOrdinary;
        init => _vendor = value is { } vendor ? Guard.Defined(vendor) : null;
    }

    /// <summary>Whether the guest is shown VMX (CPUID.00000001H:ECX[5]) or SVM (CPUID.80000001H:ECX[2]); where it is not said, what <see cref="Ordinary"/> tells.</summary>
    public bool? NestedExposed
    {
        get => _nestedExposed ?? NestedOfOrdinary;
        init => _nestedExposed = value;
    }

    /// <summary>Whether the vCPU has an in-kernel local APIC.</summary>
    public bool? InKernelLapic { get; init; }

    /// <summary>Whether accesses are held to the leaves (KVM_CAP_HYPERV_ENFORCE_CPUID; QEMU: hv-enforce-cpuid).</summary>
    public bool? Enforced { get; init; }

    /// <summary>The kernel of the host that gives the leaves.</summary>
    public KvmKernel? Kernel { get; init; }

    /// <summary>The host that the set is held against; null for none.</summary>
    public HvCheckHost? Host { get; init; }

    /// <summary>How many vCPUs the VM has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? VcpuCount
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A VM has at least one vCPU.");
    }

    /// <summary>The VM's other vCPUs, or the same one at another time; empty when there are none.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvCheckVcpu> OtherVcpus
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>What is said and the ordinary leaves tell otherwise, as sentences; what is said counts.</summary>
    public IReadOnlyList<string> Contradictions =>
    [
        .. Contradiction(_vendor, VendorOfOrdinary, (said, told) => $"the processor is said to be {KvmHost.Name(said)}'s, but the set's own ordinary leaves say {KvmHost.Name(told)}'s"),
        .. Contradiction(_nestedExposed, NestedOfOrdinary, (said, _) => said
            ? "the guest is said to be shown VMX or SVM, but the set's own ordinary leaves show neither"
            : "the guest is said to be shown neither VMX nor SVM, but the set's own ordinary leaves show it"),
    ];

    // By name, else by what only one of them has.
    private CpuVendor? VendorOfOrdinary => Find(VendorLeaf) is { } leaf
        ? new AsciiSignature(leaf.Ebx, leaf.Edx, leaf.Ecx).ToString() switch
        {
            "GenuineIntel" => CpuVendor.Intel,
            "AuthenticAMD" or "HygonGenuine" => CpuVendor.Amd,
            _ => null,
        }
        : (Find(FeatureLeaf)?.Ecx & Vmx) is > 0 ? CpuVendor.Intel
        : (Find(ExtendedFeatureLeaf)?.Ecx & Svm) is > 0 ? CpuVendor.Amd
        : null;

    // Neither is shown where both leaves say so, or the one that the processor would say it in.
    private bool? NestedOfOrdinary => (Find(FeatureLeaf)?.Ecx & Vmx, Find(ExtendedFeatureLeaf)?.Ecx & Svm, _vendor ?? VendorOfOrdinary) switch
    {
        (not (null or 0), _, _) or (_, not (null or 0), _) => true,
        (0, 0, _) or (0, _, CpuVendor.Intel) or (_, 0, CpuVendor.Amd) => false,
        _ => null,
    };

    private static IEnumerable<string> Contradiction<T>(T? said, T? told, Func<T, T, string> text)
        where T : struct => said is { } one && told is { } other && !one.Equals(other) ? [text(one, other)] : [];

    private CpuidRegisters? Find(uint function)
    {
        foreach (CpuidEntry entry in Ordinary)
        {
            if (entry.Function == function)
            {
                return entry.Registers;
            }
        }

        return null;
    }
}

/// <summary>Another vCPU of the same VM.</summary>
/// <param name="Name">What its dump calls it: <c>CPU 1</c>.</param>
/// <param name="Set">Its Hyper-V leaves.</param>
/// <exception cref="ArgumentNullException">Name or set are null.</exception>
public sealed record HvCheckVcpu(string Name, HvCpuidSet Set)
{
    /// <summary>What its dump calls it: <c>CPU 1</c>.</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Name);

    /// <summary>Its Hyper-V leaves.</summary>
    /// <exception cref="ArgumentNullException">The set is null.</exception>
    public HvCpuidSet Set
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Set);
}
