namespace HvCpuid.Enlightenments;

/// <summary>Sets of switches that hold what they require.</summary>
internal static class HvClosure
{
    /// <summary>The switches that are on only when asked for by name.</summary>
    public static HvSwitches OnlyOnRequest { get; } =
        HvEnlightenmentTable.All.Where(row => row.OnlyOnRequest).Aggregate(HvSwitches.None, (all, row) => all | row.Switch);

    /// <summary>The smallest closed set with these switches in it.</summary>
    public static HvSwitches Upward(HvSwitches switches)
    {
        HvSwitches before;
        do
        {
            before = switches;
            foreach (HvEnlightenment row in HvEnlightenmentTable.All)
            {
                switches |= (before & row.Switch) != 0 ? row.Requires : HvSwitches.None;
            }
        }
        while (switches != before);
        return switches;
    }

    /// <summary>The largest closed set within these switches.</summary>
    public static HvSwitches Downward(HvSwitches switches)
    {
        HvSwitches before;
        do
        {
            before = switches;
            foreach (HvEnlightenment row in HvEnlightenmentTable.All)
            {
                switches &= (row.Requires & ~before) != 0 ? ~row.Switch : HvSwitches.All;
            }
        }
        while (switches != before);
        return switches;
    }
}
