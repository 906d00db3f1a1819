using HvCpuid.Kvm;
using HvCpuid.Registers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HvCpuid.Simulation;

/// <summary>What a <see cref="SimulatedKvm"/> is given besides its host.</summary>
public sealed record SimulatedKvmOptions
{
    /// <summary>
    /// The eVMCS versions that enabling reports on a vCPU, by the vCPU's id; null for 1..1 on every one, as every kernel does. Counts only on a host
    /// that offers eVMCS: Intel with nested=1. Called with the vCPU's mutex held, at the first enabling; a call on the same vCPU from here throws
    /// <see cref="LockRecursionException"/>.
    /// </summary>
    public Func<uint, EvmcsVersionRange>? EvmcsVersions { get; init; }

    /// <summary>
    /// The ordinary leaves that KVM_GET_SUPPORTED_CPUID answers: the entries of a processor, in order, e.g. what <see cref="Ioctl.IKvm.GetSupportedCpuid"/>
    /// of a live KVM or a dump said. Null for the <see cref="ThreeLeafProcessor"/> of the host's vendor. More than KVM_MAX_CPUID_ENTRIES, 256 (80 before
    /// Linux 5.10), make every call E2BIG.
    /// </summary>
    public IReadOnlyList<CpuidEntry>? SupportedCpuid { get; init; }

    /// <summary>The faults ordered from the start; <see cref="SimulatedKvm.Inject"/> orders more.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of the faults is null.</exception>
    public IReadOnlyList<KvmFault> Faults
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>
    /// Where events go. Default: nowhere. No lock is held while one is written: the logger may call the simulation. At <see cref="LogLevel.Trace"/> every
    /// call is an event, written as <c>strace -y</c> prints it.
    /// </summary>
    /// <exception cref="ArgumentNullException">The logger is null.</exception>
    public ILogger Logger
    {
        get;
        init => field = Guard.NotNull(value);
    } = NullLogger.Instance;
}
