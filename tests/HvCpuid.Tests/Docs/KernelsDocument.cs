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
        page.AppendLine("Id: its name, and how a kernel of one's own spells it (`6.6+IpiNeedsLapic`). Touches: leaves = the answer, calls = the ioctls around it, access = the MSRs and hypercalls a guest may use, host = what a guest or a VMM can do to it.");
        page.AppendLine();
        page.Table("release | id | commit | touches | change | in the answer", KvmChanges.All.Select(change =>
        {
            string backports = change.Backports.Count == 0 ? "" : $" ({string.Join(", ", change.Backports)})";
            IReadOnlyList<KvmEffect> effects = change == KvmChanges.IoctlAdded ? [] : KvmHistory.Effects(change);
            return FormattableString.Invariant($"{change.Release}{backports} | {change.Id} | {string.Join(", ", change.Commits)} | {Aspects(change)} | {change.Summary} | {string.Join("; ", effects.Select(Describe))}");
        }));
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
        page.Table("errno | since | until | when | why", KvmRuleTable.Refusals.Select(row => FormattableString.Invariant($"{row.Outcome} | {Release(row.Since)} | {Until(row)} | {row.Condition.Text} | {row.Reason}")));
        page.AppendLine("## Enabling eVMCS (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), the first that applies");
        page.AppendLine();
        page.Table("answer | since | until | when | why", KvmRuleTable.Enabling.Select(row =>
        {
            string answer = row.Outcome.IsDone ? string.Format(CultureInfo.InvariantCulture, "0, version {0:X4}H", row.Versions?.Word ?? 0) : row.Outcome.ToString();
            return FormattableString.Invariant($"{answer} | {Release(row.Since)} | {Until(row)} | {row.Condition.Text} | {row.Reason}");
        }));
        Flaws(page);
        page.AppendLine();
        Distributions(page);
        return page.ToString();
    }

    private static void Flaws(StringBuilder page)
    {
        page.AppendLine("## Flaws of the host: what a guest or a VMM can do to it");
        page.AppendLine();
        page.AppendLine("The public ones of arch/x86/kvm/hyperv.c on releases with the ioctl, from `KvmFlaws`. `access` answers `host_oops` for the hypercalls of CVE-2025-21779, the checker and `flags` warn of them.");
        page.AppendLine();
        page.AppendLine("| number | what happens | where | by | hypercalls | since | fixed in |");
        page.AppendLine("|---|---|---|---|---|---|---|");
        foreach (KvmFlaw flaw in KvmFlaws.All)
        {
            string codes = string.Join(", ", flaw.Hypercalls.Select(code => code.ToString("X4", CultureInfo.InvariantCulture) + "H"));
            page.AppendLine(CultureInfo.InvariantCulture, $"| {flaw.Cve} | {flaw.Summary} | {flaw.Where} | {flaw.Trigger} | {codes} | {Release(flaw.Since)} | {Release(flaw.Fix)}, {string.Join(", ", flaw.Fix.Commits)} |");
        }
    }

    private static void Distributions(StringBuilder page)
    {
        page.AppendLine("## Distributions");
        page.AppendLine();
        page.AppendLine("From `KvmKernels`: by the form of the name, the first that matches. A row holds from its build on; `?` is what is not known of it. A build beyond the last one seen is answered by the nearest");
        page.AppendLine("row before it, and what its neighbours answer otherwise is uncertain. How a kernel that is not here gets its row: [capture.md](capture.md).");
        foreach (KvmKernelLine line in KvmKernels.BuiltIn.Lines)
        {
            page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"### {line.Distribution}").AppendLine();
            string names = string.Join(", ", line.Names.Take(1).SelectMany(name => line.Releases.Select(release => $"`{name}{release.Key}`")));
            string levels = line.Levels.Count == 0 ? "" : $", stable levels of {line.Levels.Count} builds to {line.Levels[^1].Key} = .{line.Levels[^1].Value}";
            page.AppendLine(CultureInfo.InvariantCulture, $"{line.Id}: {string.Join(", ", line.Patterns.Select(pattern => $"`{pattern}`"))}; {(line.Base is { } release ? $"Linux {release}" : "the release of the name")}{levels}{(names.Length == 0 ? "" : $"; {names}")}");
            page.AppendLine();
            page.AppendLine("| from | seen to | vCPUs | has | sureness | source |");
            page.AppendLine("|---|---|---|---|---|---|");
            foreach (KvmKernelRow row in line.Rows)
            {
                IEnumerable<string> has = row.Added.Select(change => change.Id).Concat(row.Removed.Select(change => $"without {change.Id}")).Concat(row.Open.Select(change => $"{change.Id}?"));
                string vcpus = $"{row.MaximumVcpus}{(row.OpenMaximumVcpus is { } most ? $" or {most}?" : "")}";
                page.AppendLine(CultureInfo.InvariantCulture, $"| {row.From} | {row.Seen} | {vcpus} | {string.Join(", ", has)} | {row.Sureness.ToString().ToLowerInvariant()} | {row.Source} |");
            }
        }
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
