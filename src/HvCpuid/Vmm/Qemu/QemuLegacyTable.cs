using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>What QEMU concludes of a capability or MSR, on a KVM without KVM_GET_SUPPORTED_HV_CPUID.</summary>
/// <param name="Capability">The capability that has to be there; null where the MSR alone counts.</param>
/// <param name="Msr">The MSR that KVM has to list; null where the capability alone counts.</param>
/// <param name="Bits">The bits that QEMU takes to be supported.</param>
public sealed record QemuLegacyRow(KvmCapability? Capability, uint? Msr, IReadOnlyList<BitAddress> Bits)
{
    /// <summary>True when the capability depends on x-hv-synic-kvm-only: KVM_CAP_HYPERV_SYNIC with it, _SYNIC2 without.</summary>
    public bool IsSynic { get; init; }

    /// <summary>The bits, as registers.</summary>
    internal QemuWords Words { get; } = QemuWords.Of(Bits);

    /// <summary>True when a host has what the row asks for.</summary>
    internal bool Holds(HvHost host, QemuQuestion question) =>
        ((IsSynic ? question.Synic : Capability) is not { } capability || host.Check(capability) > 0)
        && (Msr is not { } msr || KvmLegacyTable.Lists(msr, host.Kvm!));
}

/// <summary>The rows by which QEMU concludes from capabilities and MSRs (get_supported_hv_cpuid_legacy, target/i386/kvm/kvm.c).</summary>
public static class QemuLegacyTable
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<QemuLegacyRow> Rows { get; } =
    [
        Row(KvmCapability.HyperV, null, "3.EAX[5]", "3.EAX[4]", "3.EDX[3]", "4.EAX[5]", "4.EAX[3]"),
        Row(KvmCapability.HyperVTime, null, "3.EAX[1]", "3.EAX[9]"),
        Row(null, 0x40000022, "3.EAX[11]", "3.EDX[8]"),
        Row(null, 0x40000105, "3.EDX[10]"),
        Row(null, 0x40000106, "3.EAX[13]"),
        Row(null, 0x40000003, "3.EAX[7]"),
        Row(null, 0x40000002, "3.EAX[6]"),
        Row(null, 0x40000010, "3.EAX[0]"),
        Row(KvmCapability.HyperVSynic2, 0x40000080, "3.EAX[2]") with { IsSynic = true },
        Row(null, 0x400000B0, "3.EAX[3]"),
        Row(KvmCapability.HyperVTlbFlush, null, "4.EAX[2]", "4.EAX[11]"),
        Row(KvmCapability.HyperVEnlightenedVmcs, null, "4.EAX[14]"),
        Row(KvmCapability.HyperVSendIpi, null, "4.EAX[10]", "4.EAX[11]"),
    ];

    private static QemuLegacyRow Row(KvmCapability? capability, uint? msr, params string[] bits) => new(capability, msr, [.. bits.Select(BitAddress.Parse)]);
}
