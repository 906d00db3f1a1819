using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>The words about switches, whole: what stops a VMM or is worth knowing, and what would help, for each switch alone, on hosts and VMMs that differ.</summary>
public class SwitchWordsTests
{
    private static readonly string[] Hosts = ["5.0,intel", "5.10,amd", "6.12,intel,evmcs", "6.12,amd", "6.12,intel,nolapic", "rhel9.4,intel"];
    private static readonly string[] Vmms = ["qemu:11.1", "qemu:5.2", "copy"];

    private static readonly string[] Together =
    [
        "hv-passthrough", "hv-passthrough,hv-evmcs", "hv-passthrough,hv-spinlocks=64", "hv-enforce-cpuid", "hv-relaxed,hv-vapic,hv-time,hv-spinlocks=0x1fff,hv-vpindex,hv-synic,hv-stimer,hv-reset,hv-frequencies",
        "hv-syndbg,hv-synic,hv-vpindex,hv-relaxed", "hv-vpindex,hv-synic,hv-stimer-direct", "hv-no-nonarch-coresharing=on,hv-relaxed", "hv-no-nonarch-coresharing=auto,hv-relaxed", "hv-avic,hv-vapic", "hv-xmm-input,hv-tlbflush-ext",
        "hv-vendor-id=AVeryLongVendorName", "hv-relaxed,hv-vendor-id=",
    ];

    [Fact]
    public void Findings_OfEverySwitchAlone_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of a command line, on VMMs and hosts. Those of which the same is said share a line.\n");
        foreach (string flags in HvEnlightenmentTable.All.Select(row => row.Flag).Concat(Together))
        {
            text.Append('\n').Append(flags).Append('\n');
            foreach (IGrouping<string, string> same in Vmms.SelectMany(vmm => Hosts.Select(host => (Place: $"{vmm} on {host}", Words: Words(vmm, host, flags)))).GroupBy(told => told.Words, told => told.Place))
            {
                text.Append("  ").AppendJoin("; ", same).Append('\n').Append(same.Key);
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/switches.txt", text.ToString());
    }

    private static string Words(string vmm, string host, string flags)
    {
        try
        {
            HvResolution resolution = HvVmm.Parse(vmm).Resolve(QemuFlags.Parse(flags), HvHost.Parse(host));
            return string.Concat(resolution.Findings.Select(finding => $"    {finding.Severity} {finding.Id} {finding.Flag}{(finding.StopsVmm ? " stops" : "")}: {finding.Message} | {finding.Fix} | {string.Join(' ', finding.Addresses)}\n"));
        }
        catch (FormatException refused)
        {
            return $"    refused: {refused.Message}\n";
        }
    }
}
