namespace HvCpuid.Kvm;

/// <summary>Why KVM gives no answer: the call is refused or does not come back, or eVMCS cannot be enabled on the vCPU that is asked.</summary>
/// <param name="Outcome">What becomes of the call: refused with an errno, or an oops of the host.</param>
/// <param name="Reason">Why, as a sentence without its full stop.</param>
/// <param name="Rule">The row that refuses: a <see cref="KvmRefusalRule"/> or a <see cref="KvmEnablingRule"/>; null where a live KVM refuses, which names none.</param>
public sealed record KvmRefusal(KvmOutcome Outcome, string Reason, KvmRule? Rule)
{
    /// <summary>The error that the ioctl answers, as −errno; null where the call does not come back.</summary>
    public KvmErrno? Errno => Outcome.Errno;

    /// <summary>The errno's name, or <c>OOPS</c> where the call does not come back.</summary>
    public string Name => Outcome.ToString();

    /// <summary>What would help, the least first, each by itself; empty where nothing is known that does, and where nobody looked (<see cref="SupportedHvCpuid.Ask"/> does).</summary>
    public IReadOnlyList<string> Remedies { get; init; } = [];

    /// <summary>The reason and what would help, as sentences.</summary>
    public string Message => Remedies.Count == 0 ? $"{Reason}." : $"{Reason}. What helps: {string.Join("; or ", Remedies)}.";

    /// <summary><c>EINVAL: why</c>.</summary>
    public override string ToString() => $"{Name}: {Reason}";
}
