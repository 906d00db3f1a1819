using HvCpuid.Access;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Simulation;

/// <summary>
/// KVM as one host has it, without a hypervisor: what /dev/kvm, its VMs and vCPUs answer on the host's release, processor and build. Spoken to
/// through <see cref="IKvm"/>, or in file descriptors, addresses and −errno through <see cref="KvmFileTable"/>; both see the same state.
/// </summary>
/// <example>
/// <code>
/// using IKvm kvm = new SimulatedKvm(new KvmHost { Kernel = KvmKernel.Parse("5.10"), Vendor = CpuVendor.Intel });
/// using IKvmVm vm = kvm.CreateVm();
/// vm.CreateIrqchip();
/// using IKvmVcpu vcpu = vm.CreateVcpu(0);
/// Console.WriteLine(vcpu.GetSupportedHvCpuid().Count); // 9
/// Console.WriteLine(vcpu.EnableEvmcs()); // 1..1
/// Console.WriteLine(vcpu.GetSupportedHvCpuid().Count); // 10
/// </code>
/// </example>
public sealed class SimulatedKvm : IKvm
{
    private const int ApiVersion = 12;

    private readonly KvmHost _host;
    private readonly SupportedHvCpuid _whereSmtPossible;
    private readonly SupportedHvCpuid _whereSmtImpossible;
    private readonly OrdinaryCpuid _supportedCpuid;
    private volatile SupportedHvCpuid _supported;
    private volatile HvAccess? _latestAccess;
    private volatile bool _smtPossible;
    private volatile bool _disposed;

    /// <summary>A host's KVM.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The rest; null for none of it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public SimulatedKvm(KvmHost host, SimulatedKvmOptions? options = null)
    {
        _host = Guard.NotNull(host);
        Options = options ?? new SimulatedKvmOptions();
        Gate = new CallGate(Options.Logger);
        _whereSmtPossible = new SupportedHvCpuid(host with { SmtPossible = true });
        _whereSmtImpossible = KernelRules.Of(host.Kernel).DependsOn(KvmCondition.SmtImpossible)
            ? new SupportedHvCpuid(host with { SmtPossible = false })
            : _whereSmtPossible;
        _smtPossible = host.SmtPossible;
        _supported = _smtPossible ? _whereSmtPossible : _whereSmtImpossible;
        _supportedCpuid = new OrdinaryCpuid(Options.SupportedCpuid ?? ThreeLeafProcessor.Entries(host.Vendor, host.Nested), KvmCalls.For(host.Kernel).MaximumCpuidEntries);
        Calls = KvmCalls.For(host.Kernel);
        EvmcsRule = _supported.EnableEvmcs();
        MaxVcpus = Check(KvmCapability.MaxVcpus);
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
        get => _smtPossible;
        set
        {
            lock (_whereSmtPossible)
            {
                (_smtPossible, _supported) = (value, value ? _whereSmtPossible : _whereSmtImpossible);
            }
        }
    }

    /// <summary>The present answer to KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm, with what it depends on; no call is made.</summary>
    public SupportedAnswer SystemAnswer => _supported.ForSystem();

    internal SimulatedKvmOptions Options { get; }

    /// <summary>The host's answers at present. The same object again says that nothing changed that counts.</summary>
    internal SupportedHvCpuid Supported => _supported;

    internal OrdinaryCpuid SupportedCpuid => _supportedCpuid;

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

    internal int MaxVcpus { get; }

    internal int VcpuIdLimit { get; }

    /// <summary>Orders a call to fail. Its calls are counted from now on.</summary>
    /// <param name="fault">Which call, and how.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    public void Inject(KvmFault fault) => Gate.Faults.Add(Guard.NotNull(fault));

    /// <inheritdoc/>
    public int GetApiVersion()
    {
        Gate.Enter(this, KvmRequest.GetApiVersion, _disposed);
        Gate.Leave(this, KvmRequest.GetApiVersion, KvmResult.Of(ApiVersion));
        return ApiVersion;
    }

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability) => Check(this, capability, _disposed);

    /// <summary>KVM_CREATE_VM, of type 0.</summary>
    /// <exception cref="KvmException">A fault was injected.</exception>
    public SimulatedVm CreateVm()
    {
        Gate.Enter(this, KvmRequest.CreateVm, _disposed);
        Gate.Leave(this, KvmRequest.CreateVm, KvmResult.Done);
        return new SimulatedVm(this);
    }

    /// <inheritdoc/>
    IKvmVm IKvm.CreateVm() => CreateVm();

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        Gate.Enter(this, KvmRequest.GetSupportedHvCpuid, _disposed);
        return Leave(this, SystemAnswer);
    }

    /// <inheritdoc/>
    /// <remarks>The entries of <see cref="SimulatedKvmOptions.SupportedCpuid"/>.</remarks>
    public KvmCpuid2 GetSupportedCpuid()
    {
        Gate.Enter(this, KvmRequest.GetSupportedCpuid, _disposed);
        KvmCpuid2 structure = _supportedCpuid.Structure;
        Gate.Leave(this, KvmRequest.GetSupportedCpuid, _supportedCpuid.Admitted, Gate.Traces ? Strace.Argument(structure.Entries.Count) : null);
        return structure;
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    internal static KvmResult Version(ulong argument) => argument == 0
        ? KvmResult.Of(ApiVersion)
        : KvmResult.Refuse(KvmErrno.EINVAL, "KVM_GET_API_VERSION takes no argument");

    // The kernel compares all 64 bits of the argument.
    internal KvmResult Check(ulong argument) => KvmResult.Of(argument <= int.MaxValue ? Check((KvmCapability)argument) : 0);

    internal int Check(KvmCapability capability) => KvmCapabilityTable.Check(capability, _host);

    /// <summary>KVM_CHECK_EXTENSION on this or one of its VMs.</summary>
    internal int Check(object caller, KvmCapability capability, bool disposed)
    {
        Gate.Enter(caller, KvmRequest.CheckExtension, disposed);
        int value = Check(capability);
        Gate.Leave(caller, KvmRequest.CheckExtension, KvmResult.Of(value), Gate.Traces ? Strace.Argument(KvmRequest.CheckExtension, unchecked((ulong)capability)) : null);
        return value;
    }

    /// <summary>The end of a typed KVM_GET_SUPPORTED_HV_CPUID.</summary>
    /// <exception cref="KvmException">It was refused.</exception>
    /// <exception cref="KvmHostOopsException">It does not come back.</exception>
    internal HvCpuidSet Leave(object caller, SupportedAnswer answer)
    {
        if (answer.Set is { } set && !Gate.Traces)
        {
            return set;
        }

        KvmResult result = answer.Refusal switch
        {
            null => KvmResult.Done,
            { Errno: { } errno } refusal => KvmResult.Refuse(errno, refusal.Reason),
            { } oops => KvmResult.Oops(oops.Reason),
        };
        Gate.Leave(caller, KvmRequest.GetSupportedHvCpuid, result, Gate.Traces ? Strace.Argument(answer.Set?.Count ?? 0) : null);
        return answer.GetSet();
    }
}
