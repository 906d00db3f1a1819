using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Verbs;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints the changes of KVM, release by release.</summary>
/// <param name="ranges">Of which releases; all when there are none.</param>
/// <param name="targets">What to print; everything when there are none.</param>
internal sealed class HistoryText(IReadOnlyList<ReleaseRange> ranges, IReadOnlyList<FieldTarget> targets)
{
    private const int Indent = 2;
    private const int AddressWidth = 26;

    /// <summary>Prints text: a heading a release, its changes under it, and what each did to the answer.</summary>
    public void Text(ToolConsole console)
    {
        Page page = new(console);
        string before = "";
        foreach ((KvmChange change, IReadOnlyList<KvmEffect> effects) in Changes())
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
                table.AddRow(Page.Cell(Place(effect)), Page.NamedCell(Name(effect), text));
            }

            page.Add(table);
        }

        if (before.Length == 0)
        {
            page.Line(ranges.Count == 0
                ? $"KVM reports none of it, on no release from {KvmRelease.First} to {KvmRelease.Newest}."
                : $"Nothing{(targets.Count == 0 ? "" : " of it")} changed in {string.Join(", ", ranges)}.");
        }

        page.Print();
    }

    /// <summary>Prints JSON.</summary>
    public void Json(ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteStartArray("changes");
        foreach ((KvmChange change, IReadOnlyList<KvmEffect> effects) in Changes())
        {
            writer.WriteStartObject();
            writer.WriteString("id", change.Id);
            writer.WriteString("release", change.Release.ToString());
            writer.WriteString("commit", change.Commit);
            writer.WriteTexts("backports", change.Backports.Select(release => release.ToString()));
            writer.WriteString("summary", change.Summary);
            writer.WriteTexts("touches", Touches(change));
            writer.WriteStartArray("effects");
            foreach (KvmEffect effect in effects)
            {
                writer.WriteStartObject();
                writer.WriteString("address", Place(effect));
                writer.WriteString("name", Name(effect));
                writer.WriteString("condition", effect.Row.Condition == KvmCondition.Always ? null : effect.Row.Condition.Text);
                if (effect.Row is KvmBitRule bits)
                {
                    writer.WriteNumber("value", bits.Value);
                }
                else
                {
                    writer.WriteNull("value");
                }

                writer.WriteString("text", effect.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Change(Page page, KvmChange change)
    {
        string backports = change.Backports.Count == 0 ? "" : $" (also {string.Join(", ", change.Backports)})";
        Grid table = page.Table(Indent, 1);
        table.AddRow(Page.Cell("*"), Page.Cell($"{change.Summary}{backports}{(change.Commit is null ? "" : $" [{change.Commit}]")}"));
        page.Add(table);
    }

    private static IEnumerable<string> Touches(KvmChange change) =>
        Enum.GetValues<KvmAspects>().Where(aspect => aspect != KvmAspects.None && change.Aspects.HasFlag(aspect)).Select(aspect => aspect.ToString().ToLowerInvariant());

    private static string Place(KvmEffect effect) => effect.Address?.ToString() ?? BitAddress.FunctionText(effect.Function);

    private static string Name(KvmEffect effect) => effect.Address is { } address
        ? string.Join(", ", HvFieldTable.Find(address).Select(field => field.Name))
        : HvLeafTable.TryGet(effect.Function, out HvLeaf? leaf) ? leaf.Title : "";

    private IEnumerable<(KvmChange Change, IReadOnlyList<KvmEffect> Effects)> Changes() =>
        from change in KvmChanges.All
        let effects = KvmHistory.Effects(change).Where(IsAsked).ToArray()
        where targets.Count == 0 || effects.Length > 0
        where ranges.Count == 0 || ranges.Any(range => range.Has(change))
        orderby change.Release
        select (change, (IReadOnlyList<KvmEffect>)effects);

    private bool IsAsked(KvmEffect effect) => targets.Count == 0 || targets.Any(target => target.Leaf is { } leaf
        ? leaf.Function == effect.Function
        : target.Fields.Any(field => effect.Address is { } address ? address.Overlaps(field.Address) : effect.Function == field.Address.Function));
}
