using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>A vCPU of a <see cref="SimulatedVm"/>. Calls on it from several threads are served one at a time, as the kernel's vCPU mutex does.</summary>
public sealed partial class SimulatedVcpu : IKvmVcpu
{
    private readonly SimulatedKvm _kvm;
    private readonly bool _inKernelLapic;
    private VcpuMutex _mutex;
    private ReadyAnswer? _ready;
    private VcpuCpuid? _cpuid;
    private EvmcsVersionRange? _evmcs;
    private bool _synic;
    private bool _enforced;
    private bool _hasRun;
    private volatile bool _disposed;

    internal SimulatedVcpu(SimulatedKvm kvm, uint id, bool inKernelLapic) => (_kvm, Id, _inKernelLapic) = (kvm, id, inKernelLapic);

    /// <inheritdoc/>
    public uint Id { get; }

    // The callers of what follows hold the mutex.
    private VcpuState PresentState => new(_inKernelLapic, _evmcs);

    private VcpuCpuid Cpuid => _cpuid ??= new VcpuCpuid(_kvm.Calls);

    // kvm_vcpu_ioctl takes the mutex before it looks at the request.
    internal KvmResult Ioctl(KvmRequest request, ulong argument, IUserMemory memory)
    {
        _mutex.Enter();
        try
        {
            return request switch
            {
                KvmRequest.GetSupportedHvCpuid => PresentAnswer().CopyTo(memory, argument),
                KvmRequest.EnableCap => EnableCap(argument, memory),
                KvmRequest.SetCpuid2 => SetCpuid(argument, memory),
                KvmRequest.GetCpuid2 => GetCpuid(argument, memory),
                _ => KvmResult.Refuse(KvmErrno.EINVAL, KvmResult.NoSuchRequest),
            };
        }
        finally
        {
            _mutex.Exit();
        }
    }

    private ReadyAnswer PresentAnswer()
    {
        SupportedHvCpuid supported = _kvm.Answers.Present;
        ReadyAnswer? ready = _ready;
        return ready is not null && ReferenceEquals(ready.Source, supported)
            ? ready
            : _ready = _kvm.Answers.Ready(supported, supported.ForVcpu(PresentState));
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
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(word, version);
        return enabled.IsRefusal || memory.CopyToUser(cap.Argument, word) == word.Length ? enabled : KvmResult.Fault;
    }

    private KvmResult EnableEvmcs(out ushort version)
    {
        version = 0;
        KvmEnablingRule? rule = _kvm.EvmcsRule;
        if (rule is null)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "this release does not know the capability");
        }

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

        (_evmcs, _ready) = (range, null);
        Log.EvmcsEnabled(_kvm.Options.Logger, Id, range.Low, range.High);
        return range;
    }

    private KvmResult Enable(KvmCapability capability, ulong argument)
    {
        if (capability == KvmCapability.HyperVSynic2 && argument != 0)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "KVM_CAP_HYPERV_SYNIC2 takes no argument");
        }

        KvmEnableCapRule? rule = KvmCapabilityTable.Enable(capability, SupportedQuery.OnVcpu(_kvm.Answers.Present.Host, PresentState));
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
}
