using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>What KVM_GET_SUPPORTED_HV_CPUID answers: a set of leaves, or a refusal.</summary>
public sealed class SupportedAnswer
{
    private byte[]? _bytes;

    internal SupportedAnswer(KvmQuery key, HvCpuidSet? set, KvmRefusal? refusal) => (Key, Set, Refusal) = (key, set, refusal);

    /// <summary>
    /// What the answer depends on, and nothing else: queries with the same key have the same answer, on the same host the same object.
    /// A cached answer still holds as long as <see cref="SupportedHvCpuid.KeyOf(VcpuState)"/> of the vCPU's present state equals it.
    /// </summary>
    public KvmQuery Key { get; }

    /// <summary>The leaves, in the kernel's order; null when the call is refused.</summary>
    public HvCpuidSet? Set { get; }

    /// <summary>Why the call is refused; null when it is answered.</summary>
    public KvmRefusal? Refusal { get; }

    /// <summary>
    /// The fields that may be otherwise: those on which the kernel and the one that it may be instead (<see cref="KvmKernel.Neighbour"/>) differ, and from
    /// Linux 6.7 on CPUID.40000005H:EAX where nothing tells for how many vCPUs the kernel was built. A leaf that may be there or not, or a call that may be
    /// answered or not, is told by its registers. Empty where all is known.
    /// </summary>
    public IReadOnlyList<BitAddress> Uncertain => field ??= KvmUncertainty.Of(Key, this);

    /// <summary>The answer as struct kvm_cpuid2, made when it is first asked for; empty where the call is refused.</summary>
    internal byte[] Bytes => _bytes ?? ToBytes();

    /// <summary>The leaves, for a caller that takes no refusal.</summary>
    /// <exception cref="InvalidOperationException">The call is refused; the message says with which errno and why.</exception>
    public HvCpuidSet GetSet() => Set ?? throw new InvalidOperationException($"KVM_GET_SUPPORTED_HV_CPUID is refused with {Refusal}.");

    private byte[] ToBytes()
    {
        if (Set is null)
        {
            return _bytes = [];
        }

        byte[] bytes = new byte[Set.KvmCpuid2Length];
        Set.WriteKvmCpuid2(bytes);
        return _bytes = bytes;
    }
}
