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
    /// <remarks>What is useful with a switch of the other vendor only is useful without it there: on AMD the MSR bitmap needs no eVMCS (svm/hyperv.h).</remarks>
    public static IEnumerable<HvSwitchFinding> Of(HvConfiguration configuration, HvCpuidSet host, CpuVendor? vendor)
    {
        HvSwitches supported = HvEnlightenmentTable.SupportedBy(host);
        foreach (HvEnlightenment row in HvEnlightenmentTable.Of(configuration.Switches))
        {
            HvEnlightenment[] others = [.. HvEnlightenmentTable.Of(row.UsefulWith & ~configuration.Switches).Where(other => (other.Vendor ?? vendor) == (vendor ?? other.Vendor))];
            if (others.Length > 0)
            {
                string flags = string.Join(" and ", others.Select(other => other.Flag));
                string add = others.All(other => (other.Switch & supported) != 0) ? $"add {flags}, or " : "";
                yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, row.Flag, $"{row.Flag} does nothing without {flags}.")
                {
                    Addresses = row.Needs,
                    Fix = $"{add}leave {row.Flag} off",
                };
            }
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

    /// <summary>The finding about <c>hv-enforce-cpuid</c> on a host that is known not to have it. QEMU asks for it only where something else is on.</summary>
    public static IEnumerable<HvSwitchFinding> OfEnforcement(HvConfiguration configuration, SupportedQuery? query, HvSeverity severity)
    {
        if (configuration.EnforceCpuid && configuration.IsEnabled && query is { } asked && KvmCapabilityTable.Enable(KvmCapability.HyperVEnforceCpuid, asked) is not { Outcome.IsDone: true })
        {
            KvmRelease since = KvmChanges.EnforceCpuid.Release;
            string message = $"{Enforce} needs KVM_CAP_HYPERV_ENFORCE_CPUID, which KVM has since Linux {since}; this is Linux {asked.Host.Kernel}. QEMU does not start the VM.";
            yield return new HvSwitchFinding(HvSwitchFindingIds.Enforcement, severity, Enforce, message)
            {
                Fix = $"use Linux {since} or later, or leave {Enforce} off; it changes no leaf",
            };
        }
    }

    private static HvSwitchFinding Value(string flag, string message, string fix) =>
        new(HvSwitchFindingIds.Value, HvSeverity.Warning, flag, message) { Addresses = HvNames.Setting(flag)!.GoesTo, Fix = fix };
}
