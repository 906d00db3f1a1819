using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class ResolutionLawTests
{
    private static Gen<HvCpuidSet> Answers => Gen.Elements(Hosts.All.Select(host => host.Query.Answer()).ToArray());

    [Fact]
    public void Close_AnySwitches_IsClosedAndLeast() => Check(Configurations.Switches, switches =>
    {
        HvConfiguration closed = new HvConfiguration { Switches = switches }.Close(out IReadOnlyList<HvAddition> added);
        HvSwitches more = added.Aggregate(HvSwitches.None, (all, addition) => all | addition.Added.Switch);
        bool isClosed = HvEnlightenmentTable.For(closed.Switches).All(row => (row.Requires & ~closed.Switches) == 0);
        bool isLeast = added.All(addition => (addition.Added.Switch & addition.RequiredBy.Requires) != 0 && (addition.RequiredBy.Switch & closed.Switches) != 0);
        return isClosed && isLeast && (switches & more) == 0 && closed.Switches == (switches | more) && closed.Close().Equals(closed);
    });

    [Fact]
    public void Resolve_ClosedConfiguration_MissesNoRequirement() => Check(Pairs, pair =>
        pair.Configuration.Close().Resolve(pair.Host).Findings.All(finding => finding.Id != HvSwitchFindingIds.MissingRequirement));

    [Fact]
    public void KeepSupported_ClosedConfiguration_Resolves() => Check(Pairs, pair =>
    {
        HvConfiguration custom = pair.Configuration with { Mode = HvConfigurationMode.Custom, EvmcsVersions = null };
        HvConfiguration kept = custom.Close().KeepSupported(pair.Host, out HvSwitches dropped);
        return kept.Resolve(pair.Host).Set is not null && (kept.Switches | dropped) == custom.Close().Switches;
    });

    [Fact]
    public void Resolve_Twice_ChangesNothing() => Check(Pairs, pair =>
    {
        HvResolution once = pair.Configuration.Resolve(pair.Host);
        HvResolution again = once.Configuration.Resolve(pair.Host);
        return Equals(once.Set, again.Set) && once.Findings.Select(finding => finding.Message).SequenceEqual(again.Findings.Select(finding => finding.Message));
    });

    [Fact]
    public void Resolve_OwnLeavesAsHost_GivesThemAgain() => Check(Pairs, pair =>
    {
        // The guest's leaves are what a host would offer that can do just this: but for what KVM itself never asks of a host.
        HvConfiguration custom = pair.Configuration with { Mode = HvConfigurationMode.Custom, MaximumVps = HvConfiguration.NoLimit };
        return custom.Resolve(pair.Host).Set is not { } set || set.Equals(custom.Resolve(set).Set);
    });

    [Fact]
    public void Parse_SwitchesInAnyOrder_GivesTheSame() => Check(
        from switches in Configurations.Switches
        from order in Gen.Shuffle(HvEnlightenmentTable.For(switches).Select(row => row.Flag).ToArray())
        select (switches, order),
        pair => QemuFlags.Parse(string.Join(",", pair.order)).Equals(new HvConfiguration { Switches = pair.switches }));

    [Fact]
    public void Resolve_MoreSwitches_NeverTakesABitButTheApicOne() => Check(
        from host in Answers
        from few in Configurations.Switches
        from more in Configurations.Switches
        select (host, few, more),
        x =>
        {
            HvCpuidSet? small = new HvConfiguration { Switches = x.few }.Close().KeepSupported(x.host, out _).Resolve(x.host).Set;
            HvCpuidSet? large = new HvConfiguration { Switches = x.few | x.more }.Close().KeepSupported(x.host, out _).Resolve(x.host).Set;
            return small!.Where(entry => entry.Function is 0x40000003 or 0x40000004 or 0x4000000A).All(entry =>
                large!.TryGet(entry.Function, out var registers)
                && (entry.Registers.Eax & ~registers.Eax & ~(entry.Function == 0x40000004 ? 8u : 0)) == 0
                && (entry.Registers.Edx & ~registers.Edx) == 0);
        });

    private static Gen<(HvConfiguration Configuration, HvCpuidSet Host)> Pairs =>
        from configuration in Configurations.Any
        from host in Answers
        select (configuration, host);

    private static void Check<T>(Gen<T> values, Func<T, bool> law) => Prop.ForAll(values.ToArbitrary(), law).QuickCheckThrowOnFailure();
}
