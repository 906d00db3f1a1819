using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves.Fields;

public class HvFieldPolicyTests
{
    [Fact]
    public void Policy_OfEveryField_IsDecided() => Assert.Empty(HvFieldTable.All.Where(field => field.Policy == HvFieldPolicy.None));

    [Fact]
    public void Policy_OfEveryFieldWiderThanABit_IsNoneForBits() =>
        Assert.Empty(HvFieldTable.All.Where(field => !field.Address.Bits.IsSingleBit && field.Policy is HvFieldPolicy.KernelMustOffer or HvFieldPolicy.PromiseAboutHost));

    [Fact]
    public void Policy_OfEveryRange_IsOfBothItsEnds() =>
        Assert.Equal(
            [HvBits.EnlightenedVmcsVersionLow, HvBits.EnlightenedVmcsVersionHigh],
            HvFieldTable.All.Where(field => field.Policy == HvFieldPolicy.RangeMustContain).Select(field => field.Address));

    [Theory]
    [InlineData("CPUID.40000000H:EAX", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000000H:EBX", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000001H:EAX", HvFieldPolicy.MustBeEqual)]
    [InlineData("CPUID.40000002H:EBX[31:16]", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000003H:EAX[15]", HvFieldPolicy.KernelMustOffer)]
    [InlineData("CPUID.40000003H:EDX[3]", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000004H:EAX[18]", HvFieldPolicy.PromiseAboutHost)]
    [InlineData("CPUID.40000004H:EBX", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000005H:EAX", HvFieldPolicy.DestinationAtLeast)]
    [InlineData("CPUID.4000000AH:EAX[17]", HvFieldPolicy.KernelMustOffer)]
    [InlineData("CPUID.4000000CH:EBX[3:0]", HvFieldPolicy.MustBeEqual)]
    [InlineData("CPUID.40000080H:EBX", HvFieldPolicy.MadeByVmm)]
    [InlineData("CPUID.40000082H:EAX[1]", HvFieldPolicy.KernelMustOffer)]
    public void Policy_OfAField_IsWhoMakesItAndWhatAMoveNeeds(string address, HvFieldPolicy expected) =>
        Assert.Equal(expected, HvFieldTable.Find(BitAddress.Parse(address)).Single().Policy);

    [Fact]
    public void Describe_OfEveryPolicy_IsItsOwn()
    {
        string[] words = [.. Enum.GetValues<HvFieldPolicy>().Select(policy => policy.Describe())];

        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((HvFieldPolicy)99).Describe());
    }
}
