using System.Globalization;
using HvCpuid.Checks;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what the checker found.</summary>
/// <param name="findings">All of it.</param>
/// <param name="open">The rules that could not be judged.</param>
/// <param name="all">True to show what is only worth knowing too.</param>
internal sealed class LintText(IReadOnlyList<HvFinding> findings, IReadOnlyList<HvOpenCheck> open, bool all)
{
    private const int Indent = 2;
    private const int LabelWidth = 5;

    private IEnumerable<HvFinding> Shown => findings.Where(finding => all || finding.Severity != HvSeverity.Info);

    /// <summary>Prints text: a finding a paragraph, and the counts.</summary>
    /// <param name="description">Where the leaves come from.</param>
    /// <param name="console">Where to.</param>
    public void Text(string description, ToolConsole console)
    {
        Page page = new(console);
        page.Heading(description);
        foreach (HvFinding finding in Shown)
        {
            page.Line();
            page.Heading($"{finding.Id}  ", finding.Severity, $"  {finding.Address}");
            Grid table = page.Table(Indent, LabelWidth);
            table.AddRow(Page.Cell("Rule"), Page.Cell(finding.Check.Title + "."));
            table.AddRow(Page.Cell("Found"), Page.Cell(finding.Message));
            table.AddRow(Page.Cell("Why"), Page.Cell(finding.Check.Why));
            table.AddRow(Page.Cell("Fix"), Page.Cell(finding.Fix));
            page.Add(table);
        }

        Open(page);
        page.Line();
        int infos = Count(HvSeverity.Info);
        page.Line($"{Number(Count(HvSeverity.Error), "error")}, {Number(Count(HvSeverity.Warning), "warning")}"
            + (infos == 0 ? "" : all ? $", {infos} worth knowing" : $"; {infos} worth knowing (--all)")
            + (open.Count == 0 ? "." : $"; {Number(open.Count, "rule")} not judged."));
        page.Print();
    }

    /// <summary>Prints JSON.</summary>
    public void Json(ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteStartArray("findings");
        foreach (HvFinding finding in Shown)
        {
            writer.WriteStartFinding(finding.Id, finding.Severity.ToString(), finding.Address.ToString(), finding.Message, finding.Fix);
            writer.WriteString("title", finding.Check.Title);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (open.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("notJudged");
        foreach (HvOpenCheck rule in open)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule.Check.Id);
            writer.WriteString("title", rule.Check.Title);
            writer.WriteTexts("unknown", rule.Unknown.Select(address => address.ToString()));
            writer.WriteBoolean("missesLeaves", rule.MissesLeaves);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private void Open(Page page)
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

    private int Count(HvSeverity severity) => findings.Count(finding => finding.Severity == severity);
}
