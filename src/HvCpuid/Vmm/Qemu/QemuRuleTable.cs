using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Vmm.QemuChangeTable;

namespace HvCpuid.Vmm;

/// <summary>A way in which releases of QEMU differ.</summary>
internal enum QemuTrait
{
    /// <summary>The host is asked on /dev/kvm where KVM_CAP_SYS_HYPERV_CPUID is there.</summary>
    AsksOnDevKvm = 0,

    /// <summary>eVMCS is enabled on the vCPU that is asked, before it is asked, with hv-evmcs and hv-passthrough.</summary>
    EnablesEvmcsBeforeAsking,

    /// <summary>hv-passthrough gives the guest a copy of the host's answer; without this, every switch that the host supports.</summary>
    PassthroughCopies,

    /// <summary>hv-passthrough has hv-syndbg.</summary>
    PassthroughTakesSynDbg,

    /// <summary>Every switch with a fault is told, what it requires before what KVM lacks; without this, the first one, support first.</summary>
    TellsEverySwitch,

    /// <summary>Switches are checked before the vCPU is made where the host can be asked on /dev/kvm.</summary>
    ChecksBeforeVcpu,

    /// <summary>Any switch gives CPUID.40000003H:EAX[5]; without this, those that need it of KVM.</summary>
    HypercallMsrsAlways,

    /// <summary>hv-synic gives CPUID.40000003H:EBX[5:4].</summary>
    SynicGivesHypercalls,

    /// <summary>SynIC is enabled on the vCPU once its leaves are set, and where KVM has no Hyper-V support too; without this, before, with that support alone.</summary>
    EnablesSynicAfterLeaves,

    /// <summary>kernel-irqchip=off is refused.</summary>
    RefusesUserspaceApic,

    /// <summary>The message about an unknown machine type names it.</summary>
    NamesUnknownMachine,

    /// <summary>A versioned machine type is gone six major releases after its own.</summary>
    MachinesLiveSixYears,

    /// <summary>Migration of a guest that uses re-enlightenment fails without tsc-frequency=.</summary>
    ReenlightenmentNeedsTscFrequency,
}

/// <summary>A trait holds.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="Since">The change that brought it.</param>
internal sealed record QemuTraitRow(QemuTrait Trait, QemuChange Since) : QemuRow(Since);

/// <summary>A switch or setting is known.</summary>
/// <param name="Flag">Its flag.</param>
/// <param name="Since">The change that brought it.</param>
internal sealed record QemuFlagRow(string Flag, QemuChange Since) : QemuRow(Since);

/// <summary>A switch needs a bit of KVM beyond those that it needs everywhere, and gives it to the guest.</summary>
/// <param name="Switch">The switch.</param>
/// <param name="Bit">The bit.</param>
/// <param name="Since">The change that brought it.</param>
internal sealed record QemuNeedRow(HvSwitches Switch, BitAddress Bit, QemuChange Since) : QemuRow(Since);

/// <summary>A setting has a default other than its own.</summary>
/// <param name="Flag">The setting.</param>
/// <param name="Value">The value.</param>
/// <param name="Since">The change that brought it.</param>
internal sealed record QemuDefaultRow(string Flag, string Value, QemuChange Since) : QemuRow(Since);

/// <summary>What releases of QEMU do, as rows; nothing else compares a release.</summary>
/// <remarks>Sources: the commits of <see cref="QemuChangeTable"/>, in target/i386/kvm/kvm.c and target/i386/cpu.c.</remarks>
internal static class QemuRuleTable
{
    /// <summary>The traits.</summary>
    public static IReadOnlyList<QemuTraitRow> Traits { get; } =
    [
        new(QemuTrait.AsksOnDevKvm, AsksOnDevKvm),
        new(QemuTrait.EnablesEvmcsBeforeAsking, Beginning) { Until = EvmcsAfterAsking },
        new(QemuTrait.PassthroughCopies, Beginning) { Until = LeavesFromSwitches },
        new(QemuTrait.PassthroughTakesSynDbg, SynDbg) { Until = SynDbgOnRequest },
        new(QemuTrait.TellsEverySwitch, Beginning) { Until = FirstErrorOnly },
        new(QemuTrait.ChecksBeforeVcpu, ChecksEarly),
        new(QemuTrait.HypercallMsrsAlways, HypercallMsrsAlways),
        new(QemuTrait.SynicGivesHypercalls, SynicHypercalls),
        new(QemuTrait.EnablesSynicAfterLeaves, Beginning) { Until = EvmcsAfterAsking },
        new(QemuTrait.RefusesUserspaceApic, UserspaceApicRefused),
        new(QemuTrait.NamesUnknownMachine, MachineNamed),
        new(QemuTrait.MachinesLiveSixYears, SixYears),
        new(QemuTrait.ReenlightenmentNeedsTscFrequency, ReenlightenmentNeedsTscFrequency),
    ];

    /// <summary>The flags that not all releases know; all know the others.</summary>
    public static IReadOnlyList<QemuFlagRow> Flags { get; } =
    [
        new("hv-avic", Avic),
        new("hv-enforce-cpuid", EnforceCpuid),
        new("hv-version-id-build", VersionIds),
        new("hv-version-id-major", VersionIds),
        new("hv-version-id-minor", VersionIds),
        new("hv-version-id-spack", VersionIds),
        new("hv-version-id-sbranch", VersionIds),
        new("hv-version-id-snumber", VersionIds),
        new("hv-syndbg", SynDbg),
        new("hv-emsr-bitmap", MsrBitmap),
        new("hv-xmm-input", XmmInput),
        new("hv-tlbflush-ext", TlbFlushExt),
        new("hv-tlbflush-direct", TlbFlushDirect),
        new("x-hv-synic-kvm-only", Beginning) { Until = SynicKvmOnlyRemoved },
    ];

    /// <summary>The bits that switches need beyond those of <see cref="HvEnlightenment.Needs"/>.</summary>
    public static IReadOnlyList<QemuNeedRow> Needs { get; } =
    [
        new(HvSwitches.Relaxed, HvBits.AccessHypercallMsrs, Beginning) { Until = QemuChangeTable.HypercallMsrsAlways },
        new(HvSwitches.Vapic, HvBits.AccessHypercallMsrs, Beginning) { Until = QemuChangeTable.HypercallMsrsAlways },
        new(HvSwitches.Time, HvBits.AccessHypercallMsrs, Beginning) { Until = QemuChangeTable.HypercallMsrsAlways },
        new(HvSwitches.Vapic, HvBits.MsrApicAccess, Beginning) { Until = ApicMsrsRecommended },
    ];

    /// <summary>The defaults that are not those of <see cref="HvSetting.Default"/>.</summary>
    public static IReadOnlyList<QemuDefaultRow> Defaults { get; } =
    [
        new("hv-version-id-build", "0x1bbc", Beginning) { Until = Version2016 },
        new("hv-version-id-major", "0x6", Beginning) { Until = Version2016 },
        new("hv-version-id-minor", "1", Beginning) { Until = Version2016 },
    ];

    /// <summary>What QEMU's messages call switches that it calls otherwise than <see cref="HvEnlightenment.ToString"/> does.</summary>
    public static IReadOnlyDictionary<HvSwitches, string> Names { get; } = new Dictionary<HvSwitches, string>
    {
        [HvSwitches.Avic] = "AVIC/APICv support (hv-avic/hv-apicv)",
        [HvSwitches.SynDbg] = "Enable synthetic kernel debugger channel (hv-syndbg)",
        [HvSwitches.EmsrBitmap] = "enlightened MSR-Bitmap (hv-emsr-bitmap)",
    };

    /// <summary>True when a trait holds of a release.</summary>
    /// <param name="trait">The trait.</param>
    /// <param name="release">The release.</param>
    public static bool Holds(QemuTrait trait, QemuRelease release) => Traits.Any(row => row.Trait == trait && row.IsIn(release));

    /// <summary>True when a release knows a flag.</summary>
    /// <param name="flag">The flag of a switch or setting.</param>
    /// <param name="release">The release.</param>
    public static bool Knows(string flag, QemuRelease release)
    {
        Guard.NotNull(flag);
        return Flags.All(row => row.Flag != flag || row.IsIn(release));
    }

    /// <summary>What QEMU's messages call a switch: <c>synthetic timers (hv-stimer)</c>.</summary>
    /// <param name="row">The switch.</param>
    public static string NameOf(HvEnlightenment row) => Names.TryGetValue(row.Switch, out string? name) ? name : row.ToString();
}
