using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints kernels of distributions.</summary>
internal static class KernelsText
{
    private const int Indent = 2;
    private const int FromWidth = 12;
    private const int VcpusWidth = 5;
    private const int SurenessWidth = 9;

    /// <summary>Adds the lines, a row a line, and what is asked for by its name first.</summary>
    public static void Add(Page page, KvmKernels kernels, KvmKernel? asked)
    {
        if (asked is not null)
        {
            Add(page, asked);
            page.Line();
        }

        foreach (KvmKernelLine line in kernels.Lines)
        {
            page.Heading($"{line.Id}: {line.Distribution}");
            page.Line($"  names {string.Join(" ", line.Patterns)}");
            if (line.Releases.Count > 0 && line.Names.Count > 0)
            {
                page.Line($"  also  {string.Join(" ", line.Names.Select(name => $"{name}{line.Releases[0].Key}{(line.Releases.Count > 1 ? $"..{line.Releases[^1].Key}" : "")}"))}");
            }

            page.Line($"  base  {(line.Base is { } release ? $"Linux {release}" : "the release that the name tells")}{(line.Levels.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", with the stable levels of {line.Levels.Count} builds") : "")}");
            Grid table = page.Table(Indent, FromWidth, VcpusWidth, SurenessWidth);
            foreach (KvmKernelRow row in line.Rows)
            {
                table.AddRow(
                    Page.StrongCell(row.From == KvmBuild.Parse("0") ? "from the first" : $"from {row.From}"),
                    Page.Cell(row.MaximumVcpus?.ToString(CultureInfo.InvariantCulture) ?? ""),
                    Page.Cell(row.Sureness.ToString().ToLowerInvariant()),
                    Page.Cell(Text(row)));
            }

            page.Add(table);
            page.Line();
        }
    }

    /// <summary>Prints them in the form of <c>--kernels FILE</c>.</summary>
    public static void File(KvmKernels kernels, ToolConsole console) => console.Output.WriteLine(KernelsFile.Text(kernels));

    /// <summary>Prints the rows that a capture implies, ready for <c>--kernels FILE</c>, and the cases of a test vector.</summary>
    public static void Implied(Capture capture, OutputFormat format, ToolConsole console)
    {
        KvmImpliedLine implied = KvmCapture.Imply(capture.Observation, capture.Uname);
        foreach (KvmDifference difference in implied.Differences)
        {
            console.Complain($"note: no change that is known explains this: {difference}.");
        }

        File(new KvmKernels([implied.Line]), console);
        if (format != OutputFormat.Json)
        {
            console.Output.WriteLine();
            console.Output.WriteLine($"# {capture.Uname}, captured");
            console.Output.Write(KvmCapture.Vector(capture.Observation));
        }
    }

    private static void Add(Page page, KvmKernel kernel)
    {
        page.Heading(kernel.Text);
        page.Line($"  is Linux {kernel.Base}{(kernel.Added.Count == 0 ? "" : $" with {Ids(kernel.Added)}")}{(kernel.Removed.Count == 0 ? "" : $" without {Ids(kernel.Removed)}")}");
        page.Line($"  {kernel.Basis}");
        if (kernel.MaximumVcpus is { } vcpus)
        {
            page.Line(string.Create(CultureInfo.InvariantCulture, $"  at most {vcpus} vCPUs a VM"));
        }

        if (kernel.Note is { } note)
        {
            page.Line($"  {note}");
        }

        string[] flaws = [.. KvmFlaws.All.Where(flaw => flaw.IsKnownIn(kernel) != false).Select(flaw => (flaw.Cve ?? flaw.Summary) + (flaw.IsKnownIn(kernel) is null ? " (not known)" : ""))];
        page.Line($"  flaws of the host: {(flaws.Length == 0 ? "none that are known here" : string.Join(", ", flaws))}");
    }

    private static string Text(KvmKernelRow row)
    {
        List<string> parts = [];
        Part("has", row.Added);
        Part("lacks", row.Removed);
        Part("not known", row.Open);
        parts.Add($"[{row.Source}{(row.Seen is { } seen && row.From <= seen ? $"; seen to {seen}" : "")}]");
        return string.Join(" ", parts);

        void Part(string word, IReadOnlyList<KvmChange> changes) => parts.AddRange(changes.Count == 0 ? [] : [$"{word} {Ids(changes)}"]);
    }

    private static string Ids(IEnumerable<KvmChange> changes) => string.Join(", ", changes.Select(change => change.Id));
}
