using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace MiniVmm;

/// <summary>Answers in the guest's place: CPUID from the entries that the vCPU was given, MSRs as its kernel would.</summary>
internal sealed class SimulatedGuestRunner(KvmHost host) : IGuestRunner
{
    public GuestReport Run(IKvmVm vm, IKvmVcpu vcpu, GuestScript script)
    {
        GuestCpuid cpuid = GuestCpuid.FromEntries(vcpu.GetCpuid().ToEntries());
        SimulatedVcpu state = (SimulatedVcpu)vcpu;
        HvAccess access = new(cpuid.HyperV, new HvAccessOptions
        {
            Kernel = host.Kernel,
            Enforced = state.EnforcesCpuid,
            SynicActive = state.HasSynic,
            InKernelLapic = state.State.InKernelLapic,
        });
        state.MarkRun();
        return new GuestReport(
            [.. script.Functions.Select(function => cpuid.Query(function))],
            [.. script.Msrs.Select(msr => !host.HasHyperV || !access.ReadMsr(msr).IsAllowed)]);
    }
}
