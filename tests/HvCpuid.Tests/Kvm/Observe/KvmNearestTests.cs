using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Kvm;

public class KvmNearestTests
{
    private static readonly VcpuState[] States = [default, VcpuState.Ordinary, new(true, EvmcsVersionRange.Version1)];

    public static TheoryData<string> Releases => [.. KvmChanges.All.SelectMany(change => change.Backports.Prepend(change.Release)).Distinct().Order().Select(release => release.ToString())];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Find_EveryModelledHost_IsItselfWithoutADifference(string release)
    {
        foreach (KvmHost host in Hosts(KvmRelease.Parse(release)))
        {
            KvmNearness nearest = KvmNearest.Find(Observe(host));

            Assert.Equal(host, nearest.Host);
            Assert.Empty(nearest.Differences);
        }
    }

    [Theory]
    [InlineData("5.10", "5.15.179", "5.15.179")]
    [InlineData("6.12", "6.12.107", "6.12.16")]
    [InlineData("6.1", "6.14", "6.12.16")]
    public void Find_HostThatIsNotAsItsNameSays_IsTheNearestThatAnswersAlike(string named, string real, string nearest)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(real) };
        KvmObservation observation = Observe(host) with { Host = host with { Kernel = KvmRelease.Parse(named) } };

        KvmNearness found = KvmNearest.Find(observation);

        Assert.Empty(found.Differences);
        Assert.Equal(KvmRelease.Parse(nearest), found.Host.Kernel);
    }

    [Fact]
    public void Find_WithoutHyperV_SaysSoAndKeepsTheName()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 18, 44), Vendor = CpuVendor.Amd, HyperVCompiledIn = false };

        KvmNearness nearest = KvmNearest.Find(Observe(host) with { Host = host with { HyperVCompiledIn = true } });

        Assert.Empty(nearest.Differences);
        Assert.Equal((host.Kernel, false), (nearest.Host.Kernel, nearest.Host.HyperVCompiledIn));
    }

    [Fact]
    public void Find_TheBuildsVcpus_AreTakenWhereTheReleaseLetsItChoose()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), MaximumVcpus = 4096 };

        Assert.Equal(4096, KvmNearest.Find(Observe(host) with { Host = host with { MaximumVcpus = null } }).Host.MaximumVcpus);
    }

    [Theory]
    [InlineData(0x40000003, CpuidRegister.Edx, 19, "vCPU, in-kernel local APIC: CPUID.40000003H:EDX[19] DirectSyntheticTimers is 0, modelled 1")]
    [InlineData(0x40000003, CpuidRegister.Eax, 31, "vCPU, in-kernel local APIC: CPUID.40000003H:EAX[31] a bit without a name is 1, modelled 0")]
    [InlineData(0x40000005, CpuidRegister.Eax, 0, "vCPU, in-kernel local APIC: CPUID.40000005H:EAX MaximumVirtualProcessors is 4097, modelled 4096")]
    public void Find_OneBitFlipped_IsTheOneDifference(uint function, CpuidRegister register, int bit, string text)
    {
        KvmObservation observation = Observe(new KvmHost { Kernel = new KvmRelease(6, 12) });
        KvmObservedAnswer[] answers = [.. observation.Answers];
        HvCpuidSet set = answers[2].Set!;
        Assert.True(set.TryGet(function, out CpuidRegisters leaf));
        uint flipped = leaf[register] ^ (1u << bit);
        leaf = register switch
        {
            CpuidRegister.Eax => leaf with { Eax = flipped },
            _ => leaf with { Edx = flipped },
        };
        answers[2] = answers[2] with { Set = set.ToBuilder().Set(function, leaf).ToSet() };

        KvmDifference difference = Assert.Single(KvmNearest.Find(observation with { Answers = answers }).Differences);

        Assert.Equal(text, difference.ToString());
        Assert.Equal((function, register), (difference.Address!.Value.Function, difference.Address.Value.Register));
    }

    [Fact]
    public void Find_LeafMissingOrderErrnoAndCapability_AreEachOneDifference()
    {
        KvmObservation observation = Observe(new KvmHost { Kernel = new KvmRelease(6, 12) });
        KvmObservedAnswer[] answers = [.. observation.Answers];
        answers[0] = answers[0] with { Set = null, Errno = (KvmErrno)117 };
        answers[1] = answers[1] with { Set = Set(answers[1].Set!.Take(9)) };
        answers[2] = answers[2] with { Set = Set(answers[2].Set!.OrderBy(entry => entry.Function)) };
        Dictionary<KvmCapability, int> capabilities = new(observation.Capabilities.ToDictionary(pair => pair.Key, pair => pair.Value)) { [KvmCapability.HyperVDirectTlbFlush] = 1 };

        KvmNearness nearest = KvmNearest.Find(observation with { Answers = answers, Capabilities = capabilities });

        Assert.Equal(
            [
                "/dev/kvm: the answer is 117, modelled leaves",
                "vCPU: leaf 4000000AH is absent, modelled there",
                "vCPU, in-kernel local APIC: the order of the leaves, their index or flags is 40000000H 40000001H 40000002H 40000003H 40000004H 40000005H 4000000AH 40000080H 40000081H 40000082H,"
                    + " modelled 40000000H 40000001H 40000002H 40000003H 40000004H 40000005H 40000080H 40000081H 40000082H 4000000AH",
                "KVM_CHECK_EXTENSION: KVM_CAP_HYPERV_DIRECT_TLBFLUSH is 1, modelled 0",
            ],
            nearest.Differences.Select(difference => difference.ToString()));
    }

    // Every release differs by the one bit that none reports: the named one wins, be it a change's own release or not.
    [Theory]
    [InlineData("5.0")]
    [InlineData("5.12.7")]
    [InlineData("6.2")]
    [InlineData("6.12.107")]
    [InlineData("7.3")]
    public void Find_EquallyNearReleases_IsTheNamedOne(string release)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release), MaximumVcpus = KvmChanges.ConfigurableVcpus.IsIn(KvmRelease.Parse(release)) ? 1024 : null };
        KvmObservation observation = Observe(host);
        KvmObservedAnswer[] answers = [.. observation.Answers];
        answers[1] = answers[1] with { Set = answers[1].Set!.ToBuilder().Set(0x40000009, new CpuidRegisters(1, 0, 0, 0)).ToSet() };

        KvmNearness found = KvmNearest.Find(observation with { Answers = answers });

        Assert.Equal((KvmRelease.Parse(release), 1), (found.Host.Kernel.Base, found.Differences.Count));
    }

    // 6.0 answers as 5.18 to 6.0 do; named otherwise, the nearest of them to the name is found, from either side.
    [Theory]
    [InlineData("5.4", "5.18")]
    [InlineData("6.14", "6.0")]
    public void Find_SeveralThatAnswerAlike_IsTheNearestToTheName(string named, string nearest)
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 0) };

        KvmNearness found = KvmNearest.Find(Observe(host) with { Host = host with { Kernel = KvmRelease.Parse(named) } });

        Assert.Empty(found.Differences);
        Assert.Equal(KvmRelease.Parse(nearest), found.Host.Kernel.Base);
    }

    // A distribution's kernel is asked itself; one made by hand is not, but the release that answers alike.
    [Theory]
    [InlineData("rhel9.4", "rhel9.4")]
    [InlineData("debian12", "debian12")]
    [InlineData("6.6+IpiNeedsLapic", "6.6.79")]
    public void Find_AKernelThatIsNoRelease_IsItselfWhereItIsADistributions(string named, string nearest)
    {
        KvmNearness found = KvmNearest.Find(Observe(new KvmHost { Kernel = KvmKernel.Parse(named) }));

        Assert.Empty(found.Differences);
        Assert.Equal(nearest, found.Host.Kernel.Text);
    }

    [Fact]
    public void Find_ABuildForOneVcpu_IsToldSo()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), MaximumVcpus = 1 };

        Assert.Equal(1, KvmNearest.Find(Observe(host) with { Host = host with { MaximumVcpus = null } }).Host.MaximumVcpus);
    }

    [Fact]
    public void Find_NothingObserved_IsTheNamedRelease() =>
        Assert.Equal(new KvmRelease(6, 6, 5), KvmNearest.Find(new KvmObservation(new KvmHost { Kernel = new KvmRelease(6, 6, 5) })).Host.Kernel);

    [Fact]
    public void Find_Null_IsRefused() => Assert.Throws<ArgumentNullException>(() => KvmNearest.Find(null!));

    private static HvCpuidSet Set(IEnumerable<CpuidEntry> entries) => new HvCpuidSetBuilder().AddRange(entries).ToSet();

    private static IEnumerable<KvmHost> Hosts(KvmRelease release) =>
        from vendor in new[] { CpuVendor.Intel, CpuVendor.Amd }
        from nested in new[] { true, false }
        from smt in new[] { true, false }
        let host = new KvmHost { Kernel = release, Vendor = vendor, Nested = nested, SmtPossible = smt }
        select KvmChanges.ConfigurableVcpus.IsIn(release) ? host with { MaximumVcpus = 4096 } : host;

    private static KvmObservation Observe(KvmHost host)
    {
        SupportedHvCpuid model = new(host);
        return new KvmObservation(host)
        {
            Answers =
            [
                Observed(KvmScope.System, default, model.ForSystem()),
                .. States.Where(state => model.ForVcpu(state).Refusal is not { Outcome.Kind: KvmOutcomeKind.HostOops }) // nobody observes a call that does not come back
                    .Select(state => Observed(KvmScope.Vcpu, state, model.ForVcpu(state))),
            ],
            Capabilities = Enum.GetValues<KvmCapability>().ToDictionary(capability => capability, capability => KvmCapabilityTable.Check(capability, host)),
        };
    }

    private static KvmObservedAnswer Observed(KvmScope scope, VcpuState state, SupportedAnswer answer) => new(scope, state, answer.Set, answer.Refusal?.Errno ?? KvmErrno.None);
}
