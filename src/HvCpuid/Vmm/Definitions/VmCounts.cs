namespace HvCpuid.Vmm;

/// <summary>Numbers of vCPUs.</summary>
internal static class VmCounts
{
    /// <summary>As many as factors give, each 1 where it is not said; null where none is said, and the most that a number holds where they give more.</summary>
    public static int? Product(params int?[] factors) => Array.TrueForAll(factors, factor => factor is null) ? null
        : (int)Math.Min(factors.Aggregate(1m, (all, factor) => all * (factor ?? 1)), int.MaxValue);
}
