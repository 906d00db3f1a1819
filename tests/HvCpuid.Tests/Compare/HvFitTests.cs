using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

public class HvFitTests
{
    [Fact]
    public void Check_WishesThatAnOldHostLacks_SaysWhatToLeaveOutAndWho()
    {
        HvFit fit = Fit("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext", "5.10", "6.1", "6.12");

        Assert.Equal([HvVerdict.No, HvVerdict.No, HvVerdict.Yes], fit.Hosts.Select(host => host.Verdict));
        HvFitChange change = Assert.Single(fit.Changes);
        Assert.Equal(("hv-tlbflush-ext", false), (change.Flag, change.On));
        Assert.Equal(["5.10", "6.1"], change.Hosts);
        Assert.True(fit.ChangesSuffice);
        Assert.False(fit.AllCan);
        Assert.Equal("hv-relaxed,hv-vpindex,hv-tlbflush", fit.Common.ToQemu());
    }

    [Fact]
    public void Check_WishesThatLackWhatTheyRequire_SaysWhatToAdd()
    {
        HvFit fit = Fit("hv-relaxed,hv-stimer", "6.12");

        Assert.Equal([HvVerdict.No], fit.Hosts.Select(host => host.Verdict));
        Assert.Equal(["hv-time True", "hv-vpindex True", "hv-synic True"], fit.Changes.Select(change => $"{change.Flag} {change.On}"));
        Assert.True(fit.ChangesSuffice);
    }

    [Fact]
    public void Check_EnforcementOnAKernelThatCannot_IsAChange()
    {
        HvFit fit = Fit("hv-relaxed,hv-enforce-cpuid", "5.10", "6.12");

        Assert.Equal(["hv-enforce-cpuid 5.10"], fit.Changes.Select(change => $"{change.Flag} {string.Join(",", change.Hosts)}"));
        Assert.True(fit.ChangesSuffice);
    }

    [Fact]
    public void Check_ASwitchThatAKernelMayHave_IsUnknown()
    {
        KvmQuery query = KvmQuery.Parse("rhel9.7,intel,nolapic");

        HvFitHost host = HvFit.Check(HvVmm.Default, QemuFlags.ParseEdits("hv-relaxed,hv-vpindex,hv-ipi"), [new HvFitCandidate("x", HvHost.From(query))]).Hosts.Single();

        Assert.Equal(HvVerdict.Unknown, host.Verdict);
        Assert.Equal(["hv-ipi"], host.Unknown.Select(finding => finding.Flag));
    }

    [Fact]
    public void Check_ABuildBetweenTwoThatAgree_IsYes()
    {
        KvmHost between = HvMigrationTests.On("5.14.0-390.el9.x86_64");
        Assert.NotNull(between.Kernel.Neighbour);

        HvFit fit = HvFit.Check(HvVmm.Default, QemuFlags.ParseEdits("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext,hv-vapic,hv-tlbflush-direct,hv-xmm-input,hv-avic"), [new HvFitCandidate("x", HvHost.From(between))]);

        Assert.Equal(HvVerdict.Yes, fit.Hosts.Single().Verdict);
    }

    [Fact]
    public void Check_Passthrough_IsWhatAllHave()
    {
        HvFit fit = Fit("hv-passthrough", "5.10", "6.12");

        Assert.DoesNotContain("hv-avic", fit.Common.ToQemu(), StringComparison.Ordinal);
        Assert.Contains("hv-stimer-direct", fit.Common.ToQemu(), StringComparison.Ordinal);
        Assert.DoesNotContain("hv-syndbg", fit.Common.ToQemu(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hv-relaxed", "Linux 5.0 or later", "rhel8.0")]
    [InlineData("hv-relaxed,hv-avic", "Linux 5.15 or later", "rhel8.6")]
    public void Oldest_OfWishes_IsTheOldestOfEachThatCan(string flags, string mainline, string redHat)
    {
        IReadOnlyList<KvmOldestKernel> oldest = HvFit.Oldest(HvVmm.Default, QemuFlags.ParseEdits(flags), new KvmHost { Vendor = CpuVendor.Amd });

        Assert.Equal(mainline, oldest[0].ToString());
        Assert.Equal(redHat, oldest.Single(kernel => kernel.Distribution == "rhel").Release);
    }

    [Fact]
    public void Check_OfNothing_NamesWhatIsMissing()
    {
        HvConfigurationEdits wishes = QemuFlags.ParseEdits("hv-relaxed");

        Assert.Throws<ArgumentNullException>("vmm", () => HvFit.Check(null!, wishes, []));
        Assert.Throws<ArgumentNullException>("wishes", () => HvFit.Check(HvVmm.Default, null!, []));
        Assert.Throws<ArgumentNullException>("candidates", () => HvFit.Check(HvVmm.Default, wishes, null!));
        Assert.Throws<ArgumentException>("candidates", () => HvFit.Check(HvVmm.Default, wishes, [null!]));
    }

    private static HvFit Fit(string flags, params string[] kernels) =>
        HvFit.Check(HvVmm.Default, QemuFlags.ParseEdits(flags), [.. kernels.Select(kernel => new HvFitCandidate(kernel, HvHost.From(HvMigrationTests.On(kernel))))]);
}
