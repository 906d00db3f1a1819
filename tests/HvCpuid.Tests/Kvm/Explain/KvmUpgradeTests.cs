using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmUpgradeTests
{
    [Fact]
    public void Steps_OfMainline_AreItsReleasesWithAChange() => Assert.Equal(
        ["6.6 to 6.7", "6.7 to 6.8"],
        KvmUpgrade.Steps(new KvmRelease(6, 6), new KvmRelease(6, 8)).Select(step => $"{step.From.Text} to {step.To.Text}"));

    [Fact]
    public void Steps_OfOneDistribution_AreItsBuilds()
    {
        IReadOnlyList<KvmUpgrade> steps = KvmUpgrade.Steps(KvmKernel.Parse("rhel9.2"), KvmKernel.Parse("rhel9.4"));

        Assert.Equal(("rhel9.2", "rhel9.4"), (steps[0].From.Text, steps[^1].To.Text));
        Assert.Equal(
            KvmKernel.Parse("rhel9.4").Added.Except(KvmKernel.Parse("rhel9.2").Added).Select(change => change.Id).Order(),
            steps.SelectMany(step => step.Added).Select(change => change.Id).Order());
    }

    [Fact]
    public void Step_OfTwoDistributions_HasWhatComesAndGoes()
    {
        KvmUpgrade step = Assert.Single(KvmUpgrade.Steps(KvmKernel.Parse("rhel8"), KvmKernel.Parse("rhel9")));

        Assert.Equal((true, true), (KvmKernel.Parse("rhel8").Has(KvmChanges.IoctlAdded), KvmKernel.Parse("rhel9").Has(KvmChanges.IoctlAdded)));
        Assert.DoesNotContain(step.Added.Concat(step.Removed), change => change.Release < KvmChanges.IoctlAdded.Release);
        Assert.Equal((KvmKernel.Parse("rhel8").MaximumVcpus, (int?)4096), (step.VcpusBefore, step.VcpusAfter));
    }
}
