using HvCpuid.Enlightenments;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// What passthrough makes of the switches and values given beside it. QEMU's overrides them all but three: hv-syndbg, hv-no-nonarch-coresharing
/// and hv-enforce-cpuid (docs/system/i386/hyperv.rst, hv-passthrough; kvm_hyperv_expand_features and hyperv_fill_cpuids in target/i386/kvm/kvm.c).
/// </summary>
internal static class HvPassthroughFindings
{
    private const string Passthrough = "hv-passthrough";

    /// <summary>The findings: values that do nothing, the warning that QEMU has about migration, switches that are part of it.</summary>
    public static IEnumerable<HvSwitchFinding> Of(HvConfiguration configuration, HvCpuidSet host)
    {
        foreach (HvSetting setting in HvSettingTable.All.Where(setting => setting.GoesTo.Count > 0 && setting.Print(configuration) != setting.Default))
        {
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, setting.Flag, $"{new HvSettingValue(setting, setting.Print(configuration))} has no effect: {TakesTheHosts(setting, host)}.")
            {
                Addresses = setting.GoesTo,
                Fix = $"give explicit switches in place of {Passthrough}, or leave {setting.Flag} out",
            };
        }

        yield return new HvSwitchFinding(
            HvSwitchFindingIds.PreventsMigration, HvSeverity.Warning, Passthrough, "'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead")
        {
            Fix = $"give {HvPassthrough.Explain(host, configuration).Configuration.ToQemu()}",
        };

        IReadOnlyList<HvEnlightenment> parts = HvEnlightenmentTable.Of(configuration.Switches & HvEnlightenmentTable.SupportedBy(host));
        if (parts.Count > 0)
        {
            string flags = string.Join(", ", parts.Select(row => row.Flag));
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Info, Passthrough, $"{flags}: part of the host's leaves, which {Passthrough} gives as they are.");
        }
    }

    /// <summary>What was given beside passthrough and a configuration does not show: switches that are off, and values that are the default.</summary>
    public static IEnumerable<string> NotHeeded(HvConfigurationEdits edits)
    {
        HvConfiguration configuration = edits.ToConfiguration();
        return configuration.Mode != HvConfigurationMode.Passthrough ? [] : HvEnlightenmentTable.Of(edits.SwitchedOff).Select(row => row.OnlyOnRequest
            ? $"{row.Flag}=off ({Passthrough} copies what the host has of it; QEMU would leave it out)"
            : $"{row.Flag}=off ({Passthrough} switches it on all the same)")
        .Concat(edits.Given.Where(setting => setting.GoesTo.Count > 0 && setting.Print(configuration) == setting.Default)
            .Select(setting => $"{setting.Flag}={setting.Default} ({TakesTheHosts(setting, null)})"));
    }

    private static string TakesTheHosts(HvSetting setting, HvCpuidSet? host)
    {
        string value = host is null ? ""
            : setting.Type == HvSettingType.Text ? $" '{host.Vendor?.Signature}'"
            : FormattableString.Invariant($" ({setting.GoesTo[0]} is {host.Extract(setting.GoesTo[0]):X}H)");
        string text = $"{Passthrough} takes the host's{value}";
        return setting.Type == HvSettingType.Choice ? $"{text}; QEMU would heed it" : text;
    }
}
