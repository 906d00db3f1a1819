using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Checks;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Checks;

/// <summary>What a configuration resolves to has no error: the switches and the checker agree on what leaves may be.</summary>
public class ResolvedConfigurationTests
{
    public static TheoryData<string> Names => [.. Hosts.All.Select(host => host.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Resolve_EverySwitchAndEveryPair_GivesLeavesWithoutError(string name)
    {
        KvmQuery query = Hosts.Named(name);
        HvCpuidSet host = query.Answer();
        IReadOnlyList<HvEnlightenment> rows = HvEnlightenmentTable.All;
        HvSwitches[] choices = [.. rows.SelectMany((row, place) => rows.Skip(place).Select(other => row.Switch | other.Switch))];
        int resolved = 0;
        foreach (HvConfiguration configuration in choices.Select(choice => new HvConfiguration { Switches = choice }))
        {
            foreach (HvConfiguration asked in new[] { configuration, configuration.Close() })
            {
                HvResolution resolution = asked.Resolve(host);
                resolved += resolution.Set is null ? 0 : 1;
                Assert.True(resolution.Set is null || Errors(resolution.Set, query).Length == 0, $"{asked}\n{Errors(resolution.Set ?? HvCpuidSet.Empty, query)}");
            }
        }

        Assert.Equal(21 + 210, choices.Length);
        Assert.InRange(resolved, 100, 2 * choices.Length);
    }

    [Fact]
    public void Resolve_AnyClosedSubset_GivesLeavesWithoutError() => Check(
        from query in Gen.Elements(Hosts.All.Select(host => host.Query).ToArray())
        from switches in Configurations.Switches
        select (new HvConfiguration { Switches = switches }.Close().KeepSupported(query.Answer(), out _), query),
        resolves: true);

    // Vendor, version, limits, core sharing, passthrough, host-model: whatever there is to choose.
    [Fact]
    public void Resolve_AnyConfiguration_GivesLeavesWithoutErrorOrNone() => Check(
        from query in Gen.Elements(Hosts.All.Select(host => host.Query).ToArray())
        from configuration in Configurations.Any
        from closes in ArbMap.Default.GeneratorFor<bool>()
        select (closes ? configuration.Close().KeepSupported(query.Answer(), out _) : configuration, query),
        resolves: false);

    private static void Check(Gen<(HvConfiguration Configuration, KvmQuery Query)> pairs, bool resolves) => Prop.ForAll(
        pairs.ToArbitrary(),
        pair => pair.Configuration.Resolve(pair.Query.Answer()).Set is { } set ? Errors(set, pair.Query).Length == 0 : !resolves).QuickCheckThrowOnFailure();

    private static string Errors(HvCpuidSet set, KvmQuery query)
    {
        // No leaves are a guest without Hyper-V: nothing to check.
        HvCheckInput input = new(set) { Vendor = query.Host.Vendor, NestedExposed = query.Host.Nested };
        return set.Count == 0 ? "" : string.Join("\n", HvChecker.Check(input).Where(finding => finding.Severity == HvSeverity.Error));
    }
}
