using System.Text;

namespace HvCpuid.Tests.Docs;

/// <summary>Tables of the generated documents.</summary>
internal static class MarkdownTable
{
    /// <summary>Adds a table and an empty line.</summary>
    /// <param name="page">The document.</param>
    /// <param name="header">The columns, <c>flag | since</c>.</param>
    /// <param name="rows">The rows, their cells in the same way.</param>
    public static void Table(this StringBuilder page, string header, IEnumerable<string> rows)
    {
        page.Append("| ").Append(header).AppendLine(" |");
        page.AppendLine("|" + string.Concat(header.Split('|').Select(_ => "---|")));
        foreach (string row in rows)
        {
            page.Append("| ").Append(row).AppendLine(" |");
        }

        page.AppendLine();
    }
}
