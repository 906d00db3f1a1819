using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Testing.Tests;

public class HvCpuidExpectationTests
{
    private static readonly KvmHost Host = new(KvmKernel.Parse("6.12"));
    private static readonly HvCpuidSet Answer = new SupportedHvCpuid(Host).ForVcpu(VcpuState.Ordinary).GetSet();
    private static readonly HvCpuidSet WithoutTimers = new HvCpuidSetBuilder().AddRange(Answer).Set(0x40000003, Register(0x40000003) with { Edx = Register(0x40000003).Edx & ~(1u << 19) }).ToSet();

    [Fact]
    public void IsSame_OfEqualSets_Passes()
    {
        HvCpuidExpectation.IsSame(Answer, new HvCpuidSetBuilder().AddRange(Answer).ToSet());
        HvCpuidExpectation.IsAnswerOf(Host, VcpuState.Ordinary, Answer);
        HvCpuidExpectation.Has(Answer, BitAddress.Parse("3.EDX[19]"));
        HvCpuidExpectation.Has(WithoutTimers, BitAddress.Parse("3.EDX[19]"), 0);
    }

    [Fact]
    public void IsSame_OfOneBit_NamesItAndWhatItMeans()
    {
        HvCpuidExpectationException failure = Assert.Throws<HvCpuidExpectationException>(() => HvCpuidExpectation.IsSame(Answer, WithoutTimers));

        HvDifference difference = Assert.Single(failure.Differences);
        Assert.Equal((HvDifferenceKind.Removed, "CPUID.40000003H:EDX[19]", 1u, 0u), (difference.Kind, difference.Address.ToString(), difference.Before, difference.After));
        Assert.Contains("CPUID.40000003H:EDX[19] DirectSyntheticTimers: 1, then 0\n    " + difference.Meaning + "\n", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsAnswerOf_OfOneBit_SaysWhyTheKernelAnswersSo()
    {
        HvCpuidExpectationException failure = Assert.Throws<HvCpuidExpectationException>(() => HvCpuidExpectation.IsAnswerOf(Host, VcpuState.Ordinary, WithoutTimers));

        Assert.StartsWith("The leaves are not those of 6.12,intel", failure.Message, StringComparison.Ordinal);
        Assert.Contains(SupportedExplainer.Explain(KvmQuery.OnVcpu(Host, VcpuState.Ordinary), BitAddress.Parse("3.EDX[19]")).Reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsSame_OfOtherOrderOrLeaf_SaysSo()
    {
        Assert.Contains("another order", Assert.Throws<HvCpuidExpectationException>(() => HvCpuidExpectation.IsSame(Answer, new HvCpuidSetBuilder().AddRange(Answer.Reverse()).ToSet())).Message, StringComparison.Ordinal);
        Assert.Contains("leaf 4000000AH: there, then absent", Assert.Throws<HvCpuidExpectationException>(() => HvCpuidExpectation.IsSame(Answer, new HvCpuidSetBuilder().AddRange(Answer.Where(entry => entry.Function != 0x4000000A)).ToSet())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_AnotherValue_NamesTheField()
    {
        HvCpuidExpectationException failure = Assert.Throws<HvCpuidExpectationException>(() => HvCpuidExpectation.Has(WithoutTimers, BitAddress.Parse("3.EDX[19]")));

        Assert.StartsWith("CPUID.40000003H:EDX[19] is 0, expected 1. DirectSyntheticTimers: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsAnswerOf_WhereTheKernelRefuses_IsAnArgumentError() =>
        Assert.Throws<ArgumentException>(() => HvCpuidExpectation.IsAnswerOf(new KvmHost(KvmKernel.Parse("6.12"), hyperVCompiledIn: false), VcpuState.Ordinary, Answer));

    private static CpuidRegisters Register(uint function) => Answer.TryGet(function, out CpuidRegisters registers) ? registers : throw new InvalidOperationException();
}
