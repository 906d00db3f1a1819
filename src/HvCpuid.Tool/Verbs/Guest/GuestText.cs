using System.Globalization;
using System.Text.Json;
using HvCpuid.Guest;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what a guest concludes, prints and switches on.</summary>
internal static class GuestText
{
    private const int Indent = 2;
    private const int LabelWidth = 13;
    private const int NumberWidth = 9;
    private const int AccessWidth = 5;
    private const int FeatureWidth = 22;

    /// <summary>Prints text.</summary>
    /// <param name="report">What the guest concludes.</param>
    /// <param name="description">Where its leaves come from.</param>
    /// <param name="remark">What the heading says of the guest's kernel, behind its name.</param>
    /// <param name="console">Where to.</param>
    public static void Text(GuestReport report, string description, string remark, ToolConsole console)
    {
        Page page = new(console);
        page.Heading($"{description}: as {report.Name}{remark} sees it");
        Grid table = page.Table(Indent, LabelWidth);
        table.AddRow(Page.Cell("Platform"), Page.StrongCell(report.Platform ?? "none that it knows"));
        foreach ((string why, int place) in report.Why.Select((why, place) => (why, place)))
        {
            table.AddRow(Page.Cell(place == 0 ? "Why" : ""), Page.Cell(why));
        }

        Clocks(table, report);
        page.Add(table);
        Lines(page, "Kernel log", report.Dmesg);
        if (report.Linux is { } linux)
        {
            Lines(page, "Also printed, by the source", [.. linux.Lines.Where(line => line.Row.IsAside).Select(line => line.Text)]);
            Msrs(page, linux);
            Hypercalls(page, linux);
        }

        Features(page, report);
        Findings(page, report);
        Lines(page, "Not known", report.Unknown);
        page.Print();
    }

    /// <summary>Prints JSON.</summary>
    /// <param name="report">What the guest concludes.</param>
    /// <param name="console">Where to.</param>
    public static void Json(GuestReport report, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteString("as", report.System);
        writer.WriteString("kernel", report.Linux?.Options.Kernel.Name);
        writer.WriteString("platform", report.Platform);
        writer.WriteTexts("why", report.Why);
        writer.WriteTexts("dmesg", report.Dmesg);
        writer.WriteString("clocksource", report.ClockSource);
        writer.WriteString("clockevent", report.Linux?.ClockEvent);
        Features(writer, report);
        writer.WriteStartArray("findings");
        foreach (LinuxGuestFinding finding in report.Linux?.Findings ?? [])
        {
            writer.WriteStartFinding(finding.Id, finding.Severity.ToString(), finding.Address?.ToString(), finding.Message, finding.Fix);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteTexts("unknown", report.Unknown);
        if (report.Linux is { } linux)
        {
            Linux(writer, linux);
        }
    });

    private static void Clocks(Grid table, GuestReport report)
    {
        if (report.System != "windows")
        {
            table.AddRow(Page.Cell("Clock source"), Page.Cell(report.ClockSource ?? "not decided by these leaves"));
        }

        if (report.Linux is { } linux)
        {
            table.AddRow(Page.Cell("  of"), Page.Cell(string.Join(", ", linux.ClockSources)));
            table.AddRow(Page.Cell("Clock event"), Page.Cell(linux.ClockEvent));
            table.AddRow(Page.Cell("APIC mode"), Page.Cell(linux.ApicMode));
        }
    }

    private static void Section<T>(Page page, string title, IReadOnlyList<T> items, Action<T> print)
    {
        if (items.Count == 0)
        {
            return;
        }

        page.Line();
        page.Heading(title);
        foreach (T item in items)
        {
            print(item);
        }
    }

    private static void Lines(Page page, string title, IReadOnlyList<string> lines)
    {
        Grid table = page.Table(Indent);
        Section(page, title, lines, line => table.AddRow(Page.Cell(line)));
        page.Add(table);
    }

    private static void Msrs(Page page, LinuxGuestView linux)
    {
        Grid table = page.Table(Indent, NumberWidth, AccessWidth);
        Section(page, "MSRs", linux.Msrs, msr =>
        {
            string value = msr.Value is { } fixedValue ? string.Create(CultureInfo.InvariantCulture, $" (writes 0x{fixedValue:x})") : "";
            table.AddRow(Page.Cell($"{msr.Msr:X8}H"), Page.Cell((msr.IsRead ? "r" : "") + (msr.IsWritten ? "w" : "")), Page.NamedCell(msr.Name, $": {msr.Meaning}{value}"));
        });
        page.Add(table);
    }

    private static void Hypercalls(Page page, LinuxGuestView linux)
    {
        Grid table = page.Table(Indent, NumberWidth, AccessWidth);
        Section(page, "Hypercalls", linux.Hypercalls, hypercall =>
            table.AddRow(Page.Cell($"{hypercall.Code:X4}H"), Page.Cell(""), Page.NamedCell(hypercall.Name, $": {hypercall.Meaning} ({GuestReport.Addresses(hypercall.Needs)})")));
        page.Add(table);
    }

    private static void Features(Page page, GuestReport report)
    {
        Grid table = page.Table(Indent, FeatureWidth);
        Section(page, "Uses", report.Features, feature => table.AddRow(Page.StrongCell(feature.Name), Page.Cell($"{feature.Meaning} ({GuestReport.Addresses(feature.Needs)})")));
        page.Add(table);
    }

    private static void Findings(Page page, GuestReport report)
    {
        Grid table = page.Table(Indent, LabelWidth);
        Section(page, "Findings", report.Linux?.Findings ?? [], finding =>
        {
            table.AddRow(Page.StrongCell(finding.Id), Page.Cell(finding.Message));
            table.AddRow(Page.Cell(""), Page.Cell(finding.Fix));
        });
        page.Add(table);
    }

    private static void Features(Utf8JsonWriter writer, GuestReport report)
    {
        writer.WriteStartArray("features");
        foreach (GuestFeature feature in report.Features)
        {
            writer.WriteStartObject();
            writer.WriteString("name", feature.Name);
            writer.WriteString("address", feature.Needs[0].ToString());
            writer.WriteTexts("needs", feature.Needs.Select(need => need.ToString()));
            writer.WriteString("meaning", feature.Meaning);
            writer.WriteString("source", feature.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Linux(Utf8JsonWriter writer, LinuxGuestView linux)
    {
        writer.WriteTexts("lines", linux.Lines.Select(line => line.Text));
        writer.WriteTexts("alsoPrinted", linux.Lines.Where(line => line.Row.IsAside).Select(line => line.Text));
        writer.WriteString("apicMode", linux.ApicMode);
        writer.WriteStartArray("clocksources");
        foreach (LinuxClockSource source in linux.ClockSources)
        {
            writer.WriteStartObject();
            writer.WriteString("name", source.Name);
            writer.WriteNumber("rating", source.Rating);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("msrs");
        foreach (LinuxGuestMsr msr in linux.Msrs)
        {
            writer.WriteStartObject();
            writer.WriteString("msr", string.Create(CultureInfo.InvariantCulture, $"0x{msr.Msr:x8}"));
            writer.WriteString("name", msr.Name);
            writer.WriteBoolean("read", msr.IsRead);
            writer.WriteBoolean("write", msr.IsWritten);
            writer.WriteString("value", msr.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"0x{value:x16}") : null);
            writer.WriteString("meaning", msr.Meaning);
            writer.WriteString("source", msr.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("hypercalls");
        foreach (LinuxGuestHypercall hypercall in linux.Hypercalls)
        {
            writer.WriteStartObject();
            writer.WriteString("code", string.Create(CultureInfo.InvariantCulture, $"0x{hypercall.Code:x4}"));
            writer.WriteString("name", hypercall.Name);
            writer.WriteTexts("needs", hypercall.Needs.Select(need => need.ToString()));
            writer.WriteString("meaning", hypercall.Meaning);
            writer.WriteString("source", hypercall.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
