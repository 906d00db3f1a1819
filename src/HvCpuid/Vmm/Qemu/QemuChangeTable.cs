namespace HvCpuid.Vmm;

/// <summary>
/// The changes of QEMU that decide what a guest gets, from 4.2 on: what the history of target/i386/kvm/kvm.c, target/i386/cpu.c and hw/i386/
/// says. The releases 5.2, 7.2, 10.0 and 11.1 were measured.
/// </summary>
internal static class QemuChangeTable
{
    /// <summary>The oldest release that is modelled.</summary>
    public static QemuRelease Oldest { get; } = new(4, 2);

    /// <summary>The newest release that is known; a later one is answered as this one.</summary>
    public static QemuRelease Newest { get; } = new(11, 1);

    /// <summary>What 4.2 has.</summary>
    public static QemuChange Beginning { get; } = new(new(4, 2), "fifteen switches, hv-passthrough, and hv-no-nonarch-coresharing") { Source = "docs/hyperv.txt" };

    /// <summary>6.0: migration with re-enlightenment needs a fixed TSC frequency.</summary>
    public static QemuChange ReenlightenmentNeedsTscFrequency { get; } = new(new(6, 0), "migration of a guest that uses re-enlightenment fails without tsc-frequency=") { Commit = "561dbb41b1d7" };

    /// <summary>6.0: the oldest machine types are gone.</summary>
    public static QemuChange Pc1Removed { get; } = new(new(6, 0), "machine types pc-1.0 to pc-1.3 are removed") { Source = "docs/about/removed-features.rst" };

    /// <summary>6.1: leaves are built from the switches.</summary>
    public static QemuChange LeavesFromSwitches { get; } = new(new(6, 1), "hv-passthrough is every switch that the host supports, laid out as explicit switches are; before, the host's answer was copied")
    { Commit = "01e558213618" };

    /// <summary>6.1: one error.</summary>
    public static QemuChange FirstErrorOnly { get; } = new(new(6, 1), "the first error is told and ends it, support before requirements; before, one for every switch, requirements first") { Commit = "f4a62495be47" };

    /// <summary>6.1: eVMCS is enabled after asking.</summary>
    public static QemuChange EvmcsAfterAsking { get; } = new(new(6, 1), "eVMCS is enabled on the vCPU after the host was asked, and counts as supported where capability 163 is there") { Commit = "decb4f201314" };

    /// <summary>6.1: /dev/kvm is asked.</summary>
    public static QemuChange AsksOnDevKvm { get; } = new(new(6, 1), "the host is asked on /dev/kvm where it can be (capability 191)") { Commit = "2e905438cf65" };

    /// <summary>6.1: features are checked when the CPU model is expanded.</summary>
    public static QemuChange ChecksEarly { get; } = new(new(6, 1), "switches are checked before the vCPU is made, where the host can be asked on /dev/kvm") { Commit = "071ce4b03bec" };

    /// <summary>6.1: 3.EAX[5] always.</summary>
    public static QemuChange HypercallMsrsAlways { get; } = new(new(6, 1), "CPUID.40000003H:EAX[5] with any switch; before, with hv-relaxed, hv-vapic and hv-time alone, which needed it of KVM") { Commit = "b26f68c36bf6" };

    /// <summary>6.1: SynIC's hypercalls.</summary>
    public static QemuChange SynicHypercalls { get; } = new(new(6, 1), "hv-synic gives CPUID.40000003H:EBX[5:4]") { Commit = "cce087f628c6" };

    /// <summary>6.2: enforcement.</summary>
    public static QemuChange EnforceCpuid { get; } = new(new(6, 2), "hv-enforce-cpuid") { Commit = "70367f091777" };

    /// <summary>6.2: the recommendation of the APIC MSRs is QEMU's own.</summary>
    public static QemuChange ApicMsrsRecommended { get; } = new(new(6, 2), "hv-vapic needs no CPUID.40000004H:EAX[3] of KVM") { Commit = "050716292a63" };

    /// <summary>6.2: hv-avic.</summary>
    public static QemuChange Avic { get; } = new(new(6, 2), "hv-avic, also called hv-apicv") { Commit = "e1f9a8e8c90a" };

    /// <summary>6.2: the version can be set.</summary>
    public static QemuChange VersionIds { get; } = new(new(6, 2), "hv-version-id-build, -major, -minor, -spack, -sbranch, -snumber") { Commit = "af7228b88dbe" };

    /// <summary>6.2: the version is that of Windows Server 2016.</summary>
    public static QemuChange Version2016 { get; } = new(new(6, 2), "the version is 10.0 build 14393; before, and with machine types of before, 6.1 build 7100") { Commit = "f701ecec2bba" };

    /// <summary>7.1: the synthetic debugger.</summary>
    public static QemuChange SynDbg { get; } = new(new(7, 1), "hv-syndbg") { Commit = "73d24074078a" };

    /// <summary>7.1: the MSR bitmap.</summary>
    public static QemuChange MsrBitmap { get; } = new(new(7, 1), "hv-emsr-bitmap; CPUID.4000000AH wherever a switch gives a bit of it") { Commit = "869840d26c92" };

    /// <summary>7.1: XMM input.</summary>
    public static QemuChange XmmInput { get; } = new(new(7, 1), "hv-xmm-input") { Commit = "9411e8b6faeb" };

    /// <summary>7.1: extended ranges.</summary>
    public static QemuChange TlbFlushExt { get; } = new(new(7, 1), "hv-tlbflush-ext") { Commit = "aa6bb5fad58d" };

    /// <summary>7.1: direct flush.</summary>
    public static QemuChange TlbFlushDirect { get; } = new(new(7, 1), "hv-tlbflush-direct") { Commit = "3aae0854b26a" };

    /// <summary>8.0: no local APIC in user space.</summary>
    public static QemuChange UserspaceApicRefused { get; } = new(new(8, 0), "kernel-irqchip=off is refused: KVM does not support userspace APIC") { Source = "docs/about/removed-features.rst" };

    /// <summary>8.2: more machine types are gone.</summary>
    public static QemuChange I440fx1Removed { get; } = new(new(8, 2), "machine types pc-i440fx-1.4 to 1.7 are removed") { Source = "docs/about/removed-features.rst" };

    /// <summary>9.1: more machine types are gone.</summary>
    public static QemuChange I440fx20Removed { get; } = new(new(9, 1), "machine types pc-i440fx-2.0 to 2.3 are removed, deprecated since 8.2") { Source = "docs/about/removed-features.rst" };

    /// <summary>9.1: the message names the machine type.</summary>
    public static QemuChange MachineNamed { get; } = new(new(9, 1), "the message about an unknown machine type names it") { Commit = "412d294ffdc6" };

    /// <summary>9.2: passthrough without the debugger.</summary>
    public static QemuChange SynDbgOnRequest { get; } = new(new(9, 2), "hv-passthrough leaves hv-syndbg out unless it is named") { Commit = "7d7b9c7655a2" };

    /// <summary>10.1: machine types live six years.</summary>
    public static QemuChange SixYears { get; } = new(new(10, 1), "a versioned machine type is removed six major releases after its own") { Source = "include/hw/boards.h, MACHINE_VER_DELETION" };

    /// <summary>11.1: SynIC is that of VMBus always.</summary>
    public static QemuChange SynicKvmOnlyRemoved { get; } = new(new(11, 1), "x-hv-synic-kvm-only is gone: no machine type is left that has it. 10.0.13 has it, 11.1.3 does not; between them it is not known")
    { Source = "qemu-devel, 2026-03-07, target/i386/kvm: Remove X86CPU::hyperv_synic_kvm_only field" };

    /// <summary>All of them, in order of release.</summary>
    public static IReadOnlyList<QemuChange> All { get; } =
    [
        Beginning, ReenlightenmentNeedsTscFrequency, Pc1Removed, LeavesFromSwitches, FirstErrorOnly, EvmcsAfterAsking, AsksOnDevKvm, ChecksEarly, HypercallMsrsAlways,
        SynicHypercalls, EnforceCpuid, ApicMsrsRecommended, Avic, VersionIds, Version2016, SynDbg, MsrBitmap, XmmInput, TlbFlushExt, TlbFlushDirect,
        UserspaceApicRefused, I440fx1Removed, I440fx20Removed, MachineNamed, SynDbgOnRequest, SixYears, SynicKvmOnlyRemoved,
    ];
}
