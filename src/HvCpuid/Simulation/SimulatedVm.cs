using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>A VM of a <see cref="SimulatedKvm"/>: its irqchip and its vCPUs. It lives as long as anything of it is in use, closed or not.</summary>
public sealed class SimulatedVm : IKvmVm
{
    // KVM_MAX_IRQ_ROUTES (arch/x86/kvm/ioapic.h and kvm_host.h).
    private const int MaxRoutes = 4096;

    private readonly object _lock = new();
    private readonly Dictionary<uint, SimulatedVcpu> _vcpus = [];
    private bool _irqchip;

    // 0 while it is not fixed yet.
    private ulong _vcpuIdLimit;
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
    public int CheckExtension(KvmCapability capability) => Kvm.Check(this, capability, _disposed);

    /// <inheritdoc/>
    public void CreateIrqchip()
    {
        Kvm.Gate.Enter(this, KvmRequest.CreateIrqchip, _disposed);
        Kvm.Gate.Leave(this, KvmRequest.CreateIrqchip, AddIrqchip());
    }

    /// <inheritdoc/>
    public void EnableSplitIrqchip(int reservedRoutes = 24)
    {
        Kvm.Gate.Enter(this, KvmRequest.EnableCap, _disposed);
        KvmEnableCap cap = new(KvmCapability.SplitIrqchip, unchecked((ulong)reservedRoutes));
        Kvm.Gate.Leave(this, KvmRequest.EnableCap, Enable(cap), Kvm.Gate.Traces ? Strace.Argument(cap.Capability, cap.Argument) : null);
    }

    /// <summary>KVM_CREATE_VCPU.</summary>
    /// <param name="id">The vCPU's id, from 0.</param>
    /// <exception cref="KvmException">EINVAL: the id is too large, or the VM has all its vCPUs. EEXIST: the id is taken, be the vCPU closed or not.</exception>
    public SimulatedVcpu CreateVcpu(uint id)
    {
        Kvm.Gate.Enter(this, KvmRequest.CreateVcpu, _disposed);
        Kvm.Gate.Leave(this, KvmRequest.CreateVcpu, AddVcpu(id, null, out SimulatedVcpu? vcpu), Kvm.Gate.Traces ? Strace.Argument(KvmRequest.CreateVcpu, id) : null);
        return vcpu!;
    }

    /// <inheritdoc/>
    IKvmVcpu IKvmVm.CreateVcpu(uint id) => CreateVcpu(id);

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    // KVM_CREATE_IRQCHIP in kvm_arch_vm_ioctl (x86.c).
    internal KvmResult AddIrqchip()
    {
        lock (_lock)
        {
            if (_irqchip)
            {
                return KvmResult.Refuse(KvmErrno.EEXIST, "the VM has an irqchip already, full or split");
            }

            if (_vcpus.Count != 0)
            {
                return KvmResult.Refuse(KvmErrno.EINVAL, "the VM has a vCPU already: the irqchip has to come first");
            }

            _irqchip = true;
            return KvmResult.Done;
        }
    }

    // kvm_vm_ioctl_enable_cap (x86.c).
    internal KvmResult Enable(KvmEnableCap cap)
    {
        if (cap.Flags != 0)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "a capability has no flags");
        }

        return cap.Capability switch
        {
            KvmCapability.SplitIrqchip => SplitIrqchip(cap),
            KvmCapability.MaxVcpuId when Kvm.Calls.TakesVcpuIdLimit => LimitVcpuIds(cap),
            _ => KvmResult.Refuse(KvmErrno.EINVAL, "the capability cannot be enabled on a VM"),
        };
    }

    /// <summary>kvm_vm_ioctl_create_vcpu (virt/kvm/kvm_main.c).</summary>
    /// <param name="argument">The id.</param>
    /// <param name="table">Where the vCPU gets its descriptor, the last thing that can fail; null for none.</param>
    /// <param name="vcpu">The vCPU; null where it was refused.</param>
    internal KvmResult AddVcpu(ulong argument, KvmFileTable? table, out SimulatedVcpu? vcpu)
    {
        vcpu = null;
        ulong id = Kvm.Calls.VcpuIdBits == 32 ? unchecked((uint)argument) : argument;
        if (id >= (ulong)Kvm.VcpuIdLimit)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "the id is not below KVM_CAP_MAX_VCPU_ID");
        }

        lock (_lock)
        {
            if (_vcpus.Count >= Kvm.MaxVcpus)
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

            SimulatedVcpu made = new(Kvm, (uint)id, _irqchip);
            KvmResult installed = table?.Install(new KvmVcpuFile(made)) ?? KvmResult.Done;
            if (installed.IsDone)
            {
                _vcpus.Add((uint)id, made);
                vcpu = made;
            }

            return installed;
        }
    }

    // Of both "already there" this one is EEXIST for a vCPU too.
    private KvmResult SplitIrqchip(KvmEnableCap cap)
    {
        if (cap.Argument > MaxRoutes)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "args[0] reserves more routes than KVM_MAX_IRQ_ROUTES");
        }

        lock (_lock)
        {
            if (_irqchip || _vcpus.Count != 0)
            {
                return KvmResult.Refuse(KvmErrno.EEXIST, "the VM has an irqchip or a vCPU already: the irqchip has to come first, and once");
            }

            _irqchip = true;
            return KvmResult.Done;
        }
    }

    // The first limit stays, and 0 is none.
    private KvmResult LimitVcpuIds(KvmEnableCap cap)
    {
        if (cap.Argument > (ulong)Kvm.VcpuIdLimit)
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "args[0] is beyond KVM_CAP_MAX_VCPU_ID");
        }

        lock (_lock)
        {
            if (_vcpuIdLimit != 0 && _vcpuIdLimit != cap.Argument)
            {
                return KvmResult.Refuse(KvmErrno.EINVAL, "the VM has another limit already, its own or with its first vCPU the largest");
            }

            _vcpuIdLimit = cap.Argument;
            return KvmResult.Done;
        }
    }

    // kvm_arch_vcpu_precreate (x86.c): whoever makes a vCPU first fixes the limit. The caller holds the lock.
    private ulong FixVcpuIdLimit() => _vcpuIdLimit = _vcpuIdLimit == 0 ? (ulong)Kvm.VcpuIdLimit : _vcpuIdLimit;
}
