using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmFlawsTests
{
    [Theory]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", "CVE-2025-21779", true)]
    [InlineData("6.14", "CVE-2025-21779", false)]
    [InlineData("rhel9.7", "CVE-2025-21779", null)]
    [InlineData("5.15.0-140-generic", "CVE-2025-21779", false)]
    [InlineData("5.15.0-139-generic", "CVE-2025-21779", true)]
    [InlineData("6.12.40", "CVE-2025-38351", true)]
    [InlineData("6.12.41", "CVE-2025-38351", false)]
    [InlineData("6.1", "CVE-2025-38351", false)]
    [InlineData("5.14.0-570.51.1.el9_6.x86_64", "CVE-2025-38351", false)]
    [InlineData("5.14.0-570.12.1.el9_6.x86_64", "CVE-2025-38351", true)]
    [InlineData("6.6.139", "CVE-2026-46131", true)]
    [InlineData("6.6.140", "CVE-2026-46131", false)]
    [InlineData("7.1", "CVE-2026-64247", true)]
    [InlineData("7.2", "CVE-2026-64247", false)]
    [InlineData("5.15.32", "CVE-2022-2153", true)]
    [InlineData("5.15.33", "CVE-2022-2153", false)]
    public void IsKnownIn_OfAKernel_IsWhatTheAdvisoriesSay(string kernel, string cve, bool? known) =>
        Assert.Equal(known, KvmFlaws.All.Single(flaw => flaw.Cve == cve).IsKnownIn(KvmKernel.Parse(kernel)));

    [Fact]
    public void All_HaveACveAndTheChangeThatEndsThem() => Assert.All(KvmFlaws.All, flaw =>
    {
        Assert.Contains(flaw.Cve ?? flaw.Summary, flaw.ToString(), StringComparison.Ordinal);
        Assert.False(flaw.IsIn(KvmRelease.Newest));
        Assert.True(KvmKernel.From(KvmRelease.Newest).Has(flaw.Fix));
    });
}
