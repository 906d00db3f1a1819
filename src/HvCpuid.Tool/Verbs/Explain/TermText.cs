using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what is no bit: MSRs, hypercalls, capabilities, findings, messages, names of other languages.</summary>
internal static class TermText
{
    private const int LabelWidth = 10;

    /// <summary>Adds a heading a term, and what it means.</summary>
    public static void Add(Page page, IReadOnlyList<HvTerm> terms)
    {
        foreach (HvTerm term in terms)
        {
            page.Heading($"{term.Kind} {term.Name}");
            Grid table = page.Table(2, LabelWidth);
            table.AddRow(Page.Cell("Meaning"), Page.Cell(term.Meaning));
            if (term.Addresses.Count > 0)
            {
                table.AddRow(Page.Cell("Bits"), Page.Cell(string.Join(", ", term.Addresses) + ": explain each for more"));
            }

            if (term.More.Length > 0)
            {
                table.AddRow(Page.Cell("More"), Page.Cell(term.More));
            }

            page.Add(table);
        }
    }
}
