using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>A VM of a <see cref="SimulatedKvm"/>: its irqchip and its vCPUs. It lives as long as anything of it is in use, closed or not.</summary>
public sealed partial class SimulatedVm : IKvmVm
{
    private readonly object _lock = new();
    private readonly Dictionary<uint, SimulatedVcpu> _vcpus = [];
    private volatile bool _disposed;

    internal SimulatedVm(SimulatedKvm kvm) => Kvm = kvm;

    /// <summary>The KVM it was made on.</summary>
    public SimulatedKvm Kvm { get; }

    /// <summary>How many vCPUs were made; closing one takes nothing away.</summary>
    public int VcpuCount
    {
        get
        {
            lock (_lock)
            {
                return _vcpus.Count;
            }
        }
    }

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability)
    {
        Kvm.Gate.Enter(KvmRequest.CheckExtension, _disposed);
        return Kvm.Check(capability);
    }

    /// <inheritdoc/>
    public void CreateIrqchip()
    {
        Kvm.Gate.Enter(KvmRequest.CreateIrqchip, _disposed);
        Kvm.Gate.Leave(KvmRequest.CreateIrqchip, AddIrqchip());
    }

    /// <inheritdoc/>
    public void EnableSplitIrqchip(int reservedRoutes = 24)
    {
        Kvm.Gate.Enter(KvmRequest.EnableCap, _disposed);
        Kvm.Gate.Leave(KvmRequest.EnableCap, Enable(new KvmEnableCap(KvmCapability.SplitIrqchip, unchecked((ulong)reservedRoutes))));
    }

    /// <summary>KVM_CREATE_VCPU.</summary>
    /// <param name="id">The vCPU's id, from 0.</param>
    /// <returns>The vCPU.</returns>
    /// <exception cref="KvmException">EINVAL: the id is too large, or the VM has all its vCPUs. EEXIST: the id is taken, be the vCPU closed or not.</exception>
    public SimulatedVcpu CreateVcpu(uint id)
    {
        Kvm.Gate.Enter(KvmRequest.CreateVcpu, _disposed);
        Kvm.Gate.Leave(KvmRequest.CreateVcpu, AddVcpu(id, out SimulatedVcpu? vcpu));
        return vcpu!;
    }

    /// <inheritdoc/>
    IKvmVcpu IKvmVm.CreateVcpu(uint id) => CreateVcpu(id);

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    // kvm_vm_ioctl_create_vcpu (virt/kvm/kvm_main.c).
    internal KvmResult AddVcpu(ulong argument, out SimulatedVcpu? vcpu)
    {
        vcpu = null;
        ulong id = Kvm.Calls.VcpuIdBits == 32 ? unchecked((uint)argument) : argument;
        if (id >= (ulong)Kvm.VcpuIdLimit)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "the id is not below KVM_CAP_MAX_VCPU_ID");
        }

        lock (_lock)
        {
            if (_vcpus.Count >= Kvm.MostVcpus)
            {
                return KvmResult.Refuse(KvmErrno.EINVAL, "the VM has KVM_CAP_MAX_VCPUS vCPUs already");
            }

            if (id >= FixVcpuIdLimit())
            {
                return KvmResult.Refuse(KvmErrno.EINVAL, "the id is not below the limit that the VM was given");
            }

            if (_vcpus.ContainsKey((uint)id))
            {
                return KvmResult.Refuse(KvmErrno.EEXIST, "the VM has a vCPU of that id already");
            }

            vcpu = new SimulatedVcpu(Kvm, (uint)id, _irqchip);
            _vcpus.Add((uint)id, vcpu);
            return KvmResult.Done;
        }
    }
}
