using HvCpuid.Documents;
using HvCpuid.Enlightenments;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what one VM is given on several hosts: host by host the verdict, and what all of them allow.</summary>
internal static class FlagsHosts
{
    private const int Indent = 2;
    private const int VerdictWidth = 7;

    /// <summary>Prints the table or JSON.</summary>
    /// <returns>The exit code: 1 when a host refuses, or that is not known.</returns>
    public static int Print(IReadOnlyList<FlagsOffer> offers, OutputFormat format, ToolConsole console)
    {
        console.Note(Notes(offers));
        HvConfiguration common = Common(offers);
        Output.Write(format, new Answer<FlagsHostsDocument>(page => Table(page, offers, common), () => Document(offers, common)), console);
        return offers.All(IsFine) ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    // What holds of all hosts is told once, what holds of some with their names.
    private static IEnumerable<string> Notes(IReadOnlyList<FlagsOffer> offers) => offers
        .SelectMany(offer => offer.Notes.Distinct().Select(note => (Note: note, Host: offer.Source.HostName)))
        .GroupBy(told => told.Note, told => told.Host)
        .Select(told => told.Count() == offers.Count ? told.Key : $"{string.Join("; ", told)}: {told.Key}");

    private static bool IsFine(FlagsOffer offer) => !offer.Resolution.Errors.Any();

    private static HvConfiguration Common(IReadOnlyList<FlagsOffer> offers)
    {
        FlagsOffer first = offers[0];
        HvConfiguration asked = first.Resolution.Configuration;

        // Of passthrough, all that every host has.
        HvConfiguration start = asked.Mode == HvConfigurationMode.Custom ? asked : HvConfiguration.Default.With(offers.Aggregate(HvSwitches.All, (all, offer) => all & offer.Offer.Explicit.Switches));
        return offers.Aggregate(start, (configuration, offer) => offer.Resolution.Vmm.KeepSupported(configuration, offer.Source.Host, out _));
    }

    private static void Table(Page page, IReadOnlyList<FlagsOffer> offers, HvConfiguration common)
    {
        page.Heading($"On {offers.Count} hosts, as {offers[0].Resolution.Vmm.Title} finds them");
        page.Line();
        Grid table = page.Table(Indent, Math.Min(page.Width / 2, offers.Max(offer => offer.Source.HostName.Length)), VerdictWidth);
        foreach (FlagsOffer offer in offers)
        {
            string why = string.Join("; ", offer.Resolution.Errors.Select(error => error.Message));
            table.AddRow(Page.StrongCell(offer.Source.HostName), Page.Cell(IsFine(offer) ? "starts" : offer.IsUnknown ? "unknown" : offer.Resolution.Starts ? "wrong" : "refuses"), Page.Cell(why));
        }

        page.Add(table);
        page.Line();
        page.Heading("What all of them allow");
        page.Verbatim($"  {(common.ToQemu() is { Length: > 0 } flags ? flags : "nothing of it")}");
    }

    private static FlagsHostsDocument Document(IReadOnlyList<FlagsOffer> offers, HvConfiguration common) => new()
    {
        Vmm = offers[0].Resolution.Vmm.Name,
        Hosts =
        [
            .. offers.Select(offer => new FlagsHostDocument
            {
                Host = offer.Source.HostName,
                Verdict = IsFine(offer) ? Verdict.Yes : offer.IsUnknown ? Verdict.Unknown : Verdict.No,
                Findings = FlagsFindingDocument.From(offer.Resolution, offer.Unknown),
            }),
        ],
        Common = common.ToQemu(),
    };
}
