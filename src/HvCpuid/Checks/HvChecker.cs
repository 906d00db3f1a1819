using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>Holds leaves to every rule of <see cref="HvCheckTable"/>. On leaves that are not Hyper-V's there is one finding, which says so.</summary>
public static class HvChecker
{
    /// <summary>Checks a set of leaves of which nothing else is known.</summary>
    /// <param name="set">The Hyper-V leaves.</param>
    /// <returns>Everything that was found, in the order of the rules.</returns>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet leaves = KvmQuery.Parse("6.12,intel").Ask().Set!;
    /// HvCpuidSet broken = leaves.ToBuilder().Set(0x40000001, default).ToSet();
    /// HvFinding finding = HvChecker.Check(broken).First(found =&gt; found.Address.Function == 0x40000001);
    /// Console.WriteLine($"{finding.Id} {finding.Severity} at {finding.Address}"); // HV004 Error at CPUID.40000001H:EAX
    /// </code>
    /// </example>
    public static IReadOnlyList<HvFinding> Check(HvCpuidSet set) => Check(new HvCheckInput(Guard.NotNull(set)));

    /// <summary>Checks a set of leaves.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <returns>Everything that was found, in the order of the rules.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public static IReadOnlyList<HvFinding> Check(HvCheckInput input)
    {
        HvOrigin origin = HvOrigin.From(Guard.NotNull(input).Reading);
        return [.. HvCheckTable.All.SelectMany(check => check.Run(input, origin, out _))];
    }

    /// <summary>The rules that what is known of the leaves is not enough for, as a whole or in part.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <returns>Each such rule with what it would have to know; empty when all is known.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public static IReadOnlyList<HvOpenCheck> NotJudged(HvCheckInput input)
    {
        HvOrigin origin = HvOrigin.From(Guard.NotNull(input).Reading);
        List<HvOpenCheck> open = [];
        foreach (HvCheck check in HvCheckTable.All)
        {
            _ = check.Run(input, origin, out HvOpenCheck? rule);
            if (rule is not null)
            {
                open.Add(rule);
            }
        }

        return open;
    }
}

/// <summary>A rule that could not be judged, or not wholly.</summary>
/// <param name="Check">The rule.</param>
/// <param name="Unknown">The fields that are not known and that it depends on; of a leaf of which it is not known whether it is there, EAX.</param>
/// <param name="MissesLeaves">True when it depends on which leaves there are, and that is not known.</param>
public sealed record HvOpenCheck(HvCheck Check, IReadOnlyList<BitAddress> Unknown, bool MissesLeaves);
