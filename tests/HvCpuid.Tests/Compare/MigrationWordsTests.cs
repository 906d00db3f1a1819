using System.Text;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

/// <summary>The words of moves and baselines, whole, for guests and destinations that differ.</summary>
public class MigrationWordsTests
{
    private static readonly (string Guest, string Destination)[] Moves =
    [
        ("6.12,intel,evmcs", "5.0,intel"), ("6.12,intel,evmcs", "6.12,amd"), ("6.12,intel", "rhel9.2,intel"), ("7.3,amd", "ubuntu22.04,amd"), ("5.10,intel", "6.12,intel,nolapic"), ("6.3,intel", "6.1,intel"),
    ];

    [Fact]
    public void Findings_OfMoves_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of moving the guest that has all of one host's answer to another host: to the kernel alone, and under QEMU 11.1.\n");
        foreach ((string guest, string destination) in Moves)
        {
            HvCpuidSet set = Answer(guest);
            HvHost host = HvHost.Parse(destination);
            Append(text, $"{guest} -> {destination}", HvMigration.Check(set, HvDestination.From(host)));
            Append(text, $"{guest} -> {destination} under QEMU", HvMigration.Check(set, HvDestination.From(QemuVmm.Newest, host)));
        }

        HvCpuidSet qemu = QemuVmm.Newest.Resolve(QemuFlags.Parse("hv-relaxed,hv-vapic,hv-evmcs,hv-spinlocks=4095,hv-vpindex,hv-time,hv-synic,hv-stimer,hv-no-nonarch-coresharing=on"), HvHost.Parse("6.12,intel,evmcs")).GetSet();
        Append(text, "a guest of QEMU with eVMCS -> 6.1,amd under QEMU", HvMigration.Check(qemu, HvDestination.From(QemuVmm.Newest, HvHost.Parse("6.1,amd"))));
        Append(text, "nothing -> 6.1,amd", HvMigration.Check(HvCpuidSet.Empty, HvDestination.From(HvHost.Parse("6.1,amd"))));
        Baseline.Check("tests/HvCpuid.Tests/Baselines/migration-findings.txt", text.ToString());
    }

    [Fact]
    public void Losses_OfABaseline_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What hosts lose to the baseline of all of them.\n");
        foreach (string[] hosts in new[] { new[] { "6.12,intel,evmcs", "5.0,intel" }, ["6.12,intel,evmcs", "6.12,amd"], ["7.3,amd", "6.1,amd", "5.10,amd"] })
        {
            HvBaseline baseline = HvBaseline.From(hosts.Select(Answer));
            text.Append('\n').AppendJoin("; ", hosts).Append('\n').AppendJoin("", baseline.Losses.Select(loss => $"  {loss.Name} {loss.Values}: {loss}\n"));
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/losses.txt", text.ToString());
    }

    private static HvCpuidSet Answer(string query)
    {
        KvmQuery asked = KvmQuery.Parse(query);
        return new SupportedHvCpuid(asked.Host).ForVcpu(asked.Vcpu).GetSet();
    }

    private static void Append(StringBuilder text, string title, HvMigration migration)
    {
        text.Append('\n').Append(title).Append(": ").Append(migration.Verdict).Append('\n');
        foreach (HvMigrationFinding finding in migration.Findings)
        {
            text.Append("  ").Append(finding).Append(finding.Switch is { } flag ? $" ({flag})" : "").Append('\n').Append("    ").Append(finding.Fix).Append('\n').AppendJoin("", finding.Uses.Select(use => $"    uses {use}\n"));
        }
    }
}
