using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

// What a VM is given before its vCPUs: the irqchip, and a limit for their ids.
public sealed partial class SimulatedVm
{
    // KVM_MAX_IRQ_ROUTES (arch/x86/kvm/ioapic.h and kvm_host.h).
    private const int MostRoutes = 4096;

    private bool _irqchip;

    // 0 while it is not fixed yet.
    private ulong _vcpuIdLimit;

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

    // Of both "already there" this one is EEXIST for a vCPU too.
    private KvmResult SplitIrqchip(KvmEnableCap cap)
    {
        if (cap.Argument > MostRoutes)
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
