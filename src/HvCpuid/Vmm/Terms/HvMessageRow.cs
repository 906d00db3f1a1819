using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>A message of a VMM, by a part that it always has.</summary>
/// <param name="Part">The part.</param>
/// <param name="Whose">Who says it.</param>
/// <param name="Finding">The id of what it says.</param>
/// <param name="Source">Where it is said, and by which releases: 5.2.0, 7.2.22, 10.0.13 and 11.1.3 of QEMU were run.</param>
/// <param name="More">What helps.</param>
internal sealed record HvMessageRow(string Part, string Whose, string Finding, string Source, string More)
{
    private const string Kvm = "target/i386/kvm/kvm.c";
    private const string Check = "kvm_hyperv_expand_features in " + Kvm + "; before 6.1 hv_cpuid_check_and_set";
    private const string Enabling = "hyperv_init_vcpu in " + Kvm;
    private const string Xml = "virDomainFeaturesHyperVDefParse in src/conf/domain_conf.c";
    private const string Cpu = "target/i386/cpu.c";

    /// <summary>The messages that users meet, those that say more before those that say less.</summary>
    public static IReadOnlyList<HvMessageRow> All { get; } =
    [
        new("version range", "QEMU", HvSwitchFindingIds.EvmcsVersions, Enabling + ", from 6.1", "hv-evmcs means versions 1..1: a host without nested=1, or on AMD, has none."),
        new("is not supported by kernel", "QEMU", HvSwitchFindingIds.Unsupported, Check, "leave the switch off, or use a kernel that reports its bits: explain the bits for the release that brought them."),
        new("VMBus requires usable Hyper-V SynIC", "QEMU", HvSwitchFindingIds.MissingRequirement, "vmbus_bridge_realize in hw/hyperv/vmbus.c, from 5.1", "add hv-vpindex and hv-synic, which vmbus-bridge stands on."),
        new("requires Hyper-V", "QEMU", HvSwitchFindingIds.MissingRequirement, Check, "add the switch that is named; flags --close adds all that are missing at once."),
        new("kvm_init_vcpu failed: Function not implemented", "QEMU", HvSwitchFindingIds.MissingRequirement, "accel/kvm/kvm-all.c, in the form of 4.2", "the line before it names the switch and what it requires, or what KVM lacks."),
        new("kvm_arch_init_vcpu failed", "QEMU", HvSwitchFindingIds.MissingRequirement, "kvm_init_vcpu in accel/kvm/kvm-all.c, in the form of 5.2 and later", "the line before it names the switch and what it requires, or what KVM lacks."),
        new("CPU flag prevents migration", "QEMU", HvSwitchFindingIds.PreventsMigration, Enabling, "give explicit switches: flags hv-passthrough --on HOST --format qemu prints them."),
        new("'tsc-frequency=' has to be specified", "QEMU", HvSwitchFindingIds.PreventsMigration, "hyperv_reenlightenment_post_load in target/i386/machine.c, from 6.0", "give tsc-frequency= on both hosts, or leave hv-reenlightenment off."),
        new("kernel doesn't allow setting HyperV VP_INDEX", "QEMU", HvSwitchFindingIds.NoHyperV, "x86_cpu_pre_plug in hw/i386/x86.c", "the VM does not run on KVM but on QEMU's emulator, or KVM is older than 4.13 or without CONFIG_KVM_HYPERV: give accel=kvm, or leave hv-vpindex off."),
        new("kernel's vp_index != QEMU's vp_index", "QEMU", HvSwitchFindingIds.Enabling, Enabling, "this KVM numbers its vCPUs itself, before 4.13: give vCPUs their ids in order, or leave hv-vpindex off."),
        new("failed to set MSR 0x400000", "QEMU", HvSwitchFindingIds.NoHyperV, "kvm_buf_set_msrs in " + Kvm, "the kernel's KVM is built without CONFIG_KVM_HYPERV: use one that has it, or leave the hv- switches off."),
        new("failed to turn on HyperV SynIC", "QEMU", HvSwitchFindingIds.Enabling, Enabling, "KVM refused KVM_CAP_HYPERV_SYNIC2 on a vCPU: local APICs have to be in the kernel, and KVM has to have CONFIG_KVM_HYPERV."),
        new("failed to enable KVM_CAP_HYPERV_ENFORCE_CPUID", "QEMU", HvSwitchFindingIds.Enforcement, Enabling + ", from 6.2", "use Linux 5.14 or later, or leave hv-enforce-cpuid off."),
        new("KVM_GET_SUPPORTED_HV_CPUID failed", "QEMU", HvSwitchFindingIds.Refused, "try_get_hv_cpuid in " + Kvm, "hvcpuid host tells what this KVM answers."),
        new("KVM does not support userspace APIC", "QEMU", HvSwitchFindingIds.Machine, "apic_get_class in " + Cpu + ", from 8.0", "give kernel-irqchip=on or split."),
        new("unsupported machine type", "QEMU", HvSwitchFindingIds.Machine, "machine_parse and its followers in system/vl.c", "give a type of -machine help, or run the QEMU that has it."),
        new("Expected key=value format, found hv", "QEMU", HvSwitchFindingIds.UnknownToVmm, "cpu_common_parse_features in hw/core/cpu-common.c", "this QEMU is of another architecture than x86."),
        new("Invalid parameter type for 'hv-", "QEMU", HvSwitchFindingIds.Value, "x86_cpu_expand_features in " + Cpu, "a sign stands before what is no switch: give hv-no-nonarch-coresharing=on."),
        new("expects uint", "QEMU", HvSwitchFindingIds.Value, "qapi/qobject-input-visitor.c", "give a number in decimal, or with 0x in hexadecimal, within the property's range."),
        new("expects 'on' or 'off'", "QEMU", HvSwitchFindingIds.Value, "qapi/qapi-util.c", "give on or off: no blank behind it, and no capital letter."),
        new("hv-vendor-id truncated", "QEMU", HvSwitchFindingIds.Value, "x86_cpu_hyperv_realize in " + Cpu, "give 12 characters at most."),
        new("Ambiguous CPU model string", "QEMU", HvSwitchFindingIds.Value, "x86_cpu_parse_featurestr in " + Cpu, "say it once: what has a sign counts, wherever it stands."),
        new(".hv-", "QEMU", HvSwitchFindingIds.UnknownToVmm, "x86_cpu_parse_featurestr in " + Cpu + ", qom/object.c", "this QEMU is older than the switch: leave it off, or use a newer one."),
        new(".x-hv-", "QEMU", HvSwitchFindingIds.UnknownToVmm, "x86_cpu_parse_featurestr in " + Cpu + ", qom/object.c", "QEMU 11.1 has no x-hv-synic-kvm-only any more: leave it out."),
        new("host doesn't support hyperv", "libvirt", HvSwitchFindingIds.Unsupported, "qemuProcessVerifyHypervFeatures in src/qemu/qemu_process.c; of relaxed and vapic it only warns", "virsh domcapabilities lists what this host offers."),
        new("unsupported HyperV Enlightenment feature", "libvirt", HvSwitchFindingIds.UnknownToVmm, Xml, "take libvirt's name of the element: hv-time is <timer name='hypervclock' present='yes'/> in <clock>, hv-crash is <panic model='hyperv'/>; or this libvirt is older than the element."),
        new("HyperV spinlock retry count", "libvirt", HvSwitchFindingIds.Value, Xml, "give retries of 4095 or more."),
        new("Hyperv features are not supported for", "libvirt", HvSwitchFindingIds.Machine, "qemuValidateDomainDefFeatures in src/qemu/qemu_validate.c", "the guest's architecture is not x86: leave <hyperv> out."),
    ];
}
