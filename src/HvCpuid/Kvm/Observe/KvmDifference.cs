using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Where a live KVM and a modelled one part.</summary>
/// <param name="Where">The call: as <see cref="KvmObservedAnswer.Where"/> says, or <c>KVM_CHECK_EXTENSION</c>.</param>
/// <param name="What">The field or bit by its name, the leaf, or the capability.</param>
/// <param name="Observed">What the live one says.</param>
/// <param name="Modelled">What the modelled one says.</param>
public sealed record KvmDifference(string Where, string What, string Observed, string Modelled)
{
    /// <summary>The bits; null where it is not bits that differ.</summary>
    public BitAddress? Address { get; init; }

    /// <summary><c>vCPU: CPUID.40000003H:EDX[19] DirectSyntheticTimers is 1, modelled 0</c>.</summary>
    public override string ToString() => $"{Where}: {(Address is { } address ? address + " " : "")}{What} is {Observed}, modelled {Modelled}";
}
