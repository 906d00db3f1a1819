using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HvCpuid.Simulation;

/// <summary>
/// What every call passes, typed or in bytes: ordered faults before it, and its log behind it, when no lock is held any more. Typed calls are named by
/// the object that they are made on, the others by their descriptor.
/// </summary>
internal sealed class CallGate(ILogger logger)
{
    // Null for the logger that never listens: a call then asks nobody.
    private readonly ILogger? _logger = logger is NullLogger ? null : logger;

    public KvmFaultPlan Faults { get; } = new();

    /// <summary>True while every call is written down.</summary>
    public bool Traces => _logger is not null && _logger.IsEnabled(LogLevel.Trace);

    /// <summary>True where a call on a descriptor just returns: nothing is logged or thrown.</summary>
    public bool IsQuiet(KvmResult result) => _logger is null && result.Kind != KvmResultKind.HostOops;

    /// <summary>The logger, while it listens to a level.</summary>
    public ILogger? Listening(LogLevel level) => _logger is not null && _logger.IsEnabled(level) ? _logger : null;

    /// <summary>The start of a typed call.</summary>
    /// <exception cref="ObjectDisposedException">The object is closed.</exception>
    /// <exception cref="KvmException">A fault was ordered for it.</exception>
    public void Enter(object caller, KvmRequest request, bool disposed)
    {
        if (disposed)
        {
            Trace(caller, request, null, KvmResult.Refuse(KvmErrno.EBADF, ""));
            throw new ObjectDisposedException(request.Name(), "The file descriptor is closed: EBADF.");
        }

        if (Faults.Next(request) is not KvmErrno.None and var errno)
        {
            Leave(caller, request, KvmResult.Inject(errno));
        }
    }

    /// <summary>The end of a typed call.</summary>
    /// <param name="caller">The object that it was made on.</param>
    /// <param name="request">The request.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="argument">Its argument, made where the call is traced; null for 0.</param>
    /// <exception cref="KvmException">It was refused.</exception>
    /// <exception cref="KvmHostOopsException">It does not come back.</exception>
    public void Leave(object caller, KvmRequest request, KvmResult result, string? argument = null)
    {
        if (!result.IsDone)
        {
            Report(request, null, result);
        }

        Trace(caller, request, argument, result);
        if (result.Kind == KvmResultKind.HostOops)
        {
            throw new KvmHostOopsException(request, result.Reason!);
        }

        if (!result.IsDone)
        {
            throw new KvmException(request, result.Errno, result.Reason);
        }
    }

    /// <summary>The end of a call on a descriptor.</summary>
    /// <returns>What ioctl(2) returns.</returns>
    /// <exception cref="KvmHostOopsException">It does not come back.</exception>
    public int Leave(int fd, KvmFile? file, KvmRequest request, ulong argument, KvmResult result)
    {
        if (!result.IsDone)
        {
            Report(request, file, result);
        }

        if (Traces)
        {
            Log.Ioctl(_logger!, Strace.Descriptor(fd, file?.Path), Strace.Request(request), Strace.Argument(request, argument), Strace.Result(result));
        }

        return result.Kind == KvmResultKind.HostOops ? throw new KvmHostOopsException(request, result.Reason!) : result.Value;
    }

    /// <summary>The end of an open(2).</summary>
    public void Opened(KvmResult result)
    {
        if (Traces)
        {
            Log.Open(_logger!, Strace.Result(result));
        }
    }

    /// <summary>The end of a close(2).</summary>
    public void Closed(int fd, KvmFile? file, KvmResult result)
    {
        if (Traces)
        {
            Log.Close(_logger!, Strace.Descriptor(fd, file?.Path), Strace.Result(result));
        }
    }

    private void Trace(object caller, KvmRequest request, string? argument, KvmResult result)
    {
        if (Traces)
        {
            Log.Ioctl(_logger!, Strace.Path(caller), Strace.Request(request), argument ?? Strace.Argument(request, 0), Strace.Result(result));
        }
    }

    // Only an open file does not know a request.
    private void Report(KvmRequest request, KvmFile? file, KvmResult refusal)
    {
        if (_logger is not { } listener)
        {
            return;
        }

        switch (refusal.Kind)
        {
            case KvmResultKind.UnknownRequest:
                Log.UnknownRequest(listener, (uint)request, file!.Kind, refusal.Errno);
                break;
            case KvmResultKind.Injected:
                Log.FaultInjected(listener, request.Name(), refusal.Errno);
                break;
            case KvmResultKind.Refused:
                Log.CallRefused(listener, request.Name(), refusal.Errno, refusal.Reason!);
                break;
        }
    }
}
