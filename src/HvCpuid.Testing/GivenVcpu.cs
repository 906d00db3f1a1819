using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Testing;

/// <summary>A vCPU of a <see cref="GivenKvm"/>.</summary>
internal sealed class GivenVcpu(GivenKvm kvm, uint id, bool inKernelLapic) : IKvmVcpu
{
    private KvmCpuid2 _cpuid = new([]);

    /// <inheritdoc/>
    public uint Id => id;

    /// <inheritdoc/>
    public VcpuState State { get; private set; } = new(inKernelLapic);

    /// <inheritdoc/>
    public EvmcsVersionRange? EnableEvmcs()
    {
        kvm.Call(KvmRequest.EnableCap);
        EvmcsVersionRange versions = kvm.Answers.Evmcs ?? throw new KvmException(KvmRequest.EnableCap, KvmErrno.ENOTTY, "the test gave no eVMCS");
        State = State with { Evmcs = versions };
        return versions;
    }

    /// <inheritdoc/>
    public void EnableCap(KvmCapability capability, ulong argument = 0)
    {
        if (capability == KvmCapability.HyperVEnlightenedVmcs)
        {
            throw new ArgumentException("Its argument is an address: use EnableEvmcs.", nameof(capability));
        }

        kvm.Call(KvmRequest.EnableCap);
        if (kvm.Answers.Capability(capability) == 0)
        {
            throw new KvmException(KvmRequest.EnableCap, KvmErrno.EINVAL, $"the test gave no {capability}");
        }
    }

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        kvm.Call(KvmRequest.GetSupportedHvCpuid);
        return kvm.Answers.Vcpu(State);
    }

    /// <inheritdoc/>
    public void SetCpuid(KvmCpuid2 cpuid)
    {
        kvm.Call(KvmRequest.SetCpuid2);
        _cpuid = Guard.NotNull(cpuid);
    }

    /// <inheritdoc/>
    public KvmCpuid2 GetCpuid()
    {
        kvm.Call(KvmRequest.GetCpuid2);
        return _cpuid;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
