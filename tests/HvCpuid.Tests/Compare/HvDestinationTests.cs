using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

/// <summary>What each kind of destination is called, what it is asked, and what it offers.</summary>
public class HvDestinationTests
{
    private static readonly BitAddress[] Unsure = [HvBits.SyntheticClusterIpi];

    [Fact]
    public void Name_OfEachKind_SaysWhatItIs()
    {
        HvHost modelled = HvHost.From(HvMigrationTests.On("6.12"));
        HvHost answered = HvHost.From(HvMigrationTests.Full("6.12"));

        Assert.Equal(
            [
                "the destination", "the destination", "node 7", "Linux 6.12, Intel, nested=1", "Linux 6.12, AMD, nested=1", "this host (Linux 6.12, Intel, nested=1)",
                "QEMU 11.1 on Linux 6.12, Intel, nested=1", "QEMU 11.1 on the destination", "the plain copy on Linux 6.12, Intel, nested=1", "QEMU 11.1 on Linux 6.12, Intel, nested=1",
            ],
            new[]
            {
                HvDestination.From(HvCpuidSet.Empty), HvDestination.From(HvReading.Empty), HvDestination.From(HvReading.Empty, "node 7"), HvDestination.From(HvMigrationTests.On("6.12")),
                HvDestination.From(KvmQuery.Parse("6.12,amd")), HvDestination.From(Live("6.12", Answer(KvmScope.System, Leaves(1)))), HvDestination.From(HvVmm.Default, modelled),
                HvDestination.From(HvVmm.Default, answered), HvDestination.From(CopyVmm.Instance, modelled), HvDestination.From(HvVmm.Default, Live("6.12", Answer(KvmScope.System, Leaves(1)))),
            }.Select(destination => destination.Name));
    }

    [Theory]
    [InlineData("5.10,intel", "5.10,intel,vcpu,evmcs")]
    [InlineData("5.10,intel,nonested", "5.10,intel,nonested,vcpu")]
    [InlineData("5.10,amd", "5.10,amd,vcpu")]
    [InlineData("5.11,intel", "5.11,intel,system")]
    [InlineData("6.12,amd", "6.12,amd,system")]
    public void QueryOf_AHost_TellsMost(string host, string query)
    {
        KvmQuery asked = KvmQuery.Parse(query);
        KvmQuery found = HvDestination.QueryOf(KvmQuery.Parse(host).Host);

        Assert.Equal((asked.Scope, asked.Vcpu.InKernelLapic, asked.Vcpu.Evmcs), (found.Scope, found.Vcpu.InKernelLapic, found.Vcpu.Evmcs));
    }

    // The system's call first, then the answer with most leaves.
    [Fact]
    public void From_ALiveHost_TakesTheCallThatTellsMost()
    {
        (KvmObservedAnswer Answer, int Leaves)[] cases =
        [
            (Answer(KvmScope.System, Leaves(2)), 2),
            (Answer(KvmScope.System, null, KvmErrno.ENOTTY), 4),
        ];

        Assert.All(cases, one => Assert.Equal(one.Leaves, HvDestination.From(Live("6.12", Answer(KvmScope.Vcpu, Leaves(3)), Answer(KvmScope.Vcpu, Leaves(4)), Answer(KvmScope.Vcpu, Leaves(1)), one.Answer)).Offered.Set.Count));
        HvDestination told = HvDestination.From(Live("6.12", Answer(KvmScope.System, null, KvmErrno.EFAULT), Answer(KvmScope.Vcpu, Leaves(3))));
        Assert.Equal((null, 3, true), (told.Refusal, told.Offered.Set.Count, told.Offered.IsWhole));
        Assert.Equal(HvDestination.QueryOf(HvMigrationTests.On("6.12")).Scope, told.Query!.Value.Scope);
    }

    [Fact]
    public void From_ALiveHostThatGivesNoLeaves_IsRefusedAsItWas()
    {
        HvDestination refused = HvDestination.From(Live("6.12", Answer(KvmScope.System, null), Answer(KvmScope.Vcpu, null, KvmErrno.EFAULT), Answer(KvmScope.Vcpu, null, KvmErrno.EINVAL)));
        HvDestination silent = HvDestination.From(Live("5.0"));

        Assert.Equal((KvmOutcome.Refused(KvmErrno.EFAULT), "the live KVM gives no leaves"), (refused.Refusal!.Outcome, refused.Refusal.Reason));
        Assert.Equal((KvmOutcome.HostOops, "the live KVM gives no leaves"), (silent.Refusal!.Outcome, silent.Refusal.Reason));
        Assert.Equal((HvReading.Empty, HvReading.Empty), (refused.Offered, silent.Offered));
        Assert.Equal(refused.Query!.Value.Host, HvMigrationTests.On("6.12"));
    }

    // A build between two that are known may have the bit or not; a live one has said so.
    [Fact]
    public void Uncertain_OfAHost_IsWhatItsBuildLeavesOpen()
    {
        KvmQuery query = KvmQuery.Parse("rhel9.7,intel,nolapic");
        HvDestination asked = HvDestination.From(query);
        KvmObservation live = new(query.Host) { Answers = [Answer(KvmScope.System, HvMigrationTests.Full("6.12"))] };

        Assert.Equal(Unsure, asked.Uncertain);
        Assert.Equal(Unsure, HvDestination.From(HvHost.From(query)).Uncertain);
        Assert.Equal(Unsure, HvDestination.From(HvVmm.Default, HvHost.From(query)).Uncertain);
        Assert.Equal(Unsure, HvDestination.From(CopyVmm.Instance, HvHost.From(query)).Uncertain);
        Assert.Empty(HvDestination.From(HvHost.From(live)).Uncertain);
        Assert.Empty(HvDestination.From(HvVmm.Default, HvHost.From(live)).Uncertain);
        Assert.Empty(HvDestination.From(HvVmm.Default, HvHost.From(HvMigrationTests.Full("6.12"))).Uncertain);
        Assert.Empty(HvDestination.From(KvmQuery.Parse("6.12,intel,nolapic")).Uncertain);

        KvmHost between = HvMigrationTests.On("6.1") with { Kernel = KvmKernel.Parse("6.1") with { Neighbour = KvmKernel.Parse("6.3") } };
        KvmObservation said = new(between) { Answers = [Answer(KvmScope.System, HvMigrationTests.Full("6.1"))] };
        Assert.Contains(HvBits.AccessTscInvariantControls, HvDestination.From(HvVmm.Default, HvHost.From(between)).Uncertain);
        Assert.Empty(HvDestination.From(HvVmm.Default, HvHost.From(said)).Uncertain);
    }

    [Fact]
    public void From_AHostWithAVmm_KeepsBothAndTheSwitches()
    {
        HvHost answered = HvHost.From(HvMigrationTests.Full("6.12"));
        HvDestination old = HvDestination.From(HvVmm.Parse("qemu:5.2"), answered);
        KvmQuery one = KvmQuery.Parse("6.12,intel,vcpu");

        Assert.Equal(("qemu 5.2", (KvmQuery?)null, false), (old.Vmm!.Name, old.Query, old.Known.HasFlag(HvSwitches.TlbFlushExt)));
        Assert.True(old.Known.HasFlag(HvSwitches.TlbFlush));
        Assert.Equal((HvSwitches.All, HvSwitches.All), (HvDestination.From(CopyVmm.Instance, answered).Known, HvDestination.From(HvCpuidSet.Empty).Known));
        Assert.Null(HvDestination.From(HvCpuidSet.Empty).Vmm);
        Assert.Equal(one, HvDestination.From(HvVmm.Default, HvHost.From(one)).Query);
        Assert.Equal(one, HvDestination.From(HvHost.From(one)).Query);
        Assert.Equal(HvDestination.QueryOf(one.Host), HvDestination.From(HvVmm.Default, HvHost.From(one.Host)).Query);
        Assert.Equal(HvDestination.QueryOf(one.Host), HvDestination.From(HvHost.From(one.Host)).Query);
    }

    // On 5.10 QEMU 11.1 asks a vCPU on which eVMCS is not enabled, and takes the capability for the bit; the versions come when it enables it.
    [Theory]
    [InlineData("qemu:5.2", "5.10,intel", 1u, 0x101u)]
    [InlineData("qemu:5.2", "5.10,amd", 0u, 0u)]
    [InlineData("qemu:5.2", "5.10,intel,nonested", 0u, 0u)]
    [InlineData("qemu", "5.10,intel", 1u, 0x101u)]
    [InlineData("qemu", "6.12,intel", 1u, 0x101u)]
    [InlineData("copy", "5.10,intel", 0u, 0u)]
    [InlineData("copy", "6.12,intel", 0u, 0u)]
    public void Offered_UnderAVmm_HasTheVersionsOfAnEvmcsThatItEnables(string vmm, string host, uint recommended, uint versions)
    {
        HvReading offered = HvDestination.From(HvVmm.Parse(vmm), HvHost.Parse(host)).Offered;

        Assert.Equal((recommended, versions), (offered.Set.Extract(HvBits.EnlightenedVmcs), offered.Set.Extract(HvBits.EnlightenedVmcsVersions)));
    }

    [Fact]
    public void Offered_UnderAVmmThatAddsTheVersions_KeepsTheRestOfTheLeaf()
    {
        HvHost host = HvHost.Parse("5.10,intel");
        HvCpuidSet found = HvVmm.Default.Ask(host).Set!;
        HvCpuidSet offered = HvDestination.From(HvVmm.Default, host).Offered.Set;
        HvCpuidSet without = HvMigrationTests.Full("6.12").ToBuilder().Set(HvNestedFeatures.Function, new CpuidRegisters(0xA0000, 1, 2, 3)).ToSet();

        Assert.Equal(0u, found.Extract(HvBits.EnlightenedVmcsVersions));
        Assert.Equal(found.Where(entry => entry.Function != HvNestedFeatures.Function), offered.Where(entry => entry.Function != HvNestedFeatures.Function));

        // Of an answer alone nothing is added.
        Assert.Equal(without, HvDestination.From(HvVmm.Default, HvHost.From(without)).Offered.Set);

        // What a live vCPU said stays, and the versions come to it.
        HvDestination live = HvDestination.From(HvVmm.Default, Live("6.12", Answer(KvmScope.System, without)));
        Assert.Equal(without.ToBuilder().Set(HvNestedFeatures.Function, new CpuidRegisters(0xA0101, 1, 2, 3)).ToSet(), live.Offered.Set);
    }

    [Fact]
    public void Offered_UnderAVmm_IsNothingMoreThanItFinds()
    {
        HvHost old = HvHost.Parse("5.0,amd");
        HvDestination copied = HvDestination.From(CopyVmm.Instance, old);
        Assert.Equal(CopyVmm.Instance.Ask(old).Set, copied.Offered.Set);
        Assert.False(copied.Offered.Set.Contains(HvNestedFeatures.Function));

        HvDestination refused = HvDestination.From(HvVmm.Default, HvHost.Parse("5.10,intel,system"));
        Assert.Equal((KvmErrno.EINVAL, HvReading.Empty), (refused.Refusal!.Errno, refused.Offered));

        // A live kernel that answers where the model of its release does not: nothing is known of versions.
        HvCpuidSet without = HvMigrationTests.Full("6.12").ToBuilder().Set(HvNestedFeatures.Function, default).ToSet();
        KvmObservation live = new(HvMigrationTests.On("4.20"))
        {
            Capabilities = new Dictionary<KvmCapability, int> { [KvmCapability.HyperV] = 1, [KvmCapability.HyperVCpuid] = 1, [KvmCapability.SysHyperVCpuid] = 1, [KvmCapability.HyperVVpIndex] = 1 },
            Answers = [Answer(KvmScope.System, without)],
        };
        Assert.Equal(without, HvDestination.From(HvVmm.Default, HvHost.From(live)).Offered.Set);
    }

    private static HvHost Live(string kernel, params KvmObservedAnswer[] answers) => HvHost.From(new KvmObservation(HvMigrationTests.On(kernel)) { Answers = answers });

    private static KvmObservedAnswer Answer(KvmScope scope, HvCpuidSet? set, KvmErrno? errno = null) => new(scope, new VcpuState(true), set, errno);

    private static HvCpuidSet Leaves(int count) =>
        new HvCpuidSetBuilder().AddRange(Enumerable.Range(0, count).Select(leaf => new CpuidEntry(0x40000000 + (uint)leaf, new CpuidRegisters((uint)count, 0, 0, 0)))).ToSet();
}
