using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Checks;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;

namespace HvCpuid.Tests.Checks;

public class SystemsTests
{
    public static TheoryData<string> Names => [.. CheckData.Systems.Select(system => system.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_OfANamedSystem_TellsWhatTheTableSaysAndNothingElse(string name)
    {
        SystemCase system = CheckData.Systems.Single(system => system.Name == name);
        IReadOnlyList<HvFinding> findings = HvChecker.Check(system.Input);
        string text = name + "\n" + string.Join("\n", findings);
        HvSeverity[] severities = [HvSeverity.Error, HvSeverity.Warning, HvSeverity.Info];
        Assert.Multiple([.. severities.Select((severity, place) => (Action)(() => Assert.True(system.Now[place].SequenceEqual(Ids(findings, severity)), $"{severity}: {text}")))]);
    }

    [Fact]
    public void Table_Counts_WhatItTellsBeforeAndNow()
    {
        Assert.Equal($"total before {Count(system => system.Before)} now {Count(system => system.Now)}", CheckData.Total);

        static int Count(Func<SystemCase, string[][]> told) => CheckData.Systems.Sum(system => told(system)[0].Length + told(system)[1].Length);
    }

    // What KVM offers is not what a guest should get as it is: the vendor has to be replaced, and before 5.8 the maximum leaf may name leaf 4000000AH without it.
    [Fact]
    public void Check_OfKvmsOwnAnswersOfEveryRelease_FindsTheVendorAndNoError()
    {
        HashSet<string> found = [];
        Assert.All(Situations.All, query =>
        {
            if (Situations.AnswerOf(query).Set is { } set)
            {
                IReadOnlyList<HvFinding> findings = HvChecker.Check(new HvCheckInput(set) { Vendor = query.Host.Vendor, NestedExposed = query.Host.Nested });
                Assert.True(findings.All(finding => finding.Severity != HvSeverity.Error), $"{query}\n{string.Join("\n", findings)}");
                Assert.Contains(findings, finding => finding.Id == "HV018");
                found.UnionWith(findings.Select(finding => finding.Id));
            }
        });

        Assert.Equal(["HV013", "HV018", "HV024", "HV035", "HV037"], found.Order());
    }

    // What QEMU makes of each switch with what it requires, on its own leaves: the bits that docs/system/i386/hyperv and target/i386/kvm/kvm.c give it.
    [Theory]
    [InlineData("4.EAX[5]")]
    [InlineData("3.EAX[4] 4.EAX[3]")]
    [InlineData("3.EAX[1] 3.EAX[9]")]
    [InlineData("3.EDX[10]")]
    [InlineData("3.EAX[7]")]
    [InlineData("3.EAX[6]")]
    [InlineData("3.EAX[0]")]
    [InlineData("3.EAX[6] 3.EAX[2] 3.EBX[4] 3.EBX[5]")]
    [InlineData("3.EAX[6] 3.EAX[2] 3.EBX[4] 3.EBX[5] 3.EAX[1] 3.EAX[9] 3.EAX[3]")]
    [InlineData("3.EAX[11] 3.EDX[8]")]
    [InlineData("3.EAX[13]")]
    [InlineData("3.EAX[6] 4.EAX[2] 4.EAX[11]")]
    [InlineData("3.EAX[4] 4.EAX[3] 4.EAX[14] A.EAX[0] A.EAX[8]")]
    [InlineData("3.EAX[6] 4.EAX[10] 4.EAX[11]")]
    [InlineData("3.EAX[6] 3.EAX[2] 3.EBX[4] 3.EBX[5] 3.EAX[1] 3.EAX[9] 3.EAX[3] 3.EDX[19]")]
    [InlineData("4.EAX[9]")]
    [InlineData("4.EAX[5] 3.EAX[6] 3.EAX[2] 3.EBX[4] 3.EBX[5] 3.EDX[11] 82.EAX[1]")]
    [InlineData("A.EAX[19]")]
    [InlineData("3.EDX[4]")]
    [InlineData("3.EAX[6] 4.EAX[2] 4.EAX[11] 3.EDX[14]")]
    [InlineData("3.EAX[4] 4.EAX[3] A.EAX[17]")]
    public void Check_OfWhatASwitchOfQemuMakes_FindsNoError(string bits)
    {
        HvCheckInput input = new(FromQemu(bits)) { Vendor = CpuVendor.Intel, NestedExposed = true };
        Assert.Empty(HvChecker.Check(input).Where(finding => finding.Severity == HvSeverity.Error));
    }

    [Fact]
    public void Check_OfAnyRegisters_NeverFails() => Prop.ForAll(
        Gen.SubListOf(new uint[] { 0, 1, 2, 3, 4, 5, 6, 0xA, 0xB, 0x80, 0x82, 0x100, 0x1FF, 0x10000 })
            .SelectMany(leaves => Gen.ArrayOf(Gen.Choose(int.MinValue, int.MaxValue), 4 * leaves.Count).Select(values => (leaves, values)))
            .ToArbitrary(),
        drawn =>
        {
            HvCpuidSetBuilder builder = new();
            for (int i = 0; i < drawn.leaves.Count; i++)
            {
                uint[] values = [.. drawn.values.Skip(4 * i).Take(4).Select(value => unchecked((uint)value))];
                builder.Add(0x40000000 + drawn.leaves[i], new CpuidRegisters(values[0], values[1], values[2], values[3]));
            }

            return HvChecker.Check(new HvCheckInput(builder.ToSet()) { NestedExposed = false, Vendor = CpuVendor.Amd, OtherVcpus = [new HvCheckVcpu("CPU 1", CheckData.Good)], Host = HvCheckHost.From(new KvmHost { Kernel = KvmRelease.Newest }) })
                .All(finding => finding.Message.Length > 0 && finding.Fix.Length > 0);
        }).QuickCheckThrowOnFailure();

    private static string[] Ids(IEnumerable<HvFinding> findings, HvSeverity severity) =>
        [.. findings.Where(finding => finding.Severity == severity).Select(finding => finding.Id).Distinct()];

    private static HvCpuidSet FromQemu(string bits)
    {
        HvCpuidSet set = new[] { "3.EAX=20", "3.EBX=0", "3.EDX=8", "4.EAX=0", "4.EBX=FFFFFFFF", "5.EAX=FFFFFFFF" }
            .Concat(CheckData.Words(bits).Select(bit => bit + "=1"))
            .Aggregate(new HvCheckInput(CheckData.Good), CheckData.Apply).Set;
        uint last = set.Max(entry => entry.Function);
        return CheckData.Edited(set, BitAddress.Parse("0.EAX"), last);
    }
}
