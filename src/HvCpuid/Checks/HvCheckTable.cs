using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>
/// The rules that leaves are held to, as rows; the predicates beside them, by subject, in the other files of this class. A rule that contradicts
/// itself or the interface is an error; one that a working VMM breaks on purpose, or that costs a guest speed or a feature, is a warning.
/// </summary>
/// <remarks>
/// HV007 and HV008, the privileges of a root partition (CPUID.40000003H:EBX bits 0 to 3, 6, 8, 12 and 13): the 2012 paper demands that a hypervisor
/// other than Microsoft's leaves them clear. The vendor does not tell whose the leaves are: KVM's guests, Xen's and OpenVMM's say 'Microsoft Hv' as
/// well. What tells is the whole: every published root partition has all eight, so that all eight under Microsoft's signature, and without another
/// hypervisor's signature at 40000100H, are taken for its own, right where they are, and HV008 only warns of handing them to a guest. Some of the eight are a VMM's
/// slip, and an error: for a Linux guest CpuManagement, in newer kernels CreatePartitions, is enough to take itself for a root or L1VH partition. An
/// L1VH partition of Microsoft's (CreatePartitions without CpuManagement; Linux, hv_identify_partition_type) is not told from that slip until there
/// is a published dump of one.
/// </remarks>
public static partial class HvCheckTable
{
    private const string Paper = "Microsoft, Requirements for Implementing the Microsoft Hypervisor Interface (2012)";
    private const string Tlfs = "TLFS, Feature and Interface Discovery";
    private const string LinuxGuest = "Linux, arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_platform and ms_hyperv_init_platform";

    /// <summary>Every rule, by id.</summary>
    public static IReadOnlyList<HvCheck> All { get; } = Array.AsReadOnly(new HvCheck[]
    {
        new(
            "HV001", HvSeverity.Error, "Leaves 40000000H to 40000005H are there",
            "A guest that finds the interface reads these six without asking further.", Tlfs + "; " + Paper, MissingLeaves),
        new(
            "HV002", HvSeverity.Error, "The maximum leaf is 40000005H to 4000FFFFH",
            "A Linux guest does not take a hypervisor with another maximum for Hyper-V.", Tlfs + "; " + LinuxGuest, MaximumOutOfRange),
        new(
            "HV003", HvSeverity.Error, "No leaf lies above the maximum leaf",
            "A guest does not read beyond the maximum: what is there is not seen.", Tlfs, LeafAboveMaximum),
        new(
            "HV004", HvSeverity.Error, "The interface is Hv#1",
            "Windows looks for it, and KVM takes a guest for Hyper-V aware by nothing else.", Tlfs + "; Linux, kvm_hv_set_cpuid (5.12)", OtherInterface),
        new(
            "HV005", HvSeverity.Error, "The guest may use the hypercall MSRs",
            "Without them a guest cannot name itself or make a hypercall, and Linux does not take the hypervisor for Hyper-V.", Paper + "; " + LinuxGuest, NoHypercallMsrs),
        new(
            "HV006", HvSeverity.Warning, "The guest may read its VP index",
            "The 2012 paper demands it, and Linux does not take the hypervisor for Hyper-V without; QEMU leaves it out unless hv-vpindex is on, and Windows lives with that.",
            Paper + "; " + LinuxGuest, NoVpIndex),
        new(
            "HV007", HvSeverity.Error, "The guest has no privilege of a root partition",
            "Only Microsoft's own hypervisor has what they promise; CpuManagement, in newer kernels CreatePartitions, makes a Linux guest believe that it is a root partition.",
            Paper + "; " + LinuxGuest, RootPrivileges),
        new(
            "HV008", HvSeverity.Warning, "The leaves are not those of a root partition",
            "All privileges of a root partition under Microsoft's signature are right on the root partition itself, and nowhere else: a copy of them cannot be given to a guest.",
            Paper, RootPartition),
        new(
            "HV009", HvSeverity.Error, "The frequency MSRs are both accessible and there",
            "A Linux guest ignores one bit without the other.", Tlfs + "; " + LinuxGuest, HalfOfFrequencies),
        new(
            "HV010", HvSeverity.Error, "A recommended enlightened VMCS has versions",
            "A hypervisor in the guest that follows the recommendation finds no version to use.", Tlfs + " (4000000AH)", EvmcsWithoutVersions),
        new(
            "HV011", HvSeverity.Error, "Versions of an enlightened VMCS are recommended",
            "KVM and Hyper-V in a guest use it only when it is recommended; the versions alone are a promise that nobody enabled.", Tlfs + " (4000000AH)", VersionsWithoutEvmcs),
        new(
            "HV012", HvSeverity.Error, "An enlightened VMCS is offered only where there is VMX",
            "It replaces the VMCS of Intel VMX: on AMD, or for a guest without VMX, the VM does not start or the guest cannot use it.", Tlfs + " (4000000AH); Linux, nested_enable_evmcs", EvmcsWithoutVmx),
        new(
            "HV013", HvSeverity.Warning, "Nested features are offered only to guests with VMX or SVM",
            "Without them the guest runs no hypervisor that could use the features; some Windows versions do not boot with them.", Tlfs + " (4000000AH)", NestedWithoutVirtualization),
        new(
            "HV014", HvSeverity.Info, "Flush hypercalls come with a stated limit of virtual processors",
            "The 2012 paper forbids it; QEMU does it with hv-tlbflush, and guests live with it.", Paper, FlushWithoutLimit),
        new(
            "HV015", HvSeverity.Warning, "Flush and IPI hypercalls come with their Ex forms",
            "The forms without Ex name 64 processors: with more of them every flush and IPI goes slow.", Tlfs + " (40000004H)", NoExForms),
        new(
            "HV016", HvSeverity.Warning, "The debugger's MSRs and hypercalls come together",
            "Under enforcement the half whose bit is clear is refused.", "Linux, hv_check_msr_access and hv_check_hypercall_access (5.14)", DebuggerHalves),
        new(
            "HV017", HvSeverity.Warning, "The debugger's bits go with CPUID.40000082H:EAX[1]",
            "KVM refuses the debugger's MSRs and hypercalls unless that bit is set, enforced or not.", "Linux, kvm_hv_is_syndbg_enabled (5.8)", DebuggerWithoutCapability),
        new(
            "HV018", HvSeverity.Warning, "The vendor is 'Microsoft Hv'",
            "Linux guests and some Windows tools recognise no other.", LinuxGuest, OtherVendor),
        new(
            "HV019", HvSeverity.Error, "The reference TSC comes with the reference counter",
            "The guest falls back to the counter whenever the page is not valid.", Tlfs + "; TLFS, Timers, Partition Reference Time", TscWithoutCounter),
        new(
            "HV020", HvSeverity.Warning, "Messages and events come with the SynIC",
            "What is posted or signalled to the guest arrives through it.", "TLFS, Inter-Partition Communication", MessagesWithoutSynic),
        new(
            "HV021", HvSeverity.Warning, "The SynIC comes with messages and events",
            "VMBus needs both hypercalls, and under enforcement KVM denies them.", "TLFS, Inter-Partition Communication", SynicWithoutMessages),
        new(
            "HV022", HvSeverity.Error, "Privileges are the same on every vCPU and at all times",
            "They belong to the partition, and guests read them once; only AccessPartitionReferenceTsc may change.", "TLFS, Partition Privileges", OtherPrivileges),
        new(
            "HV023", HvSeverity.Warning, "Leaves that no document defines are zeros",
            "A guest expects zeros of a leaf below the maximum that is not implemented.", Tlfs, UndefinedLeaf),
        new(
            "HV024", HvSeverity.Info, "The maximum leaf is there",
            "The guest reads zeros in its place; KVM's own answers before Linux 5.8 are so without an enlightened VMCS.", Tlfs, MaximumMissing),
        new(
            "HV025", HvSeverity.Warning, "Cluster IPIs are not recommended where they harm the host",
            "Before a8de7f100bb5 KVM dereferences NULL for a cluster IPI of a vCPU without an in-kernel local APIC.", "CVE-2025-21779, kvm_hv_send_ipi (Linux, arch/x86/kvm/hyperv.c)", IpiHarmsHost),
    });

    private static bool Has(HvCheckView input, BitAddress address) => input.Value(address) != 0;

    private static string Value(uint value) => string.Format(CultureInfo.InvariantCulture, "{0:X8}H", value);

    private static string Name(BitAddress address) => HvFieldTable.Find(address)[0].ToString();

    // One of two bits without the other.
    private static IEnumerable<HvCheckHit> Together(HvCheckView input, BitAddress one, BitAddress other)
    {
        if (Has(input, one) != Has(input, other))
        {
            (BitAddress set, BitAddress clear) = Has(input, one) ? (one, other) : (other, one);
            yield return new(clear, $"{Name(set)} is 1, but {Name(clear)} is 0.", "Set both, or neither.");
        }
    }
}
