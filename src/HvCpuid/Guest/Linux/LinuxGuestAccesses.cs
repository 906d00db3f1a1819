using HvCpuid.Leaves;
using static HvCpuid.Guest.LinuxGuestChangeTable;

namespace HvCpuid.Guest;

/// <summary>Which synthetic MSRs a Linux guest touches as it starts, and which hypercalls it makes, without VMBus.</summary>
internal static class LinuxGuestAccesses
{
    private const string HvInit = "arch/x86/hyperv/hv_init.c, hyperv_init";
    private const string CpuInit = "arch/x86/hyperv/hv_init.c, hv_cpu_init";
    private const string Mshyperv = "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform";
    private const string Timer = "drivers/clocksource/hyperv_timer.c";
    private const string HvApic = "arch/x86/hyperv/hv_apic.c";
    private const string Mmu = "arch/x86/hyperv/mmu.c";

    // Enable, auto-enable, direct mode, vector EDH (HYPERV_STIMER0_VECTOR).
    private const ulong DirectTimerConfig = 0x1ED9;
    private const int VpsOfOneMask = 64;

    public static IEnumerable<LinuxGuestMsr> Msrs(LinuxGuestContext guest, LinuxGuestClocks clocks) =>
        guest.OnHyperV ? Early(guest, clocks).Concat(guest.Initialised ? Late(guest) : []).OrderBy(msr => msr.Msr) : [];

    public static IEnumerable<LinuxGuestHypercall> Hypercalls(LinuxGuestContext guest)
    {
        if (!guest.Initialised)
        {
            yield break;
        }

        bool many = guest.Options.VcpuCount > VpsOfOneMask && guest.IsSet(HvBits.ExProcessorMasks);
        if (guest.IsSet(HvBits.HypercallRemoteTlbFlush) && guest.Has(TlbFlush))
        {
            yield return new(0x0002, "flushes other processors' TLBs", [HvBits.HypercallRemoteTlbFlush]) { Source = Mmu };
            yield return new(0x0003, "flushes a few addresses of other processors' TLBs", [HvBits.HypercallRemoteTlbFlush]) { Source = Mmu };
            if (many)
            {
                yield return new(0x0013, "the same for VP indexes of 64 and above", [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks]) { Source = Mmu };
                yield return new(0x0014, "the same for VP indexes of 64 and above", [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks]) { Source = Mmu };
            }
        }

        if (guest.IsSet(HvBits.SyntheticClusterIpi) && guest.Has(EnlightenedApic))
        {
            yield return new(0x000B, "sends an interrupt to other processors", [HvBits.SyntheticClusterIpi]) { Source = HvApic };
            if (many)
            {
                yield return new(0x0015, "the same for VP indexes of 64 and above", [HvBits.SyntheticClusterIpi, HvBits.ExProcessorMasks]) { Source = HvApic };
            }
        }

        if (guest.IsSet(HvBits.AccessPartitionId) && guest.Has(RootPartition))
        {
            yield return new(0x0046, "asks for the partition's id", [HvBits.AccessPartitionId]) { NameInTlfs = "HvCallGetPartitionId", Source = HvInit };
        }

        if (guest.IsSet(HvBits.EnableExtendedHypercalls) && guest.Has(PrivilegeFlags))
        {
            yield return new(0x8001, "asks what the extended hypercalls can do", [HvBits.EnableExtendedHypercalls]) { Source = HvInit };
        }
    }

    private static IEnumerable<LinuxGuestMsr> Early(LinuxGuestContext guest, LinuxGuestClocks clocks)
    {
        if (guest.KnowsFrequencies)
        {
            yield return new(0x40000022, "the TSC's frequency") { IsRead = true, Source = Mshyperv };
        }

        if (guest.KnowsApicFrequency)
        {
            yield return new(0x40000023, "the APIC timer's frequency") { IsRead = true, Source = Mshyperv };
        }

        if (guest.TrustsTsc)
        {
            yield return new(0x40000118, "asks for the invariant TSC") { IsWritten = true, Value = 1, Source = Mshyperv };
        }

        if (guest.IsSet(HvBits.AccessPartitionReferenceTsc) && guest.Has(CommonInit))
        {
            yield return new(0x40000021, "sets up the TSC page: its address, enabled") { IsRead = true, IsWritten = true, Source = Timer };
        }

        if (clocks.Chosen is "hyperv_clocksource_msr" or "hyperv_clocksource")
        {
            yield return new(0x40000020, "the time") { IsRead = true, Source = Timer };
        }
    }

    private static IEnumerable<LinuxGuestMsr> Late(LinuxGuestContext guest)
    {
        yield return new(0x40000000, "names the guest: Linux and its release") { IsWritten = true, Value = guest.Options.Kernel.GuestOsId, IsUnconditional = true, Source = HvInit };
        yield return new(0x40000001, "sets up the hypercall page: its address, enabled") { IsRead = true, IsWritten = true, IsUnconditional = true, Source = HvInit };
        if (guest.Has(VpIndex))
        {
            yield return new(0x40000002, "every vCPU's VP index") { IsRead = true, IsUnconditional = true, Source = CpuInit };
        }

        if (guest.Has(VpAssist))
        {
            yield return new(0x40000073, "sets up every vCPU's VP assist page: its address, enabled") { IsWritten = true, IsUnconditional = true, Source = CpuInit };
        }

        if (guest.Uses(LinuxGuestFeatureTable.EnlightenedApic))
        {
            yield return new(0x40000070, "the end of every interrupt") { IsWritten = true, Value = 0, Source = HvApic };
            if (!guest.InX2Apic)
            {
                yield return new(0x40000071, "interrupts between processors") { IsRead = true, IsWritten = true, Source = HvApic };
                yield return new(0x40000072, "the task priority") { IsRead = true, IsWritten = true, Source = HvApic };
            }
        }

        if (guest.Uses(LinuxGuestFeatureTable.DirectTimers))
        {
            yield return new(0x400000B0, "synthetic timer 0 in direct mode, vector EDH, started by its count; 0 to stop it") { IsWritten = true, Value = DirectTimerConfig, Source = Timer };
            yield return new(0x400000B1, "when synthetic timer 0 is due") { IsWritten = true, Source = Timer };
        }

        if (guest.IsSet(HvBits.GuestCrashMsrs) && guest.Has(EarlyCrashMsrs))
        {
            yield return new(0x40000105, "what the crash MSRs can do") { IsRead = true, Source = "drivers/hv/hv_common.c, hv_common_init" };
        }
    }
}
