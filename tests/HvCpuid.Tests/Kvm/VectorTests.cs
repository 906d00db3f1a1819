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

    // The vectors' headers: on AMD enabling is ENOTTY, on Intel it succeeds, with nested=off without effect.
    [Theory]
    [MemberData(nameof(Vector.Names), MemberType = typeof(Vector))]
    public void EnableEvmcs_RealKernelsCase_IsWhatItsFileSays(string name)
    {
        KvmHost host = Vector.All.Single(vector => vector.ToString() == name).Query.Host;
        KvmEnablingRule? rule = new SupportedHvCpuid(host).EnableEvmcs();

        Assert.Equal(host.Vendor == CpuVendor.Amd ? KvmErrno.ENOTTY : KvmErrno.None, rule?.Errno);
        Assert.Equal<int?>(host.Vendor == CpuVendor.Amd || !host.Nested ? 0 : 0x0101, rule?.VersionWord);
    }

    [Fact]
    public void Vectors_OfThisRepository_AreTwenty() => Assert.Equal(20, Vector.All.Count);
}
