using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>Faults that a test orders.</summary>
public class FaultTests
{
    [Fact]
    public void Fault_NthCall_FailsWithoutAnyEffect()
    {
        SimulatedKvmOptions options = new() { Faults = [new KvmFault(KvmRequest.CreateVcpu, KvmErrno.ENOMEM, nth: 2)] };
        Caller caller = new(new KvmHost(), options);
        int vm = caller.CreateVm();

        Assert.Equal(5, caller.Ioctl(vm, KvmRequest.CreateVcpu, 0));
        Assert.Equal(-12, caller.Ioctl(vm, KvmRequest.CreateVcpu, 1));
        Assert.Equal(6, caller.Ioctl(vm, KvmRequest.CreateVcpu, 1));
        Assert.Equal(7, caller.Ioctl(vm, KvmRequest.CreateVcpu, 2));
    }

    [Fact]
    public void Fault_OnEnabling_LeavesEvmcsOff()
    {
        Caller caller = new(new KvmHost());
        int vcpu = caller.NewVcpu();
        caller.Kvm.Inject(new KvmFault(KvmRequest.EnableCap, KvmErrno.EINTR));

        Assert.Equal(-4, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));
        Assert.Null(caller.Vcpu(vcpu).State.Evmcs);
        Assert.True(Caller.Dirty(Caller.Room).AsSpan().SequenceEqual(caller.Answer));
        Assert.Equal(0, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));
        Assert.NotNull(caller.Vcpu(vcpu).State.Evmcs);
    }

    [Fact]
    public void Fault_OnEveryRequest_ReachesTypedAndByteCalls()
    {
        SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12) });
        SimulatedVm vm = kvm.CreateVm();
        SimulatedVcpu vcpu = vm.CreateVcpu(0);
        Dictionary<KvmRequest, Action> calls = new()
        {
            [KvmRequest.GetApiVersion] = () => kvm.GetApiVersion(),
            [KvmRequest.CheckExtension] = () => vm.CheckExtension(KvmCapability.MaxVcpus),
            [KvmRequest.CreateVm] = () => kvm.CreateVm(),
            [KvmRequest.CreateVcpu] = () => vm.CreateVcpu(1),
            [KvmRequest.CreateIrqchip] = vm.CreateIrqchip,
            [KvmRequest.EnableCap] = () => vcpu.EnableEvmcs(),
            [KvmRequest.SetCpuid2] = () => vcpu.SetCpuid(new KvmCpuid2([])),
            [KvmRequest.GetCpuid2] = () => vcpu.GetCpuid(),
            [KvmRequest.GetSupportedHvCpuid] = () => vcpu.GetSupportedHvCpuid(),
            [KvmRequest.GetSupportedCpuid] = () => kvm.GetSupportedCpuid(),
        };
        KvmFileTable process = new(kvm, new MappedUserMemory());
        int fd = process.Open();
        Assert.All(calls.Keys, request =>
        {
            kvm.Inject(new KvmFault(request, KvmErrno.EIO));
            kvm.Inject(new KvmFault(request, KvmErrno.EBUSY, nth: 2));

            Assert.Equal(KvmErrno.EIO, Assert.Throws<KvmException>(calls[request]).Errno);
            Assert.Equal(-16, process.Ioctl(fd, request));
        });

        Assert.Null(vcpu.State.Evmcs);
        Assert.Equal(1, vm.VcpuCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(117)]
    [InlineData(4095)]
    public void Fault_AnyErrnoOfTheKernel_IsReturnedNegative(int errno)
    {
        Caller caller = new(new KvmHost(), new SimulatedKvmOptions { Faults = [new KvmFault(KvmRequest.CreateVm, (KvmErrno)errno)] });

        Assert.Equal(-errno, caller.CreateVm());
    }

    [Fact]
    public void Fault_ClosedDescriptor_IsEbadfAndNotCounted()
    {
        Caller caller = new(new KvmHost(), new SimulatedKvmOptions { Faults = [new KvmFault(KvmRequest.GetApiVersion, KvmErrno.EPERM)] });

        Assert.Equal(-9, caller.Ioctl(99, KvmRequest.GetApiVersion));
        Assert.Equal(-1, caller.Ioctl(caller.System, KvmRequest.GetApiVersion));
        Assert.Equal(12, caller.Ioctl(caller.System, KvmRequest.GetApiVersion));
    }

    [Fact]
    public void Fault_WithoutErrnoOrCount_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, KvmErrno.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, KvmErrno.EIO, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, (KvmErrno)(-5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, (KvmErrno)4096));
        Assert.Equal("KVM_CREATE_VM number 3 fails with ENOMEM", new KvmFault(KvmRequest.CreateVm, KvmErrno.ENOMEM, 3).ToString());
    }
}
