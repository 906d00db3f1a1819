using HvCpuid.Kvm;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HvCpuid.Simulation;

/// <summary>What a <see cref="SimulatedKvm"/> is given besides its host.</summary>
public sealed record SimulatedKvmOptions
{
    /// <summary>
    /// The eVMCS versions that enabling reports on a vCPU, by the vCPU's id; null for 1..1 on every one, as every kernel does. Counts only on a host
    /// that offers eVMCS: Intel with nested=1. Called with the vCPU's mutex held, at the first enabling.
    /// </summary>
    public Func<uint, EvmcsVersionRange>? EvmcsVersions { get; init; }

    /// <summary>The faults ordered from the start; <see cref="SimulatedKvm.Inject"/> orders more.</summary>
    public IReadOnlyList<KvmFault> Faults { get; init; } = [];

    /// <summary>Where events go. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
