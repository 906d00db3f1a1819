using System.Text.Json;
using HvCpuid.Enlightenments;
using HvCpuid.Formats;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary>Writes the JSON of <c>flags</c>.</summary>
internal static class FlagsJson
{
    /// <summary>Prints JSON: the entries, the switches, and what there is to know about them.</summary>
    public static void Write(FlagsOffer offer, HvCpuidSet set, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        JsonFormat.WriteEntries(writer, set);
        writer.WriteString("flags", offer.Offer.ToFlags());
        Vmm(writer, offer);
        writer.WriteTexts("added", offer.Offer.Added.Select(addition => addition.Added.Flag));
        writer.WriteStartArray("unsaid");
        foreach (HvFieldDifference difference in offer.Offer.Unsaid)
        {
            writer.WriteStartObject();
            writer.WriteString("address", difference.Address.ToString());
            writer.WriteString("name", difference.Name);
            writer.WriteNumber("host", difference.Host);
            writer.WriteNumber("guest", difference.Guest);
            writer.WriteString("reason", difference.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (offer.Offer.Preset is { } preset)
        {
            Preset(writer, preset, offer);
        }

        Against(writer, offer.Comparison);
        Findings(writer, offer);
        writer.WriteTexts("notes", offer.Source.Notes.Concat(offer.Notes));
    });

    /// <summary>Prints everything that stands in the way.</summary>
    public static void WriteFindings(FlagsOffer offer, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        Findings(writer, offer);
        Vmm(writer, offer);
        Against(writer, offer.Comparison);
        writer.WriteTexts("notes", offer.Source.Notes.Concat(offer.Notes));
    });

    private static void Against(Utf8JsonWriter writer, HvPresetComparison? comparison)
    {
        if (comparison is null)
        {
            return;
        }

        writer.WriteStartObject("against");
        writer.WriteString("name", comparison.Preset.Name);
        writer.WriteString("source", comparison.Preset.Source);
        writer.WriteStartArray("differences");
        foreach (HvPresetDifference difference in comparison.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("flag", difference.Flag);
            writer.WriteString("kind", difference.Kind.ToString().ToLowerInvariant());
            writer.WriteString("words", difference.Words);
            writer.WriteString("worth", difference.Worth);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the findings of an offer.</summary>
    internal static void Findings(Utf8JsonWriter writer, FlagsOffer offer)
    {
        writer.WriteStartArray("findings");
        foreach (HvSwitchFinding finding in offer.Resolution.Findings)
        {
            string? address = finding.Addresses.Count == 0 ? null : finding.Addresses[0].ToString();
            writer.WriteStartFinding(finding.Id, finding.Severity.ToString(), address, finding.Message, finding.Fix);
            writer.WriteString("flag", finding.Flag);
            writer.WriteTexts("addresses", finding.Addresses.Select(where => where.ToString()));
            writer.WriteBoolean("stops", finding.StopsVmm);
            writer.WriteBoolean("first", finding == offer.Resolution.First);
            if (offer.Unknown.Contains(finding))
            {
                writer.WriteBoolean("unknown", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Vmm(Utf8JsonWriter writer, FlagsOffer offer)
    {
        HvResolution resolution = offer.Resolution;
        writer.WriteString("vmm", resolution.Vmm.Name);
        writer.WriteString("machine", (resolution.Vmm as QemuVmm)?.Machine.ToString());
        string asked = resolution.Answer.AskedOn.ToString().ToLowerInvariant();
        writer.WriteString("askedOn", resolution.Answer.AskedOn == HvAskedOn.Given ? null : asked);
        writer.WriteStartArray("enable");
        foreach (HvVcpuEnabling enabling in resolution.Enabled.Where(enabling => enabling.Outcome.IsDone))
        {
            writer.WriteNumberValue((int)enabling.Capability);
        }

        writer.WriteEndArray();
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
            writer.WriteBoolean("given", offer.Offer.IsOn(choice));
            writer.WriteString("reason", choice.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
