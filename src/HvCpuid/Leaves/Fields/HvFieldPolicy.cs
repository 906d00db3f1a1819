namespace HvCpuid.Leaves;

/// <summary>
/// Who makes the value of an <see cref="HvField"/>, and what a move of a running guest to another host needs of it. A guest reads its leaves once and relies
/// on them: what it was shown has to hold wherever it goes.
/// </summary>
public enum HvFieldPolicy
{
    /// <summary>Not decided; no row of the table has it.</summary>
    None = 0,

    /// <summary>
    /// KVM does what the bit promises, and reports it: where the guest has it, the destination's kernel has to report it. So are bits without a name.
    /// </summary>
    KernelMustOffer,

    /// <summary>A number that the host has to reach: the destination's is not below the guest's. A guest that is told no limit (FFFFFFFFH) needs none.</summary>
    DestinationAtLeast,

    /// <summary>The VMM puts the value there and no kernel has to report it: it is the same wherever the same VMM lays the leaves out.</summary>
    MadeByVmm,

    /// <summary>Where the guest has a value, the destination's is the same.</summary>
    MustBeEqual,

    /// <summary>
    /// A statement about the host on which the guest relies and that nobody checks: after a move it may be wrong, which stops nothing and may harm the guest.
    /// </summary>
    PromiseAboutHost,

    /// <summary>One end of a range of versions: the destination's range contains the guest's.</summary>
    RangeMustContain,
}

/// <summary>The policies in words.</summary>
public static class HvFieldPolicies
{
    /// <summary>What a move needs, in a few words: <c>kernel must offer it</c>.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    public static string Describe(this HvFieldPolicy policy) => policy switch
    {
        HvFieldPolicy.None => "not decided",
        HvFieldPolicy.KernelMustOffer => "kernel must offer it",
        HvFieldPolicy.DestinationAtLeast => "destination at least",
        HvFieldPolicy.MadeByVmm => "made by the VMM",
        HvFieldPolicy.MustBeEqual => "must be equal",
        HvFieldPolicy.PromiseAboutHost => "promise about the host",
        HvFieldPolicy.RangeMustContain => "range must contain",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such policy."),
    };
}
