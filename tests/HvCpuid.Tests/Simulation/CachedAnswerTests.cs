using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>Whether an answer that a caller kept still holds.</summary>
public class CachedAnswerTests
{
    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void KeptAnswer_EvmcsEnabled_HoldsExactlyWhereTheAnswerIsTheSame(string release)
    {
        foreach (CpuVendor vendor in Enum.GetValues<CpuVendor>())
        {
            SimulatedKvm kvm = new(new KvmHost { Kernel = KvmRelease.Parse(release), Vendor = vendor });
            SimulatedVcpu vcpu = kvm.CreateVm().CreateVcpu(0);
            SimulatedVcpu other = kvm.CreateVm().CreateVcpu(0);
            SupportedAnswer kept = vcpu.Supported;
            SupportedAnswer keptOfHost = kvm.SystemAnswer;
            Assert.True(vcpu.StillHolds(kept) && other.StillHolds(kept));

            Record.Exception(() => vcpu.EnableEvmcs());

            Assert.Equal(vendor == CpuVendor.Amd, vcpu.StillHolds(kept));
            Assert.Equal(ReferenceEquals(kept, vcpu.Supported), vcpu.StillHolds(kept));
            Assert.True(other.StillHolds(kept));
            Assert.Same(keptOfHost, kvm.SystemAnswer);
            Assert.Equal(vcpu.Supported.Key, vcpu.SupportedKey);
        }
    }

    [Theory]
    [InlineData("5.3", false)]
    [InlineData("5.4", true)]
    [InlineData("7.2.13", true)]
    public void KeptAnswer_SmtForcedOff_HoldsOnlyWhereSmtDoesNotCount(string release, bool counts)
    {
        Caller caller = new(new KvmHost { Kernel = KvmRelease.Parse(release) });
        int fd = caller.NewVcpu();
        SimulatedVcpu vcpu = caller.Vcpu(fd);
        SupportedAnswer kept = vcpu.Supported;
        Situation situation = new(CpuVendor.Intel, Nested: true, System: false, Lapic: false, Evmcs: false, NoSmt: false);

        foreach (bool possible in new[] { true, false, false, true, false })
        {
            caller.Kvm.SmtPossible = possible;
            byte[] entries = FactSheet.Of(release).Entries(situation with { NoSmt = !possible });
            Assert.Equal(0, caller.Fill(fd, KvmRequest.GetSupportedHvCpuid, 16));
            Assert.True(Caller.Expected((uint)entries.Length / 40, entries).AsSpan().SequenceEqual(caller.Answer));
            Assert.Equal(possible || !counts, vcpu.StillHolds(kept));
            Assert.Equal((possible, possible), (caller.Kvm.SmtPossible, caller.Kvm.Host.SmtPossible));
        }
    }

    [Fact]
    public void SystemForm_SmtForcedOff_IsAnsweredAnew()
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 14), SmtPossible = false });
        Situation situation = new(CpuVendor.Intel, Nested: true, System: true, Lapic: false, Evmcs: false, NoSmt: true);
        Assert.All(new[] { false, true, false }, possible =>
        {
            caller.Kvm.SmtPossible = possible;
            Assert.Equal(0, caller.Fill(caller.System, KvmRequest.GetSupportedHvCpuid, 10));
            Assert.True(Caller.Expected(10, FactSheet.Of("6.14").Entries(situation with { NoSmt = !possible })).AsSpan().SequenceEqual(caller.Answer));
        });
    }
}
