using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>What has to come before what, descriptors that live and die, and the requests that each kind of them knows.</summary>
public class OrderOfEventsTests
{
    private const int Einval = -22, Enotty = -25, Eexist = -17, Ebadf = -9;

    [Fact]
    public void Irqchip_AfterTheVcpu_IsEinvalAndSplitIsEexist()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        int vm = caller.CreateVm();
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu);

        Assert.Equal(Einval, caller.Ioctl(vm, KvmRequest.CreateIrqchip));
        Assert.Equal(Eexist, caller.Enable(vm, KvmCapability.SplitIrqchip, 24));
        Assert.False(caller.Vcpu(vcpu).State.InKernelLapic);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Irqchip_Again_IsEexistWhicheverCameFirst(bool split)
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        int vm = caller.CreateVm();

        Assert.Equal(0, split ? caller.Enable(vm, KvmCapability.SplitIrqchip, 24) : caller.Ioctl(vm, KvmRequest.CreateIrqchip));
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu);
        Assert.Equal(Eexist, caller.Ioctl(vm, KvmRequest.CreateIrqchip));
        Assert.Equal(Eexist, caller.Enable(vm, KvmCapability.SplitIrqchip, 24));
        Assert.True(caller.Vcpu(vcpu).State.InKernelLapic);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(4096, 0, 0)]
    [InlineData(4097, 0, Einval)]
    [InlineData(ulong.MaxValue, 0, Einval)]
    [InlineData(24, 1, Einval)]
    public void SplitIrqchip_RoutesAndFlags_AreCheckedFirst(ulong routes, uint flags, int expected)
    {
        Caller caller = new(new KvmHost());
        int vm = caller.CreateVm();

        Assert.Equal(expected, caller.Enable(vm, KvmCapability.SplitIrqchip, routes, flags));
        Assert.Equal(expected == 0 ? Eexist : 0, caller.Ioctl(vm, KvmRequest.CreateIrqchip));
        Assert.Equal(expected == 0 ? Eexist : expected, caller.Enable(vm, KvmCapability.SplitIrqchip, routes, flags));
        Assert.Equal(Einval, caller.Enable(vm, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));
        Assert.Equal(-14, caller.Ioctl(vm, KvmRequest.EnableCap, Caller.Unmapped));
    }

    [Fact]
    public void Evmcs_OnOneVcpu_LeavesTheOther()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        int first = caller.NewVcpu();
        int second = caller.NewVcpu();

        Assert.Equal(0, caller.Enable(first, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));

        Assert.NotNull(caller.Vcpu(first).State.Evmcs);
        Assert.Null(caller.Vcpu(second).State.Evmcs);
        Assert.NotEqual(caller.Vcpu(first).GetSupportedHvCpuid(), caller.Vcpu(second).GetSupportedHvCpuid());
    }

    [Fact]
    public void Evmcs_RangesThatDiffer_AreWrittenAndReportedEachOnItsVcpu()
    {
        SimulatedKvmOptions options = new() { EvmcsVersions = id => new EvmcsVersionRange(1, (int)id + 1) };
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) }, options);
        int vm = caller.CreateVm();
        Assert.All(new uint[] { 0, 4, 254 }, id =>
        {
            int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, id);
            Assert.Equal(0, caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers));
            Assert.Equal([1, (byte)(id + 1)], caller.Answer[..2].ToArray());
            Assert.Equal(id + 1, (uint)caller.Vcpu(vcpu).GetSupportedHvCpuid().NestedFeatures!.Value.EnlightenedVmcsVersionHigh);
        });
    }

    [Theory]
    [InlineData("5.14", 288, 1023, true)]
    [InlineData("5.15", 1024, 4096, true)]
    [InlineData("6.10", 4096, 16384, true)]
    [InlineData("6.11", 4096, 16384, false)]
    public void CreateVcpu_IdsAndNumber_AreLimitedByRelease(string release, int most, int idLimit, bool cutTo32Bits)
    {
        Caller caller = new(new KvmHost { Kernel = KvmRelease.Parse(release) });
        int vm = caller.CreateVm();

        Assert.Equal(Einval, caller.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)idLimit));
        Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)idLimit - 1) > 0);
        Assert.Equal(Eexist, caller.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)idLimit - 1));
        Assert.Equal(cutTo32Bits ? Eexist : Einval, caller.Ioctl(vm, KvmRequest.CreateVcpu, 0x1_0000_0000 + (ulong)idLimit - 1));
        for (int id = 0; id < most - 1; id++)
        {
            Assert.True(caller.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)id) > 0);
        }

        Assert.Equal(Einval, caller.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)most - 1));
        Assert.Equal(Einval, caller.Ioctl(vm, KvmRequest.CreateVcpu, 0));
    }

    [Fact]
    public void Requests_OnEachKindOfDescriptor_AreThoseItKnows()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        int vm = caller.CreateVm();
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu);
        KvmRequest[] unknown = [(KvmRequest)0xAE04, (KvmRequest)0xAE80, 0, (KvmRequest)uint.MaxValue];
        Assert.All(unknown.Concat(Enum.GetValues<KvmRequest>()), request =>
        {
            bool onSystem = request is KvmRequest.GetApiVersion or KvmRequest.CheckExtension or KvmRequest.CreateVm or KvmRequest.GetSupportedHvCpuid or KvmRequest.GetSupportedCpuid;
            bool onVm = request is KvmRequest.CheckExtension or KvmRequest.CreateVcpu or KvmRequest.CreateIrqchip or KvmRequest.EnableCap;
            bool onVcpu = request is KvmRequest.EnableCap or KvmRequest.SetCpuid2 or KvmRequest.GetCpuid2 or KvmRequest.GetSupportedHvCpuid;
            Assert.Equal(!onSystem, caller.Ioctl(caller.System, request) == Einval);
            Assert.Equal(!onVm, caller.Ioctl(vm, request) == Enotty);
            Assert.Equal(!onVcpu, caller.Ioctl(vcpu, request) == Einval);
        });

        Assert.Equal(12, caller.Ioctl(caller.System, KvmRequest.GetApiVersion));
        Assert.Equal(Einval, caller.Ioctl(caller.System, KvmRequest.GetApiVersion, 1));
        Assert.Equal(Einval, caller.Ioctl(caller.System, KvmRequest.CreateVm, 1));
    }

    [Fact]
    public void Descriptors_OpenedAndClosed_AreTheLowestFreeAndNeverShared()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        Assert.Equal(3, caller.System);
        Assert.Equal([4, 5, 6], [caller.CreateVm(), caller.Table.Open(), caller.CreateVm()]);
        Assert.Equal(0, caller.Table.Close(5));
        Assert.Equal(0, caller.Table.Close(4));
        Assert.Equal([Ebadf, Ebadf], [caller.Table.Close(4), caller.Ioctl(4, KvmRequest.CheckExtension)]);
        Assert.Equal([4, 5, 7], [caller.Ioctl(6, KvmRequest.CreateVcpu), caller.CreateVm(), caller.CreateVm()]);
        Assert.All(new[] { -1, 0, 1, 2, 8, 15, 16, 1000, int.MaxValue, int.MinValue }, fd =>
        {
            Assert.Equal(Ebadf, caller.Ioctl(fd, KvmRequest.GetApiVersion));
            Assert.Equal(Ebadf, caller.Table.Close(fd));
        });

        Assert.Equal(Enumerable.Range(8, 100), Enumerable.Range(0, 100).Select(_ => caller.CreateVm()));
        Assert.Equal(12, caller.Ioctl(3, KvmRequest.GetApiVersion));
    }

    [Fact]
    public void ClosedVm_WithItsVcpuOpen_LivesOnAndKeepsItsIds()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14) });
        int vm = caller.CreateVm();
        Assert.Equal(0, caller.Ioctl(vm, KvmRequest.CreateIrqchip));
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, 7);
        int closed = caller.Ioctl(vm, KvmRequest.CreateVcpu, 8);
        Assert.Equal(0, caller.Table.Close(closed));
        Assert.Equal(Eexist, caller.Ioctl(vm, KvmRequest.CreateVcpu, 8));

        Assert.Equal(0, caller.Table.Close(vm));
        Assert.Equal(0, caller.Table.Close(caller.System));

        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10));
        Assert.Equal(0, caller.Enable(vcpu, KvmCapability.HyperVSynic));
        Assert.Equal(Ebadf, caller.Ioctl(vm, KvmRequest.CreateVcpu, 9));
    }
}
