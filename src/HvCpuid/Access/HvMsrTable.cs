using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Access.HvMsrDirection;

namespace HvCpuid.Access;

/// <summary>
/// Every synthetic MSR that KVM implements, by number: what a guest's CPUID must show for it, and what else KVM asks. A synthetic MSR that is
/// not here is always #GP.
/// </summary>
/// <remarks>
/// Sources, of arch/x86/kvm/hyperv.c, Linux 5.0 to 6.16 (and guests on live kernels up to 7.3.4): hv_check_msr_access, kvm_hv_set_msr, kvm_hv_get_msr and their _pw forms, synic_set_msr,
/// synic_set_sint, syndbg_set_msr, syndbg_get_msr, stimer_set_config, stimer_set_count; of lapic.c kvm_hv_vapic_msr_read, kvm_hv_vapic_msr_write and
/// kvm_lapic_readable_reg_mask. Addresses in guest memory that an MSR names (hypercall page, VP assist page, SIEFP, SIMP) are not looked at here.
/// </remarks>
public static class HvMsrTable
{
    /// <summary>The first MSR number that processors leave to hypervisors, 40000000H (Intel SDM volume 4, "Model-specific registers").</summary>
    public const uint First = 0x40000000;

    /// <summary>The last MSR number that processors leave to hypervisors, 4000FFFFH.</summary>
    public const uint Last = 0x4000FFFF;

    private const string NamePrefix = "HV_X64_MSR_";

    private static readonly HvMsrValueRule NoDirectModeWithoutBit = new("direct mode, bit 12, only with CPUID.40000003H:EDX[19]", KvmChanges.EnforceCpuid, (_, _) => true)
    {
        GuardedBits = 1UL << 12,
        GuardedBy = HvBits.DirectSyntheticTimers,
    };

    private static readonly HvMsrValueRule SintVector = new(
        "a vector, bits 7 to 0, of 16 to 255 unless it is masked, bit 16", KvmChanges.IoctlAdded, (value, _) => (value & 0xFF) >= 16 || (value & (1 << 16)) != 0);

    private static readonly HvMsrValueRule OnlyZero = new("only 0", KvmChanges.TscEmulationStatusTakesZero, (value, _) => value == 0);

    private static readonly HvMsrValueRule OnlyBit0 = new(
        "only 0 and 1, and no 0 once it is 1", KvmChanges.TscInvariant, (value, options) => value == 1 || (value == 0 && !options.InvariantTscSet));

    private static readonly HvMsrRow[] Rows =
    [
        Row(0x40000000, "HV_X64_MSR_GUEST_OS_ID", HvBits.AccessHypercallMsrs),
        Row(0x40000001, "HV_X64_MSR_HYPERCALL", HvBits.AccessHypercallMsrs),
        Row(0x40000002, "HV_X64_MSR_VP_INDEX", HvBits.AccessVpIndex) with { Direction = ReadOnly },
        Row(0x40000003, "HV_X64_MSR_RESET", HvBits.AccessResetReg),
        Row(0x40000010, "HV_X64_MSR_VP_RUNTIME", HvBits.AccessVpRunTimeReg) with { Direction = ReadOnly },
        Row(0x40000020, "HV_X64_MSR_TIME_REF_COUNT", HvBits.AccessPartitionReferenceCounter) with { Direction = ReadOnly },
        Row(0x40000021, "HV_X64_MSR_REFERENCE_TSC", HvBits.AccessPartitionReferenceTsc),
        Row(0x40000022, "HV_X64_MSR_TSC_FREQUENCY", HvBits.AccessFrequencyRegs) with { Direction = ReadOnly },
        Row(0x40000023, "HV_X64_MSR_APIC_FREQUENCY", HvBits.AccessFrequencyRegs) with { Direction = ReadOnly },

        // The APIC's end-of-interrupt register is only written, and so is its MSR: kvm_lapic_readable_reg_mask leaves it out.
        Row(0x40000070, "HV_X64_MSR_EOI", HvBits.AccessIntrCtrlRegs) with { Direction = WriteOnly, NeedsLapicSince = KvmChanges.IoctlAdded },
        Row(0x40000071, "HV_X64_MSR_ICR", HvBits.AccessIntrCtrlRegs) with { NeedsLapicSince = KvmChanges.IoctlAdded },
        Row(0x40000072, "HV_X64_MSR_TPR", HvBits.AccessIntrCtrlRegs) with { NeedsLapicSince = KvmChanges.IoctlAdded },
        Row(0x40000073, "HV_X64_MSR_VP_ASSIST_PAGE", HvBits.AccessIntrCtrlRegs),
        SynicRow(0x40000080, "HV_X64_MSR_SCONTROL"),
        SynicRow(0x40000081, "HV_X64_MSR_SVERSION") with { Direction = ReadOnly },
        SynicRow(0x40000082, "HV_X64_MSR_SIEFP"),
        SynicRow(0x40000083, "HV_X64_MSR_SIMP"),
        SynicRow(0x40000084, "HV_X64_MSR_EOM"),
        .. Enumerable.Range(0, 16).Select(sint => SynicRow(0x40000090 + (uint)sint, Numbered("HV_X64_MSR_SINT{0}", sint)) with { Values = SintVector }),
        .. Enumerable.Range(0, 4).SelectMany(timer => new[]
        {
            TimerRow(0x400000B0 + (2 * (uint)timer), Numbered("HV_X64_MSR_STIMER{0}_CONFIG", timer)) with { Values = NoDirectModeWithoutBit },
            TimerRow(0x400000B1 + (2 * (uint)timer), Numbered("HV_X64_MSR_STIMER{0}_COUNT", timer)),
        }),
        DebuggerRow(0x400000F1, "HV_X64_MSR_SYNDBG_CONTROL"),
        DebuggerRow(0x400000F2, "HV_X64_MSR_SYNDBG_STATUS"),
        DebuggerRow(0x400000F3, "HV_X64_MSR_SYNDBG_SEND_BUFFER"),
        DebuggerRow(0x400000F4, "HV_X64_MSR_SYNDBG_RECV_BUFFER"),
        DebuggerRow(0x400000F5, "HV_X64_MSR_SYNDBG_PENDING_BUFFER"),
        DebuggerRow(0x400000FF, "HV_X64_MSR_SYNDBG_OPTIONS"),
        .. Enumerable.Range(0, 5).Select(parameter => Row(0x40000100 + (uint)parameter, Numbered("HV_X64_MSR_CRASH_P{0}", parameter), HvBits.GuestCrashMsrs)),
        Row(0x40000105, "HV_X64_MSR_CRASH_CTL", HvBits.GuestCrashMsrs),
        Row(0x40000106, "HV_X64_MSR_REENLIGHTENMENT_CONTROL", HvBits.AccessReenlightenmentControls),
        Row(0x40000107, "HV_X64_MSR_TSC_EMULATION_CONTROL", HvBits.AccessReenlightenmentControls),
        Row(0x40000108, "HV_X64_MSR_TSC_EMULATION_STATUS", HvBits.AccessReenlightenmentControls) with { Values = OnlyZero },
        new(0x40000118, "HV_X64_MSR_TSC_INVARIANT_CONTROL", [HvBits.AccessTscInvariantControls], KvmChanges.TscInvariant) { Values = OnlyBit0 },
    ];

    // The index of an MSR in Rows, one up, so that 0 says none.
    private static readonly byte[] Indexes = IndexesOf(Rows);

    /// <summary>Every row, by number.</summary>
    public static IReadOnlyList<HvMsrRow> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The row of an MSR; constant time, allocates nothing.</summary>
    /// <param name="msr">Its number.</param>
    /// <returns>The row; null for one that KVM does not implement.</returns>
    public static HvMsrRow? Find(uint msr) => IndexOf(msr) is var index and >= 0 ? Rows[index] : null;

    /// <summary>The row of a name, in upper or lower case, with or without its <c>HV_X64_MSR_</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The row; null for a name of none.</returns>
    /// <exception cref="ArgumentNullException">There is no name.</exception>
    public static HvMsrRow? FindByName(string name)
    {
        string text = Guard.NotNull(name);
        return Array.Find(Rows, row => Is(row.Name) || Is(row.Name.Substring(NamePrefix.Length)));

        bool Is(string known) => known.Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The index of an MSR in <see cref="All"/>.</summary>
    /// <param name="msr">Its number.</param>
    /// <returns>The index; -1 for one that KVM does not implement.</returns>
    internal static int IndexOf(uint msr)
    {
        uint offset = unchecked(msr - First);
        return offset < (uint)Indexes.Length ? Indexes[offset] - 1 : -1;
    }

    private static HvMsrRow Row(uint msr, string name, BitAddress needs) => new(msr, name, [needs], KvmChanges.IoctlAdded);

    private static HvMsrRow SynicRow(uint msr, string name) =>
        Row(msr, name, HvBits.AccessSynicRegs) with { ReadNeedsSynic = true, WriteNeedsSynicSince = KvmChanges.IoctlAdded };

    private static HvMsrRow TimerRow(uint msr, string name) =>
        Row(msr, name, HvBits.AccessSyntheticTimerRegs) with { WriteNeedsSynicSince = KvmChanges.TimersNeedSynic };

    private static HvMsrRow DebuggerRow(uint msr, string name) =>
        new(msr, name, [HvBits.DebugMsrs], KvmChanges.SyntheticDebugger) { AlwaysNeeds = HvHypercallTable.KernelDebugging };

    private static string Numbered(string format, int number) => string.Format(CultureInfo.InvariantCulture, format, number);

    private static byte[] IndexesOf(HvMsrRow[] rows)
    {
        byte[] indexes = new byte[rows[rows.Length - 1].Msr - First + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            indexes[rows[i].Msr - First] = (byte)(i + 1);
        }

        return indexes;
    }
}
