using System.Reflection;
using HvCpuid.Access;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmChangesTests
{
    private const int BitsOfAKernel = 128;

    [Fact]
    public void All_OfTheProperties_AreListedOnceInOrderOfRelease()
    {
        string[] properties = [.. typeof(KvmChanges).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(KvmChange)).Select(property => property.Name)];

        Assert.Equal(properties.Except([nameof(KvmChanges.Beginning)]).Order(), KvmChanges.All.Select(change => change.Id).Order());
        Assert.Equal(KvmChanges.All.OrderBy(change => change.Release), KvmChanges.All);
        Assert.True(KvmChanges.All.Max(change => change.Release) <= KvmRelease.Newest);
        Assert.InRange(KvmChanges.All.Count, 41, BitsOfAKernel - 1);
    }

    [Fact]
    public void Aspects_OfEveryChange_AreWhatItsRowsTouch()
    {
        // Looked at by name, not by a row.
        Dictionary<KvmChange, KvmAspects> byName = new()
        {
            [KvmChanges.HyperVOption] = KvmAspects.Calls | KvmAspects.Access,
            [KvmChanges.OnlyAwareGuests] = KvmAspects.Access,
            [KvmChanges.VariableHeaderChecked] = KvmAspects.Access,
            [KvmChanges.ReservedBitsChecked] = KvmAspects.Access,
            [KvmChanges.SynicWritesNeedSynic] = KvmAspects.Host,
            [KvmChanges.NonCanonicalFlushSkipped] = KvmAspects.Host,
            [KvmChanges.NestedFlushTranslated] = KvmAspects.Host,
            [KvmChanges.SparseBankBounded] = KvmAspects.Host,
        };
        (KvmAspects Aspect, IEnumerable<KvmChange?> Changes)[] touched =
        [
            (KvmAspects.Leaves, Of([.. KvmRuleTable.Leaves, .. KvmRuleTable.Bits])),
            (KvmAspects.Calls, Of([.. KvmRuleTable.Refusals, .. KvmRuleTable.Enabling, .. KvmCapabilityTable.Extensions, .. KvmCapabilityTable.Enabling, .. KvmLegacyTable.Msrs]).Concat(KvmChanges.All.Where(ChangesACall))),
            (KvmAspects.Access, [
                .. HvMsrTable.All.SelectMany(row => new[] { row.Since, row.NeedsLapicSince, row.WriteNeedsSynicSince, row.Values?.Since }),
                .. HvHypercallTable.All.SelectMany(row => new[] { row.Since, row.NeedsLapicSince, row.XmmInputSince }),
            ]),
        ];

        Assert.Equal(
            KvmChanges.All.Select(change => $"{change.Id}: {change.Aspects}"),
            KvmChanges.All.Select(change => $"{change.Id}: {touched.Where(rows => rows.Changes.Contains(change)).Aggregate(byName.GetValueOrDefault(change), (all, rows) => all | rows.Aspect)}"));
        Assert.Empty(touched.SelectMany(rows => rows.Changes).OfType<KvmChange>().Distinct().Except([.. KvmChanges.All, KvmChanges.Beginning]));

        static bool ChangesACall(KvmChange change) => Situations.Releases.Select(KvmKernel.From).Any(kernel => KvmCalls.For(kernel.With(change)) != KvmCalls.For(kernel.Without(change)));

        static IEnumerable<KvmChange?> Of(KvmRule[] rows) => rows.SelectMany(row => new[] { row.Since, row.Until });
    }

    // There are fewer than 64 so far: these stand for those to come, as KvmChanges makes its own.
    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    public void Kernel_WithAChangeOfAnyIndex_HasThatOneMore(int index)
    {
        KvmChange[] toCome = [.. Enumerable.Range(60, BitsOfAKernel - 60).Select(number => Make(number))];
        KvmChange change = toCome[index - 60];
        KvmKernel before = toCome.Aggregate(KvmKernel.From(new KvmRelease(6, 12)), (kernel, other) => kernel.Without(other));

        KvmKernel kernel = before.With(change);

        Assert.False(before.Has(change));
        Assert.Equal([change], toCome.Where(kernel.Has));
        Assert.NotEqual(before, kernel);
        Assert.Equal(before, kernel.Without(change));
        Assert.Equal(before.GetHashCode(), kernel.Without(change).GetHashCode());
        Assert.Equal(before.ToString(), kernel.Without(change).ToString());
        Assert.Equal((true, true), (kernel.Has(KvmChanges.Beginning), kernel.Without(change).Has(KvmChanges.Beginning)));
        Assert.Equal(toCome.Select(other => other == change), toCome.Select(other => !(KvmChangeBits.Of(other) & KvmChangeBits.Of(change)).IsEmpty));
    }

    private static KvmChange Make(int index) => (KvmChange)typeof(KvmChange).GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance).Single()
        .Invoke([index, $"Change{index}", new KvmRelease(9, 0), KvmAspects.Leaves, "", Array.Empty<string>(), Array.Empty<KvmRelease>()]);

    [Fact]
    public void ById_OfEveryChange_IsThatChangeInAnyCase()
    {
        Assert.All(KvmChanges.All, change => Assert.Same(change, KvmChanges.ById(change.Id.ToUpperInvariant())));
        Assert.Null(KvmChanges.ById("Beginning"));
        Assert.Null(KvmChanges.ById("IpiNeeds"));
    }

    [Fact]
    public void ByCommit_OfEveryCommit_IsWhatItMadeFromSevenDigitsOn()
    {
        Assert.All(KvmChanges.All.SelectMany(change => change.Commits), commit => Assert.Multiple(
            () => Assert.Matches("^[0-9a-f]{12}$", commit),
            () => Assert.Equal(KvmChanges.All.Where(change => change.Commits.Contains(commit)), KvmChanges.ByCommit(commit[..7].ToUpperInvariant())),
            () => Assert.Equal(KvmChanges.ByCommit(commit), KvmChanges.ByCommit(commit + new string('0', 28)))));
        Assert.Equal([KvmChanges.IpiNeedsLapic, KvmChanges.IpiRefusedWithoutLapic], KvmChanges.ByCommit("a8de7f1"));
        Assert.Empty(KvmChanges.ByCommit("0123456789ab"));
    }

    [Theory]
    [InlineData("a8de7f")]
    [InlineData("a8de7g1")]
    [InlineData("")]
    [InlineData(null)]
    public void ByCommit_OfWhatIsNoCommit_SaysWhatIsExpected(string? prefix) =>
        Assert.Contains("7 to 40 hexadecimal digits", Assert.Throws<ArgumentException>(() => KvmChanges.ByCommit(prefix!)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("5.10.235", "5.10.236")]
    [InlineData("5.15.178", "5.15.179")]
    [InlineData("6.1.128", "6.1.129")]
    [InlineData("6.6.78", "6.6.79")]
    [InlineData("6.12.15", "6.12.16")]
    [InlineData("6.13.3", "6.13.4")]
    [InlineData("6.13", "6.14")]
    public void IsIn_BackportOfTheIpiChange_StartsAtItsStableRelease(string before, string from)
    {
        Assert.All([KvmChanges.IpiNeedsLapic, KvmChanges.IpiRefusedWithoutLapic], change => Assert.Multiple(
            () => Assert.False(change.IsIn(KvmRelease.Parse(before))),
            () => Assert.True(change.IsIn(KvmRelease.Parse(from))),
            () => Assert.False(change.IsIn(KvmKernel.Parse(before))),
            () => Assert.True(change.IsIn(KvmKernel.Parse(from)))));
    }

    [Theory]
    [InlineData("5.4.300")]
    [InlineData("5.11.22")]
    [InlineData("6.7.12")]
    [InlineData("6.11.11")]
    public void IsIn_SeriesThatEndedBefore_NeverHasTheIpiChange(string release) =>
        Assert.False(KvmChanges.IpiNeedsLapic.IsIn(KvmRelease.Parse(release)));

    [Fact]
    public void ToString_OfAChange_CitesReleaseCommitAndBackports()
    {
        Assert.Equal("Linux 5.3 (ea1529873ab1; also 5.2.12)", KvmChanges.NullHookFixed.ToString());
        Assert.Equal("Linux 7.2", KvmChanges.NestedHooksGone.ToString());
    }
}
