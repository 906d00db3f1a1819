using HvCpuid.Registers;

namespace HvCpuid.Access;

/// <summary>What KVM answers one access of a guest, and why. A value: making one allocates nothing; <see cref="Reason"/> is written when it is asked for. The default value decides nothing and allows nothing.</summary>
public readonly record struct HvAccessResult
{
    internal HvAccessResult(HvAccessCause cause, HvAccessOutcome outcome, HvAccessRow? row, BitAddress? missing = null) =>
        (Cause, Outcome, Row, MissingBit) = (cause, outcome, row, missing);

    /// <summary>What KVM answers.</summary>
    public HvAccessOutcome Outcome { get; }

    /// <summary>Why.</summary>
    public HvAccessCause Cause { get; }

    /// <summary>The row that decides; null for an MSR or a hypercall that KVM does not implement.</summary>
    public HvAccessRow? Row { get; }

    /// <summary>The bit, or the register with the spinlock retries, that stands against it; null when it is not CPUID that does.</summary>
    public BitAddress? MissingBit { get; }

    /// <summary>True when KVM lets the access through.</summary>
    public bool IsAllowed => Outcome == HvAccessOutcome.Allowed;

    /// <summary>True when this KVM, its release and its build, implements the MSR or the hypercall.</summary>
    public bool IsImplemented =>
        Cause is not (HvAccessCause.Undecided or HvAccessCause.NoSuchHypercall or HvAccessCause.NoSuchMsr or HvAccessCause.NotInRelease or HvAccessCause.NotCompiledIn);

    /// <summary>Why, as a sentence that names row and bit.</summary>
    public string Reason => HvAccessReasons.Text(this);

    /// <summary>Outcome and reason: <c>AccessDenied: HvCallPostMessage (005CH) needs CPUID.40000003H:EBX[4].</c></summary>
    public override string ToString() => $"{Outcome}: {Reason}";
}
