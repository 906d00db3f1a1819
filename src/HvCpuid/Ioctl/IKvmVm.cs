using HvCpuid.Kvm;

namespace HvCpuid.Ioctl;

/// <summary>A VM's file descriptor, typed. Calls from several threads are fine; see <see cref="IKvm"/> for disposing and refusals.</summary>
public interface IKvmVm : IDisposable
{
    /// <summary>KVM_CHECK_EXTENSION on the VM.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>0 for "not there", 1 for "there", or the capability's number.</returns>
    /// <exception cref="KvmException">The call is refused.</exception>
    public int CheckExtension(KvmCapability capability);

    /// <summary>KVM_CREATE_IRQCHIP: local APICs, I/O APIC and PICs in the kernel. It has to precede every vCPU.</summary>
    /// <exception cref="KvmException">EEXIST: there is one, full or split. EINVAL: there is a vCPU.</exception>
    public void CreateIrqchip();

    /// <summary>KVM_ENABLE_CAP(KVM_CAP_SPLIT_IRQCHIP): local APICs in the kernel, the rest in the VMM. It has to precede every vCPU.</summary>
    /// <param name="reservedRoutes">The routes reserved for the VMM's I/O APICs, 0 to 4096 (KVM_MAX_IRQ_ROUTES); 24 for one of them.</param>
    /// <exception cref="KvmException">EINVAL: too many routes. EEXIST: there is an irqchip, or a vCPU.</exception>
    public void EnableSplitIrqchip(int reservedRoutes = 24);

    /// <summary>KVM_CREATE_VCPU.</summary>
    /// <param name="id">The vCPU's id, from 0.</param>
    /// <exception cref="KvmException">EINVAL: the id is too large, or the VM has all its vCPUs. EEXIST: the id is taken, be the vCPU closed or not.</exception>
    public IKvmVcpu CreateVcpu(uint id);
}
