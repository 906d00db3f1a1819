using HvCpuid.Ioctl;

namespace MiniVmm;

/// <summary>The one thing that <see cref="IKvm"/> does not have: running what the guest shall do. A real vCPU executes it, a simulated one is asked.</summary>
internal interface IGuestRunner
{
    /// <summary>Runs a script on a vCPU that has its CPUID.</summary>
    public GuestReport Run(IKvmVm vm, IKvmVcpu vcpu, GuestScript script);
}
