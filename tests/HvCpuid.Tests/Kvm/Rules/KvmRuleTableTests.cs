using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Tests.Vectors;

namespace HvCpuid.Tests.Kvm;

public class KvmRuleTableTests
{
    private static readonly IReadOnlyList<KvmRule> AllRows =
        [.. KvmRuleTable.Refusals, .. KvmRuleTable.Leaves, .. KvmRuleTable.Bits, .. KvmRuleTable.Enabling];

    [Fact]
    public void Rows_OfTheTable_AreAllTakenBySomeSituation()
    {
        IReadOnlyList<KvmQuery> queries =
        [
            .. Situations.All,
            KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(4, 20) }, default),
            KvmQuery.OnVcpu(new KvmHost { Kernel = KvmKernel.Parse("5.0-rc2") }, default),
            KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(4, 20), Nested = false }, default),
            KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(4, 20), Vendor = CpuVendor.Amd }, default),
            KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(6, 8), HyperVCompiledIn = false }, default),
            .. Enum.GetValues<NestedFeaturesEmission>().Select(emission =>
                KvmQuery.OnVcpu(new KvmHost { NestedFeaturesEmission = emission }, new VcpuState(true, EvmcsVersionRange.Version1))),
        ];

        Assert.Empty(AllRows.Where(row => !queries.Any(row.Applies)));
        Assert.Empty(KvmRuleTable.Bits.Where(row => !queries.Any(query => row.IsIn(query.Host.Kernel) && !row.Applies(query)) && row.Condition != KvmCondition.Always));
    }

    // A new row that no vector exercises has to be looked at, and written down here. The vectors are of Debian's kernels from 5.10 to 7.3 on both
    // vendors: these rows ended before or between them (the last three before 5.0), need what those hosts are not, or are the designs that no release has.
    [Fact]
    public void Rows_ThatNoVectorExercises_AreTheseKnown()
    {
        string[] unexercised =
        [
            .. KvmRuleTable.Bits.Where(row => !Vector.All.Any(vector => vector.Error is null && row.Applies(vector.Query))).Select(row => row.ToString()),
            .. KvmRuleTable.Leaves.Where(row => !Vector.All.Any(vector => vector.Error is null && row.Applies(vector.Query))).Select(row => $"{row}, {row.Emission}"),
            .. KvmRuleTable.Refusals.Where(row => !Vector.All.Any(vector => row.Applies(vector.Query))).Select(row => $"{row.Outcome} {row.Condition}"),
            .. KvmRuleTable.Enabling.Where(row => !Vector.All.Any(vector => row.Applies(vector.Query))).Select(row => $"enabling: {row.Outcome} {row.Condition}"),
        ];

        Assert.Equal(
            [
                "CPUID.40000000H:EAX = 4000000AH always",
                "CPUID.40000003H:EAX[10] = 1H always",
                "CPUID.40000003H:EDX[19] = 1H always",
                "CPUID.40000004H:EAX[4] = 1H always",
                "CPUID.40000004H:EAX[14] = 1H always",
                "CPUID.4000000AH:EAX[19] = 1H with eVMCS",
                "leaf 4000000AH with eVMCS, OnlyWithEvmcs",
                "leaf 4000000AH always, Always",
                "EINVAL always",
                "EINVAL without CONFIG_KVM_HYPERV",
                "OOPS on Intel with nested=0",
                "enabling: EINVAL without CONFIG_KVM_HYPERV",
                "enabling: ENODEV on AMD",
                "enabling: ENOTTY on Intel with nested=0",
                "enabling: ENODEV on AMD",
                "enabling: done on Intel with nested=1",
                "enabling: ENOTTY on Intel with nested=0",
            ],
            unexercised);
    }

    [Fact]
    public void Rows_ThatApplyTogether_NeverGiveTheSameBit()
    {
        Assert.All(Situations.All, query =>
        {
            List<KvmBitRule> rows = [.. KvmRuleTable.Bits.Where(row => row.Applies(query))];
            for (int i = 0; i < rows.Count; i++)
            {
                Assert.DoesNotContain(rows.Skip(i + 1), other => other.Address.Overlaps(rows[i].Address));
            }
        });
    }

    [Fact]
    public void Rows_OfEveryBit_AreAboutANamedField() =>
        Assert.Empty(KvmRuleTable.Bits.Where(row => HvFieldTable.Find(row.Address).Count == 0).Select(row => row.ToString()));

    [Fact]
    public void Rows_OfEveryLeafWithBits_AreAboutALeafOfTheAnswer() =>
        Assert.Equal(KvmRuleTable.Leaves.Select(row => row.Function).Distinct().Order(), KvmRuleTable.Bits.Select(row => row.Address.Function).Distinct().Order());

    [Fact]
    public void Changes_ThatEndARow_AreLaterThanTheOneThatBroughtIt() =>
        Assert.All(AllRows.Where(row => row.Until is not null), row => Assert.True(row.Since.Release < row.Until!.Release || row.Until == KvmChanges.FirstAnswersCorrected));
}
