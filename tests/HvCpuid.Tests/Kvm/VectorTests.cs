using System.Globalization;
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
        Vector vector = Vector.Named(name);
        SupportedAnswer answer = Situations.AnswerOf(vector.Query);

        Assert.Equal(vector.Error, answer.Refusal?.Errno.ToString());
        Assert.Equal(vector.Entries.ToString(), (answer.Set ?? HvCpuidSet.Empty).ToString());
        Assert.All(vector.Entries, entry => Assert.Equal((0u, 0u), (entry.Index, entry.Flags)));
    }

    [Theory]
    [MemberData(nameof(Vector.NamesWithEnabling), MemberType = typeof(Vector))]
    public void EnableEvmcs_RealKernelsCase_IsTheSame(string name)
    {
        Vector vector = Vector.Named(name);

        KvmEnablingRule rule = new SupportedHvCpuid(vector.Query.Host).EnableEvmcs()!;

        Assert.Equal(vector.Enabling, rule.Outcome.IsDone ? (rule.Versions?.Word ?? 0).ToString("x4", CultureInfo.InvariantCulture) : rule.Outcome.ToString());
    }

    [Fact]
    public void Vectors_OfThisRepository_AreAllRead() => Assert.Equal(335, Vector.All.Count);
}
