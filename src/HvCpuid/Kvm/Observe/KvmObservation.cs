using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>What a live KVM said, and what is known of its host: the input of <see cref="KvmNearest"/>.</summary>
/// <param name="Host">The host as its own files tell it: the release it names, processor, nested, SMT.</param>
public sealed record KvmObservation(KvmHost Host)
{
    /// <summary>What KVM_CHECK_EXTENSION answered.</summary>
    public IReadOnlyDictionary<KvmCapability, int> Capabilities { get; init; } = new Dictionary<KvmCapability, int>();

    /// <summary>What KVM_GET_SUPPORTED_HV_CPUID answered, call by call.</summary>
    public IReadOnlyList<KvmObservedAnswer> Answers { get; init; } = [];
}

/// <summary>One call of KVM_GET_SUPPORTED_HV_CPUID and its outcome.</summary>
/// <param name="Scope">A vCPU's file descriptor, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU's state; without effect on /dev/kvm.</param>
/// <param name="Set">The leaves; null when the call was refused.</param>
/// <param name="Errno">The error; null with leaves.</param>
public sealed record KvmObservedAnswer(KvmScope Scope, VcpuState Vcpu, HvCpuidSet? Set, KvmErrno? Errno = null)
{
    /// <summary>Where and how the call was made: <c>/dev/kvm</c>, <c>vCPU, in-kernel local APIC, eVMCS 1..1</c>.</summary>
    public string Where => Scope == KvmScope.System
        ? "/dev/kvm"
        : (Vcpu.InKernelLapic ? "vCPU, in-kernel local APIC" : "vCPU") + (Vcpu.Evmcs is { } range ? $", eVMCS {range}" : "");
}
