using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Guest.LinuxGuestBits;

namespace HvCpuid.Guest;

/// <summary>What the rows are asked about: the guest's leaves, its kernel and the options, and the decisions that many rows share.</summary>
internal sealed class LinuxGuestContext
{
    private const uint Basic = 0;
    private static readonly AsciiSignature Intel = AsciiSignature.Parse("GenuineIntel");

    private readonly bool _invarianceKnown;

    public LinuxGuestContext(GuestCpuid guest, LinuxGuestOptions options, bool ordinaryIsPartial)
    {
        (Guest, Options) = (guest, options);
        OrdinaryKnown = guest.Entries.Any(entry => entry.Function == Basic);
        _invarianceKnown = OrdinaryKnown && (!ordinaryIsPartial || guest.Entries.Any(entry => entry.Function == InvariantTscFeature.Function));
        Platforms = new LinuxPlatforms(this);
    }

    public GuestCpuid Guest { get; }

    public LinuxGuestOptions Options { get; }

    public LinuxPlatforms Platforms { get; }

    /// <summary>True when the ordinary leaves are there; else the options stand in for them.</summary>
    public bool OrdinaryKnown { get; }

    public bool OnHyperV => Platforms.Chosen == LinuxPlatforms.HyperV;

    public bool OnKvm => Platforms.Chosen == LinuxPlatforms.Kvm;

    /// <summary>True when hyperv_init sets the guest up to its end: since Linux 4.16 it gives up without the two MSRs.</summary>
    public bool Initialised => OnHyperV && Has(LinuxGuestChangeTable.CommonInit)
        && (!Has(LinuxGuestChangeTable.InitNeedsMsrs) || (IsSet(HvBits.AccessHypercallMsrs) && IsSet(HvBits.AccessVpIndex)));

    public bool KnowsFrequencies => OnHyperV && IsSet(HvBits.AccessFrequencyRegs) && IsSet(HvBits.TimerFrequencies) && Has(LinuxGuestChangeTable.FrequencyMsrs);

    public bool KnowsApicFrequency => OnHyperV && IsSet(HvBits.AccessFrequencyRegs) && Has(LinuxGuestChangeTable.ApicFrequency)
        && (IsSet(HvBits.TimerFrequencies) || !Has(LinuxGuestChangeTable.FrequencyMsrs));

    /// <summary>True when the guest has KVM's clock, which also tells it the TSC's frequency.</summary>
    public bool HasKvmClock => OnKvm && (IsSet(Platforms.KvmFeature(0)) || IsSet(Platforms.KvmFeature(3)));

    public bool TrustsTsc => OnHyperV && IsSet(HvBits.AccessTscInvariantControls) && Has(LinuxGuestChangeTable.InvariantTsc);

    public bool IsRoot => OnHyperV && Has(LinuxGuestChangeTable.RootPartition) && IsSet(HvBits.CpuManagement)
        && (!IsSet(HvBits.Isolation) || !Has(LinuxGuestChangeTable.RootNotIsolated))
        && (IsSet(HvBits.CreatePartitions) || !Has(LinuxGuestChangeTable.RootCreatesPartitions));

    public bool InX2Apic => IsSet(X2Apic) && (OnKvm || (OnHyperV && Has(LinuxGuestChangeTable.X2ApicMode)));

    /// <summary>True for an invariant TSC, false for another, null where that is not known.</summary>
    public bool? TscIsInvariant => _invarianceKnown ? IsSet(InvariantTscFeature) : Options.Vendor is null ? null : false;

    /// <summary>
    /// True when Linux takes the processors' TSCs for not in step: not Intel's, several of them, not invariant (unsynchronized_tsc,
    /// arch/x86/kernel/tsc.c). Null where that is not known.
    /// </summary>
    public bool? TscsUnsynchronised => Options.VcpuCount == 1 || IsIntel == true || TscIsInvariant == true ? false : IsIntel is null ? null : true;

    private bool? IsIntel => OrdinaryKnown ? Vendor == Intel : Options.Vendor is { } vendor ? vendor == CpuVendor.Intel : null;

    private AsciiSignature Vendor
    {
        get
        {
            CpuidRegisters basic = Guest.Query(Basic);
            return new AsciiSignature(basic.Ebx, basic.Edx, basic.Ecx);
        }
    }

    public bool Has(LinuxGuestChange change) => change.IsIn(Options.Kernel);

    public uint Value(BitAddress address) => address.Extract(Guest.Query(address.Function));

    public bool IsSet(BitAddress address) => Value(address) != 0;

    /// <summary>True when a row is of this release and its bits are as it wants them.</summary>
    public bool Meets(LinuxGuestChange? since, LinuxGuestChange? until, IReadOnlyList<BitAddress> needs, IReadOnlyList<BitAddress> excludes) =>
        (since is null || Has(since)) && (until is null || !Has(until)) && needs.All(IsSet) && !excludes.Any(IsSet);

    /// <summary>The vendor's signature at a leaf that may begin a hypervisor's.</summary>
    public AsciiSignature SignatureAt(uint leaf) => new HvVendor(Guest.Query(leaf)).Signature;

    public bool Uses(LinuxGuestFeature feature) => OnHyperV && (!feature.NeedsInit || Initialised)
        && (feature == LinuxGuestFeatureTable.RootPartition ? IsRoot : Meets(feature.Since, null, feature.Needs, feature.Excludes));
}
