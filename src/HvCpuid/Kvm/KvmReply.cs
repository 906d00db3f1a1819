using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>
/// What becomes of a <see cref="KvmQuery"/>: eVMCS is enabled on the vCPU where that is wanted, then KVM_GET_SUPPORTED_HV_CPUID is called. Leaves or a
/// refusal, and what a reader has to know.
/// </summary>
public sealed class KvmReply
{
    internal KvmReply(KvmQuery query, SupportedAnswer? answer, KvmRefusal? refusal, IReadOnlyList<string> notes) =>
        (Query, Set, Refusal, Notes, Basis, Uncertain) = (query, answer?.Set, refusal, notes, answer is null ? null : query.Host.Kernel.Basis, answer?.Uncertain ?? []);

    /// <summary>Who asked whom.</summary>
    public KvmQuery Query { get; }

    /// <summary>The leaves, in the kernel's order; null when enabling eVMCS or the call is refused.</summary>
    public HvCpuidSet? Set { get; }

    /// <summary>Why there are no leaves, with what would help; null when there are.</summary>
    public KvmRefusal? Refusal { get; }

    /// <summary>
    /// What a reader has to know, a sentence each: of the kernel, of what the query asks for without effect, and of what is uncertain.
    /// </summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The versions of eVMCS that the vCPU has; null where it was not enabled, or counts as not enabled, and on /dev/kvm.</summary>
    public EvmcsVersionRange? Evmcs { get; internal init; }

    /// <summary>How it is known that the kernel is made so (<see cref="KvmKernel.Basis"/>); null where nothing is to be said.</summary>
    public string? Basis { get; }

    /// <summary>The fields that may be otherwise: see <see cref="SupportedAnswer.Uncertain"/>.</summary>
    public IReadOnlyList<BitAddress> Uncertain { get; }
}
