using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Explain;

public class NearestReleasesTests
{
    private const string El8 = "RHEL 8, AlmaLinux 8, Rocky Linux 8, CentOS 8";
    private const string El9 = "RHEL 9, AlmaLinux 9, Rocky Linux 9, CentOS Stream 9";

    [Fact]
    public void OfMainline_IsEveryReleaseFromTheFirstToTheNewest() => Assert.Equal(
        [.. Enumerable.Range(0, 20).Select(minor => $"5.{minor}"), .. Enumerable.Range(0, 20).Select(minor => $"6.{minor}"), "7.0", "7.1", "7.2", "7.3"],
        NearestReleases.OfMainline.Select(release => release.ToString()));

    // Releases with the change (or, with '!', without it) that come after the kernel, and builds of its distribution on either side.
    [Theory]
    [InlineData("6.12.5", "IpiNeedsLapic", "use Linux 6.12.16 or later of that series: 6.12.16|use Linux 6.14 or later: 6.14")]
    [InlineData("6.12.95", "IpiNeedsLapic", "use Linux 6.14 or later: 6.14")]
    [InlineData("6.12.16", "IpiNeedsLapic", "use Linux 6.12.41 or later of that series: 6.12.41|use Linux 6.14 or later: 6.14")]
    [InlineData("6.12", "IpiNeedsLapic", "use Linux 6.12.16 or later of that series: 6.12.16|use Linux 6.14 or later: 6.14")]
    [InlineData("6.9", "IpiNeedsLapic", "use Linux 6.14 or later: 6.14")]
    [InlineData("7.3", "IpiNeedsLapic", "")]
    [InlineData("7.2", "IpiNeedsLapic", "use Linux 7.3 or later: 7.3")]
    [InlineData("5.17", "NullHookFixed !MoreVcpus", "")]
    [InlineData("5.0", "MoreVcpus !ConfigurableVcpus", "use Linux 5.15 to 6.6: 5.15")]
    [InlineData("5.0", "MoreVcpus !DeprecateAutoEoi", "")]
    [InlineData("5.0", "SetAfterRunRefused !SetAfterRunIdentical", "use Linux 5.16: 5.16")]
    [InlineData("rhel9.2", "ExtendedGvaRanges", "use build 290 or later of " + El9 + ": el9:290|build that kernel with f84fcb66568c (ExtendedGvaRanges) put in: rhel9.2|use Linux 6.2 or later: 6.2")]
    [InlineData("rhel9.0", "!DeprecateAutoEoi", "use a build of " + El9 + " before 30: el9:0")]
    [InlineData("rhel9.6", "!HyperVOption", "use a build of " + El9 + " before 457: el9:419|use Linux 5.0 to 6.7: 5.15")]
    [InlineData("rhel8.1", "CoreSharing", "use build 240 or later of " + El8 + ": el8:240|build that kernel with CoreSharing put in: rhel8.1|use Linux 5.4 or later: 5.4")]
    [InlineData("rhel8.1", "!IoctlAdded", "use a build of " + El8 + " before 147: el8:0")]
    [InlineData("rhel8.0", "IoctlAdded !CoreSharing", "use build 147 or later of " + El8 + ": el8:147|build that kernel with 2bc39970e932 (IoctlAdded) put in: rhel8.0|use Linux 5.0 to 5.3: 5.0")]
    [InlineData("5.14.0-503.11.1.el9_5.x86_64", "NonCanonicalFlushSkipped", "use build 570.51.1 or later of " + El9 + ": el9:570.51.1|build that kernel with fa787ac07b3c (NonCanonicalFlushSkipped) put in: 5.14.0-503.11.1.el9_5.x86_64|use Linux 6.16 or later: 6.16")]
    [InlineData("5.14.0-570.51.1.el9_6.x86_64", "!NonCanonicalFlushSkipped", "use build 571 or later of " + El9 + ": el9:571|use a build of " + El9 + " before 570.51.1: el9:457|use Linux 5.0 to 6.15: 5.15")]
    [InlineData("5.14.0-571.el9.x86_64", "NonCanonicalFlushSkipped", "use build 611.8.1 or later of " + El9 + ": el9:611.8.1|build that kernel with fa787ac07b3c (NonCanonicalFlushSkipped) put in: 5.14.0-571.el9.x86_64|use a build of " + El9 + " before 571: el9:570.51.1|use Linux 6.16 or later: 6.16")]
    [InlineData("debian13", "NestedFlushTranslated !SparseBankBounded", "use Linux 7.1: 7.1")]
    public void Later_OfAKernel_IsTheNearestOfEachKind(string kernel, string changes, string expected)
    {
        Func<KvmKernel, bool> isOtherwise = Is(changes);
        (KvmKernel Kernel, string Text)[] found = [.. NearestReleases.Later(KvmKernel.Parse(kernel), isOtherwise)];

        Assert.Equal(expected, string.Join('|', found.Select(choice => $"{choice.Text}: {choice.Kernel.Text}")));
        Assert.All(found, choice => Assert.True(isOtherwise(choice.Kernel)));
    }

    [Theory]
    [InlineData("6.1.192", "!IpiNeedsLapic", "use a release of Linux 6.1 before 6.1.129: 6.1.128|use Linux 5.0 to 6.0: 6.0")]
    [InlineData("6.1.129", "!IpiNeedsLapic", "use a release of Linux 6.1 before 6.1.129: 6.1.128|use Linux 5.0 to 6.0: 6.0")]
    [InlineData("6.1.128", "!IpiNeedsLapic", "use Linux 5.0 to 6.0: 6.0")]
    [InlineData("6.12.107", "!NonCanonicalFlushSkipped", "use a release of Linux 6.12 before 6.12.41: 6.12.40|use Linux 5.0 to 6.11: 6.11")]
    [InlineData("6.14", "!IpiNeedsLapic", "use Linux 5.0 to 6.13: 6.13")]
    [InlineData("6.15", "!ConfigurableVcpus", "use Linux 5.0 to 6.6: 6.6")]
    [InlineData("6.15", "MoreVcpus !ConfigurableVcpus", "use Linux 5.15 to 6.6: 6.6")]
    [InlineData("6.15", "SetAfterRunRefused !SetAfterRunIdentical", "use Linux 5.16: 5.16")]
    [InlineData("5.0", "!IoctlAdded", "")]
    [InlineData("5.1", "IoctlAdded", "use Linux 5.0: 5.0")]
    [InlineData("5.3.5", "!DirectTimersNeedLapic", "use a release of Linux 5.3 before 5.3.5: 5.3.4|use Linux 5.0 to 5.2: 5.2")]
    public void Earlier_OfAKernel_IsTheNearestOfItsSeriesAndOfMainline(string kernel, string changes, string expected)
    {
        (KvmKernel Kernel, string Text)[] found = [.. NearestReleases.Earlier(KvmKernel.Parse(kernel), Is(changes))];

        Assert.Equal(expected, string.Join('|', found.Select(choice => $"{choice.Text}: {choice.Kernel.Text}")));
    }

    [Theory]
    [InlineData("6.6", "6.8", "6.7")]
    [InlineData("6.7", "6.8", "")]
    [InlineData("6.8", "6.6", "")]
    [InlineData("6.3", "6.14", "6.5 6.7 6.8 6.11")]
    [InlineData("5.15", "6.0.5", "5.16 5.17 5.18 6.0")]
    public void WithChangesBetween_TwoReleases_IsEachThatBroughtOneOnce(string first, string last, string expected) =>
        Assert.Equal(expected, string.Join(' ', NearestReleases.WithChangesBetween(KvmRelease.Parse(first), KvmRelease.Parse(last))));

    private static Func<KvmKernel, bool> Is(string changes) => kernel =>
        changes.Split(' ').All(word => word[0] == '!' ? !kernel.Has(KvmChanges.ById(word[1..])!) : kernel.Has(KvmChanges.ById(word)!));
}
