using static HvCpuid.Enlightenments.HvSwitches;

namespace HvCpuid.Enlightenments;

/// <summary>
/// The presets. What is on and off follows QEMU's own advice for Windows and Hyper-V guests (docs/system/i386/hyperv.rst, "Recommendations"):
/// everything but the debugger, passthrough, enforcement and the reset MSR; eVMCS on Intel; core sharing only with pinned vCPUs.
/// </summary>
public static class HvPresetTable
{
    private const string ForNested = "for guests that run a hypervisor of their own: the preset 'nested' has it";
    private static readonly Dictionary<HvSwitches, string> Never = new()
    {
        [Reset] = "Hyper-V of today does not offer it, and guests reset by ACPI",
        [SynDbg] = "opens the guest's kernel debugger: not for production",
    };

    /// <summary>For Windows 10 and 11 and Windows Server 2016 to 2025.</summary>
    public static HvPreset Recommended { get; } = Make("recommended", "Windows 10 and 11, Windows Server 2016 to 2025", new()
    {
        [Relaxed] = "a busy host must not crash the guest by its watchdogs",
        [Vapic] = "EOI without an exit where there is no APICv or AVIC",
        [Time] = "reading the time without an exit; hv-stimer requires it",
        [Crash] = "a bluescreen's codes reach the host's log",
        [VpIndex] = "hv-synic, hv-tlbflush and hv-ipi require it, and Linux guests detect Hyper-V by it",
        [Runtime] = "Windows accounts stolen time rightly",
        [Synic] = "hv-stimer requires it, and VMBus devices would",
        [Stimer] = "the largest gain of all: without it an idle Windows wakes the host hundreds of times a second",
        [Frequencies] = "no measuring of clocks at boot, which goes wrong on a busy host",
        [Reenlightenment] = "a guest that nests keeps its TSC page valid over migration; harmless for others",
        [TlbFlush] = "flushes need not wait for vCPUs that do not run; matters when CPUs are overcommitted",
        [Ipi] = "one exit in place of one for each target",
        [StimerDirect] = "timers fire as plain interrupts, which is cheaper than messages",
        [Avic] = "keeps APICv or AVIC usable while hv-synic is on; harmless where the host has neither",
        [XmmInput] = "hypercalls for flushes and IPIs avoid a page of memory",
        [TlbFlushExt] = "fewer hypercalls for large flushes",
    });

    /// <summary>For Windows guests that run Hyper-V themselves: WSL2, virtualization-based security, nested VMs.</summary>
    public static HvPreset Nested { get; } = Make("nested", "Windows guests that run Hyper-V: virtualization-based security, WSL2, nested machines; expose VMX or SVM too", new(Reasons(Recommended))
    {
        [StimerDirect] = "Hyper-V as a guest uses its timers in no other way",
        [Evmcs] = "saves most exits of VMREAD and VMWRITE; exists on Intel only, and is dropped elsewhere",
        [EmsrBitmap] = "the nested hypervisor's MSR bitmap is merged only when it changed",
        [TlbFlushDirect] = "a nested guest's flushes do not go through its hypervisor",
    });

    /// <summary>The least that is worth while on any KVM since 5.0.</summary>
    public static HvPreset Minimal { get; } = Make("minimal", "any Windows since 7, on any KVM since Linux 5.0: the least that is worth while", new()
    {
        [Relaxed] = "a busy host must not crash the guest by its watchdogs",
        [Vapic] = "EOI without an exit where there is no APICv or AVIC",
        [Time] = "reading the time without an exit",
        [VpIndex] = "guests expect it of every Hyper-V, and Linux guests detect Hyper-V by it",
    });

    /// <summary>All of them; those of <see cref="HvFieldPresetTable"/> are not among them.</summary>
    public static IReadOnlyList<HvPreset> All { get; } = [Recommended, Nested, Minimal];

    /// <summary>A preset by its name, those of the field too; null where there is none.</summary>
    /// <param name="name">The name: <c>recommended</c>, <c>proxmox:win11</c>.</param>
    public static HvPreset? Find(string name)
    {
        Guard.NotNull(name);
        return All.Concat(HvFieldPresetTable.All).FirstOrDefault(preset => preset.Name == name);
    }

    private static HvPreset Make(string name, string title, Dictionary<HvSwitches, string> on) => new(
        name,
        title,
        [.. HvEnlightenmentTable.All.Select(row => on.TryGetValue(row.Switch, out string? reason) ? new HvPresetChoice(row, true, reason) : new HvPresetChoice(row, false, WhyOff(row, name)))])
    {
        Source = "QEMU, docs/system/i386/hyperv.rst, Recommendations",
        Values =
        [
            new HvPresetValue(HvNames.Setting("hv-spinlocks")!, HvNames.Setting("hv-spinlocks")!.Default, "never: a processor that notices spinning (PLE, PF) exits by itself; the field's lists have 0x1fff, which helps where CPUs are overcommitted"),
        ],
    };

    private static string WhyOff(HvEnlightenment row, string preset) =>
        Never.TryGetValue(row.Switch, out string? reason) ? reason
        : preset == "minimal" ? "the guest runs without it; see 'recommended' and 'nested' for what it would bring"
        : ForNested;

    private static Dictionary<HvSwitches, string> Reasons(HvPreset preset) =>
        preset.Choices.Where(choice => choice.On).ToDictionary(choice => choice.Enlightenment.Switch, choice => choice.Reason);
}
