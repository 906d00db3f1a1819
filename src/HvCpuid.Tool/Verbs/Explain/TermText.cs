using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what is no bit: MSRs, hypercalls, capabilities, findings, messages, names of other languages.</summary>
internal static class TermText
{
    private const int LabelWidth = 10;

    /// <summary>Prints text.</summary>
    public static void Text(IReadOnlyList<HvTerm> terms, ToolConsole console)
    {
        Page page = new(console);
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

        page.Print();
    }

    /// <summary>Prints JSON: <c>{"terms":[{"kind","name","meaning","addresses":[…],"more"}]}</c>.</summary>
    public static void Json(IReadOnlyList<HvTerm> terms, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteStartArray("terms");
        foreach (HvTerm term in terms)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", term.Kind);
            writer.WriteString("name", term.Name);
            writer.WriteString("meaning", term.Meaning);
            writer.WriteTexts("addresses", term.Addresses.Select(address => address.ToString()));
            writer.WriteString("more", term.More);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
