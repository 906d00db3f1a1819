using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Vectors;

namespace HvCpuid.Tests.Kvm;

public class VectorTests
{
    [Theory]
    [MemberData(nameof(Vector.Names), MemberType = typeof(Vector))]
    public void Answer_RealKernelsCase_IsTheSame(string name)
    {
        Vector vector = Vector.All.Single(vector => vector.ToString() == name);
        SupportedHvCpuid supported = new(vector.Query.Host);
        SupportedAnswer answer = vector.Query.Scope == KvmScope.System ? supported.ForSystem() : supported.ForVcpu(vector.Query.Vcpu);

        Assert.Equal(vector.Error, answer.Refusal?.Errno.ToString());
        Assert.Equal(vector.Entries.ToString(), (answer.Set ?? HvCpuidSet.Empty).ToString());
        Assert.All(vector.Entries, entry => Assert.Equal((0u, 0u), (entry.Index, entry.Flags)));
    }

    [Fact]
    public void Vectors_OfThisRepository_AreTwenty() => Assert.Equal(20, Vector.All.Count);
}
