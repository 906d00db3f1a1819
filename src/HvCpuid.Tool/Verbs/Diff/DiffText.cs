using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what two sets have otherwise, as release notes do: what came, what went, what changed.</summary>
internal static class DiffText
{
    private const int Indent = 2;
    private const int LabelWidth = 4;
    private const int AddressWidth = 28;

    /// <summary>Adds the differences.</summary>
    /// <param name="page">The page.</param>
    /// <param name="diff">The differences.</param>
    /// <param name="before">Where the first leaves come from.</param>
    /// <param name="after">Where the second come from.</param>
    public static void Add(Page page, HvDiff diff, string before, string after)
    {
        Grid heading = page.Table(0, LabelWidth);
        heading.AddRow(Page.StrongCell("From"), Page.Cell(before));
        heading.AddRow(Page.StrongCell("To"), Page.Cell(after));
        page.Add(heading);
        Part(page, diff, HvDifferenceKind.Added, "Added");
        Part(page, diff, HvDifferenceKind.Removed, "Removed");
        Part(page, diff, HvDifferenceKind.Changed, "Changed");
        Part(page, diff, HvDifferenceKind.Unknown, "Unknown on one side");
        Order(page, diff);
        page.Line();
        page.Line(Count(diff));
    }

    private static void Part(Page page, HvDiff diff, HvDifferenceKind kind, string title)
    {
        HvDifference[] differences = [.. diff.Differences.Where(difference => difference.Kind == kind)];
        if (differences.Length == 0)
        {
            return;
        }

        page.Line();
        page.Heading(title);
        Grid table = page.Table(Indent, AddressWidth);
        foreach (HvDifference difference in differences)
        {
            string place = difference.Address?.ToString() ?? "CPUID." + BitAddress.FunctionText(difference.Function);
            string name = difference.Address is null ? "the leaf" : difference.Field?.Name ?? (difference.Address.Value.Bits == BitField.Whole ? "the register" : difference.Name);
            table.AddRow(Page.Cell(place), Page.NamedCell(name, Rest(difference)));
        }

        page.Add(table);
    }

    private static string Rest(HvDifference difference)
    {
        bool flag = difference.Address is null || (difference.Address.Value.Bits.IsSingleBit && difference.Kind != HvDifferenceKind.Unknown);
        string values = flag ? "" : $" {difference.BeforeText} -> {difference.AfterText}";
        string[] sources = [.. difference.Field?.QemuFlags ?? [], .. Since(difference)];
        return $"{values}{(sources.Length == 0 ? "" : $" ({string.Join(", ", sources)})")}{(difference.Meaning is { } meaning ? $": {meaning}" : "")}";
    }

    private static IEnumerable<string> Since(HvDifference difference) =>
        difference is { Kind: HvDifferenceKind.Added or HvDifferenceKind.Removed, Address: { } address }
        && KvmRuleTable.BitsAt(address).FirstOrDefault(row => row.Until != KvmChanges.FirstAnswersCorrected) is { } row
            ? [$"Linux {row.Since.Release}"]
            : [];

    private static void Order(Page page, HvDiff diff)
    {
        if (diff.IsReordered)
        {
            page.Line();
            page.Heading("Another order of the leaves");
            page.Line($"  {Leaves(diff.Before.Set)}");
            page.Line($"  {Leaves(diff.After.Set)}");
        }

        if (diff.OtherFlags.Count > 0)
        {
            page.Line();
            page.Heading("Other flags of the entries");
            page.Line("  " + string.Join(" ", diff.OtherFlags.Select(BitAddress.FunctionText)));
        }
    }

    private static string Leaves(HvCpuidSet set) => string.Join(" ", set.Select(entry => BitAddress.FunctionText(entry.Function)));

    private static string Count(HvDiff diff)
    {
        int Of(HvDifferenceKind kind) => diff.Differences.Count(difference => difference.Kind == kind);
        (int Count, string Name)[] parts = [(Of(HvDifferenceKind.Added), "added"), (Of(HvDifferenceKind.Removed), "removed"), (Of(HvDifferenceKind.Changed), "changed"), (Of(HvDifferenceKind.Unknown), "unknown")];
        string text = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Name}")));
        return text.Length > 0 ? text + "." : diff.IsEmpty ? "No difference." : "The same leaves.";
    }
}
