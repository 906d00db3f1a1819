using System.Collections.Concurrent;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>A host's answers to KVM_GET_SUPPORTED_HV_CPUID, as sets and as bytes, while its SMT control changes.</summary>
internal sealed class HostAnswers
{
    // A host has a dozen answers; only unusual eVMCS ranges can make more, and these are made anew beyond this number.
    private const int MostReadyAnswers = 512;

    private readonly ConcurrentDictionary<SupportedAnswer, ReadyAnswer> _ready = new();
    private readonly SupportedHvCpuid _whereSmtPossible;
    private readonly SupportedHvCpuid _whereSmtImpossible;
    private volatile SupportedHvCpuid _supported;
    private volatile ReadyAnswer? _system;
    private volatile bool _smtPossible;

    public HostAnswers(KvmHost host)
    {
        _whereSmtPossible = new SupportedHvCpuid(host with { SmtPossible = true });
        _whereSmtImpossible = KernelRules.Of(host.Kernel).DependsOn(KvmCondition.SmtImpossible)
            ? new SupportedHvCpuid(host with { SmtPossible = false })
            : _whereSmtPossible;
        _smtPossible = host.SmtPossible;
        _supported = _smtPossible ? _whereSmtPossible : _whereSmtImpossible;
    }

    public bool SmtPossible
    {
        get => _smtPossible;
        set
        {
            lock (_ready)
            {
                (_smtPossible, _supported) = (value, value ? _whereSmtPossible : _whereSmtImpossible);
            }
        }
    }

    /// <summary>The answers at present. The same object again says that nothing changed that counts.</summary>
    public SupportedHvCpuid Present => _supported;

    public ReadyAnswer Ready(SupportedHvCpuid source, SupportedAnswer answer)
    {
        if (_ready.TryGetValue(answer, out ReadyAnswer? held))
        {
            return held;
        }

        ReadyAnswer ready = new(source, answer);
        return _ready.Count < MostReadyAnswers ? _ready.GetOrAdd(answer, ready) : ready;
    }

    public ReadyAnswer ReadySystem()
    {
        SupportedHvCpuid source = _supported;
        ReadyAnswer? ready = _system;
        return ready is not null && ReferenceEquals(ready.Source, source) ? ready : _system = Ready(source, source.ForSystem());
    }
}
