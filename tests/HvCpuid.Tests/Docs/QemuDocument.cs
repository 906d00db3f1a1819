using System.Globalization;
using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Tests.Vectors;
using HvCpuid.Tests.Vmm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/qemu.md, written from the rows of QEMU's releases and machine types.</summary>
internal static class QemuDocument
{
    public static string Write()
    {
        StringBuilder page = new();
        Introduction(page);
        Asking(page);
        Flags(page);
        Changes(page);
        MachineTypes(page);
        Distributions(page);
        Strictness(page);
        return page.ToString();
    }

    private static void Introduction(StringBuilder page)
    {
        string[] measured = [.. QemuRun.All.Select(run => run.Release).Distinct().Order().Select(release => release.ToString())];
        Line(page, "# Which QEMU, which machine type");
        Line(page);
        Line(page, "Generated from `QemuChangeTable`, `QemuRuleTable`, `QemuMachineTable`, `QemuDistributionTable` and `QemuLegacyTable`; do not edit, see [CONTRIBUTING](../.github/CONTRIBUTING.md).");
        Line(page);
        Line(page, "What a guest gets from hv-* switches depends on QEMU's release and on the machine type: `hvcpuid flags … --vmm qemu:7.2 --machine pc-q35-6.1`. Without them, the");
        Line(page, $"newest QEMU that is known, {QemuChangeTable.Newest}, and its newest pc; a later release is answered as that one, and says so. {QemuChangeTable.Oldest} is the oldest.");
        Line(page);
        Line(page, $"**Measured**: unmodified QEMU {string.Join(", ", measured[..^1])} and {measured[^1]} on KVMs that answered as Linux 5.10, 6.1, 6.12 and 7.2 do (tests/HvCpuid.Tests/Vectors/Vmm/qemu-runs.txt),");
        Line(page, "and, through a shim, as this model says of kernels from 3.10 on (qemu-runs-modelled.txt). A test holds the model to every run: leaves, first message, capabilities enabled.");
        Line(page, "**Looked up**: in which release between those a change came, in the commit or document that each row names, and what distributions' machine types are.");
        Line(page);
    }

    private static void Asking(StringBuilder page)
    {
        Line(page, "## How QEMU asks a host");
        Line(page);
        Line(page, $"1. Since {QemuChangeTable.AsksOnDevKvm}: KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm, where KVM has capability 191. On Intel with nested=1 eVMCS counts as enabled there.");
        Line(page, $"2. Otherwise, with capability 167, on a vCPU. Since {QemuChangeTable.EvmcsAfterAsking} QEMU adds CPUID.40000004H:EAX[14] itself where capability 163 is there; before, it enables eVMCS first.");
        Line(page, "3. Without 167, before Linux 5.0: from capabilities and the list of MSRs, as below.");
        Line(page, "4. Without capability 44, a KVM built without CONFIG_KVM_HYPERV: nothing. The guest gets no leaf, and QEMU says nothing, but stops at hv-vpindex, hv-time, hv-reenlightenment, hv-vapic and hv-synic.");
        Line(page);
        Line(page, "A switch is supported when all bits that it needs are reported. Then QEMU enables on each vCPU 148 (hv-synic; 123 with x-hv-synic-kvm-only), 163 (hv-evmcs) and 199 (hv-enforce-cpuid).");
        Line(page);
        page.Table("capability | MSR | what QEMU concludes without the call", QemuLegacyTable.Rows.Select(row =>
        {
            string capability = row.IsSynic ? "148, or 123 with x-hv-synic-kvm-only" : row.Capability is { } one ? Number((int)one) : "";
            return $"{capability} | {(row.Msr is { } msr ? $"{msr:X8}H" : "")} | {Bits(row.Bits)}";
        }));
    }

    private static void Flags(StringBuilder page)
    {
        Line(page, "## Switches and settings by release");
        Line(page);
        Line(page, $"{QemuChangeTable.Oldest} has all others.");
        Line(page);
        page.Table("flag | since | until | source", QemuRuleTable.Flags.Select(row => $"`{row.Flag}` | {(row.Since == QemuChangeTable.Beginning ? "" : row.Since.Release)} | {row.Until?.Release} | {Source(row.Until ?? row.Since)}"));
        Line(page, "Bits that a switch needs of KVM in some releases alone:");
        Line(page);
        page.Table("switch | bit | until | source", QemuRuleTable.Needs.Select(row => $"`{HvEnlightenmentTable.For(row.Switch).Single().Flag}` | `{row.Bit}` | {row.Until?.Release} | {Source(row.Until!)}"));
    }

    private static void Changes(StringBuilder page)
    {
        Line(page, "## Changes");
        Line(page);
        page.Table("release | change | source", QemuChangeTable.All.Select(change => $"{change.Release} | {change.Summary} | {Source(change)}"));
    }

    private static void MachineTypes(StringBuilder page)
    {
        Line(page, "## Machine types");
        Line(page);
        Line(page, "`pc`, `q35`, `microvm` and `isapc` have the defaults of the release. A versioned type has those of its time, unless the value is given:");
        Line(page);
        page.Table("types up to | setting | default", QemuMachineTable.Compat.Select(row => $"{row.LastVersion} | `{row.Flag}` | {row.Value}"));
        page.Table("family | oldest type | since QEMU | until", QemuMachineTable.Oldest.Select(row => $"`{row.Family}` | {row.OldestVersion?.ToString() ?? "none"} | {(row.Since == QemuChangeTable.Beginning ? "" : row.Since.Release)} | {row.Until?.Release}"));
        Line(page, $"Since {QemuChangeTable.SixYears.Release} {QemuChangeTable.SixYears.Summary}.");
        Line(page);
    }

    private static void Distributions(StringBuilder page)
    {
        Line(page, "## Machine types of distributions");
        Line(page);
        Line(page, "`pc-q35-NAME` and `pc-i440fx-NAME`, with Ubuntu's `-hpb`, `-maxcpus` and `-v2` behind it; Proxmox VE's `+pve0` stands behind QEMU's own. What is not here is answered as the newest pc, with a warning.");
        Line(page);
        page.Table("name | has the defaults of | source", QemuDistributionTable.Rows.Select(row => $"`{row.Name}` | {row.StandsOn} | {row.Source}"));
    }

    private static void Strictness(StringBuilder page)
    {
        Line(page, "## Where this reader is stricter than QEMU");
        Line(page);
        Line(page, "It never takes a spelling that QEMU refuses. It refuses some that QEMU takes:");
        Line(page);
        page.Table("written | because", QemuRunTests.Stricter.Select(row => $"`{row.Written}` | {row.Because}"));
        Line(page, "Two runs are not held against the model: on Linux 5.10 with nested=0 KVM leaves the versions of eVMCS unwritten, and QEMU 7.2.22 went by what its stack held.");
    }

    private static string Source(QemuChange change) => change.Commit ?? change.Source ?? "";

    private static string Bits(IEnumerable<BitAddress> bits) => string.Join(", ", bits.Select(bit => $"`{bit}`"));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder page, FormattableString? text = null) => page.AppendLine(text is null ? "" : FormattableString.Invariant(text));

    private static void Line(StringBuilder page, string text) => page.AppendLine(text);
}
