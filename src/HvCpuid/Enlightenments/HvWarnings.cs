using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>What no VMM refuses, but whoever runs the guest should know.</summary>
internal static class HvWarnings
{
    private const string Spinlocks = "hv-spinlocks";
    private const string MaximumVps = "x-hv-max-vps";
    private const string CoreSharing = "hv-no-nonarch-coresharing";
    private const string Enforce = "hv-enforce-cpuid";

    /// <summary>The warnings about a configuration that is not passthrough.</summary>
    public static IEnumerable<HvSwitchFinding> Of(HvConfiguration configuration, HvCpuidSet host)
    {
        foreach (HvEnlightenment row in HvEnlightenmentTable.Of(configuration.Switches).Where(row => (row.UsefulWith & ~configuration.Switches) != 0))
        {
            string others = string.Join(" and ", HvEnlightenmentTable.Of(row.UsefulWith & ~configuration.Switches).Select(other => other.Flag));
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, row.Flag, $"{row.Flag} does nothing without {others}.")
            {
                Addresses = row.Needs,
                Fix = $"add {others}, or leave {row.Flag} off",
            };
        }

        long least = HvNames.Setting(Spinlocks)!.LibvirtMinimum ?? 0;
        if (configuration.SpinlockRetries < least)
        {
            yield return Value(Spinlocks, $"{Spinlocks}={configuration.SpinlockRetries} is less than the {least} that libvirt demands.", $"give {least} or more");
        }

        uint most = host.Limits?.MaximumVirtualProcessors ?? uint.MaxValue;
        if (configuration.MaximumVps > most)
        {
            yield return Value(MaximumVps, $"{MaximumVps}={configuration.MaximumVps} is more than the {most} vCPUs that this KVM reports.", $"give {most} or less");
        }

        if (configuration.NoNonarchCoreSharing == HvCoreSharing.Auto)
        {
            const string Message = "'hv-no-nonarch-coresharing=auto' CPU flag prevents migration use explicit 'hv-no-nonarch-coresharing=on' instead (but make sure SMT is disabled and/or that vCPUs are properly pinned)";
            yield return new HvSwitchFinding(HvSwitchFindingIds.PreventsMigration, HvSeverity.Warning, CoreSharing, Message)
            {
                Addresses = HvNames.Setting(CoreSharing)!.GoesTo,
                Fix = $"give {CoreSharing}=on or off",
            };
        }
    }

    /// <summary>The warning about <c>hv-enforce-cpuid</c> on a host that is known not to have it.</summary>
    public static IEnumerable<HvSwitchFinding> OfEnforcement(HvConfiguration configuration, SupportedQuery? query)
    {
        if (configuration.EnforceCpuid && query is { } asked && KvmCapabilityTable.Enable(KvmCapability.HyperVEnforceCpuid, asked) is not { Errno: KvmErrno.None })
        {
            KvmRelease since = KvmChangeTable.EnforceCpuid.Release;
            string message = $"{Enforce} needs KVM_CAP_HYPERV_ENFORCE_CPUID, which KVM has since Linux {since}; this is Linux {asked.Host.Release}. QEMU does not start the VM.";
            yield return new HvSwitchFinding(HvSwitchFindingIds.Enforcement, HvSeverity.Warning, Enforce, message)
            {
                Fix = $"use Linux {since} or later, or leave {Enforce} off; it changes no leaf",
            };
        }
    }

    private static HvSwitchFinding Value(string flag, string message, string fix) =>
        new(HvSwitchFindingIds.Value, HvSeverity.Warning, flag, message) { Addresses = HvNames.Setting(flag)!.GoesTo, Fix = fix };
}
