using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_SET_CPUID2 and KVM_GET_CPUID2, by release.</summary>
public class CpuidReplayTests
{
    private const int Einval = -22, Efault = -14, TooBig = -7;

    [Theory]
    [InlineData("5.0", 80, false)]
    [InlineData("5.9", 80, false)]
    [InlineData("5.10.223", 256, false)]
    [InlineData("6.1.192", 256, false)]
    [InlineData("6.4", 256, false)]
    [InlineData("6.5", 256, true)]
    [InlineData("6.12.107", 256, true)]
    [InlineData("7.2.13", 256, true)]
    public void SetAndGet_UpToTheMostEntries_GiveBackEveryByte(string release, int most, bool updatesCount)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        foreach (int count in new[] { 1, most, 0, 7 })
        {
            byte[] entries = Entries(count, seed: 1);
            Assert.Equal(0, caller.SetCpuid(vcpu, entries));
            Assert.Equal(count == 0 ? 0 : TooBig, caller.Fill(vcpu, KvmRequest.GetCpuid2, (uint)Math.Max(0, count - 1)));
            Assert.True(Caller.Expected((uint)Math.Max(0, count - 1), []).AsSpan().SequenceEqual(caller.Answer));
            foreach (uint room in new[] { (uint)count, (uint)count + 1, uint.MaxValue })
            {
                Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetCpuid2, room));
                Assert.True(Caller.Expected(updatesCount ? (uint)count : room, entries).AsSpan().SequenceEqual(caller.Answer));
            }
        }

        foreach (uint count in new uint[] { (uint)most + 1, 257, 0x80000000, uint.MaxValue })
        {
            Assert.Equal(TooBig, caller.SetCpuid(vcpu, [], count));
        }

        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetCpuid2, 7));
        Assert.True(Caller.Expected(7, Entries(7, seed: 1)).AsSpan().SequenceEqual(caller.Answer));
    }

    [Theory]
    [InlineData("5.10.223", 0, 0, Efault)]
    [InlineData("5.15", 0, 0, Efault)]
    [InlineData("5.16", Einval, Einval, Einval)]
    [InlineData("5.16.2", Einval, Einval, Einval)]
    [InlineData("5.16.3", 0, Einval, Efault)]
    [InlineData("5.17", 0, Einval, Efault)]
    [InlineData("6.1.192", 0, Einval, Efault)]
    [InlineData("7.2.13", 0, Einval, Efault)]
    public void Set_AfterTheVcpuHasRun_IsByRelease(string release, int identical, int different, int unreadable)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        byte[] entries = Entries(3, seed: 1);
        Assert.Equal(0, caller.SetCpuid(vcpu, entries));
        caller.Vcpu(vcpu).MarkRun();

        Assert.Equal(identical, caller.SetCpuid(vcpu, entries));
        byte[] padded = [.. entries];
        padded[28] ^= 0xFF;
        Assert.Equal(identical, caller.SetCpuid(vcpu, padded));
        for (int offset = 40; offset < 68; offset++)
        {
            byte[] changed = [.. entries];
            changed[offset] ^= 1;
            Assert.Equal(different, caller.SetCpuid(vcpu, changed));
        }

        Assert.Equal(different, caller.SetCpuid(vcpu, entries.AsSpan(0, 80)));
        Assert.Equal(unreadable, caller.Ioctl(vcpu, KvmRequest.SetCpuid2, 0));
    }

    [Theory]
    [InlineData("5.17", false)]
    [InlineData("6.12.107", false)]
    [InlineData("6.13", false)]
    [InlineData("6.14", true)]
    [InlineData("7.2.13", true)]
    public void Set_AfterTheVcpuHasRun_ReplacesPaddingFrom614(string release, bool replaces)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        byte[] entries = Entries(3, seed: 1);
        byte[] padded = [.. entries];
        padded.AsSpan(68, 12).Fill(0x77);
        Assert.Equal(0, caller.SetCpuid(vcpu, entries));
        caller.Vcpu(vcpu).MarkRun();

        Assert.Equal(0, caller.SetCpuid(vcpu, padded));
        Assert.Equal(Einval, caller.SetCpuid(vcpu, Entries(3, seed: 2)));

        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetCpuid2, 3));
        Assert.True(Caller.Expected(3, replaces ? padded : entries).AsSpan().SequenceEqual(caller.Answer));
    }

    [Theory]
    [InlineData("5.9", true)]
    [InlineData("5.10.15", false)]
    [InlineData("6.14", false)]
    public void Set_FaultAfterTwoEntries_MixesThemBefore510Only(string release, bool mixes)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        byte[] before = Entries(4, seed: 1);
        byte[] after = Entries(5, seed: 7);
        Assert.Equal(0, caller.SetCpuid(vcpu, before));
        byte[] bytes = [5, 0, 0, 0, 0xA5, 0xA5, 0xA5, 0xA5, .. after];
        caller.Memory.Map(0x6_0000, new ArraySegment<byte>(bytes, 0, 8 + 80 + 3));

        Assert.Equal(Efault, caller.Ioctl(vcpu, KvmRequest.SetCpuid2, 0x6_0000));

        byte[] mixed = [.. after.AsSpan(0, 83), .. new byte[77]];
        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetCpuid2, 4));
        Assert.True(Caller.Expected(4, mixes ? mixed : before).AsSpan().SequenceEqual(caller.Answer));
    }

    [Theory]
    [InlineData("5.9", false)]
    [InlineData("5.10", true)]
    [InlineData("5.10.14", true)]
    [InlineData("5.10.15", false)]
    [InlineData("5.11", false)]
    public void Get_OnReleasesThatLeak_AnswersOtherBytes(string release, bool leaks)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        byte[] entries = Entries(2, seed: 3);

        Assert.Equal(0, caller.SetCpuid(vcpu, entries));
        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetCpuid2, 2));
        Assert.Equal(!leaks, Caller.Expected(2, entries).AsSpan().SequenceEqual(caller.Answer));
        Assert.Equal(Caller.Dirt, caller.Answer[88]);
    }

    [Theory]
    [InlineData("6.1.192")]
    [InlineData("7.2.13")]
    public void Get_HeaderReadOnlyOrEntriesCutOff_IsEfaultBehindWhatWasWritten(string release)
    {
        Caller caller = TestKvm.Caller(release);
        int vcpu = caller.NewVcpu();
        byte[] entries = Entries(2, seed: 3);
        Assert.Equal(0, caller.SetCpuid(vcpu, entries));
        byte[] bytes = [2, 0, 0, 0, 0xA5, 0xA5, 0xA5, 0xA5, .. Caller.Dirty(81)];
        caller.Memory.Map(0x6_0000, new ArraySegment<byte>(bytes, 0, 8), writable: false);
        Assert.Equal(Efault, caller.Ioctl(vcpu, KvmRequest.GetCpuid2, 0x6_0000));

        caller.Memory.Map(0x6_0008, new ArraySegment<byte>(bytes, 8, 80));
        Assert.Equal(Efault, caller.Ioctl(vcpu, KvmRequest.GetCpuid2, 0x6_0000));
        Assert.Equal([2, 0, 0, 0, 0xA5, 0xA5, 0xA5, 0xA5, .. entries, Caller.Dirt], bytes);
        Assert.Equal(Efault, caller.Ioctl(vcpu, KvmRequest.GetCpuid2, 0));
    }

    [Fact]
    public void Supported_BeforeAndAfterSet_IsTheSame()
    {
        Caller caller = TestKvm.Caller("6.12.107");
        int vcpu = caller.NewVcpu(lapic: true, evmcs: true);
        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10));
        byte[] before = caller.Answer.ToArray();

        Assert.Equal(0, caller.SetCpuid(vcpu, Entries(20, seed: 5)));
        Assert.Equal(0, caller.Enable(vcpu, KvmCapability.HyperVEnforceCpuid, 1));
        Assert.Equal(0, caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10));

        Assert.True(before.AsSpan().SequenceEqual(caller.Answer));
    }

    // Every byte of every field its own, padding included.
    private static byte[] Entries(int count, int seed) => [.. Enumerable.Range(0, count * 40).Select(i => unchecked((byte)((i * 37) + (i / 251) + seed)))];

}
