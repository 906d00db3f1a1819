using System.Text;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

public class HvBaselineTests
{
    [Fact]
    public void Of_OneHost_IsItsAnswerWithTheMaximumAnew()
    {
        HvCpuidSet answer = HvMigrationTests.Full("6.12");

        HvBaseline baseline = HvBaseline.From([answer]);

        Assert.Equal(answer, baseline.Set);
        Assert.Empty(baseline.Losses);
        Assert.True(baseline.IsUsable);
    }

    [Fact]
    public void Of_ThreeKernels_IsWhatAllHaveAndNamesWhoTakesWhat()
    {
        HvBaselineFold fold = new();
        fold.Add("node10", HvMigrationTests.Full("6.1"));
        fold.Add("node9", HvMigrationTests.Full("6.1"));
        fold.Add("node1", HvMigrationTests.Full("6.12"));
        fold.Add("amd1", HvDestination.From(HvMigrationTests.On("5.15") with { Vendor = CpuVendor.Amd }).Offered.Set);

        HvBaseline baseline = fold.ToBaseline();

        Assert.Equal(
            [
                "CPUID.40000003H:EAX[15] AccessTscInvariantControls: taken away by 3 hosts, amd1 the first",
                "CPUID.40000003H:EBX[20] EnableExtendedHypercalls: taken away by 3 hosts, amd1 the first",
                "CPUID.40000003H:EDX[14] ExtendedGvaRangesForFlushVirtualAddressList: taken away by 3 hosts, amd1 the first",
                "CPUID.40000004H:EAX[14] EnlightenedVmcs: taken away by 1 host, amd1 the first",
                "CPUID.40000005H:EAX MaximumVirtualProcessors: 1024 of 4096, taken away by 3 hosts, amd1 the first",
                "leaf 4000000AH: taken away by 1 host, amd1 the first",
                "CPUID.4000000AH:EAX[15:0] EnlightenedVmcsVersions: none of 1..1, taken away by 1 host, amd1 the first",
                "CPUID.4000000AH:EAX[17] DirectVirtualFlush: taken away by 3 hosts, amd1 the first",
                "CPUID.4000000AH:EAX[19] EnlightenedMsrBitmap: taken away by 1 host, amd1 the first",
                "CPUID.4000000AH:EBX[0] EnlightenedVmcsPerfGlobalCtrl: taken away by 1 host, amd1 the first",
            ],
            baseline.Losses.Select(loss => loss.ToString()));
        Assert.Equal(0x40000082u, baseline.Set.Vendor!.Value.MaximumFunction);
        Assert.True(baseline.IsUsable);
    }

    [Fact]
    public void Losses_OfHosts_NameTheFirstAsPeopleCount()
    {
        HvBaselineFold fold = new();
        fold.Add("node10", HvMigrationTests.Full("6.1"));
        fold.Add("node9", HvMigrationTests.Full("6.1"));
        fold.Add("node1", HvMigrationTests.Full("6.2"));

        Assert.All(fold.ToBaseline().Losses, loss => Assert.Equal((2, "node9"), (loss.Hosts, loss.First)));
    }

    [Fact]
    public void Of_NoCommonRange_DropsTheRecommendationToo()
    {
        HvCpuidSet one = WithRange(0x0201);
        HvCpuidSet other = WithRange(0x0403);

        HvBaseline baseline = HvBaseline.From([one, other]);

        Assert.Equal(0u, baseline.Set.Extract(HvBits.EnlightenedVmcsVersions));
        Assert.Equal(0u, baseline.Set.Extract(HvBits.EnlightenedVmcs));
        Assert.Contains(baseline.Losses, loss => loss.Address == HvBits.EnlightenedVmcs && loss.Because == HvBits.EnlightenedVmcsVersions && loss.Hosts == 0);
        Assert.Equal(0x0302u, HvBaseline.From([WithRange(0x0301), WithRange(0x0402)]).Set.Extract(HvBits.EnlightenedVmcsVersions));
    }

    [Fact]
    public void Of_AHostWithoutHyperV_HasNoUsableGround()
    {
        HvBaseline baseline = HvBaseline.From([HvMigrationTests.Full("6.12"), HvCpuidSet.Empty]);

        Assert.Empty(baseline.Set);
        Assert.False(baseline.IsUsable);
        Assert.Contains(baseline.Losses, loss => loss.Address is null && loss.Function == HvVendor.Function && loss.First == "host 2");
        Assert.False(HvBaseline.Empty.IsUsable);
    }

    [Fact]
    public void Of_HostsOfOtherInterfaces_HasNoUsableGround()
    {
        HvCpuidSet other = HvMigrationTests.Full("6.12").ToBuilder().Set(HvInterface.Function, new CpuidRegisters(0x12345678, 0, 0, 0)).ToSet();

        HvBaseline baseline = HvBaseline.From([HvMigrationTests.Full("6.12"), other]);

        Assert.False(baseline.IsHyperV);
        Assert.False(baseline.IsUsable);
        Assert.Contains(baseline.Losses, loss => loss.Address == HvBits.InterfaceSignature);
    }

    [Fact]
    public void Of_WhatVmmsMade_IsOneHostsWhole()
    {
        HvCpuidSet one = Made("Aaaa", "Zzzz", 10, 5);
        HvCpuidSet other = Made("Bbbb", "Aaaa", 6, 9);

        HvBaseline baseline = HvBaseline.From([one, other]);

        Assert.Equal(one.Vendor!.Value.Signature, baseline.Set.Vendor!.Value.Signature);
        Assert.Equal(other.SystemIdentity, baseline.Set.SystemIdentity);
        Assert.Equal(baseline.Set, HvBaseline.From([other, one]).Set);
    }

    [Fact]
    public void Add_ALeafTwice_TakesNothing()
    {
        HvBaselineFold fold = new();
        CpuidEntry entry = new(0x40000003, new CpuidRegisters(1, 2, 3, 4));

        Assert.Throws<ArgumentException>(() => fold.Add("a"u8, [entry, entry]));

        Assert.Equal(0, fold.Hosts);
        Assert.Null(fold.ToPart());
        fold.Add("b"u8, [entry]);
        Assert.Equal(HvBaseline.From([new HvCpuidSetBuilder().Add(entry).ToSet()]).Set, fold.ToBaseline().Set);
    }

    [Fact]
    public void Add_AGroup_IsAsItsHostsOneByOne()
    {
        HvCpuidSet old = HvMigrationTests.Full("5.10");
        HvBaselineFold one = new();
        HvBaselineFold grouped = new();
        HvBaselineGroup group = new(old.AsSpan());
        one.Add("x", HvMigrationTests.Full("6.12"));
        grouped.Add("x", HvMigrationTests.Full("6.12"));
        foreach (string name in new[] { "b", "a20", "a3" })
        {
            one.Add(name, old);
            group.Add(Encoding.UTF8.GetBytes(name));
        }

        grouped.Add(group);
        grouped.Add(group);

        Assert.Equal(0, group.Hosts);
        Assert.Equivalent(one.ToPart(), grouped.ToPart(), strict: true);
        Assert.Equal("a3", grouped.ToPart()!.First);
    }

    [Fact]
    public void Add_ManyThatAreAlike_IsAsManyOneByOne()
    {
        HvBaselineFold one = new();
        HvBaselineFold many = new();
        foreach (string name in new[] { "a1", "a2", "a3" })
        {
            one.Add(name, HvMigrationTests.Full("5.10"));
        }

        one.Add("b", HvMigrationTests.Full("6.12"));
        many.Add("b", HvMigrationTests.Full("6.12"), 1);
        many.Add("a1", HvMigrationTests.Full("5.10"), 3);

        Assert.Equal(one.ToBaseline().Set, many.ToBaseline().Set);
        Assert.Equal(one.ToBaseline().Losses, many.ToBaseline().Losses);
        Assert.NotEqual(one.ToPart()!.Id, many.ToPart()!.Id);
        Assert.Throws<ArgumentOutOfRangeException>(() => many.Add("c", HvCpuidSet.Empty, 0));
    }

    [Fact]
    public void ToOffer_OfABaseline_StartsOnEveryHost()
    {
        KvmHost[] hosts = [HvMigrationTests.On("rhel9.2"), HvMigrationTests.On("6.12") with { Vendor = CpuVendor.Amd }, HvMigrationTests.On("5.4")];
        HvOffer offer = HvBaseline.From(hosts.Select(host => HvDestination.From(host).Offered.Set)).ToOffer(HvVmm.Default)!;

        Assert.All(hosts, host => Assert.Empty(HvVmm.Default.Resolve(offer.Explicit, HvHost.From(host)).Errors));
        Assert.DoesNotContain("hv-syndbg", offer.ToFlags(), StringComparison.Ordinal);
        Assert.Null(HvBaseline.Empty.ToOffer(HvVmm.Default));
    }

    private static HvCpuidSet WithRange(uint range) => HvMigrationTests.Full("6.12").ToBuilder().Set(HvNestedFeatures.Function, new CpuidRegisters(0xA0000 | range, 1, 0, 0)).ToSet();

    private static HvCpuidSet Made(string ebx, string edx, uint major, uint build) => HvMigrationTests.Full("6.12").ToBuilder()
        .Set(HvVendor.Function, new CpuidRegisters(0x40000082, BitConverter.ToUInt32(Encoding.ASCII.GetBytes(ebx)), 0x564B2078, BitConverter.ToUInt32(Encoding.ASCII.GetBytes(edx))))
        .Set(HvSystemIdentity.Function, new CpuidRegisters(build, major << 16, 0, 0)).ToSet();
}
