using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/leaves.md, written from HvLeafTable, HvFieldTable and KvmRuleTable.</summary>
internal static class LeavesDocument
{
    public static string Write()
    {
        StringBuilder page = new();
        page.AppendLine("# The leaves, bit by bit");
        page.AppendLine();
        page.AppendLine("Generated from `HvFieldTable` and `KvmRuleTable`; do not edit, see [CONTRIBUTING](../.github/CONTRIBUTING.md).");
        page.AppendLine("Names are the TLFS's; where it has none, those of the source given. `hvcpuid explain ADDRESS` tells more of each.");
        page.AppendLine();
        page.AppendLine("*A move needs*: what a running guest that was shown the field needs of the host that it moves to.");
        page.AppendLine();
        page.AppendLine("| | |");
        page.AppendLine("|---|---|");
        page.AppendLine("| kernel must offer it | KVM does what it promises, and reports it: where the guest has it, so must the destination's kernel. Bits without a name too. |");
        page.AppendLine("| destination at least | A number that the host has to reach. FFFFFFFFH states no limit and needs nothing. |");
        page.AppendLine("| made by the VMM | The VMM puts it there; the kernel need not report it. |");
        page.AppendLine("| must be equal | Where the guest has a value, the destination's is the same. |");
        page.AppendLine("| promise about the host | Nobody checks it. After a move it may be wrong: told, and nothing stops. |");
        page.AppendLine("| range must contain | The destination's range of versions contains the guest's. |");
        foreach (HvLeaf leaf in HvLeafTable.All)
        {
            page.AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"## {BitAddress.FunctionText(leaf.Function)} {leaf.Title}");
            page.AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"{(leaf.TypeName is { } type ? $"`{type}`. " : "")}Source: {leaf.Source}");
            Append(page, HvFieldTable.ForLeaf(leaf.Function));
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, IReadOnlyList<HvField> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        page.AppendLine();
        page.AppendLine("| address | name | Linux | QEMU | KVM since | a move needs | meaning |");
        page.AppendLine("|---|---|---|---|---|---|---|");
        foreach (HvField field in fields)
        {
            string address = field.Address.ToString();
            string bits = address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];
            page.AppendLine(CultureInfo.InvariantCulture, $"| {bits} | {field.Name} | {field.LinuxName} | {string.Join(" ", field.QemuFlags)} | {Since(field)} | {field.Policy.Describe()} | {Cell(field.Meaning)} |");
        }

        Append(page, "Where the sources differ:", fields, field => field.Disagreement);
        Append(page, "Remarks:", fields, field => field.Remark);
    }

    private static void Append(StringBuilder page, string heading, IReadOnlyList<HvField> fields, Func<HvField, string?> text)
    {
        HvField[] those = [.. fields.Where(field => text(field) is not null)];
        if (those.Length > 0)
        {
            page.AppendLine();
            page.AppendLine(heading);
            page.AppendLine();
            foreach (HvField field in those)
            {
                page.AppendLine(CultureInfo.InvariantCulture, $"- `{field.Address}` {field.Name}: {text(field)}");
            }
        }
    }

    private static string Since(HvField field) =>
        KvmRuleTable.BitsAt(field.Address).FirstOrDefault(row => row.Until != KvmChanges.FirstAnswersCorrected) is { } first ? first.Since.Release.ToString() : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
