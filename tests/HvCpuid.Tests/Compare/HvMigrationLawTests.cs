using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Compare;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;

namespace HvCpuid.Tests.Compare;

public class HvMigrationLawTests
{
    private static readonly Arbitrary<HvCpuidSet> Sets = Gen.OneOf(Answers(), AnySet()).ToArbitrary();

    [Fact]
    public void Check_OfAnySetOnAHostThatOffersIt_IsNeverNo() =>
        Prop.ForAll(Sets, set => HvMigration.Check(set, HvDestination.From(set)).Verdict != HvVerdict.No).QuickCheckThrowOnFailure();

    [Fact]
    public void Check_OfEveryAnswerOnItsOwnHost_IsYes() =>
        Assert.Empty(
            from query in Situations.All
            let set = Situations.AnswerOf(query).Set
            where set is not null
            where HvMigration.Check(set, HvDestination.From(query)).Verdict != HvVerdict.Yes || HvMigration.Check(set, HvDestination.From(HvDestination.QueryOf(query.Host))).Verdict != HvVerdict.Yes
            select query);

    [Fact]
    public void Check_AlongSets_IsTransitive() =>
        Prop.ForAll(Sets, Sets, Sets, (one, two, three) =>
        {
            bool May(HvCpuidSet guest, HvCpuidSet host) => HvMigration.Check(guest, HvDestination.From(host)).Verdict == HvVerdict.Yes;
            return !May(one, two) || !May(two, three) || May(one, three);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Check_OfAGuestWithFewerLeaves_NeverBlocksMore() =>
        Prop.ForAll(Sets, Sets, (guest, host) =>
        {
            HvCpuidSet less = new HvCpuidSetBuilder().AddRange(guest.Where(entry => entry.Function % 2 == 0)).ToSet();
            int Blockers(HvCpuidSet set) => HvMigration.Check(set, HvDestination.From(host)).Findings.Count(finding => finding.Severity == HvMigrationSeverity.Blocker);
            return Blockers(less) <= Blockers(guest);
        }).QuickCheckThrowOnFailure();

    internal static Gen<HvCpuidSet> Answers() =>
        from query in Situations.Arbitrary.Generator
        select HvDestination.From(query).Offered.Set;

    internal static Gen<HvCpuidSet> AnySet() =>
        from functions in Gen.SubListOf(0x40000000u, 0x40000001u, 0x40000002u, 0x40000003u, 0x40000004u, 0x40000005u, 0x40000006u, 0x4000000Au, 0x4000000Cu, 0x40000082u, 0x40000090u)
        from values in Gen.ArrayOf(Gen.Elements(0u, 0u, 1u, 3u, 0x101u, 0x203u, 0x301u, 0x40000u, 0xFFFFFFFFu), 44)
        select new HvCpuidSetBuilder().AddRange(functions.Select((function, i) => new CpuidEntry(function, new CpuidRegisters(values[i * 4], values[(i * 4) + 1], values[(i * 4) + 2], values[(i * 4) + 3])))).ToSet();
}
