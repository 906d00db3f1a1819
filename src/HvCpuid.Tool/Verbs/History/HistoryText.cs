using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints the changes of KVM, release by release.</summary>
internal static class HistoryText
{
    private const int Indent = 2;
    private const int AddressWidth = 26;

    /// <summary>Adds a heading a release, its changes under it, and what each did to the answer.</summary>
    /// <param name="page">The page.</param>
    /// <param name="changes">The changes and their effects.</param>
    /// <param name="ranges">Of which releases; all when there are none.</param>
    /// <param name="ofAll">True when they are not of certain fields alone.</param>
    public static void Add(Page page, IEnumerable<(KvmChange Change, KvmEffect[] Effects)> changes, IReadOnlyList<ReleaseRange> ranges, bool ofAll)
    {
        string before = "";
        foreach ((KvmChange change, KvmEffect[] effects) in changes)
        {
            if (change.Release.ToString() != before)
            {
                if (before.Length > 0)
                {
                    page.Line();
                }

                page.Heading($"Linux {change.Release}");
                before = change.Release.ToString();
            }

            Change(page, change);
            Effects(page, effects);
        }

        if (before.Length == 0)
        {
            page.Line(ranges.Count == 0
                ? $"KVM reports none of it, on no release from {KvmRelease.First} to {KvmRelease.Newest}."
                : $"Nothing{(ofAll ? "" : " of it")} changed in {string.Join(", ", ranges)}.");
        }
    }

    private static void Effects(Page page, KvmEffect[] effects)
    {
        Grid table = page.Table(Indent + 2, AddressWidth);
        foreach (IGrouping<string, KvmEffect> leaves in effects.Where(effect => effect.Address is null).GroupBy(effect => effect.Text))
        {
            string functions = string.Join(", ", leaves.Select(effect => BitAddress.FunctionText(effect.Function)));
            string text = leaves.Key.Length == 0 ? "" : $": {leaves.Key}";
            page.Line($"    {(leaves.Count() == 1 ? "leaf" : "leaves")} {functions}{text}");
        }

        foreach (KvmEffect effect in effects.Where(effect => effect.Address is not null))
        {
            string text = effect.Text == "1" ? "" : $": {effect.Text}";
            table.AddRow(Page.Cell(effect.Address.ToString()!), Page.NamedCell(Name(effect.Address!.Value), text));
        }

        page.Add(table);
    }

    private static void Change(Page page, KvmChange change)
    {
        string backports = change.Backports.Count == 0 ? "" : $" (also {string.Join(", ", change.Backports)})";
        Grid table = page.Table(Indent, 1);
        table.AddRow(Page.Cell("*"), Page.Cell($"{change.Summary}{backports}{(change.Commit is null ? "" : $" [{change.Commit}]")}"));
        page.Add(table);
    }

    private static string Name(BitAddress address) => string.Join(", ", HvFieldTable.Find(address).Select(field => field.Name));
}
