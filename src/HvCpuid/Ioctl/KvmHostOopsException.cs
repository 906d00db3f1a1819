namespace HvCpuid.Ioctl;

/// <summary>
/// The call does not come back: it makes the host's kernel oops, which kills the calling process with the vCPU's mutex held. There is no errno
/// that a simulation could answer in its place, so it throws, from the byte level too, and a test of a VMM fails loudly where the VMM would die.
/// The simulation itself stays usable.
/// </summary>
/// <remarks>The one case known: KVM_GET_SUPPORTED_HV_CPUID on Linux 5.0 to 5.2.11 with kvm_intel nested=0 (fixed by ea1529873ab1).</remarks>
public sealed class KvmHostOopsException : Exception
{
    /// <summary>A call that does not come back.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">Why, as a sentence without its full stop.</param>
    public KvmHostOopsException(KvmRequest request, string reason)
        : base($"{request.Name()}: {reason}.") => Request = request;

    /// <summary>The request.</summary>
    public KvmRequest Request { get; }
}
