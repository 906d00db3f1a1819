using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Linux.Tests;

public class LinuxKvmTests
{
    private const string NoIrqchip = "this KVM was built without its interrupt controllers (CONFIG_KVM_IOAPIC)";

    private static readonly KvmCapability[] HyperV = [.. Enum.GetValues<KvmCapability>().Where(capability => capability.ToString().Contains("HyperV", StringComparison.Ordinal))];

    // The errno of a request that a file does not know: x86's KVM says EINVAL, and ENOTTY is what the rest of the kernel says.
    private static readonly KvmErrno[] Unknown = [KvmErrno.EINVAL, KvmErrno.ENOTTY];

    [Fact]
    public void CheckExtension_OnKvmAndVm_KnowsTheCpuidCallsAndNoUnknownNumber()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();

        Assert.Equal((1, 1), (kvm.CheckExtension(KvmCapability.ExtCpuid), vm.CheckExtension(KvmCapability.ExtCpuid)));
        Assert.Equal((0, 0), (kvm.CheckExtension((KvmCapability)int.MaxValue), vm.CheckExtension((KvmCapability)int.MaxValue)));
    }

    [Fact]
    public void CheckExtension_OnKvmAndVm_AnswersAlike()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        _ = LiveModel.HostOf(kvm);
        using LinuxVm vm = kvm.CreateVm();

        Assert.All(Enum.GetValues<KvmCapability>(), capability => Assert.Equal(kvm.CheckExtension(capability), vm.CheckExtension(capability)));
    }

    [Fact]
    public void WithoutHyperVSupport_EveryCall_IsRefusedAndEveryCapability0()
    {
        using LinuxKvm kvm = LiveKvm.OpenWithoutHyperV();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.All(HyperV, capability => Assert.Equal(0, kvm.CheckExtension(capability)));
        Assert.Contains(Assert.Throws<KvmException>(kvm.GetSupportedHvCpuid).Errno, Unknown);
        Assert.Contains(Assert.Throws<KvmException>(vcpu.GetSupportedHvCpuid).Errno, Unknown);
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
        using LinuxKvm kvm = LiveKvm.OpenWith(split ? KvmCapability.SplitIrqchip : KvmCapability.Irqchip, NoIrqchip);
        using LinuxVm vm = kvm.CreateVm();
        Irqchip(vm, split);

        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.Equal(VcpuState.Ordinary, vcpu.State);
        Assert.Throws<KvmException>(() => Irqchip(vm, split));
    }

    [Fact]
    public void Irqchip_AfterTheVcpu_IsRefused()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);

        Assert.Throws<KvmException>(() => vm.EnableSplitIrqchip());
        Assert.Throws<KvmException>(() => vm.EnableSplitIrqchip(int.MaxValue));
        Assert.Throws<KvmException>(vm.CreateIrqchip);
        using LinuxVcpu second = vm.CreateVcpu(1);
        Assert.Equal(new VcpuState(InKernelLapic: false), second.State);
    }

    [Fact]
    public void GetSupportedCpuid_OnTheHost_HasItsLeavesAndKvmsOwn()
    {
        using LinuxKvm kvm = LiveKvm.Open();

        KvmCpuid2 supported = kvm.GetSupportedCpuid();

        Assert.Contains(supported.Entries, entry => entry.Entry.Function == 0);
        CpuidRegisters kvmsOwn = Assert.Single(supported.Entries, entry => entry.Entry.Function == 0x40000000).Entry.Registers;
        Assert.Equal(AsciiSignature.Kvm, new AsciiSignature(kvmsOwn.Ebx, kvmsOwn.Ecx, kvmsOwn.Edx));
    }

    [Fact]
    public void SetCpuid_HyperVLeavesBesideTheHosts_ComeBackByteForByte()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        KvmHost intel = new() { Kernel = new KvmRelease(6, 12), Vendor = CpuVendor.Intel };
        HvCpuidSet leaves = new SupportedHvCpuid(intel).ForVcpu(VcpuState.Ordinary with { Evmcs = EvmcsVersionRange.Version1 }).GetSet();
        KvmCpuidEntry2[] hosts = [.. kvm.GetSupportedCpuid().Entries.Where(entry => !IsHypervisors(entry))];

        vcpu.SetCpuid(new KvmCpuid2([.. KvmCpuid2.From(leaves).Entries, .. hosts]));

        // Of the ordinary leaves KVM keeps some current, and kvm_pvm drops those of 1DH and 1EH that are 0: none is promised.
        Assert.Equal(KvmCpuid2.From(leaves).Entries, vcpu.GetCpuid().Entries.Where(IsHypervisors));
    }

    [Fact]
    public void GetSupportedCpuid_IntoVcpu_ComesBackLeafForLeaf()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        _ = LiveModel.HostOf(kvm);
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        KvmCpuid2 supported = kvm.GetSupportedCpuid();

        vcpu.SetCpuid(supported);

        Assert.Equal(supported.ToEntries().Select(entry => (entry.Function, entry.Index, entry.Flags)), vcpu.GetCpuid().ToEntries().Select(entry => (entry.Function, entry.Index, entry.Flags)));
    }

    // Every KVM takes 80, and 256 since Linux 5.10: the exact bound is the replay's, of the release.
    [Fact]
    public void SetCpuid_FarTooManyEntries_IsE2bigAndTheOldOnesStay()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        KvmCpuidEntry2[] entries = [.. Enumerable.Range(0, 0x10000).Select(i => new KvmCpuidEntry2(0x40000000 + (uint)i, 0, 0, new CpuidRegisters((uint)i, 1, 2, 3)))];
        KvmCpuidEntry2[] few = [.. entries.Take(80)];
        Assert.Empty(vcpu.GetCpuid().Entries);

        AssertTooMany();
        Assert.Empty(vcpu.GetCpuid().Entries);
        vcpu.SetCpuid(new KvmCpuid2(few));
        Assert.Equal(few, vcpu.GetCpuid().Entries);
        AssertTooMany();
        Assert.Equal(few, vcpu.GetCpuid().Entries);
        Assert.Throws<ArgumentNullException>(() => vcpu.SetCpuid(null!));

        void AssertTooMany()
        {
            KvmException refusal = Assert.Throws<KvmException>(() => vcpu.SetCpuid(new KvmCpuid2(entries)));
            Assert.Equal((KvmRequest.SetCpuid2, KvmErrno.E2BIG), (refusal.Request, refusal.Errno));
        }
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

    private static bool IsHypervisors(KvmCpuidEntry2 entry) => entry.Entry.Function is >= 0x40000000 and <= 0x4FFFFFFF;

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
