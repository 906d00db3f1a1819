using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Simulation;

/// <summary>What every call passes, typed or in bytes: ordered faults before it, and the log of a refusal behind it.</summary>
internal sealed class CallGate(ILogger logger)
{
    public KvmFaultPlan Faults { get; } = new();

    /// <summary>The start of a typed call.</summary>
    /// <exception cref="ObjectDisposedException">The object is closed.</exception>
    /// <exception cref="KvmException">A fault was ordered for it.</exception>
    public void Enter(KvmRequest request, bool disposed)
    {
        if (disposed)
        {
            throw new ObjectDisposedException(request.Name(), "The file descriptor is closed: EBADF.");
        }

        if (Faults.Next(request) is not KvmErrno.None and var errno)
        {
            Leave(request, KvmResult.Refuse(errno, KvmResult.Injected));
        }
    }

    /// <summary>The end of a typed call.</summary>
    /// <exception cref="KvmException">It was refused.</exception>
    public void Leave(KvmRequest request, KvmResult result)
    {
        if (result.IsRefusal)
        {
            Report(request, "the typed interface", result);
            throw new KvmException(request, result.Errno, result.Reason);
        }
    }

    /// <summary>The end of a typed KVM_GET_SUPPORTED_HV_CPUID.</summary>
    /// <exception cref="KvmException">It was refused.</exception>
    /// <exception cref="KvmHostOopsException">It does not come back.</exception>
    public HvCpuidSet Leave(SupportedAnswer answer)
    {
        const KvmRequest request = KvmRequest.GetSupportedHvCpuid;
        if (answer.Refusal is { Outcome.Kind: KvmOutcomeKind.HostOops } oops)
        {
            throw new KvmHostOopsException(request, oops.Reason);
        }

        if (answer.Refusal is { Errno: { } errno } refusal)
        {
            Leave(request, KvmResult.Refuse(errno, refusal.Reason));
        }

        return answer.GetSet();
    }

    public void Report(KvmRequest request, string file, KvmResult refusal)
    {
        if (ReferenceEquals(refusal.Reason, KvmResult.NoSuchRequest))
        {
            Log.UnknownRequest(logger, (uint)request, file, refusal.Errno);
        }
        else if (ReferenceEquals(refusal.Reason, KvmResult.Injected))
        {
            Log.FaultInjected(logger, request.Name(), refusal.Errno);
        }
        else
        {
            Log.CallRefused(logger, request.Name(), refusal.Errno, refusal.Reason!);
        }
    }
}
