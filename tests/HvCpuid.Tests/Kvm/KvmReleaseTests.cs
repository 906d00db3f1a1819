using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmReleaseTests
{
    private static readonly Gen<KvmRelease> Releases =
        from major in Gen.Choose(0, 65535)
        from minor in Gen.Choose(0, 65535)
        from stable in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 65535))
        select new KvmRelease(major, minor, stable);

    [Theory]
    [InlineData("5.0", 5, 0, 0, "", null)]
    [InlineData("v6.12", 6, 12, 0, "", null)]
    [InlineData("6.1.192", 6, 1, 192, "", null)]
    [InlineData("5.10.0", 5, 10, 0, "", null)]
    [InlineData("6.1.0-50-amd64", 6, 1, 0, "-50-amd64", "6.1.0-50-amd64 does not say its stable level")]
    [InlineData("5.14.0-427.el9.x86_64", 5, 14, 0, "-427.el9.x86_64", "taken at its base, Linux 5.14")]
    [InlineData("6.8.12-4-pve", 6, 8, 12, "-4-pve", null)]
    [InlineData("5.15.153.1-microsoft-standard-WSL2", 5, 15, 153, ".1-microsoft-standard-WSL2", null)]
    [InlineData("6.14.0-rc3", 6, 14, 0, "-rc3", "6.14-rc3 is a release candidate")]
    [InlineData("6.14-rc3+", 6, 14, 0, "-rc3+", "release candidate")]
    [InlineData("6.12.107+deb13-amd64", 6, 12, 107, "+deb13-amd64", null)]
    [InlineData("6.12+", 6, 12, 0, "+", "does not say its stable level")]
    public void Parse_WhatUnamePrints_GivesNumbersSuffixAndNote(string text, int major, int minor, int stable, string suffix, string? note)
    {
        UnameRelease uname = UnameRelease.Parse(text);

        Assert.Equal(new KvmRelease(major, minor, stable), uname.Release);
        Assert.Equal(suffix, uname.Suffix);
        Assert.Equal(note is null, uname.Note is null);
        Assert.Contains(note ?? "", uname.Note ?? "", StringComparison.Ordinal);
        Assert.Equal(uname.Release, KvmRelease.Parse(text));
    }

    [Theory]
    [InlineData("3.20", "3.19")]
    [InlineData("4.20", "4.20", false)]
    [InlineData("4.21", "4.20")]
    [InlineData("5.19.17", "5.19", false)]
    [InlineData("5.20", "5.19")]
    [InlineData("5.99.1", "5.19")]
    [InlineData("6.19.14", "6.19", false)]
    [InlineData("6.20", "6.19")]
    [InlineData("7.99", null, false)]
    [InlineData("2.6.39", null, false)]
    public void IsBeyondItsMajor_OfARelease_SaysWhetherItEverWas(string text, string? last, bool beyond = true)
    {
        KvmRelease release = KvmRelease.Parse(text);

        Assert.Equal((last, beyond), (release.LastOfMajor?.ToString(), release.IsBeyondItsMajor));
        Assert.Equal(beyond, new SupportedHvCpuid(new KvmHost { Kernel = release }).Note is { } note && note.StartsWith($"there is no Linux {text}: {last} was followed by ", StringComparison.Ordinal)
            && note.EndsWith($"answered as Linux {last}.", StringComparison.Ordinal));
    }

    // A blank and DEL are the first characters beyond either end of what a suffix holds.
    [Theory]
    [InlineData("6.1.0-5!amd64", true)]
    [InlineData("6.1.0-5~amd64", true)]
    [InlineData("6.1.0-5 amd64", false)]
    [InlineData("6.1.0-5\u007Famd64", false)]
    [InlineData("6.1.0-5\tamd64", false)]
    [InlineData("6.1.0-5\u00E9", false)]
    public void TryParse_SuffixOfAnyCharacters_TakesPrintableAsciiWithoutBlanks(string text, bool valid) => Assert.Equal(valid, UnameRelease.TryParse(text, out _));

    // Its note says so.
    [Fact]
    public void Answer_OfAReleaseThatNeverWas_IsThatOfTheLastOfItsMajor()
    {
        Assert.Equal(Leaves("5.19"), Leaves("5.20"));
        Assert.Equal(Leaves("6.19"), Leaves("6.99.7"));

        static HvCpuid.Sets.HvCpuidSet? Leaves(string release) => KvmQuery.Parse(release).Ask().Set;
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("6.")]
    [InlineData("6.x")]
    [InlineData(".6")]
    [InlineData("6.1.")]
    [InlineData("6.1.x")]
    [InlineData("6.1-")]
    [InlineData("6.1 2")]
    [InlineData(" 6.1")]
    [InlineData("6.1.2 -x")]
    [InlineData("-6.1")]
    [InlineData("6.1.2abc")]
    [InlineData("65536.0")]
    [InlineData("6.99999999999999999999")]
    [InlineData("six.one")]
    [InlineData("٦.١")]
    public void Parse_NoRelease_SaysWhatWasExpected(string text)
    {
        Assert.False(KvmRelease.TryParse(text, out _));
        FormatException error = Assert.Throws<FormatException>(() => KvmRelease.Parse(text));
        Assert.Contains($"'{text}' is not a Linux release: expected 5.0, 6.12, 6.1.192", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NullOrEndless_IsRefusedWithAShortMessage()
    {
        Assert.False(KvmRelease.TryParse(null, out _));
        Assert.True(Assert.Throws<FormatException>(() => KvmRelease.Parse(new string('6', 1_000_000))).Message.Length < 300);
    }

    [Fact]
    public void ToString_OfAnyRelease_ParsesBack() =>
        Prop.ForAll(Releases.ToArbitrary(), release => KvmRelease.Parse(release.ToString()) == release).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_OfAnyTwo_IsThatOfTheirNumbers() => Prop.ForAll(
        Releases.Two().ToArbitrary(),
        pair =>
        {
            (KvmRelease a, KvmRelease b) = pair;
            int expected = (a.Major, a.Minor, a.Stable).CompareTo((b.Major, b.Minor, b.Stable));
            return Math.Sign(a.CompareTo(b)) == Math.Sign(expected)
                && (a < b) == expected < 0 && (a > b) == expected > 0 && (a <= b) == expected <= 0 && (a >= b) == expected >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyText_NeverThrowsAnythingElse() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        text => KvmRelease.TryParse(text, out KvmRelease release) == (Record.Exception(() => KvmRelease.Parse(text!)) is null))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 65536, 0)]
    [InlineData(0, 0, -1)]
    public void Constructor_NumberOutOfRange_IsRefused(int major, int minor, int stable) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmRelease(major, minor, stable));

    [Fact]
    public void Series_OfAStableRelease_IsItsMainline() => Assert.Equal(new KvmRelease(6, 1), new KvmRelease(6, 1, 192).Series);

    [Theory]
    [InlineData("6.1", "6.12", -1)]
    [InlineData("6.12", "6.12", 0)]
    [InlineData("6.1.9", "6.1", 1)]
    public void Operators_OfTwoReleases_AgreeWithTheirOrder(string one, string other, int order)
    {
        (KvmRelease left, KvmRelease right) = (KvmRelease.Parse(one), KvmRelease.Parse(other));

        Assert.Equal((order < 0, order <= 0, order > 0, order >= 0, order == 0, order != 0), (left < right, left <= right, left > right, left >= right, left == right, left != right));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
    }
}
