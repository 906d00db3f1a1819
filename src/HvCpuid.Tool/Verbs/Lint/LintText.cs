using System.Globalization;
using HvCpuid.Checks;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what the checker found.</summary>
internal static class LintText
{
    private const int Indent = 2;
    private const int LabelWidth = 5;

    /// <summary>Adds a finding a paragraph, and the counts.</summary>
    /// <param name="page">The page.</param>
    /// <param name="description">Where the leaves come from.</param>
    /// <param name="conclusion">Whose leaves they are.</param>
    /// <param name="findings">All findings.</param>
    /// <param name="shown">Those that are shown.</param>
    /// <param name="open">The rules that could not be judged.</param>
    public static void Add(Page page, string description, string conclusion, IReadOnlyList<HvFinding> findings, IReadOnlyList<HvFinding> shown, IReadOnlyList<HvOpenCheck> open)
    {
        page.Heading(description);
        page.Line(conclusion + ".");
        foreach (HvFinding finding in shown)
        {
            page.Line();
            page.Heading($"{finding.Id}  ", finding.Severity, $"  {finding.Address}");
            Grid table = page.Table(Indent, LabelWidth);
            table.AddRow(Page.Cell("Rule"), Page.Cell(finding.Check.Title + "."));
            table.AddRow(Page.Cell("Found"), Page.Cell(finding.Message));
            table.AddRow(Page.Cell("Why"), Page.Cell(finding.Why));
            table.AddRow(Page.Cell("Fix"), Page.Cell(finding.Fix));
            page.Add(table);
        }

        Open(page, open);
        page.Line();
        int infos = Count(HvSeverity.Info);
        page.Line($"{Number(Count(HvSeverity.Error), "error")}, {Number(Count(HvSeverity.Warning), "warning")}"
            + (infos == 0 ? "" : shown.Count == findings.Count ? $", {infos} worth knowing" : $"; {infos} worth knowing (--all)")
            + (open.Count == 0 ? "." : $"; {Number(open.Count, "rule")} not judged."));

        int Count(HvSeverity severity) => findings.Count(finding => finding.Severity == severity);
    }

    private static void Open(Page page, IReadOnlyList<HvOpenCheck> open)
    {
        if (open.Count == 0)
        {
            return;
        }

        page.Line();
        page.Heading("Not judged, or not wholly: it is not known what the leaves say");
        Grid table = page.Table(Indent, LabelWidth);
        foreach (HvOpenCheck rule in open)
        {
            table.AddRow(Page.Cell(rule.Check.Id), Page.Cell($"{rule.Check.Title}. Unknown: {string.Join(", ", Unknown(rule))}."));
        }

        page.Add(table);
    }

    private static IEnumerable<string> Unknown(HvOpenCheck rule) =>
        rule.Unknown.Select(address => address.ToString()).Concat(rule.MissesLeaves ? ["which other leaves there are"] : []);

    private static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
