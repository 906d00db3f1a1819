using System.Collections.Concurrent;
using HvCpuid.Diagnostics;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Ioctl;

/// <summary>
/// KVM as one host has it, without a hypervisor: what /dev/kvm, its VMs and vCPUs answer on the host's release, processor and build. Spoken to
/// through <see cref="IKvm"/>, or in file descriptors, addresses and −errno through <see cref="KvmFileTable"/>; both see the same state.
/// </summary>
public sealed class SimulatedKvm : IKvm
{
    private const int ApiVersion = 12;

    // A host has a dozen answers; only unusual eVMCS ranges can make more, and these are made anew beyond this number.
    private const int MostReadyAnswers = 512;

    private readonly ConcurrentDictionary<SupportedAnswer, ReadyAnswer> _ready = new();
    private readonly KvmFaultPlan _faults = new();
    private readonly SupportedHvCpuid _whereSmtPossible;
    private readonly SupportedHvCpuid _whereSmtImpossible;
    private volatile SupportedHvCpuid _supported;
    private volatile ReadyAnswer? _system;
    private volatile bool _smtPossible;
    private volatile bool _disposed;

    /// <summary>A host's KVM.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The rest; null for none of it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public SimulatedKvm(KvmHost host, SimulatedKvmOptions? options = null)
    {
        host = host ?? throw new ArgumentNullException(nameof(host));
        Options = options ?? new SimulatedKvmOptions();
        _whereSmtPossible = new SupportedHvCpuid(host with { SmtPossible = true });
        _whereSmtImpossible = SupportedFold.DependsOn(host, KvmCondition.SmtImpossible) ? new SupportedHvCpuid(host with { SmtPossible = false }) : _whereSmtPossible;
        _smtPossible = host.SmtPossible;
        _supported = _smtPossible ? _whereSmtPossible : _whereSmtImpossible;
        EvmcsRule = _supported.EnableEvmcs();
        MostVcpus = KvmCapabilityTable.Check(KvmCapability.MaxVcpus, host);
        VcpuIdLimit = KvmCapabilityTable.Check(KvmCapability.MaxVcpuId, host);
        foreach (KvmFault fault in Options.Faults)
        {
            Inject(fault);
        }
    }

    /// <summary>The host, its SMT as it is now.</summary>
    public KvmHost Host => _whereSmtPossible.Host with { SmtPossible = _smtPossible };

    /// <summary>
    /// Whether SMT is possible: <see cref="KvmHost.SmtPossible"/>, which an operator may change while VMs run (/sys/devices/system/cpu/smt/control).
    /// It is looked at in every call.
    /// </summary>
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

    /// <summary>The present answer to KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm, with what it depends on; no call is made.</summary>
    public SupportedAnswer SystemAnswer => _supported.ForSystem();

    internal SimulatedKvmOptions Options { get; }

    internal ILogger Logger => Options.Logger;

    internal SupportedHvCpuid Supported => _supported;

    internal KvmEnablingRule? EvmcsRule { get; }

    internal int MostVcpus { get; }

    internal int VcpuIdLimit { get; }

    /// <summary>Orders a call to fail. Its calls are counted from now on.</summary>
    /// <param name="fault">Which call, and how.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    public void Inject(KvmFault fault) => _faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <inheritdoc/>
    public int GetApiVersion()
    {
        Begin(KvmRequest.GetApiVersion, _disposed);
        return ApiVersion;
    }

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability)
    {
        Begin(KvmRequest.CheckExtension, _disposed);
        return Check(capability);
    }

    /// <summary>KVM_CREATE_VM, of type 0.</summary>
    /// <returns>The VM.</returns>
    /// <exception cref="KvmException">A fault was injected.</exception>
    public SimulatedVm CreateVm()
    {
        Begin(KvmRequest.CreateVm, _disposed);
        return new SimulatedVm(this);
    }

    /// <inheritdoc/>
    IKvmVm IKvm.CreateVm() => CreateVm();

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        Begin(KvmRequest.GetSupportedHvCpuid, _disposed);
        return Get(SystemAnswer);
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    internal static KvmResult Version(ulong argument) => argument == 0
        ? KvmResult.Of(ApiVersion)
        : KvmResult.Refuse(KvmErrno.EINVAL, "KVM_GET_API_VERSION takes no argument");

    // The kernel compares all 64 bits of the argument.
    internal KvmResult Check(ulong argument) => KvmResult.Of(argument <= int.MaxValue ? Check((KvmCapability)argument) : 0);

    internal int Check(KvmCapability capability) => KvmCapabilityTable.Check(capability, Supported.Host);

    internal ReadyAnswer Ready(SupportedHvCpuid source, SupportedAnswer answer)
    {
        if (_ready.TryGetValue(answer, out ReadyAnswer? held))
        {
            return held;
        }

        ReadyAnswer ready = new(source, answer);
        return _ready.Count < MostReadyAnswers ? _ready.GetOrAdd(answer, ready) : ready;
    }

    internal ReadyAnswer ReadySystem()
    {
        SupportedHvCpuid source = _supported;
        ReadyAnswer? ready = _system;
        return ready is not null && ReferenceEquals(ready.Source, source) ? ready : _system = Ready(source, source.ForSystem());
    }

    /// <summary>The error that a test ordered for this call, or none. Counts the call.</summary>
    internal KvmErrno NextFault(KvmRequest request) => _faults.Next(request);

    /// <summary>The start of a typed call.</summary>
    /// <exception cref="ObjectDisposedException">The object is closed.</exception>
    /// <exception cref="KvmException">A fault was injected.</exception>
    internal void Begin(KvmRequest request, bool disposed)
    {
        if (disposed)
        {
            throw new ObjectDisposedException(request.Name(), "The file descriptor is closed: EBADF.");
        }

        if (NextFault(request) is not KvmErrno.None and var errno)
        {
            Finish(request, KvmResult.Refuse(errno, KvmResult.Injected));
        }
    }

    /// <summary>The end of a typed call.</summary>
    /// <exception cref="KvmException">It was refused.</exception>
    internal int Finish(KvmRequest request, KvmResult result)
    {
        if (result.IsRefusal)
        {
            Report(request, "the typed interface", result);
        }

        return result.Get(request);
    }

    internal HvCpuidSet Get(SupportedAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            const KvmRequest request = KvmRequest.GetSupportedHvCpuid;
            _ = refusal.Errno == KvmErrno.None
                ? throw new KvmHostOopsException(request, refusal.Reason)
                : Finish(request, KvmResult.Refuse(refusal.Errno, refusal.Reason));
        }

        return answer.GetSet();
    }

    internal void Report(KvmRequest request, string file, KvmResult refusal)
    {
        if (ReferenceEquals(refusal.Reason, KvmResult.NoSuchRequest))
        {
            Log.UnknownRequest(Logger, (uint)request, file, refusal.Errno);
        }
        else if (ReferenceEquals(refusal.Reason, KvmResult.Injected))
        {
            Log.FaultInjected(Logger, request.Name(), refusal.Errno);
        }
        else
        {
            Log.CallRefused(Logger, request.Name(), refusal.Errno, refusal.Reason!);
        }
    }
}
