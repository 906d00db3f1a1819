using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>A simulated KVM for a test, by the text of a query: <c>6.12</c>, <c>5.14,amd,nolapic</c>, <c>6.12,evmcs</c>.</summary>
internal static class TestKvm
{
    /// <summary>The host.</summary>
    public static KvmHost Host(string text) => KvmQuery.Parse(text).Host;

    /// <summary>Its KVM.</summary>
    public static SimulatedKvm Kvm(string text, SimulatedKvmOptions? options = null) => new(Host(text), options);

    /// <summary>A VM of it, its irqchip created unless the text says <c>nolapic</c>.</summary>
    public static SimulatedVm Vm(string text, SimulatedKvmOptions? options = null)
    {
        SimulatedVm vm = Kvm(text, options).CreateVm();
        if (KvmQuery.Parse(text).Vcpu.InKernelLapic)
        {
            vm.CreateIrqchip();
        }

        return vm;
    }

    /// <summary>A vCPU of that VM, with eVMCS enabled where the text says <c>evmcs</c>.</summary>
    public static SimulatedVcpu Vcpu(string text, SimulatedKvmOptions? options = null)
    {
        SimulatedVcpu vcpu = Vm(text, options).CreateVcpu(0);
        if (KvmQuery.Parse(text).Vcpu.Evmcs is not null)
        {
            vcpu.EnableEvmcs();
        }

        return vcpu;
    }

    /// <summary>A process that calls it in bytes; of the text the host counts.</summary>
    public static Caller Caller(string text, SimulatedKvmOptions? options = null) => new(Host(text), options);

    /// <summary>The words of a vendor and of nested: <c>amd,nonested</c>.</summary>
    public static string Words(CpuVendor vendor, bool nested) => (vendor == CpuVendor.Amd ? "amd" : "intel") + (nested ? "" : ",nonested");
}
