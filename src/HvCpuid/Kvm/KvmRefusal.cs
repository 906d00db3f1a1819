namespace HvCpuid.Kvm;

/// <summary>Why KVM gives no answer.</summary>
/// <param name="Rule">The row that refuses.</param>
public sealed record KvmRefusal(KvmRefusalRule Rule)
{
    /// <summary>The error that the ioctl answers, as −errno; <see cref="KvmErrno.None"/> where the call does not come back.</summary>
    public KvmErrno Errno => Rule.Errno;

    /// <summary>The errno's name, or <c>OOPS</c> where the call does not come back.</summary>
    public string Name => Errno == KvmErrno.None ? "OOPS" : Errno.ToString();

    /// <summary>Why, as a sentence.</summary>
    public string Reason => Rule.Reason;

    /// <summary><c>EINVAL: why</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Reason}";
}
