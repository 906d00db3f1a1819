using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Kvm;

public class SupportedHvCpuidTests
{
    private static readonly KvmHost Newest = new() { Kernel = KvmRelease.Newest };

    [Theory]
    [InlineData("5.0")]
    [InlineData("6.12")]
    public void MaximumVcpus_OfOne_IsAnsweredAndIsTheLeast(string release)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), MaximumVcpus = 1 };

        Assert.Equal(1u, new SupportedHvCpuid(host).ForVcpu(default).GetSet().Extract(HvBits.MaximumVirtualProcessors));
        Assert.Equal(1, KvmCapabilityTable.Check(KvmCapability.MaxVcpus, host));
        Assert.Throws<ArgumentOutOfRangeException>(() => host with { MaximumVcpus = 0 });
    }

    [Fact]
    public void ForVcpu_DefaultHostWithoutEvmcs_HasNoNestedFeatures()
    {
        HvCpuidSet set = new SupportedHvCpuid(new KvmHost()).ForVcpu(VcpuState.Ordinary).GetSet();

        Assert.Null(set.NestedFeatures);
        Assert.Equal([0x40000000u, 0x40000001, 0x40000002, 0x40000003, 0x40000004, 0x40000005], set.Select(entry => entry.Function));
        Assert.Equal(0x4000000Au, set[0].Registers.Eax);
    }

    [Fact]
    public void ForVcpu_DefaultHostWithEvmcs_EndsWithNestedFeatures0101()
    {
        HvCpuidSet set = new SupportedHvCpuid(new KvmHost()).ForVcpu(new VcpuState(true, EvmcsVersionRange.Version1)).GetSet();

        Assert.Equal(new CpuidEntry(0x4000000A, new CpuidRegisters(0x101, 0, 0, 0)), set[^1]);
        Assert.Equal(1u, set.Extract(BitAddress.Parse("4.EAX[14]")));
    }

    [Fact]
    public void ForVcpu_RangesThatDiffer_AreEachTheirOwn()
    {
        SupportedHvCpuid supported = new(Newest);
        HvCpuidSet first = supported.ForVcpu(new VcpuState(true, new EvmcsVersionRange(1, 2))).GetSet();
        HvCpuidSet second = supported.ForVcpu(new VcpuState(true, new EvmcsVersionRange(3, 7))).GetSet();

        Assert.Equal(0x0201u, first.Extract(BitAddress.Parse("A.EAX[15:0]")));
        Assert.Equal(0x0703u, second.Extract(BitAddress.Parse("A.EAX[15:0]")));
        Assert.Equal(1u, supported.ForSystem().GetSet().Extract(BitAddress.Parse("A.EAX[15:8]")));
    }

    [Theory]
    [InlineData("4.20", true, false, KvmErrno.EINVAL)]
    [InlineData("5.10", true, true, KvmErrno.EINVAL)]
    [InlineData("5.11", false, false, KvmErrno.EINVAL)]
    [InlineData("7.2", false, true, KvmErrno.EINVAL)]
    public void Answer_RefusedByRelease_SaysErrnoAndWhy(string release, bool compiledIn, bool system, KvmErrno errno)
    {
        SupportedHvCpuid supported = new(new KvmHost { Kernel = KvmRelease.Parse(release), HyperVCompiledIn = compiledIn });
        SupportedAnswer answer = system ? supported.ForSystem() : supported.ForVcpu(VcpuState.Ordinary);

        Assert.Equal(errno, answer.Refusal?.Errno);
        Assert.Null(answer.Set);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(answer.GetSet);
        Assert.Contains($"{errno}: {answer.Refusal!.Reason}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.0", true)]
    [InlineData("5.1.21", true)]
    [InlineData("5.2.11", true)]
    [InlineData("5.2.12", false)]
    [InlineData("5.3", false)]
    public void ForVcpu_IntelWithoutNested_OopsesUntilFixed(string release, bool oops)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), Nested = false };

        KvmRefusal? refusal = new SupportedHvCpuid(host).ForVcpu(VcpuState.Ordinary).Refusal;
        Assert.Equal(oops ? "OOPS" : null, refusal?.Name);
        Assert.Equal(oops ? KvmOutcome.HostOops : null, refusal?.Outcome);
        Assert.Null(new SupportedHvCpuid(host with { Vendor = CpuVendor.Amd }).ForVcpu(VcpuState.Ordinary).Refusal);
    }

    [Theory]
    [InlineData("5.0", NestedFeaturesEmission.Always, 7, 0u)]
    [InlineData("5.0", NestedFeaturesEmission.AsRelease, 6, 0u)]
    [InlineData("7.2", NestedFeaturesEmission.AsRelease, 10, 0xA0000u)]
    [InlineData("7.2", NestedFeaturesEmission.OnlyWithEvmcs, 9, 0u)]
    public void ForVcpu_ForcedEmission_OverridesTheRelease(string release, NestedFeaturesEmission emission, int leaves, uint eax)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), NestedFeaturesEmission = emission };
        HvCpuidSet set = new SupportedHvCpuid(host).ForVcpu(VcpuState.Ordinary).GetSet();

        Assert.Equal(leaves, set.Count);
        Assert.Equal(eax, set.Extract(BitAddress.Parse("A.EAX")));
    }

    [Theory]
    [InlineData("5.14", null, 288u)]
    [InlineData("5.15", null, 1024u)]
    [InlineData("6.6", null, 1024u)]
    [InlineData("6.12", null, 4096u)]
    [InlineData("6.12", 4096, 4096u)]
    [InlineData("5.14", 710, 710u)]
    public void ForVcpu_MaximumVcpus_IsTheReleasesUnlessGiven(string release, int? given, uint expected)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), MaximumVcpus = given };
        Assert.Equal(expected, new SupportedHvCpuid(host).ForVcpu(VcpuState.Ordinary).GetSet().Extract(BitAddress.Parse("5.EAX")));
    }

    [Fact]
    public void ForVcpu_OtherSignature_StandsInBothVendorLeaves()
    {
        AsciiSignature signature = AsciiSignature.Parse("Another Hv!?");
        HvCpuidSet set = new SupportedHvCpuid(Newest with { Signature = signature }).ForVcpu(VcpuState.Ordinary).GetSet();

        Assert.All(new[] { 0x40000000u, 0x40000080u }, function =>
        {
            Assert.True(set.TryGet(function, out CpuidRegisters registers));
            Assert.Equal(signature, new AsciiSignature(registers.Ebx, registers.Ecx, registers.Edx));
        });
    }

    [Fact]
    public void ForVcpu_AskedTwice_IsTheSameObjectAndAllocatesNothing()
    {
        SupportedHvCpuid supported = new(Newest);
        VcpuState vcpu = new(true, EvmcsVersionRange.Version1);
        SupportedAnswer first = supported.ForVcpu(vcpu);
        supported.ForSystem();

        long before = GC.GetAllocatedBytesForCurrentThread();
        SupportedAnswer second = supported.ForVcpu(vcpu);
        SupportedAnswer system = supported.ForSystem();
        bool found = second.Set!.TryGet(0x4000000A, out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(found);
        Assert.Same(first, second);
        Assert.NotSame(first, system);
    }

    [Fact]
    public void ForVcpu_MoreRangesThanAreHeld_AnswersThemAll()
    {
        SupportedHvCpuid supported = new(Newest);
        Assert.All(Enumerable.Range(1, 255), low =>
        {
            Assert.All(new[] { low, 255 }, high =>
            {
                HvCpuidSet set = supported.ForVcpu(new VcpuState(true, new EvmcsVersionRange(low, high))).GetSet();
                Assert.Equal((uint)((high << 8) | low), set.Extract(BitAddress.Parse("A.EAX[15:0]")));
            });
        });
    }

    [Fact]
    public void ForVcpu_ManyThreadsAtOnce_GetOneObjectEach()
    {
        SupportedHvCpuid supported = new(Newest);
        SupportedAnswer[] answers = [.. Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(8).Select(_ => supported.ForVcpu(VcpuState.Ordinary))];
        Assert.All(answers, answer => Assert.Same(answers[0], answer));
    }

    [Fact]
    public void Note_ReleaseBeyondTheNewest_SaysAsWhichItIsAnswered()
    {
        SupportedHvCpuid beyond = new(new KvmHost { Kernel = new KvmRelease(7, 4) });
        Assert.Equal("Linux 7.4 is newer than the newest release this model knows: answered as Linux 7.3.", beyond.Note);
        Assert.Equal(new SupportedHvCpuid(Newest).ForSystem().Set, beyond.ForSystem().Set);
        Assert.Null(new SupportedHvCpuid(new KvmHost { Kernel = new KvmRelease(7, 3, 4) }).Note);
    }

    [Fact]
    public void Constructor_WithoutHost_IsRefused() => Assert.Throws<ArgumentNullException>(() => new SupportedHvCpuid(null!));

    [Fact]
    public void System_WhateverTheVcpuDoes_IsTheSame() => Law(
        Situations.Vcpus,
        (supported, vcpu) =>
        {
            SupportedAnswer before = supported.ForSystem();
            supported.ForVcpu(vcpu);
            return ReferenceEquals(before, supported.ForSystem());
        });

    [Fact]
    public void Vcpu_WhenEvmcsIsEnabledOnAnother_IsTheSame() => Law(
        Situations.Vcpus.Two(),
        (supported, pair) =>
        {
            SupportedAnswer before = supported.ForVcpu(pair.Item1);
            supported.ForVcpu(pair.Item2 with { Evmcs = EvmcsVersionRange.Version1 });
            return ReferenceEquals(before, supported.ForVcpu(pair.Item1)) || before.Set!.Equals(supported.ForVcpu(pair.Item1).Set);
        });

    [Fact]
    public void Evmcs_WhenAdded_ChangesNothingButItsRecommendationAndLeafA() => Law(
        Situations.Vcpus,
        (supported, vcpu) =>
        {
            HvCpuidSet? without = supported.ForVcpu(vcpu with { Evmcs = null }).Set;
            HvCpuidSet? with = supported.ForVcpu(vcpu with { Evmcs = vcpu.Evmcs ?? EvmcsVersionRange.Version1 }).Set;
            return (without is null) == (with is null) && (without is null || WithoutEvmcs(without).Equals(WithoutEvmcs(with!)));
        });

    [Fact]
    public void Key_OfTwoVcpus_IsEqualExactlyWhenTheAnswersAre() => Law(
        Situations.Vcpus.Two(),
        (supported, pair) =>
        {
            bool sameKey = supported.KeyOf(pair.Item1) == supported.KeyOf(pair.Item2);
            bool sameAnswer = Equals(supported.ForVcpu(pair.Item1).Set, supported.ForVcpu(pair.Item2).Set);
            return sameKey == sameAnswer && supported.ForVcpu(pair.Item1).Key == supported.KeyOf(pair.Item1);
        });

    [Fact]
    public void Answer_OfAnyHost_HasDistinctLeavesAndNoIndex() => Law(
        Situations.Vcpus,
        (supported, vcpu) => supported.ForVcpu(vcpu).Set is not { } set
            || (set.Select(entry => entry.Function).Distinct().Count() == set.Count && set.All(entry => entry is { Index: 0, Flags: 0 })));

    private static void Law<T>(Gen<T> states, Func<SupportedHvCpuid, T, bool> holds) => Prop.ForAll(
        Situations.Hosts.SelectMany(host => states.Select(state => (Host: host, State: state))).ToArbitrary(),
        pair => holds(new SupportedHvCpuid(pair.Host), pair.State)).QuickCheckThrowOnFailure();

    private static HvCpuidSet WithoutEvmcs(HvCpuidSet set)
    {
        HvCpuidSetBuilder builder = new();
        foreach (CpuidEntry entry in set.Where(entry => entry.Function != 0x4000000A))
        {
            uint mask = entry.Function == 0x40000004 ? ~(1u << 14) : uint.MaxValue;
            builder.Add(entry with { Registers = entry.Registers with { Eax = entry.Registers.Eax & mask } });
        }

        return builder.ToSet();
    }
}
