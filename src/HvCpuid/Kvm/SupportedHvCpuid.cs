using System.Collections.Concurrent;

namespace HvCpuid.Kvm;

/// <summary>
/// A host's answers to KVM_GET_SUPPORTED_HV_CPUID. Each is computed once, when it is first asked for, and handed out as the same immutable
/// object from then on: a second ask is a look-up and allocates nothing. Safe for use from several threads.
/// </summary>
public sealed class SupportedHvCpuid
{
    // A range other than 1..1 is a thought experiment; that many of them are held, further ones are computed anew.
    private const int MostOtherRanges = 256;
    private const int LapicIndex = 1;
    private const int EvmcsIndex = 2;
    private const int SystemIndex = 4;

    private readonly SupportedAnswer?[] _answers = new SupportedAnswer?[SystemIndex + 1];
    private readonly bool _lapicCounts;
    private readonly bool _evmcsCounts;
    private ConcurrentDictionary<VcpuState, SupportedAnswer>? _otherRanges;

    /// <summary>The answers of a host.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public SupportedHvCpuid(KvmHost host)
    {
        Host = host ?? throw new ArgumentNullException(nameof(host));
        _lapicCounts = Counts(host, KvmCondition.InKernelLapic);
        _evmcsCounts = host.OffersEvmcs && Counts(host, KvmCondition.Evmcs);
    }

    /// <summary>The host.</summary>
    public KvmHost Host { get; }

    /// <summary>The answer on a vCPU's file descriptor.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>The leaves, or the refusal.</returns>
    public SupportedAnswer ForVcpu(VcpuState vcpu)
    {
        int index = vcpu.InKernelLapic && _lapicCounts ? LapicIndex : 0;
        if (_evmcsCounts && vcpu.Evmcs is { } range)
        {
            if (range != EvmcsVersionRange.Version1)
            {
                return ForOtherRange(KeyOf(vcpu));
            }

            index |= EvmcsIndex;
        }

        return Volatile.Read(ref _answers[index]) ?? Compute(index, KeyOf(vcpu));
    }

    /// <summary>The answer on /dev/kvm. It is the same for the life of the host, whatever its vCPUs do.</summary>
    /// <returns>The leaves, or the refusal.</returns>
    public SupportedAnswer ForSystem() => Volatile.Read(ref _answers[SystemIndex]) ?? Compute(SystemIndex, SupportedQuery.OnSystem(Host));

    /// <summary>What the answer on a vCPU depends on: its state without what does not count on this host.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>The key; equal keys have equal answers.</returns>
    public SupportedQuery KeyOf(VcpuState vcpu) =>
        SupportedQuery.OnVcpu(Host, new VcpuState(_lapicCounts && vcpu.InKernelLapic, _evmcsCounts ? vcpu.Evmcs : null));

    /// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU of this host answers: the row that decides.</summary>
    /// <returns>The row; null on a release before 5.0, which this model does not know.</returns>
    public KvmEnablingRule? EnableEvmcs() => SupportedFold.Enabling(SupportedQuery.OnVcpu(Host, default));

    /// <summary>What a reader has to know about this host's answers, as a sentence; null when there is nothing.</summary>
    public string? Note => Host.Kernel.Note;

    // What counts on the kernel that this one may be instead counts too: what is uncertain depends on it.
    private static bool Counts(KvmHost host, KvmCondition condition) =>
        (SupportedFold.Refusal(SupportedQuery.OnVcpu(host, default)) is null && KernelRules.Of(host.Kernel).DependsOn(condition))
        || (host.Kernel.Neighbour is { } neighbour && Counts(host with { Kernel = neighbour }, condition));

    private SupportedAnswer ForOtherRange(SupportedQuery key)
    {
        ConcurrentDictionary<VcpuState, SupportedAnswer> others = LazyInitializer.EnsureInitialized(ref _otherRanges, static () => new())!;
        if (others.TryGetValue(key.Vcpu, out SupportedAnswer? held))
        {
            return held;
        }

        SupportedAnswer answer = SupportedFold.Answer(key);
        return others.Count < MostOtherRanges ? others.GetOrAdd(key.Vcpu, answer) : answer;
    }

    private SupportedAnswer Compute(int index, SupportedQuery key)
    {
        SupportedAnswer answer = SupportedFold.Answer(key);
        return Interlocked.CompareExchange(ref _answers[index], answer, null) ?? answer;
    }
}
