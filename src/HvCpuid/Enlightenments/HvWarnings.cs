using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>What no VMM refuses, but whoever runs the guest should know.</summary>
internal static class HvWarnings
{
    private const string Spinlocks = "hv-spinlocks";
    private const string MaximumVps = "x-hv-max-vps";
    private const string CoreSharing = "hv-no-nonarch-coresharing";

    /// <summary>The warnings about a configuration that is not passthrough.</summary>
    public static IEnumerable<HvSwitchFinding> Of(HvConfiguration configuration, HvCpuidSet host)
    {
        foreach (HvEnlightenment row in HvEnlightenmentTable.Of(configuration.Switches).Where(row => (row.UsefulWith & ~configuration.Switches) != 0))
        {
            string others = string.Join(" and ", HvEnlightenmentTable.Of(row.UsefulWith & ~configuration.Switches).Select(other => other.Flag));
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSwitchFindingSeverity.Warning, row.Flag, $"{row.Flag} does nothing without {others}.")
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
            yield return new HvSwitchFinding(HvSwitchFindingIds.PreventsMigration, HvSwitchFindingSeverity.Warning, CoreSharing, Message)
            {
                Addresses = HvNames.Setting(CoreSharing)!.GoesTo,
                Fix = $"give {CoreSharing}=on or off",
            };
        }
    }

    /// <summary>The warning about passthrough.</summary>
    public static IEnumerable<HvSwitchFinding> OfPassthrough(HvCpuidSet host)
    {
        yield return new HvSwitchFinding(
            HvSwitchFindingIds.PreventsMigration, HvSwitchFindingSeverity.Warning, "hv-passthrough", "'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead")
        {
            Fix = $"give {HvPassthrough.Explain(host).Configuration.ToQemu()}",
        };
    }

    private static HvSwitchFinding Value(string flag, string message, string fix) =>
        new(HvSwitchFindingIds.Value, HvSwitchFindingSeverity.Warning, flag, message) { Addresses = HvNames.Setting(flag)!.GoesTo, Fix = fix };
}
