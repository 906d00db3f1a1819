using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>What a live KVM said, and what is known of its host: the input of <see cref="KvmNearest"/>.</summary>
/// <param name="Host">The host as its own files tell it: the release it names, processor, nested, SMT.</param>
/// <exception cref="ArgumentNullException"><paramref name="Host"/> is null.</exception>
public sealed record KvmObservation(KvmHost Host)
{
    /// <summary>The host as its own files tell it.</summary>
    /// <exception cref="ArgumentNullException">The host is null.</exception>
    public KvmHost Host
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Host);

    /// <summary>What KVM_CHECK_EXTENSION answered.</summary>
    /// <exception cref="ArgumentNullException">The table is null.</exception>
    public IReadOnlyDictionary<KvmCapability, int> Capabilities
    {
        get;
        init => field = Guard.NotNull(value);
    } = new Dictionary<KvmCapability, int>();

    /// <summary>What KVM_GET_SUPPORTED_HV_CPUID answered, call by call.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of the answers is null.</exception>
    public IReadOnlyList<KvmObservedAnswer> Answers
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];
}

/// <summary>One call of KVM_GET_SUPPORTED_HV_CPUID and its outcome.</summary>
/// <param name="Scope">A vCPU's file descriptor, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU's state; without effect on /dev/kvm.</param>
/// <param name="Set">The leaves; null when the call was refused.</param>
/// <param name="Errno">The error; null with leaves.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Scope"/> is neither.</exception>
public sealed record KvmObservedAnswer(KvmScope Scope, VcpuState Vcpu, HvCpuidSet? Set, KvmErrno? Errno = null)
{
    /// <summary>A vCPU's file descriptor, or /dev/kvm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public KvmScope Scope
    {
        get;
        init => field = Guard.Defined(value);
    }
    = Guard.Defined(Scope);

    /// <summary>Where and how the call was made: <c>/dev/kvm</c>, <c>vCPU, in-kernel local APIC, eVMCS 1..1</c>.</summary>
    public string Where => Scope == KvmScope.System
        ? "/dev/kvm"
        : (Vcpu.InKernelLapic ? "vCPU, in-kernel local APIC" : "vCPU") + (Vcpu.Evmcs is { } range ? $", eVMCS {range}" : "");
}
