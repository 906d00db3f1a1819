using HvCpuid.Compare;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints whether a guest may move, and what stands against it.</summary>
internal static class MigrateText
{
    private const int Indent = 2;
    private const int LabelWidth = 5;

    /// <summary>Adds the verdict, then a finding a paragraph.</summary>
    /// <param name="page">The page.</param>
    /// <param name="migration">The judgement.</param>
    /// <param name="guest">Where the guest's leaves come from.</param>
    public static void Add(Page page, HvMigration migration, string guest)
    {
        int blockers = migration.Findings.Count(finding => finding.Severity == HvMigrationSeverity.Blocker);
        Grid heading = page.Table(0, LabelWidth);
        heading.AddRow(Page.StrongCell("Guest"), Page.Cell(guest));
        heading.AddRow(Page.StrongCell("Host"), Page.Cell(migration.Destination.Name));
        heading.AddRow(Page.StrongCell("May"), Page.JudgedCell(migration.Verdict switch
        {
            HvVerdict.Yes => "yes",
            HvVerdict.No => $"no: {blockers} {(blockers == 1 ? "thing stands" : "things stand")} against it",
            _ => "unknown: it depends on what is not told",
        }, migration.Verdict == HvVerdict.Yes));
        page.Add(heading);
        foreach (HvMigrationFinding finding in migration.Findings)
        {
            page.Line();
            HvSeverity severity = finding.Severity == HvMigrationSeverity.Blocker ? HvSeverity.Error : HvSeverity.Warning;
            page.Heading($"{finding.Id}  ", severity, $"  {finding.Address?.ToString() ?? "the host"}{(finding.Severity == HvMigrationSeverity.Unknown ? "  unknown" : "")}");
            Grid table = page.Table(Indent, LabelWidth);
            table.AddRow(Page.Cell("Found"), Page.Cell(finding.Message));
            Row(table, "Why", finding.Field?.Meaning ?? "");
            Row(table, "Flag", finding.Switch ?? "");
            Row(table, "Uses", string.Join("; ", finding.Uses));
            Row(table, "Fix", finding.Fix);
            page.Add(table);
        }
    }

    private static void Row(Grid table, string label, string text)
    {
        if (text.Length > 0)
        {
            table.AddRow(Page.Cell(label), Page.Cell(text));
        }
    }
}
