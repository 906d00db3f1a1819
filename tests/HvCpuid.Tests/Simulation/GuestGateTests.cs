using HvCpuid.Access;
using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Tests.Guest;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Simulation;

/// <summary>From the kernel's answer through a configuration to what the guest reads and may touch, on one simulated vCPU.</summary>
public class GuestGateTests
{
    private const uint GuestOsId = 0x40000000, VpIndex = 0x40000002, Sint0 = 0x40000090, TscInvariantControl = 0x40000118;
    private const ulong PostMessage = 0x5C, SignalEvent = 0x5D, NotifyLongSpinWait = 8;
    private const HvSwitches Shown = HvSwitches.Relaxed | HvSwitches.Vapic | HvSwitches.Time | HvSwitches.Frequencies;

    // What a VMM does to a vCPU once it exists, in every order: S enables SynIC, E enforces, C sets the CPUID.
    [Theory]
    [InlineData("SEC")]
    [InlineData("SCE")]
    [InlineData("ESC")]
    [InlineData("ECS")]
    [InlineData("CSE")]
    [InlineData("CES")]
    public void Vcpu_GivenAResolvedConfiguration_AnswersItsLeavesAndRefusesTheRest(string order)
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        HvCpuidSet leaves = new HvConfiguration { Switches = Shown }.Resolve(vcpu.GetSupportedHvCpuid()).GetSet();
        GuestCpuid composed = GuestCpuid.Join(leaves, OrdinaryLeaves.Intel);
        Assert.False(vcpu.IsHyperVAware);
        foreach (char step in order)
        {
            Do(vcpu, step, composed.Entries);
            AssertKnowsTheInterface(vcpu, order[..(order.IndexOf(step, StringComparison.Ordinal) + 1)].Contains('C', StringComparison.Ordinal));
        }

        Assert.All(leaves, entry => Assert.Equal(entry.Registers, vcpu.QueryCpuid(entry.Function)));
        Assert.All(composed.Entries, entry => Assert.Equal(entry.Registers, vcpu.QueryCpuid(entry.Function, entry.Index)));
        Assert.Equal(composed.Entries, vcpu.GuestCpuid.Entries);
        Assert.Equal(AsciiSignature.Kvm, SignatureOf(vcpu.QueryCpuid(0x40000100)));
        Assert.NotEqual(0u, vcpu.QueryCpuid(1).Ecx & 0x80000000);

        // Beyond the maximum, 40000005H, an Intel guest gets the highest basic leaf.
        Assert.Equal(OrdinaryLeaves.Intel.First(entry => entry.Function == 0x1F).Registers, vcpu.QueryCpuid(0x40000006));

        Assert.True(vcpu.ReadMsr(GuestOsId).IsAllowed);
        Assert.True(vcpu.WriteMsr(GuestOsId, 1).IsAllowed);
        AssertMeets(HvAccessOutcome.GeneralProtection, "CPUID.40000003H:EAX[6]", vcpu.ReadMsr(VpIndex));
        AssertMeets(HvAccessOutcome.GeneralProtection, "CPUID.40000003H:EAX[2]", vcpu.ReadMsr(Sint0));
        AssertMeets(HvAccessOutcome.AccessDenied, "CPUID.40000003H:EBX[4]", vcpu.Hypercall(PostMessage));
        AssertMeets(HvAccessOutcome.AccessDenied, "CPUID.40000003H:EBX[5]", vcpu.Hypercall(SignalEvent));
        AssertMeets(HvAccessOutcome.AccessDenied, "CPUID.40000004H:EBX", vcpu.Hypercall(NotifyLongSpinWait));

        vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 0);
        Assert.True(vcpu.ReadMsr(VpIndex).IsAllowed);
        Assert.True(vcpu.ReadMsr(Sint0).IsAllowed);
        Assert.True(vcpu.WriteMsr(Sint0, 0xFF).IsAllowed);
        Assert.True(vcpu.Hypercall(PostMessage).IsAllowed);
        Assert.Equal(HvAccessOutcome.UndefinedOpcode, vcpu.Hypercall(PostMessage, privileged: false).Outcome);
        vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 7);
        AssertMeets(HvAccessOutcome.GeneralProtection, "CPUID.40000003H:EAX[6]", vcpu.ReadMsr(VpIndex));
    }

    [Fact]
    public void Vcpu_WithSynicMissingOnlyItsEnabling_FollowsIt()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        Set(vcpu, Leaves(vcpu, HvSwitches.Synic));
        Assert.Equal(HvAccessCause.SynicInactive, vcpu.ReadMsr(Sint0).Cause);
        Assert.Equal(HvAccessCause.SynicInactive, vcpu.Hypercall(PostMessage).Cause);

        vcpu.EnableCap(KvmCapability.HyperVSynic2);

        Assert.True(vcpu.ReadMsr(Sint0).IsAllowed);
        Assert.True(vcpu.Hypercall(PostMessage).IsAllowed);
    }

    [Fact]
    public void Vcpu_WithAndWithoutAnIrqchip_HasTheApicMsrsOrNot()
    {
        SimulatedVcpu with = TestKvm.Vcpu("6.12");
        SimulatedVcpu without = TestKvm.Vcpu("6.12,nolapic");
        foreach (SimulatedVcpu vcpu in new[] { with, without })
        {
            Set(vcpu, Leaves(with, HvSwitches.Vapic));
        }

        Assert.True(with.ReadMsr(0x40000072).IsAllowed);
        Assert.Equal(HvAccessCause.NoInKernelLapic, without.ReadMsr(0x40000072).Cause);
    }

    [Fact]
    public void Vcpu_ThatWasAware_IsNotAfterASetWithoutTheInterface()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        HvAccess before = vcpu.GuestAccess;
        Set(vcpu, Leaves(vcpu, Shown));
        HvAccess aware = vcpu.GuestAccess;
        AssertKnowsTheInterface(vcpu, true);
        Set(vcpu, OrdinaryLeaves.Intel);
        AssertKnowsTheInterface(vcpu, false);
        Assert.Equal(AsciiSignature.Kvm, SignatureOf(vcpu.QueryCpuid(0x40000000)));
        Set(vcpu, Leaves(vcpu, Shown));
        AssertKnowsTheInterface(vcpu, true);
        Set(vcpu, []);
        AssertKnowsTheInterface(vcpu, false);
        Assert.Equal(default, vcpu.QueryCpuid(0));

        Assert.Equal([false, true], [before.IsAware, aware.IsAware]);
    }

    [Fact]
    public void Vcpu_OfBytesThatTheKernelRefuses_KeepsItsGuest()
    {
        Caller caller = TestKvm.Caller("6.12");
        int fd = caller.NewVcpu(lapic: true);
        SimulatedVcpu vcpu = caller.Vcpu(fd);
        Assert.Equal(0, caller.SetCpuid(fd, Bytes(Leaves(vcpu, Shown))));
        vcpu.MarkRun();
        HvAccess access = vcpu.GuestAccess;
        CpuidRegisters features = vcpu.QueryCpuid(0x40000003);

        Assert.Equal(-(int)KvmErrno.EINVAL, caller.SetCpuid(fd, Bytes(OrdinaryLeaves.Intel)));
        Assert.Equal(-(int)KvmErrno.EFAULT, caller.Ioctl(fd, KvmRequest.SetCpuid2, Caller.Unmapped));
        Assert.Equal(0, caller.SetCpuid(fd, Bytes(Leaves(vcpu, Shown))));

        Assert.Same(access, vcpu.GuestAccess);
        Assert.Equal(features, vcpu.QueryCpuid(0x40000003));
    }

    [Theory]
    [InlineData("5.9", 0xBBBBBBBB)]
    [InlineData("5.11", 0x1111)]
    public void Query_AfterAFaultInTheEntries_IsWhatTheReleaseLeftBehind(string release, uint eax)
    {
        Caller caller = TestKvm.Caller(release);
        int fd = caller.NewVcpu();
        CpuidEntry Leaf(uint value) => new(0x40000003, new CpuidRegisters(value, 0, 0, 0));
        Assert.Equal(0, caller.SetCpuid(fd, Bytes([Leaf(0x1111)])));
        byte[] page = [2, 0, 0, 0, 0, 0, 0, 0, .. Bytes([Leaf(0xBBBBBBBB)])];
        caller.Memory.Map(0x6_0000, page);

        Assert.Equal(-(int)KvmErrno.EFAULT, caller.Ioctl(fd, KvmRequest.SetCpuid2, 0x6_0000));

        Assert.Equal(eax, caller.Vcpu(fd).QueryCpuid(0x40000003).Eax);
    }

    [Theory]
    [InlineData("5.11", true)]
    [InlineData("5.12", false)]
    public void Vcpu_GivenNothing_IsHeldToTheReleasesRule(string release, bool allowed)
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu($"{release},nolapic");

        Assert.Equal((false, allowed, allowed), (vcpu.IsHyperVAware, vcpu.ReadMsr(GuestOsId).IsAllowed, vcpu.Hypercall(SignalEvent).IsAllowed));
    }

    // Without the flag the index of an entry says nothing, to KVM either (cpuid_entry2_find).
    [Theory]
    [InlineData(5, 0, true)]
    [InlineData(5, CpuidEntry.SignificantIndex, false)]
    [InlineData(0, CpuidEntry.SignificantIndex, true)]
    public void Vcpu_WithAnIndexInTheInterfaceLeaf_IsAwareWhereItDoesNotCount(uint index, uint flags, bool aware)
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");

        vcpu.SetCpuid(new KvmCpuid2([new KvmCpuidEntry2(0x40000001, index, flags, new CpuidRegisters(AsciiSignature.Parse("Hv#1").Ebx, 0, 0, 0))]));

        Assert.Equal((aware, aware), (vcpu.IsHyperVAware, vcpu.QueryCpuid(0x40000001) != default));
    }

    [Theory]
    [InlineData("6.2", false)]
    [InlineData("6.3", true)]
    public void Query_OfTheInvariantTsc_HidesItWhereTheReleaseHasTheMsr(string release, bool hides)
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu($"{release},nolapic");
        HvCpuidSet leaves = new HvCpuidSetBuilder()
            .Add(0x40000001, new CpuidRegisters(AsciiSignature.Parse("Hv#1").Ebx, 0, 0, 0))
            .Add(0x40000003, new CpuidRegisters(1u << 15, 0, 0, 0))
            .ToSet();
        Set(vcpu, [.. leaves, OrdinaryLeaves.Leaf(0x80000007, 0, 0, 0, 0x100)]);

        Assert.Equal([hides ? 0u : 0x100, 0x100u], [vcpu.QueryCpuid(0x80000007).Edx, vcpu.QueryCpuid(0x80000007, invariantTscEnabled: true).Edx]);
        Assert.Equal(hides, vcpu.WriteMsr(TscInvariantControl, 1).IsAllowed);
    }

    [Fact]
    public void Vcpus_WithTheSameLeaves_ShareTheirGates()
    {
        SimulatedVm vm = TestKvm.Vm("6.12,nolapic");
        vm.CreateIrqchip();
        SimulatedVcpu[] vcpus = [.. Enumerable.Range(0, 3).Select(id => vm.CreateVcpu((uint)id))];
        foreach (SimulatedVcpu vcpu in vcpus)
        {
            // The ordinary leaves differ, as by the APIC id.
            Set(vcpu, [.. Leaves(vcpu, Shown), OrdinaryLeaves.Leaf(0x8000001E, vcpu.Id, 0, 0, 0)]);
        }

        vcpus[2].EnableCap(KvmCapability.HyperVEnforceCpuid, 1);

        Assert.Same(vcpus[0].GuestAccess, vcpus[1].GuestAccess);
        Assert.Equal([false, false, true], vcpus.Select(vcpu => vcpu.GuestAccess.IsEnforced));
        Assert.Equal([0u, 1, 2], vcpus.Select(vcpu => vcpu.QueryCpuid(0x8000001E).Eax));
    }

    [Fact]
    public void Vcpu_Closed_StillShowsItsGuest()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        Set(vcpu, Leaves(vcpu, Shown));
        vcpu.Dispose();

        AssertKnowsTheInterface(vcpu, true);
    }

    [Fact]
    public void Msr_NotSynthetic_IsRefusedToTheCaller()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        Assert.Throws<ArgumentOutOfRangeException>(() => vcpu.ReadMsr(0x10));
        Assert.Throws<ArgumentOutOfRangeException>(() => vcpu.WriteMsr(0x40010000, 0));
    }

    [Fact]
    public void Vcpu_OfAKvmWithoutHyperV_ShowsItsLeavesAndNothingBehindThem()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12,nolapic,nohyperv");
        CpuidEntry[] entries =
        [
            new(0x40000001, new CpuidRegisters(0x31237648, 0, 0, 0)), new(0x40000003, new CpuidRegisters(uint.MaxValue, 0, 0, 0)),
            new(0x80000007, new CpuidRegisters(0, 0, 0, 1 << 8)),
        ];
        Set(vcpu, entries);

        Assert.All(entries, entry => Assert.Equal(entry.Registers, vcpu.QueryCpuid(entry.Function)));
        Assert.Equal(HvAccessCause.NotCompiledIn, vcpu.ReadMsr(GuestOsId).Cause);
        Assert.Equal(HvAccessOutcome.GeneralProtection, vcpu.WriteMsr(TscInvariantControl, 1).Outcome);
        Assert.Equal(HvAccessOutcome.NotHyperV, vcpu.Hypercall(PostMessage).Outcome);
    }

    private static void Do(SimulatedVcpu vcpu, char step, IReadOnlyList<CpuidEntry> entries)
    {
        switch (step)
        {
            case 'S':
                vcpu.EnableCap(KvmCapability.HyperVSynic);
                break;
            case 'E':
                vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
                break;
            default:
                Set(vcpu, entries);
                break;
        }
    }

    private static void AssertKnowsTheInterface(SimulatedVcpu vcpu, bool aware)
    {
        Assert.Equal(aware, vcpu.IsHyperVAware);
        Assert.Equal(aware, vcpu.GuestAccess.IsAware);
        Assert.Equal(aware, vcpu.ReadMsr(GuestOsId).IsAllowed);
        Assert.Equal(!aware, vcpu.ReadMsr(GuestOsId).Cause == HvAccessCause.NotAware);
        Assert.Equal(!aware, vcpu.Hypercall(PostMessage).Outcome == HvAccessOutcome.NotHyperV);
        Assert.Equal(aware, vcpu.QueryCpuid(0x40000001).Eax == AsciiSignature.Parse("Hv#1").Ebx);
    }

    private static void AssertMeets(HvAccessOutcome outcome, string missing, HvAccessResult result) =>
        Assert.Equal((outcome, missing), (result.Outcome, result.MissingBit?.ToString()));

    private static AsciiSignature SignatureOf(CpuidRegisters leaf) => new(leaf.Ebx, leaf.Ecx, leaf.Edx);

    private static HvCpuidSet Leaves(SimulatedVcpu vcpu, HvSwitches switches) =>
        new HvConfiguration { Switches = switches }.Close().Resolve(vcpu.GetSupportedHvCpuid()).GetSet();

    private static void Set(SimulatedVcpu vcpu, IEnumerable<CpuidEntry> entries) => vcpu.SetCpuid(KvmCpuid2.From(entries));

    private static byte[] Bytes(IEnumerable<CpuidEntry> entries)
    {
        KvmCpuid2 cpuid = KvmCpuid2.From(entries);
        byte[] bytes = new byte[cpuid.ByteCount];
        cpuid.Write(bytes);
        return bytes[8..];
    }
}
