using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using static HvCpuid.Enlightenments.HvSwitches;

namespace HvCpuid.Enlightenments;

/// <summary>
/// The 21 enlightenments, as rows in the order of QEMU's checks. Resolving, closing, parsing, printing and the presets read these rows, and
/// nothing else knows a switch.
/// </summary>
/// <remarks>
/// Sources: QEMU, docs/system/i386/hyperv.rst, and what kvm_hyperv_properties and hyperv_fill_cpuids (target/i386/kvm/kvm.c) do;
/// libvirt, docs/formatdomain.rst; the bits: TLFS, "Feature and interface discovery".
/// </remarks>
public static class HvEnlightenmentTable
{
    private static readonly HvEnlightenment[] Rows = Number(
    [
        new(Relaxed, "hv-relaxed", "relaxed timing", "no watchdog bluescreen when the host is busy")
        {
            Libvirt = Element("relaxed"),
            Needs = [HvBits.RelaxedTiming],
        },
        new(Vapic, "hv-vapic", "virtual APIC", "EOI, ICR and TPR by MSR, and the VP assist page: fewer exits without APICv or AVIC")
        {
            Libvirt = Element("vapic"),
            Needs = [HvBits.AccessIntrCtrlRegs],
            Sets = [HvBits.MsrApicAccess],
        },
        new(Time, "hv-time", "clocksources", "the partition's clock without an exit; needed by the synthetic timers")
        {
            Libvirt = new("clock/timer") { KeyAttribute = "name", KeyValue = "hypervclock", StateAttribute = "present", On = "yes", Off = "no" },
            Needs = [HvBits.AccessPartitionReferenceCounter, HvBits.AccessPartitionReferenceTsc],
        },
        new(Crash, "hv-crash", "crash MSRs", "the guest tells the VMM what it crashed of")
        {
            Libvirt = new("devices/panic") { KeyAttribute = "model", KeyValue = "hyperv", StateAttribute = null },
            Needs = [HvBits.GuestCrashMsrs],
        },
        new(Reset, "hv-reset", "reset MSR", "the guest can reset itself by MSR; Hyper-V of today does not offer it")
        {
            Libvirt = Element("reset"),
            Needs = [HvBits.AccessResetReg],
        },
        new(VpIndex, "hv-vpindex", "VP_INDEX MSR", "each vCPU knows its number; Linux guests detect Hyper-V only with it")
        {
            Libvirt = Element("vpindex"),
            Needs = [HvBits.AccessVpIndex],
        },
        new(Runtime, "hv-runtime", "VP_RUNTIME MSR", "the guest sees how long its vCPU ran: true accounting of stolen time")
        {
            Libvirt = Element("runtime"),
            Needs = [HvBits.AccessVpRunTimeReg],
        },
        new(Synic, "hv-synic", "synthetic interrupt controller", "messages and events: VMBus and the synthetic timers stand on it")
        {
            Libvirt = Element("synic"),
            Needs = [HvBits.AccessSynicRegs],
            Requires = VpIndex,
            RequirementsCheckedLast = true,
            Sets = [HvBits.PostMessages, HvBits.SignalEvents],
        },
        new(Stimer, "hv-stimer", "synthetic timers", "timers per vCPU in place of an emulated clock interrupt: an idle Windows costs much less")
        {
            Libvirt = Element("stimer"),
            Needs = [HvBits.AccessSyntheticTimerRegs],
            Requires = Time | Synic,
        },
        new(Frequencies, "hv-frequencies", "frequency MSRs", "the guest reads its TSC and APIC frequencies instead of measuring them")
        {
            Libvirt = Element("frequencies"),
            Needs = [HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies],
        },
        new(Reenlightenment, "hv-reenlightenment", "reenlightenment MSRs", "nested guests are told when a migration changed the TSC frequency")
        {
            Libvirt = Element("reenlightenment"),
            Needs = [HvBits.AccessReenlightenmentControls],
            UsefulWith = Frequencies,
        },
        new(TlbFlush, "hv-tlbflush", "paravirtualized TLB flush", "remote TLB flushes that do not wait for vCPUs that are not running: for hosts with more vCPUs than CPUs")
        {
            Libvirt = Element("tlbflush"),
            Needs = [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks],
            Requires = VpIndex,
        },
        new(Evmcs, "hv-evmcs", "enlightened VMCS", "a nested Hyper-V keeps its VMCS in memory: far fewer exits of its guests")
        {
            Libvirt = Element("evmcs"),
            Needs = [HvBits.EnlightenedVmcs],
            Requires = Vapic,
            SetsEvmcsVersions = true,
            Vendor = CpuVendor.Intel,
        },
        new(Ipi, "hv-ipi", "paravirtualized IPI", "one exit for interrupts to many vCPUs")
        {
            Libvirt = Element("ipi"),
            Needs = [HvBits.SyntheticClusterIpi, HvBits.ExProcessorMasks],
            Requires = VpIndex,
        },
        new(StimerDirect, "hv-stimer-direct", "direct mode synthetic timers", "timer expiry as an interrupt instead of a message; nested Hyper-V needs it")
        {
            Libvirt = Element("stimer/direct"),
            Needs = [HvBits.DirectSyntheticTimers],
            Requires = Stimer,
        },
        new(Avic, "hv-avic", "AVIC/APICv support", "the guest keeps off automatic EOI and the APIC MSRs, so that AVIC or APICv can stay on with hv-synic")
        {
            Aliases = ["hv-apicv"],
            Libvirt = Element("avic"),
            Needs = [HvBits.DeprecateAutoEoi],
            Clears = [HvBits.MsrApicAccess],
        },
        new(SynDbg, "hv-syndbg", "synthetic kernel debugger channel", "the Windows kernel debugger without a serial port; not for production")
        {
            Needs = [HvBits.DebugMsrs],
            Requires = Relaxed | Synic,
            HostOnly = [HvBits.Debugging, HvBits.GuestDebugging],
            AddedLeaves = DebuggerLeaves(),
            OnlyOnRequest = true,
        },
        new(EmsrBitmap, "hv-emsr-bitmap", "enlightened MSR bitmap", "a nested hypervisor says when its MSR bitmap changed: fewer costly merges")
        {
            Libvirt = Element("emsr_bitmap"),
            Needs = [HvBits.EnlightenedMsrBitmap],
            UsefulWith = Evmcs,
        },
        new(XmmInput, "hv-xmm-input", "XMM fast hypercall input", "hypercall parameters in XMM registers: quicker than memory")
        {
            Libvirt = Element("xmm_input"),
            Needs = [HvBits.XmmRegistersForFastHypercall],
        },
        new(TlbFlushExt, "hv-tlbflush-ext", "Extended gva ranges for TLB flush hypercalls", "one hypercall flushes larger ranges")
        {
            Libvirt = Element("tlbflush/extended"),
            Needs = [HvBits.ExtendedGvaRangesForFlushVirtualAddressList],
            Requires = TlbFlush,
        },
        new(TlbFlushDirect, "hv-tlbflush-direct", "direct TLB flush", "a nested guest's flush hypercalls go past its hypervisor")
        {
            Libvirt = Element("tlbflush/direct"),
            Needs = [HvBits.DirectVirtualFlush],
            Requires = Vapic,
        },
    ]);

    /// <summary>The bits that a guest gets with any enlightenment: AccessHypercallMsrs, and CpuDynamicPartitioningEvents, which KVM never reports and Windows wants for adding CPUs.</summary>
    public static IReadOnlyList<BitAddress> AlwaysSet { get; } = [HvBits.AccessHypercallMsrs, HvBits.CpuDynamicPartitioningEvents];

    /// <summary>All 21 rows, in QEMU's order.</summary>
    public static IReadOnlyList<HvEnlightenment> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The rows of a set of switches, in table order.</summary>
    /// <param name="switches">The switches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    public static IReadOnlyList<HvEnlightenment> For(HvSwitches switches)
    {
        HvSwitches known = HvConfiguration.Known(switches);
        return Array.FindAll(Rows, row => (row.Switch & known) != 0);
    }

    /// <summary>The switches that a KVM supports: those of which it reports every needed bit.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hostSupported"/> is null.</exception>
    public static HvSwitches SupportedBy(HvCpuidSet hostSupported)
    {
        Guard.NotNull(hostSupported);
        HvSwitches supported = None;
        foreach (HvEnlightenment row in Rows)
        {
            supported |= row.Needs.All(bit => hostSupported.Extract(bit) != 0) ? row.Switch : None;
        }

        return supported;
    }

    private static LibvirtElement Element(string name) => new($"{LibvirtElement.Hyperv}/{name}");

    private static HvEnlightenment[] Number(HvEnlightenment[] rows) => [.. rows.Select((row, place) => row with { Number = place })];

    private static CpuidEntry[] DebuggerLeaves() =>
    [
        new(HvDebuggerVendor.Function, (default(HvDebuggerVendor) with { Signature = AsciiSignature.MicrosoftVs }).Registers),
        new(HvDebuggerInterface.Function, new CpuidRegisters(HvDebuggerInterface.VsSharp1, 0, 0, 0)),
        new(
            HvDebuggerCapabilities.Function,
            (default(HvDebuggerCapabilities) with { Capabilities = HvPlatformCapabilities.AllowKernelDebugging }).Registers),
    ];
}
