using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>IKvm, IKvmVm and IKvmVcpu as the simulation has them: the same answers, errors as exceptions.</summary>
public class TypedKvmTests
{
    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Supported_EverySituation_IsTheByteLevels(string release)
    {
        FactSheet sheet = FactSheet.Of(release);
        foreach (Situation situation in Situation.All)
        {
            using SimulatedKvm kvm = new(situation.Host(release));
            using IKvmVcpu vcpu = Vcpu(kvm, situation);
            HvCpuidSet Ask() => situation.System ? kvm.GetSupportedHvCpuid() : vcpu.GetSupportedHvCpuid();

            switch (sheet.Refusal(situation))
            {
                case null:
                    byte[] bytes = new byte[KvmCpuid2.From(Ask()).ByteCount];
                    KvmCpuid2.From(Ask()).Write(bytes);
                    Assert.Equal(sheet.Entries(situation), bytes[8..]);
                    Assert.Same(Ask(), Ask());
                    break;
                case "OOPS":
                    Assert.Equal(KvmRequest.GetSupportedHvCpuid, Assert.Throws<KvmHostOopsException>(Ask).Request);
                    break;
                default:
                    AssertRefused(KvmRequest.GetSupportedHvCpuid, KvmErrno.EINVAL, () => Ask());
                    break;
            }
        }
    }

    [Fact]
    public void Cpuid_SetAndRead_IsTheSameAndOrdinaryLeavesStay()
    {
        using IKvm kvm = TestKvm.Kvm("6.12");
        using IKvmVcpu vcpu = kvm.CreateVm().CreateVcpu(0);
        KvmCpuidEntry2 ordinary = new(4, 3, CpuidEntry.SignificantIndex, new CpuidRegisters(1, 2, 3, 4)) { Padding0 = 5, Padding1 = 6, Padding2 = 7 };
        KvmCpuid2 cpuid = new([ordinary, .. KvmCpuid2.From(vcpu.GetSupportedHvCpuid()).Entries]);
        Assert.Empty(vcpu.GetCpuid().Entries);

        vcpu.SetCpuid(cpuid);

        Assert.Equal(cpuid.Entries, vcpu.GetCpuid().Entries);
        Assert.Equal(vcpu.GetSupportedHvCpuid(), vcpu.GetCpuid().ToSet());
        Assert.Throws<ArgumentNullException>(() => vcpu.SetCpuid(null!));
        AssertRefused(KvmRequest.SetCpuid2, KvmErrno.E2BIG, () => vcpu.SetCpuid(new KvmCpuid2(Enumerable.Repeat(ordinary, 257))));
        ((SimulatedVcpu)vcpu).MarkRun();
        Assert.True(((SimulatedVcpu)vcpu).HasRun);
        vcpu.SetCpuid(cpuid);
        AssertRefused(KvmRequest.SetCpuid2, KvmErrno.EINVAL, () => vcpu.SetCpuid(new KvmCpuid2([ordinary])));
        Assert.Equal(cpuid.Entries, vcpu.GetCpuid().Entries);
    }

    [Fact]
    public void Refusals_OfEveryKind_CarryRequestAndErrno()
    {
        SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12), Vendor = CpuVendor.Amd });
        SimulatedVm vm = kvm.CreateVm();
        SimulatedVcpu vcpu = vm.CreateVcpu(3);

        AssertRefused(KvmRequest.CreateVcpu, KvmErrno.EEXIST, () => vm.CreateVcpu(3));
        AssertRefused(KvmRequest.CreateVcpu, KvmErrno.EINVAL, () => vm.CreateVcpu(uint.MaxValue));
        AssertRefused(KvmRequest.CreateIrqchip, KvmErrno.EINVAL, vm.CreateIrqchip);
        AssertRefused(KvmRequest.EnableCap, KvmErrno.EEXIST, () => vm.EnableSplitIrqchip());
        AssertRefused(KvmRequest.EnableCap, KvmErrno.EINVAL, () => vm.EnableSplitIrqchip(-1));
        AssertRefused(KvmRequest.EnableCap, KvmErrno.ENOTTY, () => vcpu.EnableEvmcs());
        AssertRefused(KvmRequest.EnableCap, KvmErrno.EINVAL, () => vcpu.EnableCap(KvmCapability.HyperVSynic));
        Assert.Throws<ArgumentException>(() => vcpu.EnableCap(KvmCapability.HyperVEnlightenedVmcs));
        Assert.Equal((12, 1, 1), (kvm.GetApiVersion(), vm.VcpuCount, vm.CheckExtension(KvmCapability.HyperVCpuid)));
    }

    [Theory]
    [InlineData("5.7", true, 1)]
    [InlineData("6.12", true, 1)]
    [InlineData("6.12", false, null)]
    public void EnableEvmcs_OnIntel_AnswersTheVersions(string release, bool nested, int? highest)
    {
        SimulatedKvm kvm = new(new KvmHost { Kernel = KvmRelease.Parse(release), Nested = nested });
        SimulatedVcpu vcpu = kvm.CreateVm().CreateVcpu(0);

        Assert.Equal([highest, highest], [vcpu.EnableEvmcs()?.High, vcpu.EnableEvmcs()?.High]);
        Assert.Equal(highest, vcpu.State.Evmcs?.High);
    }

    [Fact]
    public void EnableEvmcs_OptionGivesNoVersion_Throws()
    {
        SimulatedKvm kvm = new(new KvmHost(), new SimulatedKvmOptions { EvmcsVersions = _ => default });
        SimulatedVcpu vcpu = kvm.CreateVm().CreateVcpu(0);

        Assert.Throws<InvalidOperationException>(() => vcpu.EnableEvmcs());
        Assert.Null(vcpu.State.Evmcs);
    }

    [Fact]
    public void Disposed_Object_ThrowsAndWhatItMadeLivesOn()
    {
        SimulatedKvm kvm = new(new KvmHost());
        SimulatedVm vm = kvm.CreateVm();
        kvm.Dispose();
        vm.EnableSplitIrqchip();
        SimulatedVcpu vcpu = vm.CreateVcpu(0);
        vm.Dispose();
        vcpu.EnableCap(KvmCapability.HyperVSynic);
        vcpu.Dispose();

        Assert.Throws<ObjectDisposedException>(() => kvm.CreateVm());
        Assert.Throws<ObjectDisposedException>(() => vm.CreateVcpu(1));
        Assert.Throws<ObjectDisposedException>(() => vcpu.GetCpuid());
    }

    private static IKvmVcpu Vcpu(IKvm kvm, Situation situation)
    {
        IKvmVm vm = kvm.CreateVm();
        if (situation.Lapic)
        {
            vm.CreateIrqchip();
        }

        IKvmVcpu vcpu = vm.CreateVcpu(0);
        if (situation.Evmcs)
        {
            Record.Exception(() => vcpu.EnableEvmcs());
        }

        return vcpu;
    }

    private static void AssertRefused(KvmRequest request, KvmErrno errno, Action call)
    {
        KvmException refusal = Assert.Throws<KvmException>(call);
        Assert.Equal((request, errno), (refusal.Request, refusal.Errno));
        Assert.StartsWith($"{request.Name()} failed with {errno}: ", refusal.Message, StringComparison.Ordinal);
    }
}
