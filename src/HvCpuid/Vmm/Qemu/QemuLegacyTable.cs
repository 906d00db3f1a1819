using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>What QEMU concludes of a capability or MSR, on a KVM without KVM_GET_SUPPORTED_HV_CPUID.</summary>
/// <param name="Capability">The capability that has to be there; null where the MSR alone counts, or the question decides.</param>
/// <param name="Msr">The MSR that KVM has to list; null where the capability alone counts.</param>
/// <param name="Bits">The bits that QEMU takes to be supported.</param>
/// <exception cref="ArgumentOutOfRangeException">No switch of QEMU gives one of the bits.</exception>
internal sealed record QemuLegacyRow(KvmCapability? Capability, uint? Msr, IReadOnlyList<BitAddress> Bits)
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
internal static class QemuLegacyTable
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<QemuLegacyRow> Rows { get; } =
    [
        Row(KvmCapability.HyperV, null, HvBits.AccessHypercallMsrs, HvBits.AccessIntrCtrlRegs, HvBits.CpuDynamicPartitioningEvents, HvBits.RelaxedTiming, HvBits.MsrApicAccess),
        Row(KvmCapability.HyperVTime, null, HvBits.AccessPartitionReferenceCounter, HvBits.AccessPartitionReferenceTsc),
        Row(null, 0x40000022, HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies),
        Row(null, 0x40000105, HvBits.GuestCrashMsrs),
        Row(null, 0x40000106, HvBits.AccessReenlightenmentControls),
        Row(null, 0x40000003, HvBits.AccessResetReg),
        Row(null, 0x40000002, HvBits.AccessVpIndex),
        Row(null, 0x40000010, HvBits.AccessVpRunTimeReg),
        Row(null, 0x40000080, HvBits.AccessSynicRegs) with { IsSynic = true },
        Row(null, 0x400000B0, HvBits.AccessSyntheticTimerRegs),
        Row(KvmCapability.HyperVTlbFlush, null, HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks),
        Row(KvmCapability.HyperVEnlightenedVmcs, null, HvBits.EnlightenedVmcs),
        Row(KvmCapability.HyperVSendIpi, null, HvBits.SyntheticClusterIpi, HvBits.ExProcessorMasks),
    ];

    private static QemuLegacyRow Row(KvmCapability? capability, uint? msr, params BitAddress[] bits) => new(capability, msr, bits);
}
