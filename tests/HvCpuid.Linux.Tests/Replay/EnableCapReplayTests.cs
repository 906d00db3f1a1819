using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>KVM_ENABLE_CAP on the live kernel and on the simulation: every capability, argument and flag on every kind of file, and what it changed.</summary>
public class EnableCapReplayTests
{
    private static readonly KvmCapability[] Capabilities =
        [.. Enum.GetValues<KvmCapability>(), (KvmCapability)12345, (KvmCapability)int.MaxValue, (KvmCapability)(-1)];

    [Theory]
    [MemberData(nameof(VcpuHistory.AllIrqchips), MemberType = typeof(VcpuHistory))]
    public void Vcpu_AnyCapabilityArgumentAndFlags_IsAsTheModel(string irqchip)
    {
        using TwoKernels kernels = new();
        foreach (KvmCapability capability in Capabilities)
        {
            (_, ReplayFile vcpu) = VcpuHistory.Make(kernels, irqchip);
            kernels.Situation = $"{irqchip}, {capability}";
            EnableAll(kernels, vcpu, capability);
        }

        kernels.AssertSame();
    }

    // What the first call changes on a vCPU stays: so each address of the version has a vCPU of its own.
    [Fact]
    public void Evmcs_AnyAddressOfTheVersion_WritesAndEnablesAsTheModel()
    {
        using TwoKernels kernels = new();
        foreach ((string name, ulong address) in kernels.Memory.Places.Append(("one byte before a read-only page", kernels.Memory["two writable bytes, the rest read-only"] + 1)))
        {
            (_, ReplayFile vcpu) = VcpuHistory.Make(kernels, "no irqchip");
            kernels.Situation = $"version at {name}";
            VcpuHistory.Enable(kernels, vcpu, KvmCapability.HyperVEnlightenedVmcs, address);
            VcpuHistory.Ask(kernels, vcpu);
        }

        kernels.AssertSame();
    }

    [Fact]
    public void Vcpu_AnyMemoryOfTheStructure_IsAsTheModel()
    {
        using TwoKernels kernels = new();
        (ReplayFile vm, ReplayFile vcpu) = VcpuHistory.Make(kernels, "irqchip");
        foreach (ReplayFile file in new[] { vcpu, vm, kernels.System })
        {
            foreach ((string name, ulong address) in kernels.Memory.Places)
            {
                kernels.Situation = name;
                kernels.Call(file, KvmRequest.EnableCap, address, ReplayBytes.Cap(KvmCapability.HyperVSynic2, 0));
                kernels.Call(file, KvmRequest.EnableCap, address, ReplayBytes.Cap(KvmCapability.SplitIrqchip, 24));
                kernels.Call(file, KvmRequest.EnableCap, address, ReplayBytes.Cap(KvmCapability.HyperVEnlightenedVmcs, address));
            }
        }

        VcpuHistory.Ask(kernels, vcpu);
        kernels.AssertSame();
    }

    [Fact]
    public void VmAndSystem_AnyCapabilityArgumentAndFlags_IsAsTheModel()
    {
        using TwoKernels kernels = new();
        foreach (KvmCapability capability in Capabilities)
        {
            ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
            kernels.Situation = $"{capability}";
            EnableAll(kernels, vm, capability);
            EnableAll(kernels, kernels.System, capability);
            ReplayFile vcpu = kernels.Open(vm, KvmRequest.CreateVcpu);
            VcpuHistory.Ask(kernels, vcpu);
            EnableAll(kernels, vm, capability);
        }

        kernels.AssertSame();
    }

    private static void EnableAll(TwoKernels kernels, ReplayFile file, KvmCapability capability)
    {
        ulong[] arguments = [4097, 4096, 24, 1, 0, 0x1_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, kernels.Memory["mapped"], kernels.Memory["a hole"], 24];
        foreach (uint flags in new uint[] { 1, 0x80000000, 0 })
        {
            foreach (ulong argument in arguments)
            {
                VcpuHistory.Enable(kernels, file, capability, argument, flags);
                VcpuHistory.Ask(kernels, file);
            }
        }
    }
}
