namespace HvCpuid.Kvm;

/// <summary>Why KVM gives no answer: the call is refused, or eVMCS cannot be enabled on the vCPU that is asked.</summary>
/// <param name="Errno">The error that the ioctl answers, as −errno; <see cref="KvmErrno.None"/> where the call does not come back.</param>
/// <param name="Reason">Why, as a sentence without its full stop.</param>
/// <param name="Rule">The row that refuses: a <see cref="KvmRefusalRule"/> or a <see cref="KvmEnablingRule"/>.</param>
public sealed record KvmRefusal(KvmErrno Errno, string Reason, KvmRule Rule)
{
    /// <summary>The errno's name, or <c>OOPS</c> where the call does not come back.</summary>
    public string Name => Errno == KvmErrno.None ? "OOPS" : Errno.ToString();

    /// <summary><c>EINVAL: why</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Reason}";
}
