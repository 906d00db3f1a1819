using System.Globalization;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>A failure to order: the nth call of a request fails, before it reads, writes or changes anything. For tests of a VMM's error paths.</summary>
public sealed record KvmFault
{
    // MAX_ERRNO (include/linux/err.h): the kernel takes nothing beyond for an error.
    private const int MaxErrno = 4095;

    /// <summary>A failure to order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="errno">The error, 1 to 4095; it need not have a name in <see cref="KvmErrno"/>.</param>
    /// <param name="nth">Which call of the request, from 1, counted over all file descriptors from the moment the fault is known to the simulation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The error is not 1 to 4095, or the count is not positive.</exception>
    public KvmFault(KvmRequest request, KvmErrno errno, int nth = 1)
    {
        Request = request;
        Errno = (int)errno is >= 1 and <= MaxErrno ? errno : throw new ArgumentOutOfRangeException(nameof(errno), errno, "A call fails with an errno, 1 to 4095.");
        Nth = nth > 0 ? nth : throw new ArgumentOutOfRangeException(nameof(nth), nth, "Calls are counted from 1.");
    }

    /// <summary>The request.</summary>
    public KvmRequest Request { get; }

    /// <summary>The error.</summary>
    public KvmErrno Errno { get; }

    /// <summary>Which call of the request fails, from 1.</summary>
    public int Nth { get; }

    /// <summary>The fault in words: <c>KVM_CREATE_VCPU number 2 fails with ENOMEM</c>.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} number {1} fails with {2}", Request.Name(), Nth, Errno);
}
