using HvCpuid.Kvm;

namespace HvCpuid.Ioctl;

/// <summary>A call of <see cref="IKvm"/>, <see cref="IKvmVm"/> or <see cref="IKvmVcpu"/> that KVM refused.</summary>
public sealed class KvmException : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="request">The request.</param>
    /// <param name="errno">The error.</param>
    /// <param name="reason">Why, without a full stop; a live kernel does not say.</param>
    public KvmException(KvmRequest request, KvmErrno errno, string? reason = null)
        : base($"{request.Name()} failed with {errno}{(reason is null ? "" : ": " + reason)}.") => (Request, Errno) = (request, errno);

    /// <summary>The request.</summary>
    public KvmRequest Request { get; }

    /// <summary>The error; the ioctl returned its negative.</summary>
    public KvmErrno Errno { get; }
}
