using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmUpgradeTests
{
    [Theory]
    [InlineData("6.6", "6.8", "6.6 to 6.7, 6.7 to 6.8")]
    [InlineData("6.6.79", "6.9", "6.6.79 to 6.7, 6.7 to 6.8")]
    [InlineData("6.8", "6.6", "6.8 to 6.6")]
    [InlineData("6.9", "6.10", "6.9 to 6.10")]
    [InlineData("6.9", "6.9", "6.9 to 6.9")]
    [InlineData("5.18", "6.5", "5.18 to 6.0, 6.0 to 6.1, 6.1 to 6.2, 6.2 to 6.3, 6.3 to 6.5")]
    [InlineData("6.3", "6.10", "6.3 to 6.5, 6.5 to 6.7, 6.7 to 6.8")]
    [InlineData("6.12.0-foo", "6.15", "6.12.0-foo to 6.15")]
    [InlineData("6.12", "6.15.0-foo", "6.12 to 6.15.0-foo")]
    [InlineData("rhel9.4", "6.15", "rhel9.4 to 6.15")]
    [InlineData("5.15", "rhel9.4", "5.15 to rhel9.4")]
    [InlineData("rhel8.10", "rhel9.0", "rhel8.10 to rhel9.0")]
    [InlineData("debian12", "debian13", "debian12 to debian13")]
    [InlineData("debian13", "6.17.13+deb14-amd64", "debian13 to 6.17.13+deb14-amd64")]
    [InlineData("rhel9.2", "rhel9.4", "rhel9.2 to el9:290, el9:290 to el9:334, el9:334 to rhel9.4")]
    [InlineData("rhel9.4", "rhel9.2", "rhel9.4 to rhel9.2")]
    [InlineData("rhel9.4", "5.14.0-570.51.1.el9_6.x86_64", "rhel9.4 to el9:457, el9:457 to 5.14.0-570.51.1.el9_6.x86_64")]
    [InlineData("rhel9.5", "rhel9.7", "rhel9.5 to el9:570.51.1, el9:570.51.1 to rhel9.7")]
    [InlineData("rhel9.5", "5.14.0-611.8.1.el9_7.x86_64", "rhel9.5 to el9:570.51.1, el9:570.51.1 to el9:571, el9:571 to 5.14.0-611.8.1.el9_7.x86_64")]
    [InlineData("5.14.0-570.51.1.el9_6.x86_64", "rhel9.7", "5.14.0-570.51.1.el9_6.x86_64 to rhel9.7")]
    [InlineData("rhel8.5", "rhel8.9", "rhel8.5 to el8:372, el8:372 to el8:425, el8:425 to rhel8.9")]
    public void Steps_OfTwoKernels_AreTheReleasesOrBuildsBetweenThatChangeSomething(string from, string to, string expected) => Assert.Equal(
        expected, string.Join(", ", KvmUpgrade.Steps(KvmKernel.Parse(from), KvmKernel.Parse(to)).Select(step => $"{step.From.Text} to {step.To.Text}")));

    // A row that changes nothing is no step; one that changes the number of vCPUs or the build's option alone is.
    [Fact]
    public void Steps_OfALine_CountVcpusAndTheOptionToo()
    {
        KvmKernelRow[] rows =
        [
            Row("0") with { MaximumVcpus = 4096, HyperVCompiledIn = true },
            Row("10") with { MaximumVcpus = 1024 },
            Row("20"),
            Row("30") with { HyperVCompiledIn = false },
            Row("40") with { Added = [KvmChanges.IpiNeedsLapic] },
            Row("50") with { Removed = [KvmChanges.IpiNeedsLapic], MaximumVcpus = 4096, HyperVCompiledIn = true },
        ];
        KvmKernels kernels = new([new KvmKernelLine("mine", "Mine") { Patterns = [KvmKernelPattern.Parse("6.8.0-{build}-mine")], Base = new KvmRelease(6, 8), Rows = rows }]);

        IReadOnlyList<KvmUpgrade> steps = KvmUpgrade.Steps(kernels.Parse("6.8.0-5-mine"), kernels.Parse("6.8.0-60-mine"));

        Assert.Equal(
            ["6.8.0-5-mine to mine:10", "mine:20 to mine:30", "mine:30 to mine:40", "mine:40 to 6.8.0-60-mine"],
            steps.Select(step => $"{step.From.Text} to {step.To.Text}"));
        Assert.Equal([(4096, 1024), (1024, 1024), (1024, 1024), (1024, 4096)], steps.Select(step => (step.VcpusBefore, step.VcpusAfter)));
    }

    [Theory]
    [InlineData("5.14", true)]
    [InlineData("debian11", true)]
    [InlineData("5.14.0-29.el9.x86_64", true)]
    [InlineData("5.14.0-30.el9.x86_64", false)]
    [InlineData("rhel8.2", false)]
    public void Added_MainlinesNumberOfVcpus_CountsWhereTheBuildHasNoneOfItsOwn(string from, bool expected) =>
        Assert.Equal(expected, new KvmUpgrade(KvmKernel.Parse(from), KvmKernel.Parse("6.6")).Added.Contains(KvmChanges.MoreVcpus));

    [Theory]
    [InlineData("4.18", "5.0", "SendIpiAdded EvmcsAdded IoctlAdded FirstAnswersCorrected")]
    [InlineData("4.18+2bc39970e932", "5.0", "FirstAnswersCorrected")]
    [InlineData("6.6", "6.8", "ConfigurableVcpus HyperVOption")]
    [InlineData("6.15", "7.3", "NestedHooksGone")]
    [InlineData("6.1", "6.2", "ExtendedGvaRanges DirectFlush")]
    [InlineData("5.16", "5.17", "EnlightenedMsrBitmap SetAfterRunIdentical EnableCapTold")]
    [InlineData("rhel9.1", "rhel9.2", "")]
    [InlineData("rhel9.2", "rhel9.3", "EvmcsPerfGlobalCtrl ExtendedGvaRanges DirectFlush TscInvariant ExtendedHypercalls")]
    [InlineData("rhel9.4", "6.6", "")]
    [InlineData("rhel9.4", "6.8", "HyperVOption")]
    public void AddedAndRemoved_OfAStep_AreWhatIsKnownToComeAndGo(string one, string other, string expected)
    {
        (KvmKernel before, KvmKernel after) = (KvmKernel.Parse(one), KvmKernel.Parse(other));

        Assert.Equal((expected, expected), (Ids(new KvmUpgrade(before, after).Added), Ids(new KvmUpgrade(after, before).Removed)));
    }

    [Theory]
    [InlineData("6.6", "5.18+ConfigurableVcpus", "VcpuIdLimit EvmcsPerfGlobalCtrl ExtendedGvaRanges DirectFlush TscInvariant ExtendedHypercalls CountUpdated", "ConfigurableVcpus")]
    [InlineData("5.0", "5.0", "", "")]
    [InlineData("rhel9.4", "6.2", "TscInvariant ExtendedHypercalls ConfigurableVcpus", "")]
    public void RemovedAndAdded_OfAStepBack_AreInOrderOfRelease(string from, string to, string removed, string added)
    {
        KvmUpgrade step = new(KvmKernel.Parse(from), KvmKernel.Parse(to));

        Assert.Equal((removed, added), (Ids(step.Removed), Ids(step.Added)));
    }

    [Theory]
    [InlineData("5.17", "5.17.2", "CVE-2022-2153", "")]
    [InlineData("6.1", "6.2", "", "CVE-2025-38351 CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.6.102", "6.6.144", "CVE-2025-38351 CVE-2026-46131 CVE-2026-64247", "")]
    [InlineData("6.13", "6.14", "CVE-2025-21779", "")]
    [InlineData("6.14", "6.15", "", "")]
    public void FixedAndFlawed_OfAStep_AreTheFlawsThatGoAndCome(string from, string to, string gone, string come)
    {
        KvmUpgrade step = new(KvmKernel.Parse(from), KvmKernel.Parse(to));
        KvmUpgrade back = new(step.To, step.From);

        Assert.Equal((gone, come), (Cves(step.Fixed), Cves(step.Flawed)));
        Assert.Equal((come, gone), (Cves(back.Fixed), Cves(back.Flawed)));
        static string Cves(IEnumerable<KvmFlaw> flaws) => string.Join(' ', flaws.Select(flaw => flaw.Cve));
    }

    [Theory]
    [InlineData("5.14", "5.15", 288, 1024)]
    [InlineData("6.6", "6.7", 1024, 4096)]
    [InlineData("rhel8.10", "rhel9.4", 2048, 4096)]
    public void Vcpus_OfAStep_AreEachKernelsOwn(string from, string to, int before, int after)
    {
        KvmUpgrade step = new(KvmKernel.Parse(from), KvmKernel.Parse(to));

        Assert.Equal((before, after), (step.VcpusBefore, step.VcpusAfter));
    }

    // Without a local APIC, with eVMCS, on /dev/kvm alone: each is looked at, and a field is told once.
    [Theory]
    [InlineData("6.6", "")]
    [InlineData("6.12", "5.EAX")]
    [InlineData("5.15.0-foo", "4.EAX[10]")]
    [InlineData("4.18.0-100.el8.x86_64", "0.EAX 0.EBX 0.ECX 0.EDX 1.EAX 1.EBX 1.ECX 1.EDX 2.EAX 2.EBX 2.ECX 2.EDX 3.EAX 3.EBX 3.ECX 3.EDX 4.EAX 4.EBX 4.ECX 4.EDX 5.EAX 5.EBX 5.ECX 5.EDX A.EAX A.EBX A.ECX A.EDX")]
    [InlineData("4.18.0-193.el8.x86_64", "3.EDX[19] 5.EAX")]
    public void Uncertain_OfAStep_IsWhatIsOfTheLaterKernelsAnswers(string to, string expected) => Assert.Equal(
        expected,
        string.Join(' ', new KvmUpgrade(KvmKernel.Newest, KvmKernel.Parse(to)).Uncertain.Select(field => field.ToString().Replace("CPUID.4000000", "", StringComparison.Ordinal).Replace("H:", ".", StringComparison.Ordinal))));

    [Fact]
    public void Uncertain_OnDevKvmAlone_IsToldToo()
    {
        KvmKernel kernel = KvmKernel.From(new KvmRelease(5, 10)).Without(KvmChanges.DirectTimersNeedLapic);
        KvmUpgrade step = new(kernel, kernel with { Neighbour = kernel.With(KvmChanges.SystemForm).With(KvmChanges.DirectTimersNeedLapic) });

        string[] registers = ["EAX", "EBX", "ECX", "EDX"];
        uint[] leaves = [0, 1, 2, 3, 4, 5, 0xA, 0x80, 0x81, 0x82];
        Assert.Equal(
            leaves.SelectMany(leaf => registers.SelectMany(register => leaf == 3 && register == "EDX" ? ["3:EDX[19]", "3:EDX"] : new[] { $"{leaf:X}:{register}" })),
            step.Uncertain.Select(field => field.ToString().Replace("CPUID.4000000", "", StringComparison.Ordinal).Replace("CPUID.400000", "", StringComparison.Ordinal).Replace("H:", ":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Steps_OfNoKernel_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => KvmUpgrade.Steps(null!, KvmKernel.Newest));
        Assert.Throws<ArgumentNullException>(() => KvmUpgrade.Steps(KvmKernel.Newest, null!));
    }

    private static KvmKernelRow Row(string from) => new(KvmBuild.Parse(from), KvmSureness.Read, "a test");

    private static string Ids(IEnumerable<KvmChange> changes) => string.Join(' ', changes.Select(change => change.Id));
}
