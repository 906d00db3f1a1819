using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Linux.Tests;

/// <summary>A live kernel with Hyper-V support against the model of its release; skipped where it has none, or where the model does not speak for it.</summary>
public class LiveAnswerTests
{
    [Fact]
    public void SystemAnswer_OfTheLiveKernel_IsTheModels()
    {
        using LinuxKvm kvm = LiveKvm.OpenWithHyperV();
        SupportedHvCpuid model = Model(kvm);
        Assert.SkipWhen(kvm.CheckExtension(KvmCapability.SysHyperVCpuid) == 0, "this kernel has no answer on /dev/kvm");

        AssertSame(model.ForSystem().GetSet(), kvm.GetSupportedHvCpuid());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void VcpuAnswer_OfTheLiveKernel_IsTheModels(bool lapic)
    {
        using LinuxKvm kvm = LiveKvm.OpenWithHyperV();
        SupportedHvCpuid model = Model(kvm);
        using LinuxVm vm = kvm.CreateVm();
        if (lapic)
        {
            vm.CreateIrqchip();
        }

        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        AssertSame(model.ForVcpu(vcpu.State).GetSet(), vcpu.GetSupportedHvCpuid());

        KvmEnablingRule enabling = model.EnableEvmcs()!;
        if (!enabling.Outcome.IsDone)
        {
            Assert.Equal(enabling.Outcome.Errno, Assert.Throws<KvmException>(() => vcpu.EnableEvmcs()).Errno);
            return;
        }

        Assert.Equal(enabling.Versions?.Word ?? 0, vcpu.EnableEvmcs()?.Word ?? 0);
        AssertSame(model.ForVcpu(vcpu.State).GetSet(), vcpu.GetSupportedHvCpuid());
    }

    [Fact]
    public void Capabilities_OfTheLiveKernel_AreTheModels()
    {
        using LinuxKvm kvm = LiveKvm.OpenWithHyperV();
        KvmHost host = Model(kvm).Host;

        Assert.All(Enum.GetValues<KvmCapability>(), capability => Assert.Equal(KvmCapabilityTable.Check(capability, host), kvm.CheckExtension(capability)));
    }

    private static SupportedHvCpuid Model(LinuxKvm kvm) => new(LiveModel.HostOf(kvm));

    // Byte for byte: struct kvm_cpuid2 of both.
    private static void AssertSame(HvCpuidSet expected, HvCpuidSet actual)
    {
        Assert.Equal(expected, actual);
        Assert.Equal(Bytes(expected), Bytes(actual));
    }

    private static byte[] Bytes(HvCpuidSet set)
    {
        KvmCpuid2 structure = KvmCpuid2.From(set);
        byte[] bytes = new byte[structure.ByteCount];
        structure.Write(bytes);
        return bytes;
    }
}
