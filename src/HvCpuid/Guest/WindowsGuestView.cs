using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// What a Windows guest makes of its leaves, as far as public documents say: the TLFS, chapter "Feature and interface discovery", and QEMU's
/// docs/system/i386/hyperv.rst. Windows prints nothing of it, and which release looks at which bit is not published. Immutable.
/// </summary>
public sealed class WindowsGuestView
{
    private const string Qemu = "QEMU, docs/system/i386/hyperv.rst";
    private const string Tlfs = "TLFS, Feature and interface discovery";

    private WindowsGuestView(HvCpuidSet leaves)
    {
        IsHyperV = leaves.Interface is { IsHv1: true };
        Why = [.. Reasons(leaves)];
        Features = IsHyperV ? [.. All.Where(row => row.IsUsed(bits => Used(leaves.Extract(bits))))] : [];
    }

    /// <summary>What a Windows guest is documented to use.</summary>
    public static IReadOnlyList<GuestFeature> All { get; } =
    [
        Row("hypercalls", "names itself and sets up its hypercall page", Tlfs, HvBits.AccessHypercallMsrs),
        Row("VP index", "reads the index of each virtual processor", Tlfs, HvBits.AccessVpIndex),
        Row("relaxed timing", "switches its watchdogs off, as a virtual processor may be delayed", Qemu, HvBits.RelaxedTiming),
        Row("VP assist page", "signals the end of interrupts without leaving the guest", Qemu, HvBits.AccessIntrCtrlRegs),
        Row("APIC MSRs", "reaches EOI, ICR and TPR by MSR", Qemu, HvBits.AccessIntrCtrlRegs, HvBits.MsrApicAccess),
        Row("spinlocks", "tells the hypervisor when a lock was tried that many times", Qemu, HvBits.SpinlockRetries),
        Row("reference time", "reads the time from the TSC page", Qemu, HvBits.AccessPartitionReferenceCounter, HvBits.AccessPartitionReferenceTsc),
        Row("VP runtime", "reads how long a virtual processor ran", Qemu, HvBits.AccessVpRunTimeReg),
        Row("synthetic interrupt controller", "has it for synthetic timers and VMBus", Qemu, HvBits.AccessSynicRegs),
        Row("synthetic timers", "takes them instead of HPET and RTC, which saves much processor time", Qemu, HvBits.AccessSynicRegs, HvBits.AccessSyntheticTimerRegs),
        Row("direct-mode timers", "gets timer interrupts without messages", Qemu, HvBits.AccessSyntheticTimerRegs, HvBits.DirectSyntheticTimers),
        Row("frequency MSRs", "reads the TSC's and the APIC timer's frequency", Qemu, HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies),
        Row("reenlightenment", "Hyper-V in the guest is told when the TSC's frequency changes", Qemu, HvBits.AccessReenlightenmentControls),
        Row("invariant TSC", "asks for an invariant TSC, and trusts it", Tlfs, HvBits.AccessTscInvariantControls),
        Row("TLB flush hypercalls", "flushes other processors' TLBs by hypercall", Qemu, HvBits.HypercallRemoteTlbFlush),
        Row("IPI hypercalls", "sends interrupts between processors by hypercall", Qemu, HvBits.SyntheticClusterIpi),
        Row("Ex hypercalls", "reaches more than 64 processors by one hypercall", Tlfs, HvBits.ExProcessorMasks),
        Row("no automatic EOI", "does without it, so that APICv or AVIC works", Qemu, HvBits.DeprecateAutoEoi),
        Row("enlightened VMCS", "Hyper-V in the guest keeps its VMCS in memory", Qemu, HvBits.EnlightenedVmcs, HvBits.EnlightenedVmcsVersionLow),
        Row("direct virtual flush", "Hyper-V in the guest lets its guests' flushes be handled below it", Qemu, HvBits.DirectVirtualFlush),
        Row("MSR bitmap", "Hyper-V in the guest tells which of its MSR bitmaps changed", Qemu, HvBits.EnlightenedMsrBitmap),
        Row("XMM input", "passes hypercall input in XMM registers", Qemu, HvBits.XmmRegistersForFastHypercall),
        Row("extended GVA ranges", "passes large ranges to the flush hypercalls", Qemu, HvBits.ExtendedGvaRangesForFlushVirtualAddressList),
        Row("crash MSRs", "tells of a bug check by MSR", Qemu, HvBits.GuestCrashMsrs),
        Row("reset MSR", "resets the machine by MSR", Qemu, HvBits.AccessResetReg),
        Row("dynamic partitioning", "takes processors that are added while it runs", Qemu, HvBits.CpuDynamicPartitioningEvents),
        Row("no core sharing", "Hyper-V in the guest knows that its virtual cores are real ones", Qemu, HvBits.NoNonArchitecturalCoreSharing),
    ];

    /// <summary>True when Windows runs as a guest of Hyper-V: the interface is <c>Hv#1</c>, whatever the vendor says and whoever's leaves stand above.</summary>
    public bool IsHyperV { get; }

    /// <summary>Why, a sentence each.</summary>
    public IReadOnlyList<string> Why { get; }

    /// <summary>What it uses, in table order.</summary>
    public IReadOnlyList<GuestFeature> Features { get; }

    /// <summary>What a Windows guest makes of a set of leaves.</summary>
    /// <param name="leaves">The hypervisor leaves.</param>
    /// <exception cref="ArgumentNullException">There are no leaves.</exception>
    public static WindowsGuestView From(HvCpuidSet leaves) => new(Guard.NotNull(leaves));

    private static IEnumerable<string> Reasons(HvCpuidSet leaves)
    {
        if (leaves.Interface is not { IsHv1: true })
        {
            yield return "CPUID.40000001H:EAX is not 'Hv#1': Windows sees another hypervisor.";
            yield break;
        }

        yield return "the interface in CPUID.40000001H:EAX is 'Hv#1'; the vendor, and KVM's own leaves at 40000100H, are not looked at.";
        foreach (BitAddress bit in new[] { HvBits.AccessHypercallMsrs, HvBits.AccessVpIndex })
        {
            if (leaves.Extract(bit) == 0)
            {
                yield return $"{bit} is clear, which every guest of Hyper-V expects set.";
            }
        }
    }

    // FFFFFFFFH retries mean that it never tells.
    private static uint Used(uint value) => value == HvRecommendations.NeverNotify ? 0 : value;

    private static GuestFeature Row(string name, string meaning, string source, params BitAddress[] needs) => new(name, meaning, needs, source);
}
