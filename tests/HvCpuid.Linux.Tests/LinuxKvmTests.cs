using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests;

public class LinuxKvmTests
{
    private static readonly KvmCapability[] HyperV = [.. Enum.GetValues<KvmCapability>().Where(capability => capability.ToString().Contains("HyperV", StringComparison.Ordinal))];

    [Fact]
    public void CheckExtension_OnKvmAndVm_AnswersAlike()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();

        Assert.All(Enum.GetValues<KvmCapability>(), capability => Assert.Equal(kvm.CheckExtension(capability), vm.CheckExtension(capability)));
        Assert.Equal(1, kvm.CheckExtension(KvmCapability.ExtCpuid));
        Assert.Equal(0, kvm.CheckExtension((KvmCapability)int.MaxValue));
    }

    [Fact]
    public void WithoutHyperVSupport_EveryCall_IsEinvalAndEveryCapability0()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        Assert.SkipWhen(kvm.CheckExtension(KvmCapability.HyperVCpuid) != 0, "this KVM has its Hyper-V support");
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.All(HyperV, capability => Assert.Equal(0, kvm.CheckExtension(capability)));
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(kvm.GetSupportedHvCpuid).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(vcpu.GetSupportedHvCpuid).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vcpu.EnableEvmcs()).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vcpu.EnableCap(KvmCapability.HyperVSynic2)).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1)).Errno);
        Assert.Equal(new VcpuState(InKernelLapic: false), vcpu.State);
    }

    [Fact]
    public void CreateVcpu_TheSameIdTwice_IsEexist()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.Equal(KvmErrno.EEXIST, Assert.Throws<KvmException>(() => vm.CreateVcpu(0)).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vm.CreateVcpu(uint.MaxValue)).Errno);
        Assert.Throws<ArgumentException>(() => vcpu.EnableCap(KvmCapability.HyperVEnlightenedVmcs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Irqchip_BeforeTheVcpu_IsInItsState(bool split)
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        Irqchip(vm, split);

        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.Equal(VcpuState.Ordinary, vcpu.State);
        Assert.Equal(KvmErrno.EEXIST, Assert.Throws<KvmException>(() => vm.EnableSplitIrqchip()).Errno);
    }

    [Fact]
    public void Irqchip_AfterTheVcpu_IsRefusedAsTheModelSays()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.Equal(KvmErrno.EEXIST, Assert.Throws<KvmException>(() => vm.EnableSplitIrqchip()).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vm.EnableSplitIrqchip(4097)).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(vm.CreateIrqchip).Errno);
    }

    [Fact]
    public void GetSupportedCpuid_OnTheHost_HasItsLeavesAndKvmsOwn()
    {
        using LinuxKvm kvm = LiveKvm.Open();

        KvmCpuid2 supported = kvm.GetSupportedCpuid();

        Assert.Contains(supported.Entries, entry => entry.Function == 0);
        CpuidRegisters kvmsOwn = Assert.Single(supported.Entries, entry => entry.Function == 0x40000000).Registers;
        Assert.Equal(AsciiSignature.Kvm, new AsciiSignature(kvmsOwn.Ebx, kvmsOwn.Ecx, kvmsOwn.Edx));
    }

    [Fact]
    public void GetSupportedCpuid_IntoVcpu_ComesBackAndDiffersOnlyWhereKvmKeepsItCurrent()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        KvmCpuid2 supported = kvm.GetSupportedCpuid();

        vcpu.SetCpuid(supported);

        Assert.Equal(supported.Entries.Select(entry => (entry.Function, entry.Index, entry.Flags)), vcpu.GetCpuid().Entries.Select(entry => (entry.Function, entry.Index, entry.Flags)));
    }

    [Fact]
    public void SetCpuid_MoreThan256Entries_IsE2bigAndTheOldOnesStay()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        KvmCpuidEntry2[] entries = [.. Enumerable.Range(0, 257).Select(i => new KvmCpuidEntry2(0x40000000 + (uint)i, 0, 0, new CpuidRegisters((uint)i, 1, 2, 3)))];
        Assert.Empty(vcpu.GetCpuid().Entries);

        KvmException refusal = Assert.Throws<KvmException>(() => vcpu.SetCpuid(new KvmCpuid2(entries)));
        Assert.Equal((KvmRequest.SetCpuid2, KvmErrno.E2BIG), (refusal.Request, refusal.Errno));
        Assert.Empty(vcpu.GetCpuid().Entries);

        vcpu.SetCpuid(new KvmCpuid2(entries.Take(256)));
        Assert.Equal(entries.Take(256), vcpu.GetCpuid().Entries);
        Assert.Throws<ArgumentNullException>(() => vcpu.SetCpuid(null!));
    }

    [Fact]
    public void Vcpu_WhoseVmIsDisposed_LivesOn()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        vm.Dispose();

        Assert.Throws<ObjectDisposedException>(() => vm.CreateVcpu(1));
        Assert.Throws<ObjectDisposedException>(() => vm.AddMemory(0, GuestMemory.PageSize));
        Assert.Empty(vcpu.GetCpuid().Entries);
    }

    private static void Irqchip(LinuxVm vm, bool split)
    {
        if (split)
        {
            vm.EnableSplitIrqchip();
            return;
        }

        vm.CreateIrqchip();
    }
}
