using HvCpuid.Leaves;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>
/// The rules that leaves are held to, as rows. A rule that contradicts itself or the interface is an error; one that a working VMM breaks on purpose, or
/// that costs a guest speed or a feature, is a warning; what is only worth knowing is information. Every rule but HV026 is about Hyper-V's leaves.
/// </summary>
/// <remarks>
/// HV007 and HV008, the privileges of a root partition (CPUID.40000003H:EBX bits 0 to 3, 6, 8, 12 and 13): the 2012 paper demands that a hypervisor
/// other than Microsoft's leaves them clear. The vendor does not tell whose the leaves are: KVM's guests, Xen's and OpenVMM's say 'Microsoft Hv' as
/// well. What tells is the whole: every published root partition has all eight, so that all eight under Microsoft's signature, and without another
/// hypervisor's signature at 40000100H, are taken for its own, right where they are, and HV008 only says so. Some of the eight are a VMM's
/// slip, and an error: for a Linux guest CpuManagement, in newer kernels CreatePartitions, is enough to take itself for a root or L1VH partition. An
/// L1VH partition of Microsoft's (CreatePartitions without CpuManagement; Linux, hv_identify_partition_type) is not told from that slip until there
/// is a published dump of one.
/// </remarks>
public static class HvCheckTable
{
    private const string Paper = "Microsoft, Requirements for Implementing the Microsoft Hypervisor Interface (2012)";
    private const string Tlfs = "TLFS, Feature and Interface Discovery";
    private const string LinuxGuest = "Linux, arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_platform and ms_hyperv_init_platform";

    /// <summary>Every rule, by id.</summary>
    public static IReadOnlyList<HvCheck> All { get; } = Array.AsReadOnly(new HvCheck[]
    {
        new(
            "HV001", HvSeverity.Error, "Leaves 40000000H to 40000005H are there",
            "A guest that finds the interface reads these six without asking further.", Tlfs + "; " + Paper, HvPredicates.MissingLeaves),
        new(
            "HV002", HvSeverity.Error, "The maximum leaf is 40000005H to 4000FFFFH",
            "A Linux guest does not take a hypervisor with another maximum for Hyper-V.", Tlfs + "; " + LinuxGuest, HvPredicates.MaximumOutOfRange),
        new(
            "HV003", HvSeverity.Error, "No leaf lies above the maximum leaf",
            "A guest does not read beyond the maximum: what is there is not seen. 40000080H to 40000082H have a maximum of their own.", Tlfs, HvPredicates.LeafAboveMaximum),
        new(
            "HV004", HvSeverity.Error, "The interface is Hv#1",
            "Windows looks for it.", Tlfs + "; Linux, kvm_hv_set_cpuid (5.12)", HvPredicates.OtherInterface)
        {
            WhyOnKvm = "KVM takes a guest for Hyper-V aware by nothing else.",
        },
        new(
            "HV005", HvSeverity.Error, "The guest may use the hypercall MSRs",
            "Without them a guest cannot name itself or make a hypercall, and Linux does not take the hypervisor for Hyper-V.", Paper + "; " + LinuxGuest,
            view => HvPredicates.Clear(view, HvBits.AccessHypercallMsrs)),
        new(
            "HV006", HvSeverity.Warning, "The guest may read its VP index",
            "The 2012 paper demands it, and Linux does not take the hypervisor for Hyper-V without; QEMU leaves it out unless hv-vpindex is on, and Windows lives with that.",
            Paper + "; " + LinuxGuest, view => HvPredicates.Clear(view, HvBits.AccessVpIndex)),
        new(
            "HV007", HvSeverity.Error, "The guest has no privilege of a root partition",
            "Only Microsoft's own hypervisor has what they promise; CpuManagement, in newer kernels CreatePartitions, makes a Linux guest believe that it is a root partition.",
            Paper + "; " + LinuxGuest, HvPredicates.RootPrivileges),
        new(
            "HV008", HvSeverity.Info, "The leaves are not those of a root partition",
            "All privileges of a root partition under Microsoft's signature are right on the root partition itself, and nowhere else: a copy of them cannot be given to a guest. Held against a KVM host they are a guest's, and HV007 tells each.",
            Paper, HvPredicates.RootPartition),
        new(
            "HV009", HvSeverity.Warning, "The frequency MSRs are both accessible and there",
            "A Linux guest ignores one bit without the other, and measures its frequencies. Every Xen guest with Hyper-V's leaves is so.", Tlfs + "; " + LinuxGuest,
            view => HvPredicates.Together(view, HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies)),
        new(
            "HV010", HvSeverity.Error, "A recommended enlightened VMCS has versions",
            "A hypervisor in the guest that follows the recommendation finds no version to use.", Tlfs + " (4000000AH)", HvPredicates.EvmcsWithoutVersions),
        new(
            "HV011", HvSeverity.Error, "Versions of an enlightened VMCS are recommended",
            "Hypervisors in a guest use it only when it is recommended; the versions alone are a promise that nobody enabled.", Tlfs + " (4000000AH)", HvPredicates.VersionsWithoutEvmcs),
        new(
            "HV012", HvSeverity.Error, "An enlightened VMCS is offered only where there is VMX",
            "It replaces the VMCS of Intel VMX: on AMD, or for a guest without VMX, the guest cannot use it.", Tlfs + " (4000000AH); Linux, nested_enable_evmcs", HvPredicates.EvmcsWithoutVmx)
        {
            WhyOnKvm = "KVM refuses to enable it on AMD, so that the VM does not start.",
        },
        new(
            "HV013", HvSeverity.Warning, "Nested features are offered only to guests with VMX or SVM",
            "Without them the guest runs no hypervisor that could use the features; some Windows versions do not boot with them.", Tlfs + " (4000000AH)", HvPredicates.NestedWithoutVirtualization),
        new(
            "HV014", HvSeverity.Info, "Flush hypercalls come with a stated limit of virtual processors",
            "The 2012 paper forbids it; QEMU does it with hv-tlbflush, and guests live with it.", Paper, HvPredicates.FlushWithoutLimit),
        new(
            "HV015", HvSeverity.Warning, "Flush and IPI hypercalls come with their Ex forms",
            "The forms without Ex name 64 processors: with more of them every flush and IPI goes slow. Versions before 10.0 (Windows Server 2016) do not have them.",
            Tlfs + " (40000004H)", HvPredicates.NoExForms),
        new(
            "HV016", HvSeverity.Warning, "The debugger's MSRs and hypercalls come together",
            "A guest's debugger that finds one half looks for the other.", "TLFS, Partition Privileges; Linux, hv_check_msr_access and hv_check_hypercall_access (5.14)",
            view => HvPredicates.Together(view, HvBits.DebugMsrs, HvBits.Debugging))
        {
            WhyOnKvm = "Under enforcement the half whose bit is clear is refused.",
        },
        new(
            "HV017", HvSeverity.Warning, "The debugger's bits go with CPUID.40000082H:EAX[1]",
            "The leaf says what of the debugger is allowed.", "Linux, kvm_hv_is_syndbg_enabled (5.8)", HvPredicates.DebuggerWithoutCapability)
        {
            WhyOnKvm = "KVM refuses the debugger's MSRs and hypercalls unless that bit is set, enforced or not.",
        },
        new(
            "HV018", HvSeverity.Warning, "The vendor is 'Microsoft Hv'",
            "Linux guests and some Windows tools recognise no other.", LinuxGuest, HvPredicates.OtherVendor),
        new(
            "HV019", HvSeverity.Error, "The reference TSC comes with the reference counter",
            "The guest falls back to the counter whenever the page is not valid.", Tlfs + "; TLFS, Timers, Partition Reference Time",
            view => HvPredicates.Requires(view, HvBits.AccessPartitionReferenceTsc, HvBits.AccessPartitionReferenceCounter, "Set both (QEMU: hv-time).")),
        new(
            "HV020", HvSeverity.Warning, "Messages and events come with the SynIC",
            "What is posted or signalled to the guest arrives through it.", "TLFS, Inter-Partition Communication", HvPredicates.MessagesWithoutSynic),
        new(
            "HV021", HvSeverity.Info, "The SynIC comes with messages and events",
            "VMBus makes both hypercalls, but guests do not look at these bits first, and most hypervisors serve them without: OpenVMM and old machine types of QEMU are so.",
            "TLFS, Inter-Partition Communication; Linux, drivers/hv/connection.c; Linux, hv_check_hypercall_access (5.14)", HvPredicates.SynicWithoutMessages)
        {
            WhyOnKvm = "Only under enforcement does KVM deny them.",
        },
        new(
            "HV022", HvSeverity.Error, "Privileges are the same on every vCPU and at all times",
            "They belong to the partition, and guests read them once; only AccessPartitionReferenceTsc may change.", "TLFS, Partition Privileges", HvPredicates.OtherPrivileges),
        new(
            "HV023", HvSeverity.Warning, "Leaves that no document defines are zeros",
            "A guest expects zeros of a leaf below the maximum that is not implemented; on root partitions Windows itself fills some.", Tlfs, HvPredicates.UndefinedLeaf),
        new(
            "HV024", HvSeverity.Info, "The maximum leaf is there",
            "The guest reads zeros in its place.", Tlfs, HvPredicates.MaximumMissing)
        {
            WhyOnKvm = "KVM's own answers before Linux 5.8 are so without an enlightened VMCS.",
        },
        new(
            "HV025", HvSeverity.Warning, "Cluster IPIs are not recommended where they harm the host",
            "Before a8de7f100bb5 KVM dereferences NULL for a cluster IPI of a vCPU without an in-kernel local APIC.", "CVE-2025-21779, kvm_hv_send_ipi (Linux, arch/x86/kvm/hyperv.c)", HvPredicates.IpiHarmsHost),
        new(
            "HV026", HvSeverity.Warning, "The leaves are Hyper-V's",
            "What their bits mean is another hypervisor's to say, and no rule of Hyper-V's holds for them.", "TLFS, Hypervisor CPUID leaves", HvPredicates.NotHyperVs)
        {
            IsOfAnyInterface = true,
        },
        new(
            "HV027", HvSeverity.Error, "The APIC's MSRs and an enlightened VMCS come with AccessIntrCtrlRegs",
            "A guest that follows the recommendation uses MSRs that it may not: EOI, ICR and TPR, or the VP assist page, in which it names its enlightened VMCS.",
            "TLFS, Virtual Interrupts and Nested Virtualization; QEMU, hv-evmcs requires hv-vapic (target/i386/kvm/kvm.c)", HvPredicates.NoApicMsrs),
        new(
            "HV028", HvSeverity.Error, "The reset MSR is recommended only where the guest may use it",
            "A guest that follows the recommendation takes a fault in place of a reset.", Tlfs + " (40000004H)",
            view => HvPredicates.Requires(view, HvBits.MsrSystemReset, HvBits.AccessResetReg, "Set both (QEMU: hv-reset gives the privilege), or clear the recommendation.")),
        new(
            "HV029", HvSeverity.Warning, "Direct-mode timers come with the timers",
            "A guest without access to synthetic timers cannot use their direct mode.", "TLFS, Timers, Synthetic Timers; Linux, drivers/clocksource/hyperv_timer.c, hv_stimer_alloc",
            view => HvPredicates.Requires(view, HvBits.DirectSyntheticTimers, HvBits.AccessSyntheticTimerRegs, "Set both (QEMU: hv-stimer and hv-stimer-direct), or clear the direct mode.")),
        new(
            "HV030", HvSeverity.Warning, "Synthetic timers come with the SynIC",
            "A timer that expires posts a message through it.", "TLFS, Timers, Synthetic Timers",
            view => HvPredicates.Requires(view, HvBits.AccessSyntheticTimerRegs, HvBits.AccessSynicRegs, "Set both (QEMU: hv-synic), or clear the timers."))
        {
            WhyOnKvm = "KVM takes no write to a timer without an active SynIC, in direct mode either.",
        },
        new(
            "HV031", HvSeverity.Warning, "An isolated partition says how it is isolated",
            "A guest with the privilege reads leaf 4000000CH without a look at the maximum; on Intel a leaf that is not there reads as the highest ordinary one.",
            "TLFS (4000000CH); " + LinuxGuest, HvPredicates.IsolationWithoutType),
        new(
            "HV032", HvSeverity.Warning, "Direct virtual flush comes with flush hypercalls",
            "What is handled directly are the flush hypercalls of the guest's own guests, which it does not recommend to them when it has none itself.", Tlfs + " (4000000AH)",
            view => HvPredicates.Requires(view, HvBits.DirectVirtualFlush, HvBits.HypercallRemoteTlbFlush, "Set both (QEMU: hv-tlbflush and hv-tlbflush-direct), or clear the direct flush.")),
        new(
            "HV033", HvSeverity.Warning, "The VM has no more vCPUs than the limit",
            "Windows does not start virtual processors beyond the limit that it reads.", Tlfs + " (40000005H)", HvPredicates.MoreVcpusThanTheLimit),
        new(
            "HV034", HvSeverity.Info, "Bits of known leaves have names",
            "No public source says what such a bit means: it came from a newer hypervisor, or by mistake.", Tlfs, HvPredicates.UnnamedBits),
        new(
            "HV035", HvSeverity.Info, "The APIC's MSRs are not recommended where automatic end of interrupt is deprecated",
            "With AVIC or APICv the processor ends interrupts itself; the MSRs cost an exit each. QEMU clears the one with hv-avic.", Tlfs + " (40000004H); QEMU, docs/system/i386/hyperv.rst",
            HvPredicates.ApicMsrsWithoutAutoEoi),
        new(
            "HV036", HvSeverity.Warning, "Where accesses are enforced the guest has the VP assist page",
            "Every Linux guest writes MSR 40000073H without a look at AccessIntrCtrlRegs, and takes a general protection fault: 'unchecked MSR access error'.",
            "Linux, arch/x86/hyperv/hv_init.c, hv_cpu_init", HvPredicates.EnforcedWithoutAssistPage),
        new(
            "HV037", HvSeverity.Info, "Version and maximum leaf do not follow the VMM's release",
            "A guest that is moved or restarted on another release, or with another machine type, sees another version or maximum.", "QEMU, hw/i386/pc.c, compat properties of 6.1; Linux, kvm_get_hv_cpuid",
            HvPredicates.FollowsTheRelease),
        new(
            "HV038", HvSeverity.Warning, "The host's kernel reports what the set shows",
            "The guest sees a bit that KVM on this host does not report, so that nobody but the VMM can honour it. CPUID.40000003H:EDX[3] under 'Microsoft Hv' is passed over: QEMU sets it with any switch, and guests live with it.",
            "Linux, kvm_get_hv_cpuid; Documentation/virt/kvm/api.rst (KVM_GET_SUPPORTED_HV_CPUID); QEMU, hyperv_fill_cpuids (target/i386/kvm/kvm.c)", HvHostPredicates.NotReportedByHost),
    });
}
