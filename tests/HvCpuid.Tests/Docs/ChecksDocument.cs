using System.Globalization;
using System.Text;
using HvCpuid.Checks;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/checks.md, written from HvCheckTable and HypervisorTable.</summary>
internal static class ChecksDocument
{
    public static string Write()
    {
        StringBuilder page = new();
        page.AppendLine("# What the checker tells");
        page.AppendLine();
        page.AppendLine("Generated from `HvCheckTable` and `HypervisorTable`; do not edit, see [CONTRIBUTING](../.github/CONTRIBUTING.md).");
        page.AppendLine("`hvcpuid lint SOURCE` runs these rules; `hvcpuid explain HV012` tells one. Ids never change their meaning.");
        page.AppendLine();
        page.AppendLine("- An **error** contradicts itself or the interface: guests misread the leaves. `lint` exits with 1.");
        page.AppendLine("- A **warning**: some guest ignores what is offered, is slower, or is offered what does not work.");
        page.AppendLine("- An **info** is only worth knowing, and is shown with `--all`.");
        page.AppendLine();
        page.AppendLine("The signatures decide first whose leaves they are. On leaves that are not Hyper-V's HV026 says so, and no other rule speaks.");
        page.AppendLine("Processor, VMX or SVM, and the number of vCPUs come from the ordinary leaves and the CPUs of the same dump; `--cpu`, `--nested-exposed` and `--vcpus`");
        page.AppendLine("count before them, and a contradiction is told. Of leaves that are known in part, only what holds whatever the rest is is told, and the rules that could not be judged are listed.");
        page.AppendLine("`--enforce on` says that accesses are held to the leaves (HV036). `--on HOST` holds the set against a host (HV038): bit by bit, with the kernels that would report it.");
        foreach (HvCheck check in HvCheckTable.All)
        {
            page.AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"## {check.Id} {check.Title}");
            page.AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"*{check.Severity.ToString().ToLowerInvariant()}.* {check.Why}{(check.WhyOnKvm is null ? "" : $" On KVM: {check.WhyOnKvm}")}");
            page.AppendLine();
            page.AppendLine(CultureInfo.InvariantCulture, $"Source: {check.Source}");
        }

        page.AppendLine();
        page.AppendLine("## Whose leaves");
        page.AppendLine();
        page.AppendLine("At 40000000H, and behind it at 40000100H, 40000200H and so on. 40000001H:EAX = `Hv#1` makes the first Hyper-V's, whatever the signature.");
        page.AppendLine();
        page.AppendLine("| signature | whose | TSC and bus kHz at 40000010H | source |");
        page.AppendLine("|---|---|---|---|");
        foreach (Hypervisor row in HypervisorTable.All)
        {
            string signatures = string.Join(", ", row.Signatures.Select(signature => $"`{signature}`"));
            page.AppendLine(CultureInfo.InvariantCulture, $"| {signatures} | {row.Name} | {row.FrequencySource} | {row.Source} |");
        }

        return page.ToString();
    }
}
