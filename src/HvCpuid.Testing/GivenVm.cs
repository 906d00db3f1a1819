using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Testing;

/// <summary>A VM of a <see cref="GivenKvm"/>.</summary>
internal sealed class GivenVm(GivenKvm kvm) : IKvmVm
{
    private volatile bool _inKernelLapic;

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability)
    {
        kvm.Call(KvmRequest.CheckExtension);
        return kvm.Answers.Capability(capability);
    }

    /// <inheritdoc/>
    public void CreateIrqchip()
    {
        kvm.Call(KvmRequest.CreateIrqchip);
        _inKernelLapic = true;
    }

    /// <inheritdoc/>
    public void EnableSplitIrqchip(int reservedRoutes = 24)
    {
        kvm.Call(KvmRequest.EnableCap);
        _inKernelLapic = true;
    }

    /// <inheritdoc/>
    public IKvmVcpu CreateVcpu(uint id)
    {
        kvm.Call(KvmRequest.CreateVcpu);
        return new GivenVcpu(kvm, id, _inKernelLapic);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
