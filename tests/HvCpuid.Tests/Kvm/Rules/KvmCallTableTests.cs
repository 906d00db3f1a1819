using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmCallTableTests
{
    private static readonly KvmRelease[] Releases = [new(4, 20), .. Situations.Releases, new(5, 10, 14), new(5, 10, 15), new(5, 16, 2), new(5, 16, 3), new(7, 9)];

    [Fact]
    public void Rows_OfEveryTraitAndRelease_AreExactlyOne() =>
        Assert.All(
            from trait in Enum.GetValues<KvmCallTrait>() from release in Releases select (trait, release),
            pair => Assert.Equal(KvmCallTable.Value(pair.trait, pair.release), Assert.Single(KvmCallTable.Rows, row => row.Trait == pair.trait && row.IsIn(pair.release)).Value));

    [Fact]
    public void Value_OfNoTrait_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => KvmCallTable.Value((KvmCallTrait)99, KvmRelease.First));

    [Fact]
    public void Capabilities_OfEveryRow_AreEnumMembersAndAnswerOnSomeRelease()
    {
        Assert.All(KvmCapabilityTable.Extensions, row => Assert.True(Enum.IsDefined(row.Capability)));
        Assert.Equal(Enum.GetValues<KvmCapability>().Order(), KvmCapabilityTable.Extensions.Select(row => row.Capability).Distinct().Order());
    }

    [Theory]
    [InlineData(600, 2400)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void MaxVcpuId_OfAPatchedMaximum_IsFourTimesThat(int maximum, int expected)
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), MaximumVcpus = maximum };

        Assert.Equal(expected, KvmCapabilityTable.Check(KvmCapability.MaxVcpuId, host));
        Assert.Equal(maximum, KvmCapabilityTable.Check(KvmCapability.MaxVcpus, host));
        Assert.Equal(1023, KvmCapabilityTable.Check(KvmCapability.MaxVcpuId, host with { Kernel = new KvmRelease(5, 14) }));
    }
}
