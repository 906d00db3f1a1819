using System.Globalization;
using HvCpuid.Checks;
using HvCpuid.Compare;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints a baseline.</summary>
internal static class BaselineText
{
    private const int Indent = 2;
    private const int AddressWidth = 28;
    private const int CountWidth = 16;

    /// <summary>Why hosts have no ground in common that could be Hyper-V's.</summary>
    public const string NoHyperV = "Not all of the hosts have leaves 40000000H to 40000005H and the interface 'Hv#1'.";

    /// <summary>Adds the leaves, the switches, and who takes what away.</summary>
    /// <param name="page">The page.</param>
    /// <param name="answer">The baseline.</param>
    /// <param name="level">The level; null for none.</param>
    public static void Add(Page page, BaselineAnswer answer, BaselineLevel? level)
    {
        HvBaseline baseline = answer.Baseline;
        page.Heading(string.Create(CultureInfo.InvariantCulture, $"What {(baseline.Hosts == 1 ? "one host supports" : $"all of {baseline.Hosts:N0} hosts support")}"));
        page.Line();
        if (baseline.Set.Count > 0)
        {
            LeafTable.Add(page, baseline.Set);
        }

        if (!baseline.IsUsable)
        {
            page.Line();
            page.Heading("No guest can use that");
            if (!baseline.IsHyperV)
            {
                page.Line("  " + NoHyperV);
            }

            foreach (HvFinding error in baseline.Errors)
            {
                page.Line($"  {error.Id} {error.Address}: {error.Message}");
            }
        }

        if (answer.Offer is { } offer)
        {
            page.Line();
            page.Heading("Switches for a guest that runs on all of them");
            page.Line("  " + offer.ToFlags());
        }

        Level(page, answer, level);
        Losses(page, answer);
    }

    private static void Level(Page page, BaselineAnswer answer, BaselineLevel? level)
    {
        if (level?.Migration is not { } migration)
        {
            return;
        }

        page.Line();
        page.Heading(level.Holds ? $"All of them hold level {level.Name}." : $"Not all of them hold level {level.Name}");
        foreach (HvMigrationFinding finding in migration.Findings)
        {
            HvBaselineLoss? loss = answer.Baseline.Losses.FirstOrDefault(loss => loss.Address is { } lost && finding.Address is { } address && lost.Overlaps(address));
            page.Line($"  {finding.Address} {finding.Field?.Name}{(loss is null ? "" : $": not on {Hosts(loss)}")}");
        }
    }

    private static void Losses(Page page, BaselineAnswer answer)
    {
        IReadOnlyList<HvBaselineLoss> losses = answer.Baseline.Losses;
        page.Line();
        if (losses.Count == 0)
        {
            page.Line("All hosts support the same.");
            return;
        }

        if (!answer.IsWhy)
        {
            page.Line(string.Create(CultureInfo.InvariantCulture, $"{losses.Count} {(losses.Count == 1 ? "thing" : "things")} that some of them have and not all: --why names who takes what away."));
            return;
        }

        page.Heading("What some of them have and not all, and who takes it away");
        Grid table = page.Table(Indent, AddressWidth, CountWidth);
        foreach (HvBaselineLoss loss in losses)
        {
            string place = loss.Address?.ToString() ?? loss.Name;
            string who = loss.Because is { } cause ? $"goes with {cause}" : string.Create(CultureInfo.InvariantCulture, $"{loss.Hosts:N0} {(loss.Hosts == 1 ? "host" : "hosts")}");
            table.AddRow(Page.Cell(place), Page.Cell(who), Page.NamedCell(loss.Address is null ? "" : loss.Name, Rest(loss)));
        }

        page.Add(table);
    }

    private static string Rest(HvBaselineLoss loss)
    {
        string first = loss.First.Length == 0 ? "" : $"{(loss.Address is null ? "" : ", ")}first {loss.First}";
        return (loss.Values.Length == 0 ? "" : " " + loss.Values) + first;
    }

    private static string Hosts(HvBaselineLoss loss) => loss.Hosts == 0 ? "some" : string.Create(CultureInfo.InvariantCulture, $"{loss.Hosts:N0} of them, first {loss.First}");
}
