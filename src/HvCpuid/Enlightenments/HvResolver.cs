using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>Checks a configuration against a host as QEMU does (kvm_hyperv_expand_features), but to the end, and lays the leaves out.</summary>
internal static class HvResolver
{
    /// <summary>The outcome on a host that answers.</summary>
    public static HvResolution Resolve(HvConfiguration configuration, HvCpuidSet host, HvFixes fixes)
    {
        if (configuration.Mode == HvConfigurationMode.Passthrough)
        {
            return Passthrough(configuration, host, fixes);
        }

        configuration = configuration.ExpandOn(host);
        List<HvSwitchFinding> findings = [.. Switches(configuration, host, fixes, HvSeverity.Error)];
        EvmcsVersionRange? versions = null;
        if (HvEnlightenmentTable.Of(configuration.Switches & HvEnlightenmentTable.SupportedBy(host)).FirstOrDefault(row => row.SetsEvmcsVersions) is { } evmcs)
        {
            findings.AddRange(Versions(configuration, host, evmcs, out versions));
        }

        findings.AddRange(HvWarnings.Of(configuration, host, fixes.Query?.Host.Vendor));
        findings.AddRange(HvWarnings.OfEnforcement(configuration, fixes.Query, HvSeverity.Error));
        findings.AddRange(HvKernelFindings.OfFlaws(configuration, fixes.Query));
        HvSwitchFinding[] ordered = [.. findings.OrderByDescending(finding => finding.Severity)];
        bool failed = ordered.Length > 0 && ordered[0].Severity == HvSeverity.Error;
        return failed
            ? new HvResolution(configuration, null, null, ordered)
            : new HvResolution(configuration, GuestLayout.Build(configuration, versions, host), versions, ordered);
    }

    /// <summary>The outcome on a host that does not say what it supports.</summary>
    public static HvResolution Refused(HvConfiguration configuration, KvmRefusal refusal, SupportedQuery query)
    {
        IReadOnlyList<SupportedFlip> flips = SupportedExplainer.Explain(query, HvBits.MaximumFunction).Flips;
        HvSwitchFinding finding = new(HvSwitchFindingIds.Refused, HvSeverity.Error, "", $"KVM_GET_SUPPORTED_HV_CPUID is refused with {refusal}.")
        {
            Fix = flips.Count == 0 ? "" : flips[0].ToString(),
        };
        return new HvResolution(configuration, null, null, [finding]);
    }

    /// <summary>The version range that an answer reports; null for none.</summary>
    public static EvmcsVersionRange? VersionsOf(HvCpuidSet host)
    {
        HvNestedFeatures leaf = host.NestedFeatures ?? default;
        int low = leaf.EnlightenedVmcsVersionLow;
        int high = leaf.EnlightenedVmcsVersionHigh;
        return low >= 1 && low <= high ? new EvmcsVersionRange(low, high) : null;
    }

    private static HvResolution Passthrough(HvConfiguration configuration, HvCpuidSet host, HvFixes fixes)
    {
        // QEMU checks nothing then; what is asked for by name and not there is worth a warning all the same.
        IEnumerable<HvSwitchFinding> findings = Switches(configuration, host, fixes, HvSeverity.Warning)
            .Where(finding => finding.Id is HvSwitchFindingIds.Unsupported or HvSwitchFindingIds.Unknown)
            .Concat(HvWarnings.OfEnforcement(configuration, fixes.Query, HvSeverity.Warning))
            .Concat(HvPassthroughFindings.Of(configuration, host));
        return new HvResolution(configuration, host, VersionsOf(host), [.. findings.OrderByDescending(finding => finding.Severity)]);
    }

    private static IEnumerable<HvSwitchFinding> Switches(HvConfiguration configuration, HvCpuidSet host, HvFixes fixes, HvSeverity severity)
    {
        HvSwitches supported = HvEnlightenmentTable.SupportedBy(host);
        IReadOnlyList<HvEnlightenment> rows = HvEnlightenmentTable.Of(configuration.Switches);
        foreach (HvEnlightenment row in rows)
        {
            IReadOnlyList<BitAddress> unsure = HvKernelFindings.Unsure(row, fixes.Query);
            BitAddress[] missing = [.. row.Needs.Where(bit => host.Extract(bit) == 0).Except(unsure)];
            if (unsure.Count > 0 && missing.Length == 0)
            {
                yield return HvKernelFindings.Unknown(row, unsure, fixes.Query!.Value, severity);
            }

            if (missing.Length > 0)
            {
                yield return new HvSwitchFinding(HvSwitchFindingIds.Unsupported, severity, row.Flag, $"Hyper-V {row} is not supported by kernel")
                {
                    Addresses = missing,
                    Fix = fixes.Support(row, missing),
                };
            }

            foreach (HvSwitchFinding finding in row.RequirementsCheckedLast ? [] : Requirements(row, configuration.Switches, supported))
            {
                yield return finding;
            }
        }

        foreach (HvSwitchFinding finding in rows.Where(row => row.RequirementsCheckedLast).SelectMany(row => Requirements(row, configuration.Switches, supported)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<HvSwitchFinding> Requirements(HvEnlightenment row, HvSwitches switches, HvSwitches supported) =>
        HvEnlightenmentTable.Of(row.Requires & ~switches).Select(required =>
            new HvSwitchFinding(HvSwitchFindingIds.MissingRequirement, HvSeverity.Error, row.Flag, $"Hyper-V {row} requires Hyper-V {required}")
            {
                Addresses = required.Needs,
                Fix = HvFixes.Requirement(row, required, supported),
            });

    private static IEnumerable<HvSwitchFinding> Versions(HvConfiguration configuration, HvCpuidSet host, HvEnlightenment row, out EvmcsVersionRange? versions)
    {
        EvmcsVersionRange? offered = VersionsOf(host);
        EvmcsVersionRange wanted = configuration.EvmcsVersions ?? EvmcsVersionRange.Version1;
        versions = offered?.Intersect(wanted);
        if (versions == wanted)
        {
            return [];
        }

        // QEMU refuses a range that it does not get whole; here the part that both have is given, and told.
        EvmcsVersionRange shown = offered ?? default;
        string message = $"eVMCS version range [{wanted}] is not supported by kernel (supported: [{shown}])";
        string fix = offered is null ? $"leave {row.Flag} off: this KVM reports no version"
            : configuration.EvmcsVersions is null ? $"leave {row.Flag} off: it means versions {wanted}, and no flag says others"
            : $"want versions within {shown}, or leave {row.Flag} off";
        return
        [
            new HvSwitchFinding(HvSwitchFindingIds.EvmcsVersions, versions is null ? HvSeverity.Error : HvSeverity.Warning, row.Flag, message)
            {
                Addresses = [HvBits.EnlightenedVmcsVersions],
                Fix = versions is { } both ? $"{fix}; the guest gets {both}" : fix,
            },
        ];
    }
}
