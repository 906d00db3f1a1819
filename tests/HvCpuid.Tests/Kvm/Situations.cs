using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

/// <summary>All the situations that count, and generators of random ones.</summary>
internal static class Situations
{
    /// <summary>Every mainline release from 5.0 to the newest, and the stable releases at which an answer changes, with the one before each.</summary>
    public static IReadOnlyList<KvmRelease> Releases { get; } =
    [
        .. Enumerable.Range(0, 20).Select(minor => new KvmRelease(5, minor))
            .Concat(Enumerable.Range(0, 20).Select(minor => new KvmRelease(6, minor)))
            .Concat(Enumerable.Range(0, 4).Select(minor => new KvmRelease(7, minor)))
            .Concat(KvmChanges.All.Where(ChangesAnAnswer).SelectMany(change => change.Backports).SelectMany(Around))
            .Distinct()
            .Order(),
    ];

    private static bool ChangesAnAnswer(KvmChange change) =>
        KvmRuleTable.Refusals.Concat<KvmRule>(KvmRuleTable.Leaves).Concat(KvmRuleTable.Bits).Any(row => row.Since == change || row.Until == change);

    /// <summary>Vendor × nested × scope × local APIC × eVMCS × SMT, on one release: 40 situations.</summary>
    public static IEnumerable<KvmQuery> On(KvmRelease release) => On(KvmKernel.From(release));

    /// <summary>The same on one kernel.</summary>
    public static IEnumerable<KvmQuery> On(KvmKernel kernel) =>
        from vendor in Enum.GetValues<CpuVendor>()
        from nested in new[] { true, false }
        from smt in new[] { true, false }
        let host = new KvmHost { Kernel = kernel, Vendor = vendor, Nested = nested, SmtPossible = smt }
        from query in OnHost(host)
        select query;

    /// <summary>What the model answers, be the vCPU's state one that can be reached or not.</summary>
    public static SupportedAnswer AnswerOf(KvmQuery query) => new SupportedHvCpuid(query.Host).AnswerTo(query);

    /// <summary>The same of a host that is asked more than once.</summary>
    public static SupportedAnswer AnswerTo(this SupportedHvCpuid model, KvmQuery query) => query.Scope == KvmScope.System ? model.ForSystem() : model.ForVcpu(query.Vcpu);

    public static IEnumerable<KvmQuery> All => Releases.SelectMany(On);

    public static Arbitrary<KvmQuery> Arbitrary { get; } = (
        from host in Hosts
        from system in ArbMap.Default.GeneratorFor<bool>()
        from vcpu in Vcpus
        select system ? KvmQuery.OnSystem(host) : KvmQuery.OnVcpu(host, vcpu)).ToArbitrary();

    public static Gen<EvmcsVersionRange> Ranges =>
        from low in Gen.Choose(1, 255)
        from high in Gen.Choose(low, 255)
        select new EvmcsVersionRange(low, high);

    public static Gen<VcpuState> Vcpus =>
        from lapic in ArbMap.Default.GeneratorFor<bool>()
        from evmcs in Gen.OneOf(Gen.Constant<EvmcsVersionRange?>(null), Gen.Constant<EvmcsVersionRange?>(EvmcsVersionRange.Version1), Ranges.Select(range => (EvmcsVersionRange?)range))
        select new VcpuState(lapic, evmcs);

    public static Gen<KvmHost> Hosts =>
        from release in Gen.Elements(Releases.Append(new KvmRelease(4, 20)).Append(new KvmRelease(7, 9)).ToArray())
        from vendor in Gen.Elements(Enum.GetValues<CpuVendor>())
        from bits in Gen.Choose(0, 7)
        from vcpus in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 4096).Select(count => (int?)count))
        from emission in Gen.Elements(Enum.GetValues<NestedFeaturesEmission>())
        select new KvmHost
        {
            Kernel = release,
            Vendor = vendor,
            Nested = (bits & 1) != 0,
            SmtPossible = (bits & 2) != 0,
            HyperVCompiledIn = bits != 4,
            MaximumVcpus = vcpus,
            NestedFeaturesEmission = emission,
        };

    private static IEnumerable<KvmQuery> OnHost(KvmHost host)
    {
        yield return KvmQuery.OnSystem(host);
        foreach (bool lapic in new[] { true, false })
        {
            yield return KvmQuery.OnVcpu(host, new VcpuState(lapic));
            yield return KvmQuery.OnVcpu(host, new VcpuState(lapic, EvmcsVersionRange.Version1));
        }
    }

    private static IEnumerable<KvmRelease> Around(KvmRelease release) =>
        [new KvmRelease(release.Major, release.Minor, release.Stable - 1), release];
}
