using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmConditionTests
{
    [Fact]
    public void All_OfTheProperties_AreListedOnceWithWordsOfTheirOwn()
    {
        Assert.Equal(
            typeof(KvmCondition).GetProperties().Where(property => property.PropertyType == typeof(KvmCondition)).Select(property => property.GetValue(null)).ToHashSet(),
            KvmCondition.All.ToHashSet<object?>());
        Assert.Equal(KvmCondition.All.Count, KvmCondition.All.Select(condition => condition.Text).Distinct().Count());
    }

    [Fact]
    public void WaysOut_OfEveryConditionThatHolds_AreThereButForTheCallItself()
    {
        KvmQuery[] queries = [.. Situations.On(KvmRelease.Newest), KvmQuery.OnVcpu(new KvmHost { HyperVCompiledIn = false }, VcpuState.Ordinary)];
        Assert.All(KvmCondition.All.Except([KvmCondition.Always, KvmCondition.SystemIoctl]), condition =>
        {
            KvmQuery[] holding = [.. queries.Where(query => query.Scope == KvmScope.Vcpu && condition.Holds(query))];
            Assert.NotEmpty(holding);
            Assert.All(holding, query => Assert.NotEmpty(condition.WaysOut(query)));
        });

        Assert.All(queries, query => Assert.Empty(KvmCondition.Always.WaysOut(query)));
    }

    [Fact]
    public void WaysOut_OfARefusal_AreWhatCanBeDone()
    {
        KvmQuery query = KvmQuery.OnVcpu(new KvmHost { Nested = false }, VcpuState.Ordinary);

        Assert.Equal(["load kvm_intel with nested=1"], KvmCondition.IntelWithoutNested.WaysOut(query));
        Assert.Equal(["use an Intel host"], KvmCondition.Amd.WaysOut(query with { Host = new KvmHost { Vendor = CpuVendor.Amd } }));
        Assert.Empty(KvmCondition.Amd.WaysOut(query));
    }

    [Fact]
    public void WhyNot_OfTheEnlightenedVmcs_NamesTheFirstObstacle()
    {
        Assert.Contains("AMD", WhyNot(new KvmHost { Vendor = CpuVendor.Amd }), StringComparison.Ordinal);
        Assert.Contains("nested=0", WhyNot(new KvmHost { Nested = false }), StringComparison.Ordinal);
        Assert.Contains("not enabled on this vCPU", WhyNot(new KvmHost()), StringComparison.Ordinal);

        static string WhyNot(KvmHost host) => KvmCondition.Evmcs.WhyNot(KvmQuery.OnVcpu(host, VcpuState.Ordinary));
    }

    [Fact]
    public void Holds_OfAQueryWithoutAHost_IsRefused() => Assert.Throws<ArgumentException>(() => KvmCondition.Always.Holds(default));
}
