using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Testing.Tests;

public class GivenKvmTests
{
    private static readonly HvCpuidSet First = new HvCpuidSetBuilder().Add(0x40000000, new CpuidRegisters(0x40000001, 2, 3, 4)).Add(0x40000001, new CpuidRegisters(5, 6, 7, 8)).ToSet();
    private static readonly HvCpuidSet Second = new HvCpuidSetBuilder().Add(0x40000003, new CpuidRegisters(9, 10, 11, 12)).ToSet();

    [Fact]
    public void Vcpu_ByItsState_AnswersWhatWasGivenLast()
    {
        using GivenKvm kvm = new(new GivenKvmAnswers().OnVcpu(First).OnVcpu(Second, vcpu => vcpu.Evmcs is not null).WithEvmcs(EvmcsVersionRange.Version1));
        using IKvmVm vm = kvm.CreateVm();
        using IKvmVcpu vcpu = vm.CreateVcpu(7);

        Assert.Equal((7u, new VcpuState(false)), (vcpu.Id, vcpu.State));
        Assert.Equal(First, vcpu.GetSupportedHvCpuid());
        Assert.Equal(EvmcsVersionRange.Version1, vcpu.EnableEvmcs());
        Assert.Equal(Second, vcpu.GetSupportedHvCpuid());
        Assert.Equal([KvmRequest.CreateVm, KvmRequest.CreateVcpu, KvmRequest.GetSupportedHvCpuid, KvmRequest.EnableCap, KvmRequest.GetSupportedHvCpuid], kvm.Calls);
    }

    [Fact]
    public void Lapic_OfTheVm_IsInItsVcpusState()
    {
        using GivenKvm kvm = new(new GivenKvmAnswers().OnVcpu(First, vcpu => vcpu.InKernelLapic).OnDevice(Second));
        using IKvmVm user = kvm.CreateVm();
        using IKvmVm full = kvm.CreateVm();
        using IKvmVm split = kvm.CreateVm();
        full.CreateIrqchip();
        split.EnableSplitIrqchip();

        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => user.CreateVcpu(0).GetSupportedHvCpuid()).Errno);
        Assert.Equal((First, First, Second), (full.CreateVcpu(0).GetSupportedHvCpuid(), split.CreateVcpu(0).GetSupportedHvCpuid(), kvm.GetSupportedHvCpuid()));
    }

    [Fact]
    public void Calls_ThatNobodyGave_AreRefused()
    {
        using GivenKvm kvm = new(new GivenKvmAnswers().OnVcpu(KvmErrno.E2BIG).WithCapability(KvmCapability.HyperVSynic));
        using IKvmVcpu vcpu = kvm.CreateVm().CreateVcpu(0);

        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(kvm.GetSupportedHvCpuid).Errno);
        Assert.Equal(KvmErrno.E2BIG, Assert.Throws<KvmException>(vcpu.GetSupportedHvCpuid).Errno);
        Assert.Equal(KvmErrno.ENOTTY, Assert.Throws<KvmException>(() => vcpu.EnableEvmcs()).Errno);
        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vcpu.EnableCap(KvmCapability.HyperVSynic2)).Errno);
        vcpu.EnableCap(KvmCapability.HyperVSynic);
        Assert.Equal((1, 0, 12), (kvm.CheckExtension(KvmCapability.HyperVSynic), kvm.CheckExtension(KvmCapability.HyperVCpuid), kvm.GetApiVersion()));
    }

    [Fact]
    public void Cpuid_OfAVcpu_IsWhatWasSet()
    {
        KvmCpuid2 ordinary = KvmCpuid2.From([new CpuidEntry(1, new CpuidRegisters(1, 2, 3, 4))]);
        using GivenKvm kvm = new(new GivenKvmAnswers().WithSupportedCpuid(ordinary));
        using IKvmVcpu vcpu = kvm.CreateVm().CreateVcpu(0);

        Assert.Empty(vcpu.GetCpuid().Entries);
        vcpu.SetCpuid(kvm.GetSupportedCpuid());
        Assert.Same(ordinary, vcpu.GetCpuid());
    }

    [Fact]
    public void Answers_ThatAreNone_AreRefused()
    {
        GivenKvmAnswers answers = new();

        Assert.Throws<ArgumentNullException>(() => new GivenKvm(null!));
        Assert.Throws<ArgumentNullException>(() => answers.OnVcpu((HvCpuidSet)null!));
        Assert.Throws<ArgumentNullException>(() => answers.OnVcpu(First, null!));
        Assert.Throws<ArgumentNullException>(() => answers.OnDevice((HvCpuidSet)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => answers.OnDevice(KvmErrno.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => answers.OnVcpu((KvmErrno)12345));
        Assert.Throws<ArgumentOutOfRangeException>(() => answers.WithCapability(KvmCapability.HyperV, -1));
        Assert.Throws<ArgumentException>(() => new GivenKvm(answers).CreateVm().CreateVcpu(0).EnableCap(KvmCapability.HyperVEnlightenedVmcs));
    }
}
