using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What a VMM finds on a host.</summary>
/// <param name="AskedOn">How it found out.</param>
/// <param name="Set">What it takes the host to support; empty where there is nothing, null where the host does not answer.</param>
/// <param name="Refusal">Why the host does not answer; null where it does.</param>
public sealed record HvVmmAnswer(HvAskedOn AskedOn, HvCpuidSet? Set, KvmRefusal? Refusal)
{
    /// <summary>The set, for a caller that takes no refusal.</summary>
    /// <exception cref="InvalidOperationException">The host does not answer.</exception>
    public HvCpuidSet GetSet() => Set ?? throw new InvalidOperationException($"KVM_GET_SUPPORTED_HV_CPUID is refused with {Refusal}.");
}
