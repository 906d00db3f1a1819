using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmCapabilityTableTests
{
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
