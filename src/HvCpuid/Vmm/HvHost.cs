using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// A host that a VMM asks: a modelled one, which each VMM asks in its own way; a modelled one that is asked in one form, whoever asks; or one of
/// which nothing but its answer is known. It keeps what VMMs found, so that resolving on a host once seen asks nothing again. Safe for use from
/// several threads.
/// </summary>
public sealed class HvHost
{
    private static readonly ConditionalWeakTable<KvmHost, HvHost> Modelled = new();
    private static readonly ConditionalWeakTable<HvCpuidSet, HvHost> Answered = new();

    private readonly ConcurrentDictionary<int, QemuView> _views = new();

    private HvHost(KvmHost? kvm, KvmQuery? query, HvCpuidSet? answer) => (Kvm, Query, Answer) = (kvm, query, answer);

    /// <summary>What a live KVM said; null where it is modelled or an answer.</summary>
    public KvmObservation? Observation { get; private init; }

    /// <summary>The modelled host; null where nothing but the answer is known.</summary>
    public KvmHost? Kvm { get; }

    /// <summary>The one form in which it is asked; null where the VMM chooses.</summary>
    public KvmQuery? Query { get; }

    /// <summary>The answer, where nothing else is known; null where it is modelled.</summary>
    public HvCpuidSet? Answer { get; }

    /// <summary>A modelled host, asked as each VMM asks.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The host; of the same object the same.</returns>
    public static HvHost From(KvmHost host) => Modelled.GetValue(Guard.NotNull(host), static kvm => new HvHost(kvm, null, null));

    /// <summary>A modelled host, asked in one form whatever the VMM.</summary>
    /// <param name="query">The host and the form.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static HvHost From(KvmQuery query) =>
        new(query.Host ?? throw new ArgumentException("The query has no host.", nameof(query)), query, null);

    /// <summary>
    /// Reads a modelled host, as <see cref="KvmQuery.Parse(string)"/> does. Where the text says how the call is made (<c>vcpu</c>, <c>system</c>, <c>evmcs</c> or
    /// <c>nolapic</c>), it is asked so whatever the VMM; else each VMM asks in its own way.
    /// </summary>
    /// <param name="text">The text: <c>6.12,intel</c>.</param>
    /// <param name="kernels">The kernels that go by a name; null for <see cref="KvmKernels.BuiltIn"/>.</param>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    /// <exception cref="FormatException">The text is no query.</exception>
    public static HvHost Parse(string text, KvmKernels? kernels = null) =>
        KvmQueryReader.Read(Guard.NotNull(text), kernels ?? KvmKernels.BuiltIn, out KvmQuery query, out bool namesCall) is { } error ? throw new FormatException(error)
        : namesCall ? From(query)
        : From(query.Host);

    /// <summary>A host of which nothing but its answer is known.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <returns>The host; of the same object the same.</returns>
    public static HvHost From(HvCpuidSet hostSupported) =>
        Answered.GetValue(Guard.NotNull(hostSupported), static answer => new HvHost(null, null, answer));

    /// <summary>A live host: its capabilities and answers are what it said, each VMM asks it in its own way, and the model says what it did not.</summary>
    /// <param name="observation">What it said.</param>
    public static HvHost From(KvmObservation observation) =>
        new(Guard.NotNull(observation).Host, null, null) { Observation = observation };

    /// <summary>What KVM_CHECK_EXTENSION answers.</summary>
    internal int Check(KvmCapability capability) =>
        Observation is not null && Observation.Capabilities.TryGetValue(capability, out int observed) ? observed : KvmCapabilityTable.Check(capability, Kvm!);

    /// <summary>What KVM_GET_SUPPORTED_HV_CPUID answers.</summary>
    internal (HvCpuidSet? Set, KvmRefusal? Refusal) Ask(KvmQuery query)
    {
        KvmObservedAnswer? observed = Observation?.Answers.FirstOrDefault(answer => answer.Set is not null && answer.Scope == query.Scope
            && (query.Scope == KvmScope.System || answer.Vcpu == query.Vcpu));
        SupportedAnswer? modelled = observed is null ? SupportedFold.Answer(query) : null;
        return (observed?.Set ?? modelled?.Set, modelled?.Refusal);
    }

    /// <summary>What a QEMU finds, from the second time on without asking.</summary>
    internal QemuView View(QemuBehavior behavior, QemuQuestion question)
    {
        int key = (behavior.Number << QemuQuestion.Bits) | question.Number;
        return _views.TryGetValue(key, out QemuView? view) ? view : _views.GetOrAdd(key, QemuView.Of(behavior, question, this));
    }
}
