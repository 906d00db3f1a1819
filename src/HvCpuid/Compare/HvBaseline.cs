using HvCpuid.Checks;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Compare;

/// <summary>
/// The largest set that all of many hosts support, and who takes away what. Immutable: parts of many hosts each, that can be merged in any order and as often as
/// one likes. Merging is associative, commutative and idempotent, and <see cref="Empty"/> changes nothing; what comes out does not depend on how the hosts were
/// cut into parts.
/// </summary>
/// <example>
/// <code>
/// var fold = new HvBaselineFold();
/// fold.Add("node1", KvmQuery.Parse("6.1,intel").Ask().Set!);
/// fold.Add("node2", KvmQuery.Parse("6.12,intel").Ask().Set!);
/// HvBaseline baseline = fold.ToBaseline();
/// Console.WriteLine(baseline.Hosts); // 2
/// Console.WriteLine(baseline.Losses[0]); // CPUID.40000003H:EAX[15] AccessTscInvariantControls: taken away by 1 host, node1 the first
/// </code>
/// </example>
public sealed class HvBaseline
{
    private static readonly uint[] Order = [.. KvmRuleTable.Leaves.Select(row => row.Function)];

    private readonly SortedDictionary<string, HvBaselinePart> _parts;
    private HvBaseline(SortedDictionary<string, HvBaselinePart> parts) => _parts = parts;

    /// <summary>The baseline of no hosts.</summary>
    public static HvBaseline Empty { get; } = new(new SortedDictionary<string, HvBaselinePart>(StringComparer.Ordinal));

    /// <summary>The parts, in the order of their ids.</summary>
    public IReadOnlyCollection<HvBaselinePart> Parts => _parts.Values;

    /// <summary>All parts as one; null where there is no host.</summary>
    public HvBaselinePart? Total => field ??= _parts.Values.Aggregate((HvBaselinePart?)null, HvBaselineJoin.Join);

    /// <summary>How many hosts, each as often as it was given.</summary>
    public long Hosts => Total?.Hosts ?? 0;

    /// <summary>
    /// What all of them support, in the kernel's order: bits by conjunction, limits by the least, the range of enlightened VMCS versions by intersection, the
    /// maximum leaf anew. What a VMM makes is taken from one of the hosts.
    /// </summary>
    public HvCpuidSet Set => Result.Set;

    /// <summary>What some hosts have and <see cref="Set"/> has not, in the order of the leaves.</summary>
    public IReadOnlyList<HvBaselineLoss> Losses => Result.Losses;

    /// <summary>The errors that the checker finds in <see cref="Set"/>.</summary>
    public IReadOnlyList<HvFinding> Errors => field ??= [.. HvChecker.Check(Set).Where(finding => finding.Severity == HvSeverity.Error)];

    /// <summary>True when all hosts have leaves 40000000H to 40000005H and the interface <c>Hv#1</c>: without them there is no Hyper-V for a guest.</summary>
    public bool IsHyperV => Set.Interface is { IsHv1: true } && Enumerable.Range(0, (int)(HvLimits.Function - HvVendor.Function) + 1).All(leaf => Set.Contains(HvVendor.Function + (uint)leaf));

    /// <summary>True when a guest can use <see cref="Set"/>: it is Hyper-V's, and the checker finds no error in it.</summary>
    public bool IsUsable => IsHyperV && Errors.Count == 0;

    /// <summary>
    /// What a VMM is told for a guest that runs on all of the hosts: every switch that all of them support, but for those that are on only when they are asked for.
    /// </summary>
    /// <param name="vmm">The VMM.</param>
    /// <returns>The offer; null where no guest can use <see cref="Set"/>.</returns>
    /// <exception cref="ArgumentNullException">There is no VMM.</exception>
    public HvOffer? ToOffer(HvVmm vmm)
    {
        Guard.NotNull(vmm);
        if (!IsUsable)
        {
            return null;
        }

        HvHost host = HvHost.From(Set);
        HvConfiguration all = vmm.KeepSupported(HvConfiguration.Default.With(HvSwitches.All & ~HvClosure.OnlyOnRequest), host, out _);
        return HvOffer.Make(vmm, host, QemuFlags.ParseEdits(all.ToQemu()));
    }

    // Made when it is first asked for: whoever merges many parts needs it of the last alone.
    private HvBaselineResult Result => field ??= new HvBaselineResult(Total, Order);

    /// <summary>The baseline of one part.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="ArgumentNullException">There is no part.</exception>
    public static HvBaseline From(HvBaselinePart part) => new(new SortedDictionary<string, HvBaselinePart>(StringComparer.Ordinal) { [Guard.NotNull(part).Id] = part });

    /// <summary>The baseline of sets, each a host named by its number, from 1.</summary>
    /// <param name="sets">The sets.</param>
    /// <exception cref="ArgumentNullException">There are no sets, or one of them is null.</exception>
    public static HvBaseline From(IEnumerable<HvCpuidSet> sets)
    {
        HvBaselineFold fold = new();
        foreach (HvCpuidSet set in Guard.NotNull(sets))
        {
            fold.Add(FormattableString.Invariant($"host {fold.Hosts + 1}"), set);
        }

        return fold.ToBaseline();
    }

    /// <summary>The baseline of the hosts of both. A part that both have, by its id, counts once.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentNullException">There is no other.</exception>
    public HvBaseline Merge(HvBaseline other)
    {
        SortedDictionary<string, HvBaselinePart> parts = new(_parts, StringComparer.Ordinal);
        foreach (KeyValuePair<string, HvBaselinePart> part in Guard.NotNull(other)._parts)
        {
            parts[part.Key] = part.Value;
        }

        return parts.Count == _parts.Count ? this : new HvBaseline(parts);
    }
}
