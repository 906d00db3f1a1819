using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Checks;
using HvCpuid.Compare;
using HvCpuid.Leaves;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Compare;

public class HvBaselineLawTests
{
    private static readonly Arbitrary<Host[]> Fleets = (
        from hosts in Gen.ArrayOf(
            from set in Gen.OneOf(HvMigrationLawTests.Answers(), HvMigrationLawTests.AnySet())
            from name in Gen.Choose(1, 40)
            select new Host($"node{name}", set))
        where hosts.Length > 0
        select hosts.Take(12).ToArray()).ToArbitrary();

    private static readonly Arbitrary<Host[]> Supported = (
        from hosts in Gen.ArrayOf(
            from set in HvMigrationLawTests.Answers()
            from name in Gen.Choose(1, 40)
            select new Host($"node{name}", set))
        where hosts.Length > 0
        select hosts.Take(12).ToArray()).ToArbitrary();

    [Fact]
    public void Merge_OfParts_IsAssociativeCommutativeIdempotentAndEmptyIsNeutral() =>
        Prop.ForAll(Fleets, Fleets, Fleets, (one, two, three) =>
        {
            (HvBaseline a, HvBaseline b, HvBaseline c) = (Fold(one), Fold(two), Fold(three));
            return Same(a.Merge(b).Merge(c), a.Merge(b.Merge(c))) && Same(a.Merge(b), b.Merge(a)) && Same(a.Merge(a), a) && Same(a.Merge(b).Merge(a), a.Merge(b))
                && Same(a.Merge(HvBaseline.Empty), a) && Same(HvBaseline.Empty.Merge(a), a);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_OfPieces_IsTheWholeWhateverTheCut() =>
        Prop.ForAll(Fleets, ArbMap.Default.ArbFor<int>(), (hosts, seed) =>
        {
            // Named apart, so that no two pieces are the same part.
            Host[] named = [.. hosts.Select((host, i) => host with { Name = $"{host.Name}/{i}" })];
            Random random = new(seed);
            IEnumerable<Host[]> pieces = named.GroupBy(_ => random.Next(4)).Select(piece => piece.ToArray()).Reverse();
            HvBaseline merged = pieces.Aggregate(HvBaseline.Empty, (baseline, piece) => baseline.Merge(Fold(piece)));
            HvBaselinePart? joined = pieces.Aggregate((HvBaselinePart?)null, (part, piece) => HvBaselineJoin.Join(part, Fold(piece).Total));
            return SameResult(merged, Fold(named)) && Text(joined!) == Text(Fold(named).Total!) && Text(merged.Total!) == Text(joined!);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Add_InAnotherOrder_IsTheSame() =>
        Prop.ForAll(Fleets, hosts => Text(Fold(hosts).Total!) == Text(Fold([.. Enumerable.Reverse(hosts)]).Total!)).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_OfHosts_IsBelowEachAndMonotone() =>
        Prop.ForAll(Supported, Supported, (hosts, more) =>
        {
            HvCpuidSet common = Fold(hosts).Set;
            HvCpuidSet less = Fold([.. hosts, .. more]).Set;
            return hosts.All(host => IsBelow(common, host.Set)) && IsBelow(less, common);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_OfHosts_IsTheLargestBelowEach() =>
        Prop.ForAll(Supported, hosts =>
        {
            HvBaseline baseline = Fold(hosts);
            return (from field in HvFieldTable.All
                    where field.Policy == HvFieldPolicy.KernelMustOffer && field.Address.Function < 0x40000100
                    where hosts.All(host => host.Set.Extract(field.Address) != 0)
                    select baseline.Set.Extract(field.Address) == 1 || baseline.Losses.Any(loss => loss.Address == field.Address && loss.Because is not null)).All(held => held);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_OfHostsAsAGuest_MayMigrateToEveryOne() =>
        Prop.ForAll(Supported, hosts =>
        {
            HvCpuidSet common = Fold(hosts).Set;
            return hosts.All(host => HvMigration.Check(common, HvDestination.From(host.Set)).Verdict == HvVerdict.Yes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_OfAnyHostsAsAGuest_IsBlockedByNone() =>
        Prop.ForAll(Fleets, hosts =>
        {
            HvCpuidSet common = Fold(hosts).Set;
            return hosts.All(host => HvMigration.Check(common, HvDestination.From(host.Set)).Verdict != HvVerdict.No);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_OfHostsThatPassTheChecker_PassesToo() =>
        Prop.ForAll(Supported, hosts => hosts.Any(host => HasErrors(host.Set)) || !HasErrors(Fold(hosts).Set)).QuickCheckThrowOnFailure();

    [Fact]
    public void Losses_OfHosts_AccountForEveryHostThatLacksABit() =>
        Prop.ForAll(Fleets, hosts =>
            Fold(hosts).Losses.Where(loss => loss.Address is { Bits.IsSingleBit: true } && loss.Because is null && loss.Field?.Policy != HvFieldPolicy.MustBeEqual)
                .All(loss => hosts.Count(host => host.Set.Extract(loss.Address!.Value) == 0) == loss.Hosts && hosts.Where(host => host.Set.Extract(loss.Address!.Value) == 0).Any(host => host.Name == loss.First)))
            .QuickCheckThrowOnFailure();

    private static bool HasErrors(HvCpuidSet set) => HvChecker.Check(set).Any(finding => finding.Severity == HvSeverity.Error);

    // Every bit of one is a bit of the other, no number is above; what a VMM makes does not count.
    private static bool IsBelow(HvCpuidSet less, HvCpuidSet more) => (
        from field in HvFieldTable.All
        where field.Policy != HvFieldPolicy.MadeByVmm && field.Address.Function < 0x40000100
        select less.Extract(field.Address) <= more.Extract(field.Address) || field.Policy == HvFieldPolicy.RangeMustContain).All(held => held)
        && less.All(entry => more.Contains(entry.Function));

    private static HvBaseline Fold(Host[] hosts)
    {
        HvBaselineFold fold = new();
        foreach (Host host in hosts)
        {
            fold.Add(host.Name, host.Set);
        }

        return fold.ToBaseline();
    }

    private static bool Same(HvBaseline one, HvBaseline other) => one.Parts.Select(Text).SequenceEqual(other.Parts.Select(Text)) && SameResult(one, other);

    private static bool SameResult(HvBaseline one, HvBaseline other) => one.Set.Equals(other.Set) && one.Losses.SequenceEqual(other.Losses) && one.Hosts == other.Hosts;

    private static string Text(HvBaselinePart part) => string.Join(
        '\n',
        part.Leaves.Select(leaf => $"{leaf.Function:X8} {leaf.Present} {leaf.Any} {leaf.FirstWithout} {leaf.Made} | {string.Join(' ', leaf.Lacks)} | {string.Join(' ', leaf.Numbers)} | {string.Join(' ', leaf.Ranges)}")
            .Prepend($"{part.Id} {part.Hosts} {part.First}"));

    private sealed record Host(string Name, HvCpuidSet Set);
}
