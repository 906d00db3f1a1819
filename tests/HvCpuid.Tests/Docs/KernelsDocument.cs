using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/kernels.md, written from KvmChanges and KvmRuleTable.</summary>
internal static class KernelsDocument
{
    public static string Write()
    {
        StringBuilder page = new();
        page.AppendLine("# What each Linux release reports");
        page.AppendLine();
        page.AppendLine("Generated from `KvmChanges` and `KvmRuleTable`; do not edit, see [CONTRIBUTING](../.github/CONTRIBUTING.md).");
        page.AppendLine("A release is the first mainline one with the change; from the stable release in brackets on, that series has it too.");
        page.AppendLine();
        page.AppendLine("## Changes");
        page.AppendLine();
        page.AppendLine("Id: its name, and how a kernel of one's own spells it (`6.6+IpiNeedsLapic`). Touches: leaves = the answer, calls = the ioctls around it, access = the MSRs and hypercalls a guest may use.");
        page.AppendLine();
        page.AppendLine("| release | id | commit | touches | change | in the answer |");
        page.AppendLine("|---|---|---|---|---|---|");
        foreach (KvmChange change in KvmChanges.All)
        {
            string backports = change.Backports.Count == 0 ? "" : $" ({string.Join(", ", change.Backports)})";
            IReadOnlyList<KvmEffect> effects = change == KvmChanges.IoctlAdded ? [] : KvmHistory.Effects(change);
            page.AppendLine(CultureInfo.InvariantCulture, $"| {change.Release}{backports} | {change.Id} | {string.Join(", ", change.Commits)} | {Aspects(change)} | {change.Summary} | {string.Join("; ", effects.Select(Describe))} |");
        }

        page.AppendLine();
        page.AppendLine("## Rows: what the answer is made of");
        page.AppendLine();
        page.AppendLine("| where | value | since | until | when |");
        page.AppendLine("|---|---|---|---|---|");
        foreach (KvmLeafRule row in KvmRuleTable.Leaves.Where(row => row.Emission is null or NestedFeaturesEmission.AsRelease))
        {
            Row(page, $"leaf {BitAddress.FunctionText(row.Function)}", "present", row);
        }

        foreach (KvmBitRule row in KvmRuleTable.Bits)
        {
            string name = string.Join(", ", HvFieldTable.Find(row.Address).Select(field => field.Name));
            Row(page, $"`{row.Address}` {name}", Value(row), row);
        }

        page.AppendLine();
        page.AppendLine("## Refusals, the first that applies");
        page.AppendLine();
        page.AppendLine("| errno | since | until | when | why |");
        page.AppendLine("|---|---|---|---|---|");
        foreach (KvmRefusalRule row in KvmRuleTable.Refusals)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {row.Outcome} | {Release(row.Since)} | {Until(row)} | {row.Condition.Text} | {row.Reason} |");
        }

        page.AppendLine();
        page.AppendLine("## Enabling eVMCS (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), the first that applies");
        page.AppendLine();
        page.AppendLine("| answer | since | until | when | why |");
        page.AppendLine("|---|---|---|---|---|");
        foreach (KvmEnablingRule row in KvmRuleTable.Enabling)
        {
            string answer = row.Outcome.IsDone ? string.Format(CultureInfo.InvariantCulture, "0, version {0:X4}H", row.Versions?.Word ?? 0) : row.Outcome.ToString();
            page.AppendLine(CultureInfo.InvariantCulture, $"| {answer} | {Release(row.Since)} | {Until(row)} | {row.Condition.Text} | {row.Reason} |");
        }

        return page.ToString();
    }

    private static string Aspects(KvmChange change) => change.Aspects.ToString().ToLowerInvariant();

    private static void Row(StringBuilder page, string where, string value, KvmRule row) =>
        page.AppendLine(CultureInfo.InvariantCulture, $"| {where} | {value} | {Release(row.Since)} | {Until(row)} | {row.Condition.Text} |");

    private static string Release(KvmChange change) =>
        change == KvmChanges.Beginning ? ""
        : change.Backports.Count == 0 ? change.Release.ToString()
        : $"{change.Release} ({string.Join(", ", change.Backports)})";

    private static string Until(KvmRule row) => row.Until is null ? "" : Release(row.Until);

    private static string Value(KvmBitRule row) => row.From switch
    {
        KvmValueSource.Signature => "the signature",
        KvmValueSource.EvmcsVersions => "the vCPU's range",
        KvmValueSource.MaximumVcpus => string.Format(CultureInfo.InvariantCulture, "{0}, or the host's own", row.Value),
        _ => row.Value.ToString(row.Value > 9999 ? "X8" : "D", CultureInfo.InvariantCulture) + (row.Value > 9999 ? "H" : ""),
    };

    private static string Describe(KvmEffect effect) =>
        $"{(effect.Address is { } address ? $"`{address}`" : $"leaf {BitAddress.FunctionText(effect.Function)}")} {effect.Text}".TrimEnd();
}
