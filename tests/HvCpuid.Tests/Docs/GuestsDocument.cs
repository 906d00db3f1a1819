using System.Globalization;
using System.Text;
using HvCpuid.Guest;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/guests.md, written from LinuxGuestChangeTable, LinuxGuestLineTable and LinuxGuestFeatureTable.</summary>
internal static class GuestsDocument
{
    public static string Write()
    {
        StringBuilder page = new();
        page.AppendLine("# What a Linux guest makes of the leaves");
        page.AppendLine();
        page.AppendLine("Generated from `LinuxGuestChangeTable`, `LinuxGuestLineTable` and `LinuxGuestFeatureTable`; do not edit, see [CONTRIBUTING](../.github/CONTRIBUTING.md).");
        page.AppendLine("Releases are the first mainline ones; from the stable level in brackets on, that series has it too. `hvcpuid guest` applies the rows to a set of leaves.");
        page.AppendLine();
        page.AppendLine("First of all: where KVM's own leaves stand at 40000100H beside Hyper-V's, Linux takes KVM and uses nothing of what follows.");
        page.AppendLine();
        page.AppendLine("Measured: boots of Linux 5.10.262, 6.1.174, 6.12.117 and 7.2.13 under QEMU and kvm_amd, their lines, clocks, MSRs and hypercalls. Looked up in the sources' history:");
        page.AppendLine("every other release, root partitions, isolation, invariant TSCs, more than 64 processors, and the lines that say \"source\" below.");
        page.AppendLine();
        page.AppendLine("## Lines of the kernel log, in order");
        page.AppendLine();
        page.AppendLine("`{3.EAX:x}` is a register in hexadecimal, `:d` and `:s` are numbers; `{lapic}`, `{mode}`, `{platform}` and the clock sources are the guest's own.");
        page.AppendLine();
        page.Table("line | since | until | bits | when | known from | printed by", LinuxGuestLineTable.All.Select(line => FormattableString.Invariant($"`{line.Form}` | {Release(line.Since)} | {Release(line.Until)} | {Bits(line.Needs, line.Excludes)} | {line.Condition} | {(line.IsMeasured ? "boots" : "source")} | {line.Source}")));
        page.AppendLine("## What it uses");
        page.AppendLine();
        page.Table("feature | bits | what it does | since | source", LinuxGuestFeatureTable.All.Select(feature => FormattableString.Invariant($"{feature.Name} | {Bits(feature.Needs, feature.Excludes)} | {feature.Meaning} | {Release(feature.Since)} | {feature.Source}")));
        page.AppendLine("## Changes");
        page.AppendLine();
        page.AppendLine("| release | commit | change | source |");
        page.AppendLine("|---|---|---|---|");
        foreach (LinuxGuestChange change in LinuxGuestChangeTable.All)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {Release(change)} | {change.Commit} | {change.Summary} | {change.Source} |");
        }

        return page.ToString();
    }

    private static string Release(LinuxGuestChange? change) =>
        change is null ? "" : change.Release + (change.Backports.Count == 0 ? "" : $" ({string.Join(", ", change.Backports)})");

    private static string Bits(IEnumerable<BitAddress> needs, IEnumerable<BitAddress> excludes) =>
        string.Join(", ", needs.Select(bits => $"`{bits}`").Concat(excludes.Select(bits => $"not `{bits}`")));
}
