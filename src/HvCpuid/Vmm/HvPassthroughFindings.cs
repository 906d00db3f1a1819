using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// What passthrough makes of the switches and values given beside it (docs/system/i386/hyperv.rst, hv-passthrough; kvm_hyperv_expand_features and
/// hyperv_fill_cpuids in target/i386/kvm/kvm.c).
/// </summary>
internal static class HvPassthroughFindings
{
    private const string Passthrough = "hv-passthrough";

    /// <summary>The findings: bits that KVM does not honour, values and switches that do nothing, the warning that QEMU has about migration, switches that are part of it.</summary>
    public static IEnumerable<HvSwitchFinding> Of(QemuVmm vmm, HvConfiguration configuration, HvConfigurationEdits? edits, QemuView view)
    {
        bool copies = vmm.Behavior.Has(QemuTrait.PassthroughCopies);
        IEnumerable<HvSwitchFinding> lies = copies ? [] : NotHonoured(vmm, configuration, view);
        IEnumerable<HvSwitchFinding> values = HvSettingTable.All.Where(setting => IsOverridden(setting, view, copies) && setting.Print(configuration) != setting.Default)
            .Select(setting => NoEffect(setting, $"{new HvSettingValue(setting, setting.Print(configuration))} has no effect: {TakesTheHosts(setting, view.Set)}."));
        IEnumerable<HvSwitchFinding> written = edits is null ? [] : NotHeeded(edits, configuration, view, copies);
        HvSwitchFinding migration = new(
            HvSwitchFindingIds.PreventsMigration, HvSeverity.Warning, Passthrough, "'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead")
        {
            Fix = $"give {HvPassthrough.InSwitches(vmm, configuration, view, !copies).ToQemu(vmm)}",
        };
        HvSwitchFinding[] auto = configuration.NoNonarchCoreSharing == HvCoreSharing.Auto ? [HvWarnings.Auto()] : [];
        return [.. lies, .. values, .. written, migration, .. auto, .. Parts(configuration, view)];
    }

    private static IEnumerable<HvSwitchFinding> NotHonoured(QemuVmm vmm, HvConfiguration configuration, QemuView view)
    {
        HvSwitches lacking = configuration.Switches & vmm.Behavior.Switches & ~view.Supported;
        foreach (HvEnlightenment row in HvEnlightenmentTable.For(lacking))
        {
            BitAddress[] missing = [.. row.Needs.Where(bit => view.Set.Extract(bit) == 0)];
            yield return new HvSwitchFinding(
                HvSwitchFindingIds.NotHonoured, HvSeverity.Error, row.Flag,
                $"{row.Flag} beside {Passthrough} is set without a question: the guest sees {string.Join(" and ", missing)}, which this KVM does not honour.")
            {
                Addresses = missing,
                Fix = $"leave {row.Flag} out",
            };
        }
    }

    // What was written beside passthrough and a configuration does not show: switches that are off, and values that are the default.
    private static IEnumerable<HvSwitchFinding> NotHeeded(HvConfigurationEdits edits, HvConfiguration configuration, QemuView view, bool copies)
    {
        foreach (HvEnlightenment row in HvEnlightenmentTable.For(edits.SwitchedOff & view.Supported).Where(row => copies || !row.OnlyOnRequest))
        {
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, row.Flag, $"{row.Flag}=off has no effect: {Passthrough} switches it on all the same.")
            {
                Addresses = row.Needs,
                Fix = $"give explicit switches in place of {Passthrough}",
            };
        }

        foreach (HvSetting setting in edits.Given.Where(setting => IsOverridden(setting, view, copies) && setting.Print(configuration) == setting.Default))
        {
            yield return NoEffect(setting, $"{setting.Flag}={setting.Default} has no effect: {TakesTheHosts(setting, view.Set)}.");
        }
    }

    private static IEnumerable<HvSwitchFinding> Parts(HvConfiguration configuration, QemuView view)
    {
        IReadOnlyList<HvEnlightenment> parts = HvEnlightenmentTable.For(configuration.Switches & view.Supported & ~HvClosure.OnlyOnRequest);
        string flags = string.Join(", ", parts.Select(row => row.Flag));
        return parts.Count == 0 ? [] : [new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Info, Passthrough, $"{flags}: part of what {Passthrough} gives on this host.")];
    }

    private static HvSwitchFinding NoEffect(HvSetting setting, string message) => new(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, setting.Flag, message)
    {
        Addresses = setting.GoesTo,
        Fix = $"give explicit switches in place of {Passthrough}, or leave {setting.Flag} out",
    };

    // hv-no-nonarch-coresharing is heeded, but for releases that copy; hv-spinlocks where KVM tells no retries.
    private static bool IsOverridden(HvSetting setting, QemuView view, bool copies) =>
        setting.GoesTo.Count > 0 && (copies || setting.Type != HvSettingType.Choice) && !(view.TakesRetries && setting.Flag == "hv-spinlocks");

    private static string TakesTheHosts(HvSetting setting, HvCpuidSet host)
    {
        string value = setting.Type == HvSettingType.Text ? $"'{host.Vendor?.Signature}'" : FormattableString.Invariant($"({setting.GoesTo[0]} is {host.Extract(setting.GoesTo[0]):X}H)");
        return $"{Passthrough} takes the host's {value}";
    }
}
