using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>A message of a VMM, by a part that it always has.</summary>
/// <param name="Part">The part.</param>
/// <param name="Whose">Who says it.</param>
/// <param name="Finding">The id of what it says.</param>
/// <param name="More">What helps.</param>
internal sealed record HvMessageRow(string Part, string Whose, string Finding, string More)
{
    /// <summary>
    /// The messages that users meet: QEMU's (kvm_hyperv_properties and hyperv_init_vcpu in target/i386/kvm/kvm.c, pc_cpu_pre_plug in hw/i386/x86.c) and
    /// libvirt's (src/qemu/qemu_process.c).
    /// </summary>
    public static IReadOnlyList<HvMessageRow> All { get; } =
    [
        new("version range", "QEMU", HvSwitchFindingIds.EvmcsVersions, "hv-evmcs means versions 1..1: a host without nested=1, or on AMD, has none."),
        new("is not supported by kernel", "QEMU", HvSwitchFindingIds.Unsupported, "leave the switch off, or use a kernel that reports its bits: explain the bits for the release that brought them."),
        new("requires Hyper-V", "QEMU", HvSwitchFindingIds.MissingRequirement, "add the switch that is named; flags --close adds all that are missing at once."),
        new("kvm_init_vcpu failed: Function not implemented", "QEMU", HvSwitchFindingIds.MissingRequirement, "the line before it names the switch and what it requires."),
        new("CPU flag prevents migration", "QEMU", HvSwitchFindingIds.PreventsMigration, "give explicit switches: flags hv-passthrough --on HOST --format qemu prints them."),
        new("kernel doesn't allow setting HyperV VP_INDEX", "QEMU", HvSwitchFindingIds.NoHyperV, "the VM does not run on KVM but on QEMU's emulator, or KVM is older than 4.13 or without CONFIG_KVM_HYPERV: give accel=kvm, or leave hv-vpindex off."),
        new("failed to set MSR 0x400000", "QEMU", HvSwitchFindingIds.NoHyperV, "the kernel's KVM is built without CONFIG_KVM_HYPERV: use one that has it, or leave the hv- switches off."),
        new("failed to turn on HyperV SynIC", "QEMU", HvSwitchFindingIds.Enabling, "KVM refused KVM_CAP_HYPERV_SYNIC2 on a vCPU: local APICs have to be in the kernel."),
        new("failed to enable KVM_CAP_HYPERV_ENFORCE_CPUID", "QEMU", HvSwitchFindingIds.Enforcement, "use Linux 5.14 or later, or leave hv-enforce-cpuid off."),
        new("KVM does not support userspace APIC", "QEMU", HvSwitchFindingIds.Machine, "give kernel-irqchip=on or split."),
        new("unsupported machine type", "QEMU", HvSwitchFindingIds.Machine, "give a type of -machine help, or run the QEMU that has it."),
        new("Expected key=value format, found hv", "QEMU", HvSwitchFindingIds.UnknownToVmm, "this QEMU is of another architecture than x86."),
        new(".hv-", "QEMU", HvSwitchFindingIds.UnknownToVmm, "this QEMU is older than the switch: leave it off, or use a newer one."),
        new("host doesn't support hyperv", "libvirt", HvSwitchFindingIds.Unsupported, "virsh domcapabilities lists what this host offers."),
    ];
}
