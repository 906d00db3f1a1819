using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// Checks switches against a host as QEMU does, in its order, but to the end (kvm_hyperv_expand_features in target/i386/kvm/kvm.c; before 6.1
/// hyperv_handle_properties and hv_cpuid_check_and_set).
/// </summary>
internal static class QemuChecks
{
    /// <summary>The findings about explicit switches.</summary>
    public static IEnumerable<HvSwitchFinding> Explicit(QemuBehavior behavior, HvConfiguration configuration, QemuView view, HvFixes fixes)
    {
        HvSwitches switches = configuration.Switches & behavior.Switches;
        bool requirementsFirst = behavior.Has(QemuTrait.TellsEverySwitch);
        foreach (QemuSwitch row in behavior.Rows.Where(row => (row.Row.Switch & switches) != 0))
        {
            HvSwitchFinding? unsupported = Support(row, view, fixes);
            IEnumerable<HvSwitchFinding> support = unsupported is null ? [] : [unsupported];
            IEnumerable<HvSwitchFinding> requirements = row.Row.RequirementsCheckedLast ? [] : Requirements(row.Row, switches, view.Supported, fixes);
            foreach (HvSwitchFinding finding in requirementsFirst ? requirements.Concat(support) : support.Concat(requirements))
            {
                yield return finding;
            }
        }

        foreach (HvSwitchFinding finding in SynicAlone(configuration, switches, view, fixes))
        {
            yield return finding;
        }
    }

    /// <summary>The findings of a release that copies: it goes through all switches, and takes those on that the host supports.</summary>
    public static IEnumerable<HvSwitchFinding> Copied(QemuBehavior behavior, HvConfiguration configuration, QemuView view, HvFixes fixes, out HvSwitches switches)
    {
        List<HvSwitchFinding> findings = [];
        switches = configuration.Switches & behavior.Switches;
        foreach (QemuSwitch row in behavior.Rows)
        {
            HvSwitchFinding? missing = row.Row.RequirementsCheckedLast ? null : Requirements(row.Row, switches, view.Supported, fixes).FirstOrDefault();
            bool named = (configuration.Switches & row.Row.Switch) != 0;
            bool supported = (view.Supported & row.Row.Switch) != 0;
            if (missing is not null || (named && !supported))
            {
                findings.Add(missing ?? Support(row, view, fixes)!);
            }

            switches |= missing is null && supported ? row.Row.Switch : HvSwitches.None;
        }

        findings.AddRange(SynicAlone(configuration, switches, view, fixes));
        return findings;
    }

    /// <summary>The finding that hv-synic lacks hv-vpindex, which QEMU looks for last, with passthrough too.</summary>
    public static IEnumerable<HvSwitchFinding> SynicAlone(HvConfiguration configuration, HvSwitches switches, QemuView view, HvFixes fixes) =>
        configuration.SynicKvmOnly ? []
        : HvEnlightenmentTable.For(switches).Where(row => row.RequirementsCheckedLast).SelectMany(row => Requirements(row, switches, view.Supported, fixes));

    // Null where the host supports the switch for sure.
    private static HvSwitchFinding? Support(QemuSwitch row, QemuView view, HvFixes fixes)
    {
        IReadOnlyList<BitAddress> unsure = (row.Row.Switch & view.Unsure) == 0 ? [] : HvKernelFindings.Unsure(row.Needs, view.Query);
        BitAddress[] missing = [.. row.Needs.Where(bit => view.Set.Extract(bit) == 0).Except(unsure)];
        return missing.Length > 0 ? Unsupported(row, missing, fixes)
            : unsure.Count > 0 ? HvKernelFindings.Unknown(row.Row, unsure, view.Host!.Kernel, fixes)
            : null;
    }

    private static HvSwitchFinding Unsupported(QemuSwitch row, BitAddress[] missing, HvFixes fixes) =>
        new(HvSwitchFindingIds.Unsupported, HvSeverity.Error, row.Row.Flag, $"Hyper-V {QemuRuleTable.NameOf(row.Row)} is not supported by kernel")
        {
            Addresses = missing,
            Fix = fixes.Support(row.Row, missing),
            StopsVmm = true,
        };

    private static IEnumerable<HvSwitchFinding> Requirements(HvEnlightenment row, HvSwitches switches, HvSwitches supported, HvFixes fixes) =>
        HvEnlightenmentTable.For(row.Requires & ~switches).Select(required =>
            new HvSwitchFinding(
                HvSwitchFindingIds.MissingRequirement, HvSeverity.Error, row.Flag, $"Hyper-V {QemuRuleTable.NameOf(row)} requires Hyper-V {QemuRuleTable.NameOf(required)}")
            {
                Addresses = required.Needs,
                Fix = fixes.Requirement(row, required, supported),
                StopsVmm = true,
            });
}
