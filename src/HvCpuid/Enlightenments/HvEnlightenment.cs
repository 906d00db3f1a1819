using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Enlightenments;

/// <summary>A switch that a VMM offers: a row of <see cref="HvEnlightenmentTable"/>.</summary>
/// <param name="Switch">Its bit.</param>
/// <param name="Flag">Its name in QEMU, <c>hv-stimer</c>.</param>
/// <param name="Description">What QEMU's messages call it, <c>synthetic timers</c>.</param>
/// <param name="Purpose">What it is good for, in one line.</param>
public sealed record HvEnlightenment(HvSwitches Switch, string Flag, string Description, string Purpose)
{
    /// <summary>Its place in the table, 0 to 20: the number by which QEMU orders its checks.</summary>
    public int Number { get; internal init; }

    /// <summary>Other names of the flag.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where libvirt says it; null where libvirt cannot.</summary>
    public LibvirtElement? Libvirt { get; init; }

    /// <summary>The bits that KVM has to report, all of them; the guest gets the same.</summary>
    public IReadOnlyList<BitAddress> Needs { get; init; } = [];

    /// <summary>The switches that have to be on as well.</summary>
    public HvSwitches Requires { get; init; }

    /// <summary>True when QEMU looks at <see cref="Requires"/> only after every other switch was checked (kvm_hyperv_expand_features).</summary>
    public bool RequirementsCheckedLast { get; init; }

    /// <summary>Bits that the guest gets beyond <see cref="Needs"/>.</summary>
    public IReadOnlyList<BitAddress> Sets { get; init; } = [];

    /// <summary>Bits that KVM reports along with <see cref="Needs"/>, and that no VMM's switch gives the guest.</summary>
    public IReadOnlyList<BitAddress> HostOnly { get; init; } = [];

    /// <summary>Bits that the guest does not get then, whichever switch sets them.</summary>
    public IReadOnlyList<BitAddress> Clears { get; init; } = [];

    /// <summary>Leaves that the guest gets beyond the usual ones.</summary>
    public IReadOnlyList<CpuidEntry> AddedLeaves { get; init; } = [];

    /// <summary>True when CPUID.4000000AH:EAX[15:0] gets the version range of the enlightened VMCS.</summary>
    public bool SetsEvmcsVersions { get; init; }

    /// <summary>The only processors it exists on; null for all.</summary>
    public CpuVendor? Vendor { get; init; }

    /// <summary>The switches without which it does nothing, though no VMM refuses it.</summary>
    public HvSwitches UsefulWith { get; init; }

    /// <summary>True when a VMM's passthrough and host-model leave it out although KVM reports it.</summary>
    public bool OnlyOnRequest { get; init; }

    /// <summary>Description and flag as QEMU's messages have them: <c>synthetic timers (hv-stimer)</c>.</summary>
    public override string ToString() => $"{Description} ({Flag})";
}
