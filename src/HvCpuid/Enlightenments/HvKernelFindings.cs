using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>What the host's kernel adds to the findings: its flaws, and what is not known of it.</summary>
internal static class HvKernelFindings
{
    private const string Ipi = "hv-ipi";

    /// <summary>The warning about <c>hv-ipi</c> on a vCPU without an in-kernel local APIC whose host has, or may have, CVE-2025-21779.</summary>
    public static IEnumerable<HvSwitchFinding> OfFlaws(HvConfiguration configuration, SupportedQuery? query)
    {
        KvmFlaw flaw = KvmFlaws.IpiWithoutLapic;
        if (query is { Scope: KvmScope.Vcpu, Vcpu.InKernelLapic: false } asked && (configuration.Switches & HvSwitches.Ipi) != 0 && flaw.IsKnownIn(asked.Host.Kernel) != false)
        {
            string may = flaw.IsKnownIn(asked.Host.Kernel) is null ? "may have" : "has";
            string message = $"{Ipi} without an in-kernel local APIC: Linux {asked.Host.Kernel.Text} {may} {flaw}.";
            yield return new HvSwitchFinding(HvSwitchFindingIds.HarmsHost, HvSeverity.Warning, Ipi, message)
            {
                Addresses = HvEnlightenmentTable.Of(HvSwitches.Ipi).Single().Needs,
                Fix = $"leave {Ipi} off, create the irqchip in the kernel, or use a kernel with {flaw.Fix}",
            };
        }
    }

    /// <summary>Those of a switch's bits that the host's kernel may or may not report.</summary>
    public static IReadOnlyList<BitAddress> Unsure(HvEnlightenment row, SupportedQuery? query) =>
        query is { Host.Kernel.Neighbour: not null } asked && SupportedFold.Answer(asked).Uncertain is { Count: > 0 } uncertain
            ? [.. row.Needs.Where(bit => uncertain.Any(field => field.Overlaps(bit)))]
            : [];

    /// <summary>The finding that nobody knows whether the host's kernel supports a switch.</summary>
    public static HvSwitchFinding Unknown(HvEnlightenment row, IReadOnlyList<BitAddress> unsure, SupportedQuery query, HvSeverity severity) =>
        new(HvSwitchFindingIds.Unknown, severity, row.Flag, $"whether Hyper-V {row} is supported by Linux {query.Host.Kernel.Text} is unknown: {query.Host.Kernel.Basis}")
        {
            Addresses = unsure,
            Fix = $"ask the host itself (hvcpuid host), or leave {row.Flag} off",
        };
}
