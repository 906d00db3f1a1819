using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>Why explicit switches give a field otherwise than the host has it, from the rows of the switches.</summary>
internal static class HvDifferenceReasons
{
    /// <summary>The reason, in a few words that end without a full stop.</summary>
    /// <param name="difference">The field.</param>
    /// <param name="on">The switches that are on.</param>
    /// <param name="leftOut">The switches that the host supports and that were left out on purpose.</param>
    /// <param name="forced">The switches that passthrough sets although the host does not support them.</param>
    public static string Of(HvFieldDifference difference, HvSwitches on, HvSwitches leftOut, HvSwitches forced)
    {
        bool guestOnly = difference.Host == 0;
        return HvEnlightenmentTable.For(forced).FirstOrDefault(row => row.Needs.Contains(difference.Address)) is { } named ? $"{named.Flag} is set beside passthrough without a question"
            : HvEnlightenmentTable.For(leftOut).FirstOrDefault(row => Brings(row, difference)) is { } left ? $"{left.Flag} is left out"
            : guestOnly && HvEnlightenmentTable.AlwaysSet.Contains(difference.Address) ? "every switch sets it"
            : HvEnlightenmentTable.For(on).FirstOrDefault(row => row.Clears.Contains(difference.Address)) is { } clears ? $"{clears.Flag} clears it"
            : HvEnlightenmentTable.For(on).FirstOrDefault(row => Adds(row, difference.Address.Function)) is { } adds ? $"{adds.Flag} gives it so"
            : HvEnlightenmentTable.All.FirstOrDefault(row => row.SetsEvmcsVersions && OfEvmcs(row, difference.Address)) is { } evmcs
                ? $"{evmcs.Flag} says versions {EvmcsVersionRange.Version1} alone"
            : "no switch says it";
    }

    // What the host has because it supports a switch: its bits, its leaves, and the maximum leaf that they ask for.
    private static bool Brings(HvEnlightenment row, HvFieldDifference difference) =>
        row.Needs.Contains(difference.Address) || row.HostOnly.Contains(difference.Address) || Adds(row, difference.Address.Function)
        || (difference.Address == HvBits.MaximumFunction && Adds(row, difference.Host));

    private static bool OfEvmcs(HvEnlightenment row, BitAddress address) => row.Needs.Contains(address) || HvBits.EnlightenedVmcsVersions.Overlaps(address);

    private static bool Adds(HvEnlightenment row, uint function) => row.AddedLeaves.Any(entry => entry.Function == function);
}
