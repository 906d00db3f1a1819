using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What no VMM refuses, but whoever runs the guest should know.</summary>
internal static class HvWarnings
{
    private const string Spinlocks = "hv-spinlocks";
    private const string MaximumVps = "x-hv-max-vps";
    private const string CoreSharing = "hv-no-nonarch-coresharing";
    private static readonly long LeastRetries = HvNames.Setting(Spinlocks)!.LibvirtMinimum!.Value;

    /// <summary>The warnings about a configuration that is not passthrough.</summary>
    /// <remarks>What is useful with a switch of the other vendor only is useful without it there: on AMD the MSR bitmap needs no eVMCS (svm/hyperv.h).</remarks>
    public static IEnumerable<HvSwitchFinding> Of(HvConfiguration configuration, QemuView view, CpuVendor? vendor, HvConfigurationLanguage language)
    {
        List<HvSwitchFinding>? found = null;
        foreach (HvEnlightenment row in HvEnlightenmentTable.All)
        {
            HvSwitches lacking = (configuration.Switches & row.Switch) != 0 ? row.UsefulWith & ~configuration.Switches : HvSwitches.None;
            if (lacking != HvSwitches.None && Useless(row, lacking, view, vendor, language) is { } finding)
            {
                (found ??= []).Add(finding);
            }
        }

        uint most = view.Set.Limits?.MaximumVirtualProcessors ?? uint.MaxValue;
        if (configuration.SpinlockRetries < LeastRetries || configuration.MaximumVps > most || configuration.NoNonarchCoreSharing == HvCoreSharing.Auto)
        {
            (found ??= []).AddRange(Values(configuration, most));
        }

        return found ?? (IEnumerable<HvSwitchFinding>)[];
    }

    /// <summary>The finding that hv-no-nonarch-coresharing=auto prevents migration.</summary>
    public static HvSwitchFinding Auto()
    {
        const string Message = "'hv-no-nonarch-coresharing=auto' CPU flag prevents migration use explicit 'hv-no-nonarch-coresharing=on' instead (but make sure SMT is disabled and/or that vCPUs are properly pinned)";
        return new HvSwitchFinding(HvSwitchFindingIds.PreventsMigration, HvSeverity.Warning, CoreSharing, Message)
        {
            Addresses = HvNames.Setting(CoreSharing)!.GoesTo,
            Fix = $"give {CoreSharing}=on or off",
        };
    }

    private static HvSwitchFinding? Useless(HvEnlightenment row, HvSwitches lacking, QemuView view, CpuVendor? vendor, HvConfigurationLanguage language)
    {
        HvEnlightenment[] others = [.. HvEnlightenmentTable.For(lacking).Where(other => (other.Vendor ?? vendor) == (vendor ?? other.Vendor))];
        if (others.Length == 0)
        {
            return null;
        }

        string flags = string.Join(" and ", others.Select(other => other.Flag));
        string add = others.All(other => (other.Switch & view.Supported) != 0) ? $"add {string.Join(" and ", others.Select(other => VmWords.On(other, language)))}, or " : "";
        return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, row.Flag, $"{row.Flag} does nothing without {flags}.")
        {
            Addresses = row.Needs,
            Fix = $"{add}leave {VmWords.On(row, language)} off",
        };
    }

    private static IEnumerable<HvSwitchFinding> Values(HvConfiguration configuration, uint most)
    {
        if (configuration.SpinlockRetries < LeastRetries)
        {
            yield return Value(Spinlocks, $"{Spinlocks}={configuration.SpinlockRetries} is less than the {LeastRetries} that libvirt demands.", $"give {LeastRetries} or more");
        }

        if (configuration.MaximumVps > most)
        {
            yield return Value(MaximumVps, $"{MaximumVps}={configuration.MaximumVps} is more than the {most} vCPUs that this KVM reports.", $"give {most} or less");
        }

        if (configuration.NoNonarchCoreSharing == HvCoreSharing.Auto)
        {
            yield return Auto();
        }
    }

    private static HvSwitchFinding Value(string flag, string message, string fix) =>
        new(HvSwitchFindingIds.Value, HvSeverity.Warning, flag, message) { Addresses = HvNames.Setting(flag)!.GoesTo, Fix = fix };
}
