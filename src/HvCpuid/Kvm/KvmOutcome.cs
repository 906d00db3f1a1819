namespace HvCpuid.Kvm;

/// <summary>What becomes of a call.</summary>
public enum KvmOutcomeKind
{
    /// <summary>It does what it is asked for.</summary>
    Done = 0,

    /// <summary>It is refused with an errno.</summary>
    Refused,

    /// <summary>It does not come back: the host kernel oopses.</summary>
    HostOops,
}

/// <summary>What becomes of a call, with the errno of a refusal. The default value: done.</summary>
public readonly record struct KvmOutcome
{
    private KvmOutcome(KvmOutcomeKind kind, KvmErrno? errno) => (Kind, Errno) = (kind, errno);

    /// <summary>The call does what it is asked for.</summary>
    public static KvmOutcome Done => default;

    /// <summary>The call does not come back.</summary>
    public static KvmOutcome HostOops => new(KvmOutcomeKind.HostOops, null);

    /// <summary>Which of the three.</summary>
    public KvmOutcomeKind Kind { get; }

    /// <summary>The error that the call answers, as −errno; null where it is not refused.</summary>
    public KvmErrno? Errno { get; }

    /// <summary>True when the call does what it is asked for.</summary>
    public bool IsDone => Kind == KvmOutcomeKind.Done;

    /// <summary>A refusal.</summary>
    /// <param name="errno">The error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The error is <see cref="KvmErrno.None"/>.</exception>
    public static KvmOutcome Refused(KvmErrno errno) => errno != KvmErrno.None
        ? new(KvmOutcomeKind.Refused, errno)
        : throw new ArgumentOutOfRangeException(nameof(errno), errno, "A refusal has an errno.");

    /// <summary>The errno's name, <c>OOPS</c>, or <c>done</c>.</summary>
    public override string ToString() => Errno?.ToString() ?? (Kind == KvmOutcomeKind.HostOops ? "OOPS" : "done");
}
