using HvCpuid.Kvm;
using HvCpuid.Tests.Vectors;

namespace HvCpuid.Tests.Kvm.Kernels;

public class DistributionVectorTests
{
    [Theory]
    [MemberData(nameof(DistributionVector.Names), MemberType = typeof(DistributionVector))]
    public void Answer_EveryBuildOfTheCase_IsTheSame(string file, string situation)
    {
        DistributionVector vector = DistributionVector.All.Single(one => one.File == file && one.Case == situation);

        Assert.All(vector.Kernels, name => Assert.Equal(vector.Entries.ToString(), Situations.AnswerOf(vector.Query(KvmKernel.Parse(name))).GetSet().ToString()));
    }

    [Theory]
    [MemberData(nameof(DistributionVector.Names), MemberType = typeof(DistributionVector))]
    public void Uncertain_EveryBuildOfTheCase_IsNothing(string file, string situation)
    {
        DistributionVector vector = DistributionVector.All.Single(one => one.File == file && one.Case == situation);

        Assert.All(vector.Kernels, name => Assert.Empty(Situations.AnswerOf(vector.Query(KvmKernel.Parse(name))).Uncertain));
    }

    [Fact]
    public void Vectors_OfThisFolder_AreAllRead() => Assert.Equal(3 * 22, DistributionVector.All.Count);
}
