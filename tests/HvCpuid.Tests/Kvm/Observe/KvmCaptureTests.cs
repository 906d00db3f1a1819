using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Checks;

namespace HvCpuid.Tests.Kvm.Observe;

public class KvmCaptureTests
{
    private const string Uname = "6.6.99-mine";
    private static readonly VcpuState[] States = [default, VcpuState.Ordinary, new(true, EvmcsVersionRange.Version1)];

    [Fact]
    public void Predict_OfAHost_IsEveryDifferenceFromTheHostAsItIsNamed()
    {
        KvmHost named = new() { Kernel = new KvmRelease(6, 1), Vendor = CpuVendor.Amd, MaximumVcpus = 7 };
        KvmObservation observation = new(named)
        {
            Answers =
            [
                new KvmObservedAnswer(KvmScope.System, default, null, KvmErrno.EINVAL),
                new KvmObservedAnswer(KvmScope.Vcpu, new VcpuState(true, EvmcsVersionRange.Parse("1..2")), new HvCpuidSetBuilder().Add(HvCpuidSet.FirstFunction, new CpuidRegisters(0x40000082, 0, 0, 0)).ToSet()),
            ],
            Capabilities = new Dictionary<KvmCapability, int> { [(KvmCapability)9999] = 3, [KvmCapability.MaxVcpus] = 8, [KvmCapability.HyperV] = 1 },
        };

        KvmNearness predicted = KvmCapture.Predict(observation);

        Assert.Equal(named, predicted.Host);
        string[] texts = [.. predicted.Differences.Select(difference => difference.ToString())];
        Assert.Equal("/dev/kvm: the answer is EINVAL, modelled leaves", texts[0]);
        Assert.Equal("vCPU, in-kernel local APIC, eVMCS 1..2: leaf 4000000AH is absent, modelled there", texts.Single(text => text.Contains("4000000A", StringComparison.Ordinal)));
        Assert.Equal(["KVM_CHECK_EXTENSION: KVM_CAP_MAX_VCPUS is 8, modelled 7", "KVM_CHECK_EXTENSION: 9999 is 3, modelled 0"], texts[^2..]);
    }

    [Theory]
    [InlineData("5.0,intel,nonested", null, "vCPU: the answer is leaves, modelled OOPS")]
    [InlineData("4.20,intel", KvmErrno.EINVAL, "")]
    [InlineData("4.20,intel", KvmErrno.ENOTTY, "vCPU: the answer is ENOTTY, modelled EINVAL")]
    [InlineData("6.12,intel", KvmErrno.None, "vCPU: the answer is None, modelled leaves")]
    public void Predict_OfARefusal_IsADifferenceWhereTheErrnoIsAnother(string query, KvmErrno? errno, string expected)
    {
        KvmObservation observation = new(KvmQuery.Parse(query).Host) { Answers = [new KvmObservedAnswer(KvmScope.Vcpu, default, errno is null ? HvCpuidSet.Empty : null, errno)] };

        Assert.Equal(expected, string.Join('\n', KvmCapture.Predict(observation).Differences));
    }

    [Theory]
    [InlineData("6.6", "6.6+IpiNeedsLapic", "IpiNeedsLapic", "")]
    [InlineData("6.14", "6.14-IpiNeedsLapic", "", "IpiNeedsLapic")]
    [InlineData("6.6", "6.6", "", "")]
    [InlineData("6.6", "6.2", "", "TscInvariant ExtendedHypercalls")]
    [InlineData("6.6", "6.6+IpiNeedsLapic-TscInvariant", "IpiNeedsLapic", "TscInvariant")]
    [InlineData("5.15.0-foo", "5.15.179", "IpiNeedsLapic", "")]
    public void Imply_OfOtherAnswers_IsTheLineThatMakesThem(string named, string real, string added, string removed)
    {
        KvmHost host = new() { Kernel = KvmKernel.Parse(real), MaximumVcpus = 512 };
        KvmObservation observation = Observe(host) with { Host = host with { Kernel = KvmKernel.Parse(named), MaximumVcpus = 77 } };

        KvmImpliedLine implied = KvmCapture.Imply(observation, Uname);

        KvmKernelRow row = Assert.Single(implied.Line.Rows);
        Assert.Empty(implied.Differences);
        Assert.Equal((added, removed), (Ids(row.Added), Ids(row.Removed)));
        Assert.Equal(("captured", Uname, Uname), (implied.Line.Id, implied.Line.Distribution, Assert.Single(implied.Line.Patterns).ToString()));
        Assert.Equal((KvmKernel.Parse(named).Base, default(KvmBuild), KvmSureness.Captured, $"captured on {Uname}"), (implied.Line.Base!.Value, row.From, row.Sureness, row.Source));
        Assert.Equal((512, null, null), (row.MaximumVcpus, row.HyperVCompiledIn, implied.Kernel.Neighbour));
        KvmKernel loaded = KvmKernels.BuiltIn.Behind(new KvmKernels([implied.Line])).Parse(Uname);
        Assert.Empty(KvmCapture.Predict(observation with { Host = host with { Kernel = loaded, MaximumVcpus = null } }).Differences);
    }

    // 288 vCPUs are two changes away from 4096: either alone leaves another number than was observed.
    [Fact]
    public void Imply_OfTwoChangesOfWhichNeitherHelpsAlone_LeavesOutBoth()
    {
        KvmHost real = new() { Kernel = KvmKernel.Parse("6.12-MoreVcpus-ConfigurableVcpus") };
        KvmObservation observation = new(new KvmHost { Kernel = new KvmRelease(6, 12) }) { Answers = [Observed(KvmScope.Vcpu, VcpuState.Ordinary, new SupportedHvCpuid(real).ForVcpu(VcpuState.Ordinary))] };

        KvmImpliedLine implied = KvmCapture.Imply(observation, Uname);

        Assert.Empty(implied.Differences);
        Assert.Equal("MoreVcpus ConfigurableVcpus", Ids(implied.Line.Rows[0].Removed));
    }

    // Whatever one change does that a caller sees, from whichever release on.
    [Theory]
    [InlineData("5.2.11")]
    [InlineData("5.3")]
    [InlineData("5.9")]
    [InlineData("6.1")]
    [InlineData("7.3")]
    public void Imply_OfOneChangeMoreOrLess_LeavesNoDifference(string release)
    {
        KvmKernel named = KvmKernel.Parse(release);
        KvmChange[] seen = [.. KvmChanges.All.Where(change => change.Release >= new KvmRelease(5, 0) && (change.Aspects & (KvmAspects.Leaves | KvmAspects.Calls)) != 0 && change != KvmChanges.IoctlAdded)];
        foreach (KvmChange change in seen)
        {
            KvmHost host = new() { Kernel = named.Has(change) ? named.Without(change) : named.With(change), MaximumVcpus = 300 };
            KvmImpliedLine implied = KvmCapture.Imply(Observe(host) with { Host = host with { Kernel = named } }, Uname);

            Assert.True(implied.Differences.Count == 0, $"{release}, {change.Id}: {string.Join("; ", implied.Differences)}");
            Assert.True(implied.Kernel == named with { MaximumVcpus = 300 } || implied.Kernel.Has(change) == host.Kernel.Has(change), change.Id);
        }
    }

    [Theory]
    [InlineData("6.12", "")]
    [InlineData("6.6", "HyperVOption")]
    public void Imply_WithoutHyperV_IsABuildWithoutIt(string named, string added)
    {
        KvmHost real = new() { Kernel = new KvmRelease(6, 12), HyperVCompiledIn = false, MaximumVcpus = 4096 };

        KvmImpliedLine implied = KvmCapture.Imply(Observe(real) with { Host = new KvmHost { Kernel = KvmRelease.Parse(named) } }, Uname);

        Assert.Equal((false, added), (implied.Line.Rows[0].HyperVCompiledIn, Ids(implied.Line.Rows[0].Added)));
        Assert.Empty(implied.Differences);
    }

    [Theory]
    [InlineData(null, 99)]
    [InlineData(-1, 99)]
    [InlineData(0, 99)]
    [InlineData(1, 1)]
    [InlineData(512, 512)]
    public void Imply_TheMostVcpus_AreThoseThatWereObserved(int? observed, int expected)
    {
        KvmObservation observation = new(new KvmHost { Kernel = KvmKernel.From(new KvmRelease(6, 6)) with { MaximumVcpus = 99 } })
        {
            Capabilities = observed is { } most ? new Dictionary<KvmCapability, int> { [KvmCapability.MaxVcpus] = most } : [],
        };

        Assert.Equal(expected, KvmCapture.Imply(observation, Uname).Line.Rows[0].MaximumVcpus);
    }

    [Fact]
    public void Imply_WhatNoChangeExplains_IsLeftAsADifference()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 6), MaximumVcpus = 1024 };
        KvmObservation observation = Observe(host);
        KvmObservedAnswer[] answers = [.. observation.Answers];
        answers[1] = answers[1] with { Set = CheckData.Edited(answers[1].Set!, BitAddress.Parse("3.EDX[3]"), 1) };

        KvmImpliedLine implied = KvmCapture.Imply(new KvmObservation(host) { Answers = [answers[1]] }, Uname);

        Assert.Equal("vCPU: CPUID.40000003H:EDX[3] CpuDynamicPartitioningEvents is 1, modelled 0", Assert.Single(implied.Differences).ToString());
        Assert.Equal(("", ""), (Ids(implied.Line.Rows[0].Added), Ids(implied.Line.Rows[0].Removed)));
    }

    [Theory]
    [InlineData(512, true, true, " nested=on smt=possible vcpus=512")]
    [InlineData(1, false, true, " nested=off smt=possible vcpus=1")]
    [InlineData(0, true, false, " nested=on smt=impossible")]
    [InlineData(null, true, true, " nested=on smt=possible")]
    public void Vector_OfAnObservation_IsACaseForEachCall(int? most, bool nested, bool smt, string settings)
    {
        HvCpuidSet one = new HvCpuidSetBuilder().Add(0x40000000, new CpuidRegisters(0x40000082, 0x7578696E, 0x4D564B20, 0x76482020)).ToSet();
        HvCpuidSet two = one.ToBuilder().Add(0x40000001, new CpuidRegisters(0x31237648, 0, 1, 0xABCDEF01)).ToSet();
        KvmObservation observation = new(new KvmHost { Nested = nested, SmtPossible = smt })
        {
            Answers =
            [
                new KvmObservedAnswer(KvmScope.System, VcpuState.Ordinary, null, KvmErrno.EINVAL),
                new KvmObservedAnswer(KvmScope.Vcpu, default, two),
                new KvmObservedAnswer(KvmScope.Vcpu, new VcpuState(true, EvmcsVersionRange.Version1), one),
            ],
            Capabilities = most is { } vcpus ? new Dictionary<KvmCapability, int> { [KvmCapability.MaxVcpus] = vcpus } : [],
        };

        Assert.Equal(
            $"""
            case system{settings}
            error EINVAL

            case vcpu lapic=off evmcs=off{settings}
            40000000 40000082 7578696e 4d564b20 76482020
            40000001 31237648 00000000 00000001 abcdef01

            case vcpu lapic=on evmcs=on{settings}
            40000000 40000082 7578696e 4d564b20 76482020


            """.ReplaceLineEndings("\n"),
            KvmCapture.Vector(observation));
    }

    [Fact]
    public void Capture_OfNothing_IsRefused()
    {
        KvmObservation observation = new(new KvmHost());
        Assert.Throws<ArgumentNullException>(() => KvmCapture.Predict(null!));
        Assert.Throws<ArgumentNullException>(() => KvmCapture.Imply(null!, Uname));
        Assert.Throws<ArgumentNullException>(() => KvmCapture.Imply(observation, null!));
        Assert.Throws<ArgumentNullException>(() => KvmCapture.Vector(null!));
        Assert.Throws<ArgumentNullException>(() => new KvmObservation(null!));
        Assert.Throws<ArgumentNullException>(() => observation with { Host = null! });
        Assert.Throws<ArgumentNullException>(() => observation with { Answers = null! });
        Assert.Throws<ArgumentException>(() => observation with { Answers = [null!] });
        Assert.Throws<ArgumentNullException>(() => observation with { Capabilities = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmObservedAnswer((KvmScope)7, default, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmObservedAnswer(KvmScope.System, default, null) with { Scope = (KvmScope)7 });
    }

    private static string Ids(IEnumerable<KvmChange> changes) => string.Join(' ', changes.Select(change => change.Id));

    private static KvmObservation Observe(KvmHost host)
    {
        SupportedHvCpuid model = new(host);
        return new KvmObservation(host)
        {
            Answers = [Observed(KvmScope.System, default, model.ForSystem()), .. States.Select(state => Observed(KvmScope.Vcpu, state, model.ForVcpu(state)))],
            Capabilities = Enum.GetValues<KvmCapability>().ToDictionary(capability => capability, capability => KvmCapabilityTable.Check(capability, host)),
        };
    }

    private static KvmObservedAnswer Observed(KvmScope scope, VcpuState state, SupportedAnswer answer) => new(scope, state, answer.Set, answer.Refusal?.Errno ?? KvmErrno.None);
}
