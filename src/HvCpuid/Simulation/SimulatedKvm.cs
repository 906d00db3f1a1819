using HvCpuid.Access;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Simulation;

/// <summary>
/// KVM as one host has it, without a hypervisor: what /dev/kvm, its VMs and vCPUs answer on the host's release, processor and build. Spoken to
/// through <see cref="IKvm"/>, or in file descriptors, addresses and −errno through <see cref="KvmFileTable"/>; both see the same state.
/// </summary>
public sealed class SimulatedKvm : IKvm
{
    private const int ApiVersion = 12;

    private readonly KvmHost _host;
    private volatile HvAccess? _latestAccess;
    private volatile bool _disposed;

    /// <summary>A host's KVM.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The rest; null for none of it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public SimulatedKvm(KvmHost host, SimulatedKvmOptions? options = null)
    {
        _host = host ?? throw new ArgumentNullException(nameof(host));
        Options = options ?? new SimulatedKvmOptions();
        Gate = new CallGate(Options.Logger);
        Answers = new HostAnswers(host);
        Calls = KvmCalls.For(host.Kernel);
        EvmcsRule = Answers.Present.EnableEvmcs();
        MostVcpus = Check(KvmCapability.MaxVcpus);
        VcpuIdLimit = Check(KvmCapability.MaxVcpuId);
        foreach (KvmFault fault in Options.Faults)
        {
            Inject(fault);
        }
    }

    /// <summary>The host, its SMT as it is now.</summary>
    public KvmHost Host => _host with { SmtPossible = SmtPossible };

    /// <summary>
    /// Whether SMT is possible: <see cref="KvmHost.SmtPossible"/>, which an operator may change while VMs run (/sys/devices/system/cpu/smt/control).
    /// It is looked at in every call.
    /// </summary>
    public bool SmtPossible
    {
        get => Answers.SmtPossible;
        set => Answers.SmtPossible = value;
    }

    /// <summary>The present answer to KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm, with what it depends on; no call is made.</summary>
    public SupportedAnswer SystemAnswer => Answers.Present.ForSystem();

    internal SimulatedKvmOptions Options { get; }

    internal HostAnswers Answers { get; }

    internal CallGate Gate { get; }

    internal KvmKernel Kernel => _host.Kernel;

    internal KvmCalls Calls { get; }

    internal bool HyperVCompiledIn => _host.HasHyperV;

    internal KvmEnablingRule? EvmcsRule { get; }

    /// <summary>The guest's gates made last, on whatever vCPU: a VMM gives all of them the same leaves, and then they share these.</summary>
    internal HvAccess? LatestAccess
    {
        get => _latestAccess;
        set => _latestAccess = value;
    }

    internal int MostVcpus { get; }

    internal int VcpuIdLimit { get; }

    /// <summary>Orders a call to fail. Its calls are counted from now on.</summary>
    /// <param name="fault">Which call, and how.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    public void Inject(KvmFault fault) => Gate.Faults.Add(fault ?? throw new ArgumentNullException(nameof(fault)));

    /// <inheritdoc/>
    public int GetApiVersion()
    {
        Gate.Enter(KvmRequest.GetApiVersion, _disposed);
        return ApiVersion;
    }

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability)
    {
        Gate.Enter(KvmRequest.CheckExtension, _disposed);
        return Check(capability);
    }

    /// <summary>KVM_CREATE_VM, of type 0.</summary>
    /// <returns>The VM.</returns>
    /// <exception cref="KvmException">A fault was injected.</exception>
    public SimulatedVm CreateVm()
    {
        Gate.Enter(KvmRequest.CreateVm, _disposed);
        return new SimulatedVm(this);
    }

    /// <inheritdoc/>
    IKvmVm IKvm.CreateVm() => CreateVm();

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        Gate.Enter(KvmRequest.GetSupportedHvCpuid, _disposed);
        return Gate.Leave(SystemAnswer);
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    internal static KvmResult Version(ulong argument) => argument == 0
        ? KvmResult.Of(ApiVersion)
        : KvmResult.Refuse(KvmErrno.EINVAL, "KVM_GET_API_VERSION takes no argument");

    // The kernel compares all 64 bits of the argument.
    internal KvmResult Check(ulong argument) => KvmResult.Of(argument <= int.MaxValue ? Check((KvmCapability)argument) : 0);

    internal int Check(KvmCapability capability) => KvmCapabilityTable.Check(capability, _host);
}
