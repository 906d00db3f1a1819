using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_CAP_MAX_VCPU_ID enabled on a VM: its own limit for the ids of its vCPUs.</summary>
public class VcpuIdLimitReplayTests
{
    private const int Einval = -22, Eexist = -17;
    private const int Largest = 4096;

    [Theory]
    [InlineData("5.0", Einval)]
    [InlineData("5.19", Einval)]
    [InlineData("6.0", 0)]
    [InlineData("7.2.13", 0)]
    public void Limit_OfAnyRelease_IsTakenFrom60(string release, int result)
    {
        Caller caller = TestKvm.Caller(release);
        int vm = caller.CreateVm();

        Assert.Equal(result, caller.Enable(vm, KvmCapability.MaxVcpuId, 7));
        Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, 6) > 0);
        Assert.Equal(result == 0, caller.Ioctl(vm, KvmRequest.CreateVcpu, 7) == Einval);
    }

    [Fact]
    public void Limit_TakenOnce_StaysAndIsTakenAgainOnlyIfTheSame()
    {
        Caller caller = TestKvm.Caller("6.1.192");
        int vm = caller.CreateVm();

        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, 7, flags: 1));
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, Largest + 1));
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, ulong.MaxValue));
        Assert.Equal(0, caller.Enable(vm, KvmCapability.MaxVcpuId, 0));
        Assert.Equal(0, caller.Enable(vm, KvmCapability.MaxVcpuId, 7));
        Assert.Equal(0, caller.Enable(vm, KvmCapability.MaxVcpuId, 7));
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, 8));
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, 0));
        Assert.Equal(Largest, caller.Ioctl(vm, KvmRequest.CheckExtension, (ulong)KvmCapability.MaxVcpuId));
    }

    [Fact]
    public void Limit_AfterTheFirstVcpu_IsTheLargest()
    {
        Caller caller = TestKvm.Caller("6.1.192");
        int vm = caller.CreateVm();

        Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, 0) > 0);
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.MaxVcpuId, 7));
        Assert.Equal(0, caller.Enable(vm, KvmCapability.MaxVcpuId, Largest));
        Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, Largest - 1) > 0);
    }

    [Fact]
    public void Limit_OfAnotherVm_DoesNotCount()
    {
        Caller caller = TestKvm.Caller("6.1.192");
        int vm = caller.CreateVm();
        int other = caller.CreateVm();

        Assert.Equal(0, caller.Enable(vm, KvmCapability.MaxVcpuId, 1));
        Assert.True(caller.Ioctl(other, KvmRequest.CreateVcpu, 1) > 0);
        Assert.Equal(Einval, caller.Ioctl(vm, KvmRequest.CreateVcpu, 1));
        Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, 0) > 0);
        Assert.Equal(Eexist, caller.Ioctl(vm, KvmRequest.CreateVcpu, 0));
    }
}
