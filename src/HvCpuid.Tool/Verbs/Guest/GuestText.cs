using System.Globalization;
using HvCpuid.Documents;
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

    /// <summary>Adds what a guest concludes.</summary>
    /// <param name="page">The page.</param>
    /// <param name="heading">Whose leaves they are, and who sees them.</param>
    /// <param name="guest">What the guest concludes.</param>
    /// <param name="linux">The guest; null where it is not Linux.</param>
    public static void Add(Page page, string heading, GuestDocument guest, LinuxGuestView? linux)
    {
        page.Heading(heading);
        Grid table = page.Table(Indent, LabelWidth);
        table.AddRow(Page.Cell("Platform"), Page.StrongCell(guest.Platform ?? (linux is { IsPlatformDecided: false } ? "not decided by these leaves" : "none that it knows")));
        foreach ((string why, int place) in guest.Why.Select((why, place) => (why, place)))
        {
            table.AddRow(Page.Cell(place == 0 ? "Why" : ""), Page.Cell(why));
        }

        Clocks(table, guest, linux);
        page.Add(table);
        Section(page, "Kernel log", guest.Dmesg, line => page.Verbatim("  " + line));
        if (linux is not null)
        {
            Lines(page, "Also printed, by the source", guest.AlsoPrinted ?? []);
            Msrs(page, linux);
            Hypercalls(page, linux);
        }

        Features(page, guest);
        Findings(page, guest);
        Lines(page, "Not known", guest.Unknown);
    }

    private static void Clocks(Grid table, GuestDocument guest, LinuxGuestView? linux)
    {
        if (guest.As != "windows")
        {
            table.AddRow(Page.Cell("Clock source"), Page.Cell(guest.Clocksource ?? "not decided by these leaves"));
        }

        if (linux is not null)
        {
            table.AddRow(Page.Cell("  of"), Page.Cell(string.Join(", ", linux.ClockSources)));
            table.AddRow(Page.Cell("Clock event"), Page.Cell(linux.ClockEvent ?? "not decided by these leaves"));
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
            table.AddRow(Page.Cell($"{hypercall.Code:X4}H"), Page.Cell(""), Page.NamedCell(hypercall.Name, $": {hypercall.Meaning} ({string.Join(", ", hypercall.Needs)})")));
        page.Add(table);
    }

    private static void Features(Page page, GuestDocument guest)
    {
        Grid table = page.Table(Indent, FeatureWidth);
        Section(page, "Uses", guest.Features, feature => table.AddRow(Page.StrongCell(feature.Name), Page.Cell($"{feature.Meaning} ({string.Join(", ", feature.Needs)})")));
        page.Add(table);
    }

    private static void Findings(Page page, GuestDocument guest)
    {
        Grid table = page.Table(Indent, LabelWidth);
        Section(page, "Findings", guest.Findings, finding =>
        {
            table.AddRow(Page.StrongCell(finding.Id), Page.Cell(finding.Message));
            table.AddRow(Page.Cell(""), Page.Cell(finding.Fix));
        });
        page.Add(table);
    }
}
