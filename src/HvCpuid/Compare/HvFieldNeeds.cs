using HvCpuid.Leaves;

namespace HvCpuid.Compare;

/// <summary>What a policy needs of two values.</summary>
internal static class HvFieldNeeds
{
    /// <summary>What a number says that states no limit.</summary>
    public const uint NoLimit = uint.MaxValue;

    /// <summary>True when a field whose guest's value is this needs anything of a destination.</summary>
    public static bool NeedsSomething(HvFieldPolicy policy, uint guest) => policy switch
    {
        HvFieldPolicy.MadeByVmm => false,
        HvFieldPolicy.DestinationAtLeast => guest is not (0 or NoLimit),
        _ => guest != 0,
    };

    /// <summary>Whether a destination's value is enough for a guest's; null where that cannot be said. A range is judged as a whole, see <see cref="Contains"/>.</summary>
    public static bool? IsMet(HvFieldPolicy policy, uint guest, uint destination) =>
        !NeedsSomething(policy, guest) ? true
        : policy switch
        {
            HvFieldPolicy.DestinationAtLeast => destination == NoLimit ? null : destination >= guest,
            HvFieldPolicy.MustBeEqual => destination == guest,
            _ => destination != 0,
        };

    /// <summary>True when each version of the guest's range is one of the destination's; a range from 1 up, of which nothing is left is none.</summary>
    public static bool Contains((uint Low, uint High) destination, (uint Low, uint High) guest)
    {
        uint low = Math.Max(guest.Low, 1);
        return low > guest.High || (Math.Max(destination.Low, 1) <= low && guest.High <= destination.High);
    }
}
