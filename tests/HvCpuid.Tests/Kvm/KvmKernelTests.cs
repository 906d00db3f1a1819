using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Kvm;

public class KvmKernelTests
{
    public static Gen<KvmKernel> Kernels =>
        from release in Gen.Elements(Situations.Releases.ToArray())
        from changes in Gen.SubListOf(KvmChanges.All.ToArray())
        from keep in Gen.Choose(0, 4)
        select changes.Take(keep).Aggregate(KvmKernel.From(release), (kernel, change) => kernel.Has(change) ? kernel.Without(change) : kernel.With(change));

    [Theory]
    [InlineData("6.12", "6.12", "", "")]
    [InlineData("6.1.192", "6.1.192", "", "")]
    [InlineData("6.6+a8de7f100bb5-f84fcb66568c", "6.6+a8de7f100bb5-f84fcb66568c", "IpiNeedsLapic IpiRefusedWithoutLapic", "ExtendedGvaRanges")]
    [InlineData("v6.6+A8DE7F1-f84fcb6", "6.6+a8de7f100bb5-f84fcb66568c", "IpiNeedsLapic IpiRefusedWithoutLapic", "ExtendedGvaRanges")]
    [InlineData("6.6+ipineedslapic", "6.6+IpiNeedsLapic", "IpiNeedsLapic", "")]
    [InlineData("6.6+IpiNeedsLapic+IpiRefusedWithoutLapic", "6.6+a8de7f100bb5", "IpiNeedsLapic IpiRefusedWithoutLapic", "")]
    [InlineData("6.14-a8de7f100bb5", "6.14-a8de7f100bb5", "", "IpiNeedsLapic IpiRefusedWithoutLapic")]
    [InlineData("6.14+a8de7f100bb5", "6.14", "", "")]
    [InlineData("5.3+CoreSharing-a073d7e3ad68", "5.3+CoreSharing", "CoreSharing", "")]
    [InlineData("4.18+2bc39970e932", "4.18+2bc39970e932", "IoctlAdded", "")]
    [InlineData("6.12.107+deb13-amd64", "6.12.107", "", "")]
    [InlineData("6.1.0-50-amd64", "6.1.176", "", "")]
    [InlineData("6.12.0-next-20241122", "6.12", "", "")]
    [InlineData("6.12.0-20241122", "6.12", "", "")]
    [InlineData("6.1.79-Unraid", "6.1.79", "", "")]
    [InlineData("5.10.0-60.18.0.50.h1905", "5.10", "", "")]
    [InlineData("6.12.0+", "6.12", "", "")]
    public void Parse_OfEveryForm_IsBaseAndChanges(string text, string printed, string added, string removed)
    {
        KvmKernel kernel = KvmKernel.Parse(text);

        Assert.Equal(printed, kernel.ToString());
        Assert.Equal(added, string.Join(' ', kernel.Added.Select(change => change.Id)));
        Assert.Equal(removed, string.Join(' ', kernel.Removed.Select(change => change.Id)));
        Assert.True(KvmKernel.TryParse(text, out KvmKernel? tried));
        Assert.Equal(kernel, tried);
    }

    [Theory]
    [InlineData("6.6+0123456789ab", "0123456789ab")]
    [InlineData("6.6-abcdef0", "abcdef0")]
    [InlineData("6.6+a8de7f100bb5-deadbeef", "deadbeef")]
    [InlineData("6.6+a8de7f100bb5-", "''")]
    [InlineData("6.6+IpiNeedLapic", "IpiNeedsLapic?")]
    [InlineData("6.6-IpiNeedLapic", "IpiNeedsLapic?")]
    [InlineData("6.6+Whatever", "'Whatever'")]
    [InlineData("6.6+a8de7f100bb5-IpiNeedsLapic", "IpiNeedsLapic put in and left out")]
    [InlineData("six", "'six'")]
    [InlineData("", "''")]
    [InlineData(null, "null")]
    public void Parse_OfWhatIsNoKernel_SaysWhatIsWrongAndWhatIsExpected(string? text, string named)
    {
        string message = Assert.Throws<FormatException>(() => KvmKernel.Parse(text!)).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("expected", message, StringComparison.Ordinal);
        Assert.False(KvmKernel.TryParse(text, out _));
    }

    [Fact]
    public void Parse_OfWhatToStringPrints_IsTheSameKernel() =>
        Prop.ForAll(Kernels.ToArbitrary(), kernel => KvmKernel.Parse(kernel.ToString()) == kernel).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfAnyText_ThrowsNothingButFormatException() => Prop.ForAll<string?>(
        text => KvmKernel.TryParse("6.6" + text, out KvmKernel? kernel)
            ? KvmKernel.Parse("6.6" + text) == kernel
            : Record.Exception(() => KvmKernel.Parse("6.6" + text)) is FormatException).QuickCheckThrowOnFailure();

    [Fact]
    public void Has_OfAPublishedKernel_IsWhatItsReleaseHas() =>
        Assert.All(Situations.Releases.Append(new KvmRelease(4, 20)), release => Assert.All(
            KvmChanges.All.Append(KvmChanges.Beginning), change => Assert.Equal(change.IsIn(release), KvmKernel.From(release).Has(change))));

    [Fact]
    public void With_AndWithout_UndoEachOther() => Prop.ForAll(
        Kernels.ToArbitrary(), Gen.Elements(KvmChanges.All.ToArray()).ToArbitrary(),
        (kernel, change) =>
            kernel.With(change).Has(change)
            && !kernel.Without(change).Has(change)
            && (kernel.Has(change) ? kernel.With(change) : kernel.Without(change)) == kernel
            && (kernel.Has(change) ? kernel.Without(change).With(change) : kernel.With(change).Without(change)) == kernel
            && !kernel.Added.Intersect(kernel.Removed).Any()).QuickCheckThrowOnFailure();

    [Fact]
    public void Equality_OfKernels_IsByBaseChangesBuildAndName()
    {
        KvmKernel kernel = new KvmRelease(6, 12);

        Assert.Equal(kernel, KvmKernel.Parse("6.12"));
        Assert.Equal(kernel.GetHashCode(), KvmKernel.Parse("6.12").GetHashCode());
        Assert.NotEqual(kernel, new KvmRelease(6, 13));
        Assert.NotEqual(kernel, kernel.With(KvmChanges.IpiNeedsLapic));
        Assert.NotEqual(kernel, kernel with { MaximumVcpus = 4096 });
        Assert.NotEqual(kernel, kernel with { HyperVCompiledIn = true });
        Assert.NotEqual(kernel, kernel with { Name = "rhel9.4" });
        Assert.Equal(kernel with { Name = "x", MaximumVcpus = 7 }, (kernel with { Name = "x", MaximumVcpus = 7 }).With(KvmChanges.IpiNeedsLapic).Without(KvmChanges.IpiNeedsLapic));
    }

    [Fact]
    public void Beginning_CannotBeLeftOut() => Assert.Throws<ArgumentException>(() => KvmKernel.Newest.Without(KvmChanges.Beginning));

    // A backport by hand is the backport of stable; and each change moves the fields of its own rows, and no other.
    [Theory]
    [InlineData("6.6+a8de7f100bb5", "6.6.79")]
    [InlineData("5.2+a073d7e3ad68+ea1529873ab1", "5.2.20")]
    [InlineData("6.14-a8de7f100bb5-CpuidSwapped", "6.13")]
    [InlineData("5.17-502d2bf5f2fd-c6617c61e8fe-127770ac0d04", "5.16")]
    public void Answers_OfAKernelMadeByHand_AreThoseOfTheReleaseThatIsMadeSo(string made, string release)
    {
        foreach ((KvmQuery ours, KvmQuery theirs) in Situations.On(KvmRelease.Parse(release)).Select(query => (Ours(query), query)))
        {
            Assert.True(Same(Situations.AnswerOf(ours), Situations.AnswerOf(theirs)), $"{made}: {ours}");
        }

        Assert.All(Enum.GetValues<KvmCapability>(), capability => Assert.Equal(
            KvmCapabilityTable.Check(capability, new KvmHost { Kernel = KvmRelease.Parse(release) }),
            KvmCapabilityTable.Check(capability, new KvmHost { Kernel = KvmKernel.Parse(made) })));

        KvmQuery Ours(KvmQuery query) => query with { Host = query.Host with { Kernel = KvmKernel.Parse(made) } };

        static bool Same(SupportedAnswer one, SupportedAnswer other) => Equals(one.Set, other.Set) && one.Refusal?.Errno == other.Refusal?.Errno;
    }

    [Fact]
    public void Answers_WithAChangeMore_DifferInFieldsOfItsRowsOnly() => Prop.ForAll(
        Kernels.ToArbitrary(), Gen.Elements(KvmChanges.All.ToArray()).ToArbitrary(), Situations.Arbitrary,
        (kernel, change, query) =>
        {
            HvCpuidSet? without = Situations.AnswerOf(query with { Host = query.Host with { Kernel = kernel.Without(change) } }).Set;
            HvCpuidSet? with = Situations.AnswerOf(query with { Host = query.Host with { Kernel = kernel.With(change) } }).Set;
            KvmRule[] moved = [.. KvmRuleTable.Leaves.Concat<KvmRule>(KvmRuleTable.Bits).Where(row => row.Since == change || row.Until == change)];
            return without is null || with is null || without.Concat(with).Select(entry => entry.Function).Distinct().All(function =>
                without.TryGet(function, out CpuidRegisters before) != with.TryGet(function, out CpuidRegisters after)
                    ? moved.OfType<KvmLeafRule>().Any(row => row.Function == function)
                    : Enum.GetValues<CpuidRegister>().All(register => ((before[register] ^ after[register]) & ~Mask(moved, function, register)) == 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Access_OfAKernel_FollowsItsChanges()
    {
        HvCpuidSet leaves = new SupportedHvCpuid(new KvmHost { Kernel = new KvmRelease(6, 6) }).ForVcpu(default).GetSet();
        HvAccessOptions options = new() { Kernel = new KvmRelease(6, 6), InKernelLapic = false };

        Assert.Equal(HvAccessOutcome.HostOops, new HvAccess(leaves, options).Hypercall(0x0B).Outcome);
        HvAccessResult refused = new HvAccess(leaves, options with { Kernel = KvmKernel.Parse("6.6+IpiRefusedWithoutLapic") }).Hypercall(0x0B);
        Assert.Equal(HvAccessCause.NoInKernelLapic, refused.Cause);
    }

    [Fact]
    public void BuildFacts_OfTheKernel_CountWhereTheHostSaysNothing()
    {
        KvmHost host = new() { Kernel = KvmKernel.From(new KvmRelease(6, 8)) with { MaximumVcpus = 4096, HyperVCompiledIn = false } };

        Assert.False(host.HasHyperV);
        Assert.Equal(4096, KvmCapabilityTable.Check(KvmCapability.MaxVcpus, host));
        Assert.Equal(KvmErrno.EINVAL, Situations.AnswerOf(KvmQuery.OnSystem(host)).Refusal?.Errno);
        Assert.False(new HvAccess(HvCpuidSet.Empty, new HvAccessOptions { Kernel = host.Kernel }).ReadMsr(0x40000000).IsImplemented);
        KvmHost told = host with { HyperVCompiledIn = true, MaximumVcpus = 12 };
        Assert.Equal(12u, Situations.AnswerOf(KvmQuery.OnSystem(told)).GetSet().Limits!.Value.Registers.Eax);
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Kernel with { MaximumVcpus = 0 });
        Assert.Throws<ArgumentNullException>(() => new KvmHost { Kernel = null! });
    }

    private static uint Mask(KvmRule[] rows, uint function, CpuidRegister register) => rows.OfType<KvmBitRule>()
        .Where(row => row.Address.Function == function && row.Address.Register == register)
        .Aggregate(0u, (mask, row) => mask | row.Address.Bits.Mask);

    // A distribution's kernel has many changes: its text is longer than a name may be.
    [Theory]
    [InlineData("5.14.0-420.el9")]
    [InlineData("rhel9.4")]
    public void ToString_OfManyChanges_IsReadBack(string text)
    {
        string printed = KvmKernel.Parse(text).ToString();
        Assert.InRange(printed.Length, 129, 4096);
        Assert.Equal(printed, KvmKernel.Parse(printed).ToString());
        Assert.False(KvmKernel.TryParse(new string('6', 129), out _));
    }
}
