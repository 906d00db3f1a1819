using System.Globalization;
using System.Text.Json;
using HvCpuid.Enlightenments;
using HvCpuid.Formats;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using Spectre.Console;

namespace HvCpuid.Tool.Output;

/// <summary>Prints what switches give on a host.</summary>
internal static class FlagsOutput
{
    private const int Indent = 2;

    /// <summary>Prints the leaves, the switches with what each is for, and what they cannot say.</summary>
    public static void Table(FlagsOffer offer, HvCpuidSet set, ToolConsole console)
    {
        Page page = new(console);
        page.Heading($"{(offer.Preset is { } preset ? $"{preset.Title}, on " : "On ")}{offer.Host.Description}");
        page.Line();
        if (set.Count == 0)
        {
            page.Line("No Hyper-V leaves.");
            page.Print();
            return;
        }

        LeafTable.Add(page, set);
        page.Line();
        page.Heading(offer.Unsaid.Count == 0 ? "Switches" : "In explicit switches");
        page.Add(On(page, offer));
        if (offer.Preset is not null)
        {
            page.Heading("\nLeft off");
            page.Add(Off(page, offer));
        }

        if (offer.Unsaid.Count > 0)
        {
            page.Heading("\nWhat no switch says");
            Grid unsaid = page.Table(Indent, offer.Unsaid.Max(difference => difference.Address.ToString().Length));
            foreach (HvFieldDifference difference in offer.Unsaid)
            {
                string values = string.Create(CultureInfo.InvariantCulture, $"{difference.Host:X} here, {difference.Guest:X} from the switches");
                unsaid.AddRow(Page.Cell(difference.Address.ToString()), Page.NamedCell(difference.Name ?? "", difference.Name is null ? values : ": " + values));
            }

            page.Add(unsaid);
        }

        page.Line();
        page.Line("To paste: --format qemu, or --format libvirt.");
        page.Print();
    }

    /// <summary>Prints JSON: the entries, the switches, and what there is to know about them.</summary>
    public static void Json(FlagsOffer offer, HvCpuidSet set, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        JsonFormat.WriteEntries(writer, set);
        writer.WriteString("flags", offer.Explicit.ToQemu());
        writer.WriteTexts("added", offer.Added.Select(addition => addition.Added.Flag));
        writer.WriteStartArray("unsaid");
        foreach (HvFieldDifference difference in offer.Unsaid)
        {
            writer.WriteStartObject();
            writer.WriteString("address", difference.Address.ToString());
            writer.WriteString("name", difference.Name);
            writer.WriteNumber("host", difference.Host);
            writer.WriteNumber("guest", difference.Guest);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (offer.Preset is { } preset)
        {
            Preset(writer, preset, offer);
        }

        writer.WriteTexts("notes", offer.Host.Notes.Concat(offer.Notes));
    });

    /// <summary>Prints everything that stands in the way: on standard error, as JSON on standard output too.</summary>
    public static void Failure(FlagsOffer offer, bool json, ToolConsole console)
    {
        foreach (HvSwitchFinding finding in offer.Resolution.Findings)
        {
            console.Complain($"{finding}{(finding.Fix.Length == 0 ? "" : $"\n  what helps: {finding.Fix}")}");
        }

        if (json)
        {
            JsonPage.Write(console, writer =>
            {
                writer.WriteStartArray("findings");
                foreach (HvSwitchFinding finding in offer.Resolution.Findings)
                {
                    string? address = finding.Addresses.Count == 0 ? null : finding.Addresses[0].ToString();
                    writer.WriteStartFinding(finding.Id, finding.Severity.ToString(), address, finding.Message, finding.Fix);
                    writer.WriteString("flag", finding.Flag);
                    writer.WriteTexts("addresses", finding.Addresses.Select(where => where.ToString()));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteTexts("notes", offer.Host.Notes.Concat(offer.Notes));
            });
        }
    }

    private static Grid On(Page page, FlagsOffer offer)
    {
        IReadOnlyList<HvEnlightenment> rows = HvEnlightenmentTable.Of(offer.Explicit.Switches);

        // Behind the switches stand the values that are not the default.
        string[][] settings = [.. offer.Explicit.ToQemu().Split(',', StringSplitOptions.RemoveEmptyEntries).Skip(rows.Count).Select(setting => setting.Split('=', 2))];
        Grid table = page.Table(Indent, rows.Select(row => row.Flag).Concat(settings.Select(setting => setting[0])).DefaultIfEmpty("").Max(flag => flag.Length));
        foreach (HvEnlightenment row in rows)
        {
            HvAddition? addition = offer.Added.FirstOrDefault(addition => addition.Added == row);
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
        HvPresetChoice[] choices = [.. offer.Preset!.Choices.Where(choice => !IsOn(offer, choice))];
        Grid table = page.Table(Indent, choices.Select(choice => choice.Enlightenment.Flag.Length).DefaultIfEmpty().Max());
        foreach (HvPresetChoice choice in choices)
        {
            string why = !choice.On ? choice.Reason
                : (offer.Dropped & choice.Enlightenment.Switch) != 0 ? "this host does not support it, or what it requires"
                : "switched off by FLAGS";
            table.AddRow(Page.StrongCell(choice.Enlightenment.Flag), Page.Cell(why));
        }

        return table;
    }

    private static void Preset(Utf8JsonWriter writer, HvPreset preset, FlagsOffer offer)
    {
        writer.WriteStartObject("preset");
        writer.WriteString("name", preset.Name);
        writer.WriteString("title", preset.Title);
        writer.WriteStartArray("choices");
        foreach (HvPresetChoice choice in preset.Choices)
        {
            writer.WriteStartObject();
            writer.WriteString("flag", choice.Enlightenment.Flag);
            writer.WriteBoolean("on", choice.On);
            writer.WriteBoolean("given", IsOn(offer, choice));
            writer.WriteString("reason", choice.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static HvPresetChoice? Choice(FlagsOffer offer, HvEnlightenment row) => offer.Preset?.Choices.First(choice => choice.Enlightenment == row);

    private static bool IsOn(FlagsOffer offer, HvPresetChoice choice) => (offer.Explicit.Switches & choice.Enlightenment.Switch) != 0;
}
