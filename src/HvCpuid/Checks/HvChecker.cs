using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>Holds leaves to every rule of <see cref="HvCheckTable"/>.</summary>
public static class HvChecker
{
    /// <summary>Checks a set of leaves of which nothing else is known.</summary>
    /// <param name="set">The Hyper-V leaves.</param>
    /// <returns>Everything that was found, in the order of the rules.</returns>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    public static IReadOnlyList<HvFinding> Check(HvCpuidSet set) => Check(new HvCheckInput(set ?? throw new ArgumentNullException(nameof(set))));

    /// <summary>Checks a set of leaves.</summary>
    /// <param name="input">The leaves, and what else is known.</param>
    /// <returns>Everything that was found, in the order of the rules.</returns>
    /// <exception cref="ArgumentNullException">There is no input.</exception>
    public static IReadOnlyList<HvFinding> Check(HvCheckInput input)
    {
        _ = input ?? throw new ArgumentNullException(nameof(input));
        return [.. HvCheckTable.All.SelectMany(check => check.Run(input))];
    }
}
