using HvCpuid.Kvm;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Simulation;

/// <summary>
/// Every event of the simulated KVM, ids in order. None is written while a lock is held: a logger may call the simulation. The arguments are numbers and
/// constant texts, or made once the level is known to be on: with the level off nothing is formatted or allocated.
/// </summary>
internal static partial class Log
{
    /// <summary>1: eVMCS was enabled on a vCPU.</summary>
    [LoggerMessage(1, LogLevel.Information, "eVMCS enabled on vCPU {Vcpu}: versions {Lowest}..{Highest}")]
    public static partial void EvmcsEnabled(ILogger logger, uint vcpu, int lowest, int highest);

    /// <summary>2: a call was refused.</summary>
    [LoggerMessage(2, LogLevel.Debug, "{Request} refused with {Errno}: {Reason}")]
    public static partial void CallRefused(ILogger logger, string request, KvmErrno errno, string reason);

    /// <summary>3: a request that the kind of file descriptor, or this model, does not know.</summary>
    [LoggerMessage(3, LogLevel.Warning, "Unknown request {Request:X8}H on {File}: {Errno}")]
    public static partial void UnknownRequest(ILogger logger, uint request, string file, KvmErrno errno);

    /// <summary>4: a call failed because a test wanted it to.</summary>
    [LoggerMessage(4, LogLevel.Information, "{Request} fails with the injected {Errno}")]
    public static partial void FaultInjected(ILogger logger, string request, KvmErrno errno);

    /// <summary>5: KVM took leaves that the checker finds errors in, looked for with the level on only.</summary>
    [LoggerMessage(5, LogLevel.Warning, "KVM_SET_CPUID2 on vCPU {Vcpu}: errors in the Hyper-V leaves: {Errors}, the first by {Rule}: {Finding}")]
    public static partial void LeavesBreakRules(ILogger logger, uint vcpu, int errors, string rule, string finding);

    /// <summary>6: an ioctl and its outcome, after the events that it caused.</summary>
    [LoggerMessage(6, LogLevel.Trace, "ioctl({Descriptor}, {Request}, {Argument}) = {Result}", SkipEnabledCheck = true)]
    public static partial void Ioctl(ILogger logger, string descriptor, string request, string argument, string result);

    /// <summary>7: an open of the device and its outcome.</summary>
    [LoggerMessage(7, LogLevel.Trace, "openat(AT_FDCWD, \"/dev/kvm\", O_RDWR) = {Result}", SkipEnabledCheck = true)]
    public static partial void Open(ILogger logger, string result);

    /// <summary>8: a close and its outcome.</summary>
    [LoggerMessage(8, LogLevel.Trace, "close({Descriptor}) = {Result}", SkipEnabledCheck = true)]
    public static partial void Close(ILogger logger, string descriptor, string result);
}
