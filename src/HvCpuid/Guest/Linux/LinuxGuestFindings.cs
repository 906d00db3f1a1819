using HvCpuid.Access;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>Finds what one may not expect of a Linux guest.</summary>
internal static class LinuxGuestFindings
{
    /// <summary>KVM's leaves, or another hypervisor's, make Linux pass Hyper-V's by.</summary>
    public const string PassedBy = "HVG001";

    /// <summary>Hyper-V is detected and cannot be set up.</summary>
    public const string NotSetUp = "HVG002";

    /// <summary>An MSR that the guest touches is refused under enforcement.</summary>
    public const string MsrRefused = "HVG003";

    /// <summary>A hypercall that the guest makes is refused under enforcement.</summary>
    public const string HypercallRefused = "HVG004";

    /// <summary>The TSC is given up, and there is nothing better than the machine's own timers.</summary>
    public const string SlowClock = "HVG005";

    public static IEnumerable<LinuxGuestFinding> Of(LinuxGuestContext guest, LinuxGuestClocks clocks, IReadOnlyList<LinuxGuestMsr> msrs, IReadOnlyList<LinuxGuestHypercall> hypercalls) =>
        OfLeaves(guest, clocks).Concat(OfEnforcement(guest, msrs, hypercalls));

    private static IEnumerable<LinuxGuestFinding> OfLeaves(LinuxGuestContext guest, LinuxGuestClocks clocks)
    {
        if (!guest.OnHyperV && guest.Platforms.Detected.Contains(LinuxPlatforms.HyperV))
        {
            yield return new(PassedBy, HvSeverity.Warning, new BitAddress(guest.Platforms.KvmLeaves ?? 0x40000100, CpuidRegister.Ebx, BitField.Whole), $"{guest.Platforms.Chosen}'s leaves beside Hyper-V's make Linux take {guest.Platforms.Chosen}: no enlightenment of Hyper-V is used.", "Leave it so for a Linux guest, which has KVM's own enlightenments; to have Hyper-V's instead, hide KVM's leaves (QEMU: kvm=off).");
        }

        if (guest.OnHyperV && !guest.Initialised && guest.Has(LinuxGuestChangeTable.InitNeedsMsrs))
        {
            yield return new(NotSetUp, HvSeverity.Warning, guest.IsSet(HvBits.AccessHypercallMsrs) ? HvBits.AccessVpIndex : HvBits.AccessHypercallMsrs, $"Linux {guest.Options.Kernel} detects Hyper-V without {HvBits.AccessVpIndex} or {HvBits.AccessHypercallMsrs}, gives its TSC up, and sets no hypercall page up: no hypercall, no enlightened APIC.", "Show both bits (hv-vpindex), or none of Hyper-V's leaves.");
        }

        if (guest.OnHyperV && !guest.TrustsTsc && clocks.Chosen is "hpet" or "acpi_pm")
        {
            yield return new(SlowClock, HvSeverity.Warning, HvBits.AccessPartitionReferenceTsc, $"the TSC is marked unstable, and the time is read from {clocks.Chosen}: every reading leaves the guest.", "Show the TSC page (hv-time).");
        }
    }

    private static IEnumerable<LinuxGuestFinding> OfEnforcement(LinuxGuestContext guest, IReadOnlyList<LinuxGuestMsr> msrs, IReadOnlyList<LinuxGuestHypercall> hypercalls)
    {
        HvAccess access = new(guest.Guest.HyperV, new HvAccessOptions { Kernel = guest.Options.HostKernel, Enforced = true, InvariantTscSet = true, SynicActive = true });
        if (!guest.Options.Enforced || !access.IsEnforced)
        {
            yield break;
        }

        foreach (LinuxGuestMsr msr in msrs)
        {
            // The first access that is refused: a read comes before its write.
            bool readRefused = msr.IsRead && !access.ReadMsr(msr.Msr).IsAllowed;
            HvAccessResult result = readRefused ? access.ReadMsr(msr.Msr) : msr.IsWritten ? access.WriteMsr(msr.Msr, msr.Value ?? 1) : default;
            if (readRefused || (msr.IsWritten && !result.IsAllowed))
            {
                string what = readRefused ? "RDMSR from" : "WRMSR to";
                yield return new(MsrRefused, HvSeverity.Warning, result.MissingBit, $"Linux {(readRefused ? "reads" : "writes")} {msr}{(msr.IsUnconditional ? " whatever the leaves say" : "")}; {result.Reason} The guest meets #GP and prints \"unchecked MSR access error: {what} 0x{msr.Msr:x}\".", result.MissingBit is { } bit ? $"Show {bit}." : "Do not enforce the CPUID.");
            }
        }

        foreach (LinuxGuestHypercall hypercall in hypercalls)
        {
            HvAccessResult result = access.HypercallGate(hypercall.Code);
            if (!result.IsAllowed)
            {
                yield return new(HypercallRefused, HvSeverity.Warning, result.MissingBit, $"Linux makes {hypercall}, and it is refused: {result.Reason} It falls back to doing without.", result.MissingBit is { } bit ? $"Show {bit}." : "Do not recommend the hypercall.");
            }
        }
    }
}
