using System.Collections.Concurrent;
using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>
/// A host's answers to KVM_GET_SUPPORTED_HV_CPUID. Each is computed once, when it is first asked for, and handed out as the same immutable
/// object from then on: a second ask is a look-up and allocates nothing. Safe for use from several threads.
/// </summary>
/// <example>
/// <code>
/// var model = new SupportedHvCpuid(new KvmHost { Kernel = KvmKernel.Parse("5.10"), Vendor = CpuVendor.Intel });
/// SupportedAnswer answer = model.ForVcpu(VcpuState.Ordinary);
/// Console.WriteLine(answer.GetSet().Contains(0x4000000A)); // False
/// var enlightened = VcpuState.Ordinary with { Evmcs = new EvmcsVersionRange(1, 1) };
/// Console.WriteLine(model.ForVcpu(enlightened).GetSet().Contains(0x4000000A)); // True
/// Console.WriteLine(answer.Key == model.KeyOf(enlightened)); // False
/// </code>
/// </example>
public sealed class SupportedHvCpuid
{
    // No KVM has a range other than 1..1; that many of them are held, further ones are computed anew.
    private const int MaxOtherRanges = 256;
    private const int LapicIndex = 1;
    private const int EvmcsIndex = 2;
    private const int SystemIndex = 4;

    private static readonly BitAddress AnyField = new(0x40000000, CpuidRegister.Eax, BitField.Whole);

    private readonly SupportedAnswer?[] _answers = new SupportedAnswer?[SystemIndex + 1];
    private readonly bool _lapicCounts;
    private readonly bool _evmcsCounts;
    private ConcurrentDictionary<VcpuState, SupportedAnswer>? _otherRanges;

    /// <summary>The answers of a host.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public SupportedHvCpuid(KvmHost host)
    {
        Host = Guard.NotNull(host);
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
    public SupportedAnswer ForSystem() => Volatile.Read(ref _answers[SystemIndex]) ?? Compute(SystemIndex, KvmQuery.OnSystem(Host));

    /// <summary>What the answer on a vCPU depends on: its state without what does not count on this host.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>The key; equal keys have equal answers.</returns>
    public KvmQuery KeyOf(VcpuState vcpu) =>
        KvmQuery.OnVcpu(Host, new VcpuState(_lapicCounts && vcpu.InKernelLapic, _evmcsCounts ? vcpu.Evmcs : null));

    /// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU of this host answers: the row that decides.</summary>
    /// <returns>The row; null on a release before 5.0, which this model does not know.</returns>
    public KvmEnablingRule? EnableEvmcs() => SupportedFold.Enabling(KvmQuery.OnVcpu(Host, default));

    /// <summary>What a reader has to know about this host's answers, as a sentence; null when there is nothing.</summary>
    public string? Note => Host.Kernel.Note;

    /// <summary>Asks as a VMM does: enables eVMCS on the vCPU first where the query wants it, then asks for the leaves.</summary>
    /// <param name="query">The query, to this host.</param>
    /// <returns>The leaves or the refusal, with what would help against it and what a reader has to know.</returns>
    /// <exception cref="ArgumentException">The query is the default value, or to another host.</exception>
    public KvmReply Ask(KvmQuery query)
    {
        if (query.Asked() != Host)
        {
            throw new ArgumentException($"The query is to another host: {query.Host}, not {Host}.", nameof(query));
        }

        bool system = query.Scope == KvmScope.System;
        List<string> notes = [];
        AddNote(Note);
        AddNote(system && query.Vcpu != VcpuState.Ordinary ? "the call on /dev/kvm has no vCPU: evmcs and nolapic have no effect on it." : null);
        KvmEnablingRule? enabling = system || query.Vcpu.Evmcs is null ? null : SupportedFold.Enabling(query);
        if (enabling is { Outcome.IsDone: false })
        {
            return new KvmReply(query, null, SupportedFold.Obstacle(query)! with { Remedies = WaysOut(query, enabling) }, notes);
        }

        AddNote(enabling is { Versions: null } ? $"eVMCS counts as not enabled on this vCPU: {enabling.Reason}." : null);
        SupportedAnswer answer = system ? ForSystem() : ForVcpu(query.Vcpu);
        AddNote(Host.Kernel.Neighbour is not null ? UncertainNote(answer.Uncertain) : null);
        KvmRefusal? refusal = answer.Refusal is { } refused ? refused with { Remedies = Remedies(query) } : null;
        return new KvmReply(query, answer, refusal, notes) { Evmcs = enabling is { Versions: not null } ? query.Vcpu.Evmcs : null };

        void AddNote(string? note) => notes.AddRange(note is null ? [] : [note]);
    }

    private static string? UncertainNote(IReadOnlyList<BitAddress> fields) => fields.Count == 0 ? null
        : string.Format(CultureInfo.InvariantCulture, "{0} field{1} uncertain: {2}.", fields.Count, fields.Count == 1 ? " is" : "s are", string.Join(", ", fields));

    // What helps where eVMCS cannot be enabled: that the condition of the row no longer holds, or to ask without.
    private string[] WaysOut(KvmQuery query, KvmEnablingRule enabling) =>
        [.. ForVcpu(query.Vcpu with { Evmcs = null }).Refusal is null ? new[] { "leave evmcs out" } : [], .. enabling.Condition.WaysOut(query)];

    private static string[] Remedies(KvmQuery query) => [.. SupportedExplainer.Explain(query, AnyField).Flips.Select(flip => flip.ToString())];

    // What counts on the kernel that this one may be instead counts too: what is uncertain depends on it.
    private static bool Counts(KvmHost host, KvmCondition condition) =>
        (SupportedFold.Refusal(KvmQuery.OnVcpu(host, default)) is null && KernelRules.Of(host.Kernel).DependsOn(condition))
        || (host.Kernel.Neighbour is { } neighbour && Counts(host with { Kernel = neighbour }, condition));

    private SupportedAnswer ForOtherRange(KvmQuery key)
    {
        ConcurrentDictionary<VcpuState, SupportedAnswer> others = LazyInitializer.EnsureInitialized(ref _otherRanges, static () => new())!;
        if (others.TryGetValue(key.Vcpu, out SupportedAnswer? held))
        {
            return held;
        }

        SupportedAnswer answer = SupportedFold.Answer(key);
        return others.Count < MaxOtherRanges ? others.GetOrAdd(key.Vcpu, answer) : answer;
    }

    private SupportedAnswer Compute(int index, KvmQuery key)
    {
        SupportedAnswer answer = SupportedFold.Answer(key);
        return Interlocked.CompareExchange(ref _answers[index], answer, null) ?? answer;
    }
}
