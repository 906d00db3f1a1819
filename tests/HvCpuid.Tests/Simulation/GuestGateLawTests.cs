using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Tests.Enlightenments;

namespace HvCpuid.Tests.Simulation;

public class GuestGateLawTests
{
    private const int Toggles = 2_000, Readers = 3;

    // The last two are the same with and without the interface.
    private static readonly HvCpuidSet[] Sets =
    [
        HvCpuidSet.Empty,
        .. Hosts.All.Select(host => host.Query.Answer()),
        Hosts.Newest.Answer(),
        new HvCpuidSetBuilder().AddRange(Hosts.Newest.Answer().Where(entry => entry.Function != 0x40000001)).ToSet(),
    ];

    // Whatever was called and asked before, the vCPU's gates are those that its present state gives: nothing stays behind, nothing is early.
    [Fact]
    public void Gates_AfterAnyCalls_AreThoseOfThePresentState() => Prop.ForAll(
        (from release in Gen.Elements("5.0", "5.12", "5.14", "6.12")
         from lapic in ArbMap.Default.GeneratorFor<bool>()
         from calls in Gen.ListOf(Gen.Choose(0, Sets.Length + 3))
         from asks in Gen.Choose(0, 7)
         select (release, lapic, calls: calls.ToArray(), asks)).ToArbitrary(),
        drawn =>
        {
            SimulatedVcpu vcpu = TestKvm.Vcpu(drawn.lapic ? drawn.release : $"{drawn.release},nolapic");
            HvCpuidSet set = HvCpuidSet.Empty;
            bool same = true;
            for (int i = 0; i < drawn.calls.Length; i++)
            {
                Apply(vcpu, drawn.calls[i], ref set);

                // Not after every call: a question must not be what makes the answer right.
                same &= (drawn.asks & i) != 0 || IsThatOf(vcpu, set, drawn.release, drawn.lapic);
            }

            return same && IsThatOf(vcpu, set, drawn.release, drawn.lapic);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lookups_OfAnyKind_AllocateNothing()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
        vcpu.SetCpuid(KvmCpuid2.From(Hosts.Newest.Answer()));
        int allowed = 0;
        void Ask()
        {
            allowed += vcpu.QueryCpuid(0x40000003).Eax != 0 ? 1 : 0;
            allowed += vcpu.QueryCpuid(0x80000000) == default ? 1 : 0;
            allowed += vcpu.ReadMsr(0x40000002).IsAllowed ? 1 : 0;
            allowed += vcpu.WriteMsr(0x40000118, 2).IsAllowed ? 1 : 0;
            allowed += vcpu.Hypercall(0x5D).IsAllowed ? 1 : 0;
            allowed += vcpu.IsHyperVAware && vcpu.GuestAccess.IsEnforced && vcpu.GuestCpuid.HyperV.Count > 0 ? 1 : 0;
        }

        Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Ask();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001 * 5, allowed);
    }

    // One thread sets leaves with and without the interface in turn, the others look: what they see is one of the two, whole.
    [Fact]
    public async Task Gates_SetWhileOthersLook_AreWhole()
    {
        SimulatedVcpu vcpu = TestKvm.Vcpu("6.12");
        KvmCpuid2[] both = [KvmCpuid2.From(Sets[^2]), KvmCpuid2.From(Sets[^1])];
        HvCpuidSet[] legal = [HvCpuidSet.Empty, Sets[^2], Sets[^1]];
        bool done = false;
        Task<int>[] readers = [.. Enumerable.Range(0, Readers).Select(_ => Task.Run(() =>
        {
            int looks = 0;
            do
            {
                HvAccess access = vcpu.GuestAccess;
                Assert.Contains(access.Leaves, legal);
                Assert.Equal(access.Leaves.Interface is not null, access.IsAware);
                Assert.Equal(access.IsAware, access.ReadMsr(0x40000000).IsAllowed);
                Assert.Contains(vcpu.GuestCpuid.HyperV, legal);
                looks++;
            }
            while (!Volatile.Read(ref done));
            return looks;
        }))];
        for (int i = 0; i < Toggles; i++)
        {
            vcpu.SetCpuid(both[i % 2]);
            Assert.Equal(i % 2 == 0, vcpu.IsHyperVAware);
            vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, (ulong)(i / 2 % 2));
            Assert.Equal(i / 2 % 2 != 0, vcpu.GuestAccess.IsEnforced);
        }

        Volatile.Write(ref done, true);
        Assert.All(await Task.WhenAll(readers), looks => Assert.True(looks > 0));
    }

    private static void Apply(SimulatedVcpu vcpu, int call, ref HvCpuidSet set)
    {
        if (call < Sets.Length)
        {
            set = Sets[call];
            vcpu.SetCpuid(KvmCpuid2.From(set));
            return;
        }

        // Refused where the release or the irqchip says so.
        Record.Exception(() =>
        {
            switch (call - Sets.Length)
            {
                case 0:
                    vcpu.EnableCap(KvmCapability.HyperVSynic);
                    break;
                case 1:
                    vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
                    break;
                case 2:
                    vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 0);
                    break;
                default:
                    vcpu.EnableEvmcs();
                    break;
            }
        });
    }

    private static bool IsThatOf(SimulatedVcpu vcpu, HvCpuidSet set, string release, bool lapic)
    {
        HvAccess expected = new(set, new HvAccessOptions
        {
            Kernel = KvmRelease.Parse(release),
            Enforced = vcpu.EnforcesCpuid,
            SynicActive = vcpu.HasSynic,
            InKernelLapic = lapic,
        });
        GuestCpuid cpuid = GuestCpuid.FromEntries(set);
        return vcpu.IsHyperVAware == expected.IsAware
            && HvMsrTable.All.All(row => vcpu.ReadMsr(row.Msr) == expected.ReadMsr(row.Msr) && vcpu.WriteMsr(row.Msr, 1) == expected.WriteMsr(row.Msr, 1))
            && HvHypercallTable.All.All(row => vcpu.Hypercall(row.Code) == expected.Hypercall(row.Code))
            && Enumerable.Range(0, 0x84).Select(leaf => 0x40000000 + (uint)leaf).All(leaf => vcpu.QueryCpuid(leaf) == cpuid.Query(leaf));
    }
}
