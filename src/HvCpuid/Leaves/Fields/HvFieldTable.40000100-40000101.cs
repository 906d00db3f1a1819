using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Leaves;

// Rows of leaf 40000100H, leaf 40000101H.
public static partial class HvFieldTable
{
    private static HvField[] Leaf40000100() =>
    [
        new(
            new(KvmVendor.Function, Eax, BitField.Whole),
            "MaximumFunction",
            "The highest of KVM's own leaves; old hosts leave it 0.",
            KvmDoc)
        {
            Remark = "Without Hyper-V leaves these stand at 40000000H and 40000001H; QEMU moves them here when there are some.",
            Format = HvFieldFormat.Hex,
        },
        new(new(KvmVendor.Function, Ebx, BitField.Whole), "SignatureEbx", "Characters 0 to 3 of KVM's signature, \"KVMK\".", KvmDoc)
        {
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
        new(new(KvmVendor.Function, Ecx, BitField.Whole), "SignatureEcx", "Characters 4 to 7 of KVM's signature, \"VMKV\".", KvmDoc)
        {
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
        new(
            new(KvmVendor.Function, Edx, BitField.Whole),
            "SignatureEdx",
            "Character 8 of KVM's signature, \"M\", and three zero bytes.",
            KvmDoc)
        {
            Aliases = ["Signature"],
            Format = HvFieldFormat.Text,
        },
    ];

    private static HvField[] Leaf40000101() =>
    [
        new(new(KvmFeatures.Function, Eax, 0), "Clocksource", "The guest may use KVM's clock at its first MSRs, 11H and 12H.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_CLOCKSOURCE",
            QemuFlags = ["kvmclock"],
        },
        new(new(KvmFeatures.Function, Eax, 1), "NopIoDelay", "The guest need not delay after I/O.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_NOP_IO_DELAY",
            QemuFlags = ["kvm-nopiodelay"],
        },
        new(new(KvmFeatures.Function, Eax, 2), "MmuOp", "Deprecated: page table changes by hypercall.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_MMU_OP",
            QemuFlags = ["kvm-mmu"],
        },
        new(new(KvmFeatures.Function, Eax, 3), "Clocksource2", "The guest may use KVM's clock at MSRs 4B564D00H and 4B564D01H.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_CLOCKSOURCE2",
            QemuFlags = ["kvmclock"],
        },
        new(new(KvmFeatures.Function, Eax, 4), "AsyncPf", "The guest may be told of pages that the host is still fetching.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_ASYNC_PF",
            QemuFlags = ["kvm-asyncpf"],
        },
        new(new(KvmFeatures.Function, Eax, 5), "StealTime", "The guest may see the time it was ready but did not run.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_STEAL_TIME",
            QemuFlags = ["kvm-steal-time"],
        },
        new(new(KvmFeatures.Function, Eax, 6), "PvEoi", "The guest may end interrupts without an exit.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_PV_EOI",
            QemuFlags = ["kvm-pv-eoi"],
        },
        new(new(KvmFeatures.Function, Eax, 7), "PvUnhalt", "The guest may halt while it waits for a spinlock, and be kicked awake.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_PV_UNHALT",
            QemuFlags = ["kvm-pv-unhalt"],
        },
        new(
            new(KvmFeatures.Function, Eax, 9),
            "PvTlbFlush",
            "The guest may leave the TLB flush of a virtual processor that does not run to the host.",
            KvmDoc)
        {
            LinuxName = "KVM_FEATURE_PV_TLB_FLUSH",
            QemuFlags = ["kvm-pv-tlb-flush"],
        },
        new(new(KvmFeatures.Function, Eax, 10), "AsyncPfVmexit", "A nested hypervisor may get AsyncPf as an exit.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_ASYNC_PF_VMEXIT",
            QemuFlags = ["kvm-asyncpf-vmexit"],
        },
        new(new(KvmFeatures.Function, Eax, 11), "PvSendIpi", "The guest may send interrupts to many processors by one hypercall.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_PV_SEND_IPI",
            QemuFlags = ["kvm-pv-ipi"],
        },
        new(new(KvmFeatures.Function, Eax, 12), "PollControl", "The guest may switch off the host's polling on HLT.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_POLL_CONTROL",
            QemuFlags = ["kvm-poll-control"],
        },
        new(new(KvmFeatures.Function, Eax, 13), "PvSchedYield", "The guest may yield to a virtual processor that it waits for.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_PV_SCHED_YIELD",
            QemuFlags = ["kvm-pv-sched-yield"],
        },
        new(new(KvmFeatures.Function, Eax, 14), "AsyncPfInt", "The arrival of an AsyncPf page is told by an interrupt.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_ASYNC_PF_INT",
            QemuFlags = ["kvm-asyncpf-int"],
        },
        new(new(KvmFeatures.Function, Eax, 15), "MsiExtDestId", "Interrupt messages may name APIC ids of 15 bits.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_MSI_EXT_DEST_ID",
            QemuFlags = ["kvm-msi-ext-dest-id"],
        },
        new(
            new(KvmFeatures.Function, Eax, 16),
            "HcMapGpaRange",
            "The guest may tell which of its pages are shared or encrypted by hypercall.",
            KvmDoc)
        {
            LinuxName = "KVM_FEATURE_HC_MAP_GPA_RANGE",
        },
        new(new(KvmFeatures.Function, Eax, 17), "MigrationControl", "The guest may allow its migration by MSR.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_MIGRATION_CONTROL",
        },
        new(new(KvmFeatures.Function, Eax, 24), "ClocksourceStableBit", "KVM's clock is in step across virtual processors.", KvmDoc)
        {
            LinuxName = "KVM_FEATURE_CLOCKSOURCE_STABLE_BIT",
            QemuFlags = ["kvmclock-stable-bit"],
        },
        new(
            new(KvmFeatures.Function, Edx, 0),
            "Realtime",
            "A hint: virtual processors are never put aside for long, so spinning is cheap.",
            KvmDoc)
        {
            LinuxName = "KVM_HINTS_REALTIME",
            QemuFlags = ["kvm-hint-dedicated"],
        },
    ];
}
