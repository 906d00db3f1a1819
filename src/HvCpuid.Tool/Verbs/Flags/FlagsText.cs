using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what switches give on a host.</summary>
internal static class FlagsText
{
    private const int Indent = 2;

    /// <summary>Adds the leaves, the switches with what each is for, and what they cannot say.</summary>
    public static void Add(Page page, FlagsOffer offer, HvCpuidSet set)
    {
        page.Heading($"{(offer.Offer.Preset is { } preset ? $"{preset.Title}, on " : "On ")}{offer.Where}");
        page.Line();
        if (set.Count == 0)
        {
            page.Line("No Hyper-V leaves.");
            Against(page, offer.Comparison);
            return;
        }

        LeafTable.Add(page, set);
        page.Line();
        page.Heading(offer.Offer.NotExpressible.Count == 0 ? "Switches" : "In explicit switches");
        page.Add(On(page, offer));
        if (offer.Offer.Preset is not null)
        {
            page.Line();
            page.Heading("Left off");
            page.Add(Off(page, offer));
        }

        if (offer.Offer.NotExpressible.Count > 0)
        {
            page.Line();
            page.Heading("What they do not say");
            Grid notExpressible = page.Table(Indent, offer.Offer.NotExpressible.Max(difference => difference.Address.ToString().Length));
            foreach (HvFieldDifference difference in offer.Offer.NotExpressible)
            {
                string values = string.Create(CultureInfo.InvariantCulture, $"{difference.Host:X} here, {difference.Guest:X} from the switches; {difference.Reason}");
                notExpressible.AddRow(Page.Cell(difference.Address.ToString()), Page.NamedCell(difference.Name ?? "", difference.Name is null ? values : ": " + values));
            }

            page.Add(notExpressible);
        }

        Against(page, offer.Comparison);
        page.Line();
        page.Line("To paste: --format qemu, libvirt, proxmox or kubevirt.");
    }

    /// <summary>Prints everything that is wrong, on standard error: the first that the VMM tells is marked.</summary>
    public static void Findings(FlagsOffer offer, ToolConsole console)
    {
        HvSwitchFinding? first = offer.Resolution.First;
        foreach (HvSwitchFinding finding in offer.Resolution.Findings.Where(finding => (first is not null || finding.Severity == HvSeverity.Error) && !offer.Unknown.Contains(finding)))
        {
            MessageKind kind = finding.Severity == HvSeverity.Error ? MessageKind.Error : finding.Severity == HvSeverity.Warning ? MessageKind.Warning : MessageKind.Note;
            string[] told = finding == first && finding.Id != HvSwitchFindingIds.Unknown ? [$"{offer.Resolution.Vmm.Title} tells this one, and does not start"] : [];
            string[] helps = finding.Fix.Length == 0 ? [] : [$"what helps: {finding.Fix}"];
            console.Messages.Finding(kind, finding.Id, finding.Message, [.. told, .. helps]);
        }
    }

    // What a VM leaves on the table, and what each switch is worth.
    private static void Against(Page page, HvPresetComparison? comparison)
    {
        if (comparison is null)
        {
            return;
        }

        page.Line();
        page.Heading($"Against {comparison.Preset.Name}: {comparison.Preset.Title}");
        page.Line($"Source: {comparison.Preset.Source}.");
        if (comparison.Differences.Count == 0)
        {
            page.Line("Nothing is missing, and nothing is beyond it.");
        }

        foreach (IGrouping<HvPresetDifferenceKind, HvPresetDifference> kind in comparison.Differences.GroupBy(difference => difference.Kind).OrderBy(group => group.Key))
        {
            page.Heading(kind.Key switch
            {
                HvPresetDifferenceKind.Missing => "Left on the table",
                HvPresetDifferenceKind.Value => "Other values",
                HvPresetDifferenceKind.Unsupported => "Not to be had on this host",
                _ => "Beyond it",
            });
            Grid table = page.Table(Indent, Math.Min(page.Width / 2, kind.Max(difference => difference.Words.Length)));
            foreach (HvPresetDifference difference in kind)
            {
                table.AddRow(Page.StrongCell(difference.Words), Page.Cell(difference.Worth));
            }

            page.Add(table);
        }
    }

    private static Grid On(Page page, FlagsOffer offer)
    {
        IReadOnlyList<HvEnlightenment> rows = HvEnlightenmentTable.For(offer.Offer.Explicit.Switches);

        // Behind the switches stand the values that are not the default of the VMM and its machine.
        string[][] settings = [.. offer.Offer.ToFlags().Split(',', StringSplitOptions.RemoveEmptyEntries).Skip(rows.Count).Select(setting => setting.Split('=', 2))];
        Grid table = page.Table(Indent, rows.Select(row => row.Flag).Concat(settings.Select(setting => setting[0])).DefaultIfEmpty("").Max(flag => flag.Length));
        foreach (HvEnlightenment row in rows)
        {
            HvAddition? addition = offer.Offer.Added.FirstOrDefault(addition => addition.Added == row);
            string reason = Choice(offer, row) is { On: true } choice ? choice.Reason : row.Purpose;
            table.AddRow(Page.StrongCell(row.Flag), Page.Cell(addition is null ? reason : $"{reason} (added: {addition.RequiredBy.Flag} requires it)"));
        }

        foreach (string[] setting in settings)
        {
            string meaning = HvSettingTable.All.First(row => row.Flag == setting[0]).Meaning;
            table.AddRow(Page.StrongCell(setting[0]), Page.Cell(setting.Length == 1 ? meaning : $"{setting[1]}: {meaning}"));
        }

        return table;
    }

    private static Grid Off(Page page, FlagsOffer offer)
    {
        HvPresetChoice[] choices = [.. offer.Offer.Preset!.Choices.Where(choice => !offer.Offer.IsOn(choice))];
        Grid table = page.Table(Indent, choices.Select(choice => choice.Enlightenment.Flag.Length).DefaultIfEmpty().Max());
        foreach (HvPresetChoice choice in choices)
        {
            string why = !choice.On ? choice.Reason
                : (offer.Offer.Dropped & choice.Enlightenment.Switch) != 0 ? "this host does not support it, or what it requires"
                : "switched off by FLAGS";
            table.AddRow(Page.StrongCell(choice.Enlightenment.Flag), Page.Cell(why));
        }

        return table;
    }

    private static HvPresetChoice? Choice(FlagsOffer offer, HvEnlightenment row) => offer.Offer.Preset?.Choices.First(choice => choice.Enlightenment == row);
}
