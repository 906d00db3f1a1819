using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Simulation;

/// <summary>A vCPU of a <see cref="SimulatedVm"/>. Calls on it from several threads are served one at a time, as the kernel's vCPU mutex does.</summary>
public sealed partial class SimulatedVcpu : IKvmVcpu
{
    private readonly SimulatedKvm _kvm;
    private readonly bool _inKernelLapic;
    private VcpuMutex _mutex;

    // Guarded by the mutex. The answer given last, and the host's answers that it is of: the vCPU asks them again when they are others.
    private SupportedHvCpuid? _supported;
    private SupportedAnswer? _answer;
    private VcpuCpuid? _cpuid;
    private EvmcsVersionRange? _evmcs;
    private bool _synic;
    private bool _enforced;
    private bool _hasRun;

    // What to log once the mutex is released; null while nothing listens.
    private News? _news;
    private volatile bool _disposed;

    internal SimulatedVcpu(SimulatedKvm kvm, uint id, bool inKernelLapic) => (_kvm, Id, _inKernelLapic) = (kvm, id, inKernelLapic);

    /// <inheritdoc/>
    public uint Id { get; }

    /// <inheritdoc/>
    public VcpuState State => Locked(static vcpu => vcpu.PresentState);

    /// <summary>True once SynIC was enabled (KVM_CAP_HYPERV_SYNIC or KVM_CAP_HYPERV_SYNIC2).</summary>
    public bool HasSynic => Locked(static vcpu => vcpu._synic);

    /// <summary>True while the guest is held to its CPUID (KVM_CAP_HYPERV_ENFORCE_CPUID).</summary>
    public bool EnforcesCpuid => Locked(static vcpu => vcpu._enforced);

    /// <summary>True once <see cref="MarkRun"/> was called.</summary>
    public bool HasRun => Locked(static vcpu => vcpu._hasRun);

    /// <summary>The present answer to KVM_GET_SUPPORTED_HV_CPUID, with its key; no call is made. A VMM that keeps it asks <see cref="StillHolds"/> later.</summary>
    public SupportedAnswer Supported => Locked(static vcpu => vcpu.PresentAnswer());

    /// <summary>What the present answer depends on.</summary>
    public KvmQuery SupportedKey => Supported.Key;

    // The callers of what follows hold the mutex.
    private VcpuState PresentState => new(_inKernelLapic, _evmcs);

    private VcpuCpuid Cpuid => _cpuid ??= new VcpuCpuid(_kvm.Calls);

    /// <summary>True while an answer, of this vCPU or another of the host's, is what this vCPU would answer now.</summary>
    /// <param name="answer">The answer that was kept.</param>
    /// <returns>False once eVMCS was enabled or the host's SMT control changed, where these count.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public bool StillHolds(SupportedAnswer answer) => Guard.NotNull(answer).Key == SupportedKey;

    /// <summary>The vCPU has run: what KVM_RUN entering the guest for the first time changes for KVM_SET_CPUID2.</summary>
    public void MarkRun() => Locked(static vcpu => vcpu._hasRun = true);

    /// <inheritdoc/>
    public EvmcsVersionRange? EnableEvmcs()
    {
        _kvm.Gate.Enter(this, KvmRequest.EnableCap, _disposed);
        (KvmResult result, EvmcsVersionRange? range) = Locked(static vcpu => (vcpu.EnableEvmcs(out _), vcpu._evmcs));
        _kvm.Gate.Leave(this, KvmRequest.EnableCap, result, _kvm.Gate.Traces ? Strace.Argument(KvmCapability.HyperVEnlightenedVmcs, 0) : null);
        return range;
    }

    /// <inheritdoc/>
    public void EnableCap(KvmCapability capability, ulong argument = 0)
    {
        if (capability == KvmCapability.HyperVEnlightenedVmcs)
        {
            throw new ArgumentException("The argument of eVMCS is an address: call EnableEvmcs.", nameof(capability));
        }

        _kvm.Gate.Enter(this, KvmRequest.EnableCap, _disposed);
        KvmResult result;
        using (Hold())
        {
            result = Enable(capability, argument);
        }

        _kvm.Gate.Leave(this, KvmRequest.EnableCap, result, _kvm.Gate.Traces ? Strace.Argument(capability, argument) : null);
    }

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        _kvm.Gate.Enter(this, KvmRequest.GetSupportedHvCpuid, _disposed);
        return _kvm.Leave(this, Supported);
    }

    /// <inheritdoc/>
    public void SetCpuid(KvmCpuid2 cpuid)
    {
        byte[] bytes = new byte[Guard.NotNull(cpuid).ByteCount];
        cpuid.Write(bytes);
        _kvm.Gate.Enter(this, KvmRequest.SetCpuid2, _disposed);
        KvmResult result;
        using (Hold())
        {
            result = Given(Cpuid.Set(bytes, _hasRun));
        }

        _kvm.Gate.Leave(this, KvmRequest.SetCpuid2, result, _kvm.Gate.Traces ? Strace.Argument(cpuid.Entries.Count) : null);
    }

    /// <inheritdoc/>
    public KvmCpuid2 GetCpuid()
    {
        _kvm.Gate.Enter(this, KvmRequest.GetCpuid2, _disposed);
        KvmCpuid2 cpuid = Locked(static vcpu => vcpu.Cpuid.ToStructure());
        _kvm.Gate.Leave(this, KvmRequest.GetCpuid2, KvmResult.Done, _kvm.Gate.Traces ? Strace.Argument(cpuid.Entries.Count) : null);
        return cpuid;
    }

    /// <summary>Closes the file descriptor; the vCPU stays part of its VM, and its id taken.</summary>
    public void Dispose() => _disposed = true;

    // kvm_vcpu_ioctl takes the mutex before it looks at the request.
    internal KvmResult Ioctl(KvmRequest request, ulong argument, IUserMemory memory)
    {
        using (Hold())
        {
            return request switch
            {
                KvmRequest.GetSupportedHvCpuid => CpuidCopy.Out(memory, argument, PresentAnswer()),
                KvmRequest.EnableCap => EnableCap(argument, memory),
                KvmRequest.SetCpuid2 => Given(Cpuid.Set(argument, memory, _hasRun)),
                KvmRequest.GetCpuid2 => Cpuid.CopyTo(memory, argument),
                _ => KvmResult.Unknown(KvmErrno.EINVAL),
            };
        }
    }

    private SupportedAnswer PresentAnswer()
    {
        SupportedHvCpuid supported = _kvm.Supported;
        if (ReferenceEquals(_supported, supported) && _answer is { } present)
        {
            return present;
        }

        (_supported, _answer) = (supported, supported.ForVcpu(PresentState));
        return _answer;
    }

    // kvm_vcpu_ioctl_enable_cap (x86.c): eVMCS is enabled first, and its version written then.
    private KvmResult EnableCap(ulong argument, IUserMemory memory)
    {
        Span<byte> bytes = stackalloc byte[KvmEnableCap.Size];
        if (memory.CopyFromUser(argument, bytes) != bytes.Length)
        {
            return KvmResult.Fault;
        }

        KvmEnableCap cap = KvmEnableCap.Read(bytes);
        if (cap.Flags != 0)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "a capability has no flags");
        }

        if (cap.Capability != KvmCapability.HyperVEnlightenedVmcs)
        {
            return Enable(cap.Capability, cap.Argument);
        }

        KvmResult enabled = EnableEvmcs(out ushort version);
        Span<byte> word = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(word, version);
        return !enabled.IsDone || memory.CopyToUser(cap.Argument, word) == word.Length ? enabled : KvmResult.Fault;
    }

    private KvmResult EnableEvmcs(out ushort version)
    {
        version = 0;
        KvmEnablingRule rule = _kvm.EvmcsRule!; // a kernel without one has no id for a vCPU either
        if (rule.Outcome.Errno is { } errno)
        {
            return KvmResult.Refuse(errno, rule.Reason);
        }

        // Version 0 says that there is none (kvm_intel with nested=0): no answer changes.
        if (rule.Versions is not null)
        {
            EvmcsVersionRange range = _evmcs ?? ChooseEvmcs();
            version = range.Word;
        }

        return KvmResult.Done;
    }

    private EvmcsVersionRange ChooseEvmcs()
    {
        EvmcsVersionRange range = _kvm.Options.EvmcsVersions?.Invoke(Id) ?? EvmcsVersionRange.Version1;
        if (range.Word == 0)
        {
            throw new InvalidOperationException($"{nameof(SimulatedKvmOptions)}.{nameof(SimulatedKvmOptions.EvmcsVersions)} gave vCPU {Id} no version.");
        }

        (_evmcs, _answer) = (range, null);
        _news = _kvm.Gate.Listening(LogLevel.Information) is { } logger ? new News(logger, range, null) : null;
        return range;
    }

    private KvmResult Enable(KvmCapability capability, ulong argument)
    {
        if (capability == KvmCapability.HyperVSynic2 && argument != 0)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "KVM_CAP_HYPERV_SYNIC2 takes no argument");
        }

        KvmEnableCapRule? rule = KvmCapabilityTable.Enable(capability, KvmQuery.OnVcpu(_kvm.Supported.Host, PresentState));
        if (rule is null)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "the capability cannot be enabled on a vCPU of this release");
        }

        if (rule.Outcome.Errno is { } errno)
        {
            return KvmResult.Refuse(errno, rule.Reason);
        }

        _synic |= capability is KvmCapability.HyperVSynic or KvmCapability.HyperVSynic2;
        _enforced = capability == KvmCapability.HyperVEnforceCpuid ? argument != 0 : _enforced;
        RenewAccess();
        return KvmResult.Done;
    }

    // A lambda that is static: the mutex costs no allocation.
    private T Locked<T>(Func<SimulatedVcpu, T> call)
    {
        using (Hold())
        {
            return call(this);
        }
    }

    private Held Hold()
    {
        _mutex.Enter();
        return new Held(this);
    }

    // A logger may call the vCPU: it is told when the mutex is free again.
    private void Release()
    {
        if (_news is not { } news)
        {
            _mutex.Exit();
            return;
        }

        _news = null;
        _mutex.Exit();
        news.Tell(this);
    }

    private readonly ref struct Held(SimulatedVcpu vcpu)
    {
        public void Dispose() => vcpu.Release();
    }

    /// <summary>What a call did that is logged.</summary>
    /// <param name="Logger">A logger that listens.</param>
    /// <param name="Enabled">The versions with which eVMCS was enabled.</param>
    /// <param name="Given">The guest that was given leaves.</param>
    private sealed record News(ILogger Logger, EvmcsVersionRange? Enabled, VcpuGuest? Given)
    {
        public void Tell(SimulatedVcpu vcpu)
        {
            if (Enabled is { } range)
            {
                Log.EvmcsEnabled(Logger, vcpu.Id, range.Low, range.High);
            }

            if (Given?.Errors(vcpu._kvm.Supported.Host.Vendor) is { Length: > 0 } errors)
            {
                Log.LeavesBreakRules(Logger, vcpu.Id, errors.Length, errors[0].Id, errors[0].Message);
            }
        }
    }
}
