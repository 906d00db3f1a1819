using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What the host's kernel adds to the findings: its flaws, and what is not known of it.</summary>
internal static class HvKernelFindings
{
    private const string Ipi = "hv-ipi";

    /// <summary>The warning about <c>hv-ipi</c> on a vCPU without an in-kernel local APIC whose host has, or may have, CVE-2025-21779.</summary>
    public static IEnumerable<HvSwitchFinding> OfFlaws(HvSwitches switches, bool inKernelLapic, KvmHost? host)
    {
        KvmFlaw flaw = KvmFlaws.IpiWithoutLapic;
        if ((switches & HvSwitches.Ipi) != 0 && !inKernelLapic && host is not null && flaw.IsKnownIn(host.Kernel) != false)
        {
            string may = flaw.IsKnownIn(host.Kernel) is null ? "may have" : "has";
            string message = $"{Ipi} without an in-kernel local APIC: Linux {host.Kernel.Text} {may} {flaw}.";
            yield return new HvSwitchFinding(HvSwitchFindingIds.HarmsHost, HvSeverity.Warning, Ipi, message)
            {
                Addresses = HvEnlightenmentTable.For(HvSwitches.Ipi).Single().Needs,
                Fix = $"leave {Ipi} off, create the irqchip in the kernel, or use a kernel with {flaw.Fix}",
            };
        }
    }

    /// <summary>Those of a switch's bits that the host's kernel may or may not report.</summary>
    public static IReadOnlyList<BitAddress> Unsure(IReadOnlyList<BitAddress> needs, KvmQuery? query) =>
        query is { Host.Kernel.Neighbour: not null } asked && SupportedFold.Answer(asked).Uncertain is { Count: > 0 } uncertain
            ? [.. needs.Where(bit => uncertain.Any(field => field.Overlaps(bit)))]
            : [];

    /// <summary>The finding that nobody knows whether the host's kernel supports a switch; nobody can rely on a VMM that starts with it.</summary>
    public static HvSwitchFinding Unknown(HvEnlightenment row, IReadOnlyList<BitAddress> unsure, KvmKernel kernel, HvFixes fixes) =>
        new(HvSwitchFindingIds.Unknown, HvSeverity.Error, row.Flag, $"whether Hyper-V {QemuRuleTable.NameOf(row)} is supported by Linux {kernel.Text} is unknown: {kernel.Basis}")
        {
            Addresses = unsure,
            Fix = $"ask the host itself (hvcpuid host), or leave {fixes.Name(row)} off",
            StopsVmm = true,
        };
}
