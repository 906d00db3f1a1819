using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints which hosts can run a VM.</summary>
internal static class FitText
{
    private const int Indent = 2;
    private const int VerdictWidth = 7;
    private const int NameWidth = 16;
    private const int KernelWidth = 34;

    /// <summary>Adds host by host the verdict, what to change, and the oldest kernels.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="oldest">The oldest kernels, by processor.</param>
    public static void Add(Page page, HvFit fit, IReadOnlyDictionary<CpuVendor, IReadOnlyList<KvmOldestKernel>> oldest)
    {
        if (fit.Hosts.Count > 0)
        {
            page.Heading($"On {fit.Hosts.Count} {(fit.Hosts.Count == 1 ? "host" : "hosts")}, as {fit.Vmm.Title} finds them");
            Grid table = page.Table(Indent, Math.Min(page.Width / 2, fit.Hosts.Max(host => host.Candidate.Name.Length)), VerdictWidth);
            foreach (HvFitHost host in fit.Hosts)
            {
                string why = string.Join("; ", host.Resolution.Errors.Select(error => error.Message));
                table.AddRow(Page.StrongCell(host.Candidate.Name), Page.JudgedCell(host.Verdict.ToString().ToLowerInvariant(), host.Verdict == HvVerdict.Yes), Page.Cell(why));
            }

            page.Add(table);
            Changes(page, fit);
            page.Line();
        }

        Oldest(page, oldest);
        foreach (CpuVendor cpu in oldest.Where(kernels => kernels.Value.Count == 0).Select(kernels => kernels.Key))
        {
            HvResolution newest = fit.Vmm.Resolve(fit.Wishes, HvHost.From(new KvmHost { Kernel = KvmKernel.Newest, Vendor = cpu }));
            page.Line($"  {cpu.Name()}: none, for {string.Join("; ", newest.Errors.Select(error => error.Message))}");
        }
    }

    /// <summary>Adds the labels of each host.</summary>
    /// <param name="page">The page.</param>
    /// <param name="hosts">The hosts.</param>
    public static void AddLabels(Page page, IReadOnlyList<(string Name, IReadOnlyList<KubeVirtNodeLabel> Labels)> hosts)
    {
        foreach ((string name, IReadOnlyList<KubeVirtNodeLabel> labels) in hosts)
        {
            page.Heading(name);
            foreach (KubeVirtNodeLabel label in labels)
            {
                page.Line($"  {label.Label}=true");
            }

            if (labels.Count == 0)
            {
                page.Line("  none");
            }
        }
    }

    private static void Changes(Page page, HvFit fit)
    {
        if (fit.AllCan)
        {
            return;
        }

        page.Line();
        page.Heading(fit.ChangesSuffice ? "What to change so that all of them can" : "What to change, which is not enough for all of them");
        Grid table = page.Table(Indent, VerdictWidth + 2);
        foreach (HvFitChange change in fit.Changes)
        {
            table.AddRow(Page.Cell(change.On ? "add" : "leave out"), Page.NamedCell(change.Words, change.Hosts.Count == 0 ? ", which others require" : $", for {string.Join("; ", change.Hosts)}"));
        }

        page.Add(table);
        if (fit.Changes.Count == 0)
        {
            page.Line("  Nothing in the switches helps.");
        }
    }

    private static void Oldest(Page page, IReadOnlyDictionary<CpuVendor, IReadOnlyList<KvmOldestKernel>> oldest)
    {
        page.Heading("The oldest kernels that can, and all known later ones of theirs");
        Grid table = page.Table(Indent, NameWidth, KernelWidth);
        if (oldest.Values.Any(kernels => kernels.Count > 0))
        {
            table.AddRow(Page.Cell(""), Page.StrongCell("Intel"), Page.StrongCell("AMD"));
        }

        foreach (string distribution in oldest.Values.SelectMany(kernels => kernels).Select(kernel => kernel.Distribution).Distinct())
        {
            table.AddRow(Page.StrongCell(distribution), Page.Cell(Of(CpuVendor.Intel)), Page.Cell(Of(CpuVendor.Amd)));

            string Of(CpuVendor cpu) => oldest[cpu].FirstOrDefault(kernel => kernel.Distribution == distribution)?.ToString() ?? "none";
        }

        page.Add(table);
    }
}
