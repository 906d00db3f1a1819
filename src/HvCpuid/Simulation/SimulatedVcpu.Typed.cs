using HvCpuid.Formats;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Simulation;

// The typed calls, and what a test may look at or do.
public sealed partial class SimulatedVcpu
{
    /// <inheritdoc/>
    public VcpuState State => Read(static vcpu => vcpu.PresentState);

    /// <summary>True once SynIC was enabled (KVM_CAP_HYPERV_SYNIC or KVM_CAP_HYPERV_SYNIC2).</summary>
    public bool HasSynic => Read(static vcpu => vcpu._synic);

    /// <summary>True while the guest is held to its CPUID (KVM_CAP_HYPERV_ENFORCE_CPUID).</summary>
    public bool EnforcesCpuid => Read(static vcpu => vcpu._enforced);

    /// <summary>True once <see cref="MarkRun"/> was called.</summary>
    public bool HasRun => Read(static vcpu => vcpu._hasRun);

    /// <summary>The present answer to KVM_GET_SUPPORTED_HV_CPUID, with its key; no call is made. A VMM that keeps it asks <see cref="StillHolds"/> later.</summary>
    public SupportedAnswer Supported => Read(static vcpu => vcpu.PresentAnswer().Answer);

    /// <summary>What the present answer depends on.</summary>
    public SupportedQuery SupportedKey => Supported.Key;

    /// <summary>True while an answer, of this vCPU or another of the host's, is what this vCPU would answer now.</summary>
    /// <param name="answer">The answer that was kept.</param>
    /// <returns>False once eVMCS was enabled or the host's SMT control changed, where these count.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public bool StillHolds(SupportedAnswer answer) => (answer ?? throw new ArgumentNullException(nameof(answer))).Key == SupportedKey;

    /// <summary>The vCPU has run: what KVM_RUN entering the guest for the first time changes for KVM_SET_CPUID2.</summary>
    public void MarkRun() => Read(static vcpu => vcpu._hasRun = true);

    /// <inheritdoc/>
    public EvmcsVersionRange? EnableEvmcs()
    {
        _kvm.Gate.Enter(KvmRequest.EnableCap, _disposed);
        _kvm.Gate.Leave(KvmRequest.EnableCap, Read(static vcpu => vcpu.EnableEvmcs(out _)));
        return State.Evmcs;
    }

    /// <inheritdoc/>
    public void EnableCap(KvmCapability capability, ulong argument = 0)
    {
        if (capability == KvmCapability.HyperVEnlightenedVmcs)
        {
            throw new ArgumentException("The argument of eVMCS is an address: call EnableEvmcs.", nameof(capability));
        }

        _kvm.Gate.Enter(KvmRequest.EnableCap, _disposed);
        _mutex.Enter();
        try
        {
            _kvm.Gate.Leave(KvmRequest.EnableCap, Enable(capability, argument));
        }
        finally
        {
            _mutex.Exit();
        }
    }

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        _kvm.Gate.Enter(KvmRequest.GetSupportedHvCpuid, _disposed);
        return _kvm.Gate.Leave(Supported);
    }

    /// <inheritdoc/>
    public void SetCpuid(KvmCpuid2 cpuid)
    {
        byte[] bytes = new byte[(cpuid ?? throw new ArgumentNullException(nameof(cpuid))).ByteCount];
        cpuid.Write(bytes);
        _kvm.Gate.Enter(KvmRequest.SetCpuid2, _disposed);
        _mutex.Enter();
        try
        {
            _kvm.Gate.Leave(KvmRequest.SetCpuid2, Set(bytes, cpuid.Entries.Count));
        }
        finally
        {
            _mutex.Exit();
        }
    }

    /// <inheritdoc/>
    public KvmCpuid2 GetCpuid()
    {
        _kvm.Gate.Enter(KvmRequest.GetCpuid2, _disposed);
        return Read(static vcpu =>
        {
            byte[] bytes = KvmCpuid2.CreateBuffer(vcpu.Cpuid.Count);
            vcpu.Cpuid.Answer.CopyTo(bytes.AsSpan(KvmCpuid2Layout.HeaderSize));
            return KvmCpuid2.Read(bytes);
        });
    }

    /// <summary>Closes the file descriptor; the vCPU stays part of its VM, and its id taken.</summary>
    public void Dispose() => _disposed = true;

    private KvmResult Set(byte[] bytes, int count)
    {
        KvmResult admitted = Cpuid.Admit(_hasRun);
        admitted = admitted.IsRefusal ? admitted : Cpuid.AdmitCount((uint)count);
        byte[] entries = bytes.AsSpan(KvmCpuid2Layout.HeaderSize).ToArray();
        return admitted.IsRefusal ? admitted : SetEntries(entries, entries.Length);
    }

    private T Read<T>(Func<SimulatedVcpu, T> read)
    {
        _mutex.Enter();
        try
        {
            return read(this);
        }
        finally
        {
            _mutex.Exit();
        }
    }
}
