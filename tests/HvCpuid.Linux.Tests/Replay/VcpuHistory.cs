using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>What may have happened to a vCPU before it is asked: the irqchip that its VM has, and the calls made since. A name for each.</summary>
internal static class VcpuHistory
{
    private const string Place = "mapped";

    private static readonly string[] Irqchips = ["no irqchip", "irqchip", "split irqchip"];

    private static readonly Dictionary<string, Action<TwoKernels, ReplayFile, ReplayFile>> Events = new()
    {
        ["new"] = (_, _, _) => { },
        ["eVMCS"] = (kernels, _, vcpu) => Evmcs(kernels, vcpu, kernels.Memory[Place]),
        ["eVMCS twice"] = (kernels, _, vcpu) =>
        {
            Evmcs(kernels, vcpu, kernels.Memory[Place]);
            Evmcs(kernels, vcpu, kernels.Memory[Place]);
        },
        ["eVMCS with its version at NULL"] = (kernels, _, vcpu) => Evmcs(kernels, vcpu, 0),
        ["eVMCS with flags"] = (kernels, _, vcpu) => Evmcs(kernels, vcpu, kernels.Memory[Place], flags: 1),
        ["eVMCS on another vCPU"] = (kernels, vm, _) => Evmcs(kernels, kernels.Open(vm, KvmRequest.CreateVcpu, 1), kernels.Memory[Place]),
        ["direct TLB flush"] = (kernels, _, vcpu) => Enable(kernels, vcpu, KvmCapability.HyperVDirectTlbFlush, 0),
        ["SynIC"] = (kernels, _, vcpu) => Enable(kernels, vcpu, KvmCapability.HyperVSynic, 0),
        ["SynIC2"] = (kernels, _, vcpu) => Enable(kernels, vcpu, KvmCapability.HyperVSynic2, 0),
        ["enforced"] = (kernels, _, vcpu) => Enable(kernels, vcpu, KvmCapability.HyperVEnforceCpuid, 1),
        ["CPUID set"] = (kernels, _, vcpu) => kernels.Call(vcpu, KvmRequest.SetCpuid2, kernels.Memory[Place], ReplayBytes.Entries(7, seed: 1)),
        ["has run"] = (kernels, vm, vcpu) => kernels.Run(vm, vcpu),
    };

    /// <summary>Every irqchip with every event.</summary>
    public static TheoryData<string, string> All =>
        new(from irqchip in Irqchips from happened in Events.Keys select (irqchip, happened));

    /// <summary>Every irqchip.</summary>
    public static TheoryData<string> AllIrqchips => [.. Irqchips];

    /// <summary>A vCPU of a new VM, to which this happened.</summary>
    public static (ReplayFile Vm, ReplayFile Vcpu) Make(TwoKernels kernels, string irqchip, string happened = "new")
    {
        kernels.Situation = $"{irqchip}, {happened}";
        ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
        if (irqchip == "irqchip")
        {
            kernels.Call(vm, KvmRequest.CreateIrqchip);
        }
        else if (irqchip == "split irqchip")
        {
            Enable(kernels, vm, KvmCapability.SplitIrqchip, 24);
        }

        ReplayFile vcpu = kernels.Open(vm, KvmRequest.CreateVcpu);
        Events[happened](kernels, vm, vcpu);
        return (vm, vcpu);
    }

    /// <summary>KVM_ENABLE_CAP, the structure in ordinary memory.</summary>
    public static void Enable(TwoKernels kernels, ReplayFile file, KvmCapability capability, ulong argument, uint flags = 0) =>
        kernels.Call(file, KvmRequest.EnableCap, kernels.Memory["misaligned by 3"], ReplayBytes.Cap(capability, argument, flags));

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID with room enough, which tells whether anything changed.</summary>
    public static void Ask(TwoKernels kernels, ReplayFile vcpu) =>
        kernels.Call(vcpu, KvmRequest.GetSupportedHvCpuid, kernels.Memory[Place], ReplayBytes.Header(16));

    private static void Evmcs(TwoKernels kernels, ReplayFile vcpu, ulong version, uint flags = 0) =>
        Enable(kernels, vcpu, KvmCapability.HyperVEnlightenedVmcs, version, flags);
}
