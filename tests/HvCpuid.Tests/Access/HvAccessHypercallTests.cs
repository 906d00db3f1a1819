using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Access;

public class HvAccessHypercallTests
{
    private const ulong Fast = 1UL << 16;
    private const ulong VariableHeader = 1UL << 17;
    private const ulong Rep = 1UL << 32;
    private const ulong RepStart = 1UL << 48;
    private static readonly HvAccessOptions Enforced = new() { SynicActive = true };
    private static readonly HvAccessOptions Free = Enforced with { Enforced = false };
    private static readonly BitAddress Xmm = BitAddress.Parse("3.EDX[4]");
    private static readonly HvCpuidSet All = TruthTable.With(TruthTable.Everything);
    private static readonly HvCpuidSet NoXmm = Without(Xmm);

    [Fact]
    public void Table_AgainstTheTruthTable_HasTheSameCodesAndNamesAndNeeds() => Assert.Equal(
        TruthTable.Hypercalls.Select(line => $"{line.First:X}-{line.Last:X} {line.Name} {string.Join(",", line.Needs)}"),
        HvHypercallTable.All.Select(row => $"{row.Code:X}-{row.LastCode:X} {row.Name} {string.Join(",", row.Needs)}"));

    [Fact]
    public void Hypercall_EveryLineEveryColumn_IsAsTheTruthTableSays()
    {
        List<string> wrong = [];
        foreach (HypercallLine line in TruthTable.Hypercalls)
        {
            foreach (ushort code in line.Codes)
            {
                ulong input = code | line.RepCount;
                string[] met =
                [
                    Meets(All, Enforced, input),
                    Worst(line, Enforced, input),
                    Meets(All, Free, input),
                    Worst(line, Free, input),
                    Meets(All, Enforced, input | Fast),
                    Meets(NoXmm, Enforced, input | Fast),
                    Meets(NoXmm, Free, input | Fast),
                    Meets(All, Enforced, code),
                    Meets(All, Enforced, code | Rep),
                    Meets(All, Enforced, code | Rep | RepStart),
                    Meets(All, Enforced, input | VariableHeader),
                    Meets(All, Enforced, input | (1UL << 31)),
                    Meets(All, Free with { SynicActive = false }, input),
                    Meets(All, Free with { InKernelLapic = false }, input),
                    Meets(Without(BitAddress.Parse("82.EAX[1]")), Free, input),
                ];
                wrong.AddRange(met.Select((found, column) => (found, column)).Where(pair => pair.found != line.Meets[pair.column])
                    .Select(pair => $"{code:X4} {line.Name} column {pair.column + 1}: {pair.found}, not {line.Meets[pair.column]}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Hypercall_WithOnlyWhatItNeeds_NeedsNothingElse()
    {
        BitAddress debugger = BitAddress.Parse("82.EAX[1]");
        Assert.All(TruthTable.Hypercalls, line =>
        {
            HvAccess access = new(TruthTable.With([.. line.Needs, debugger]), Enforced);
            Assert.True(access.Hypercall(line.First | line.RepCount).IsAllowed, line.Name);
        });
    }

    [Theory]
    [InlineData(0u, "D")]
    [InlineData(1u, "A")]
    [InlineData(0xFFFu, "A")]
    [InlineData(0xFFFFFFFEu, "A")]
    [InlineData(0xFFFFFFFFu, "D")]
    public void Hypercall_NotifyLongSpinWait_NeedsRetriesThatAreNeitherOffNorNever(uint retries, string met)
    {
        HvCpuidSet set = All.ToBuilder().Set(0x40000004, new CpuidRegisters(0, retries, 0, 0)).ToSet();
        Assert.Equal(met, Meets(set, Enforced, 8));
        Assert.Equal("A", Meets(set, Free, 8));
    }

    [Fact]
    public void Hypercall_EveryOtherCode_IsAllowedByCpuidAndNotImplemented()
    {
        HvAccess access = new(TruthTable.With(), Enforced);
        HashSet<ushort> known = [.. TruthTable.Hypercalls.SelectMany(line => line.Codes)];
        Assert.All(Enumerable.Range(0, ushort.MaxValue + 1), code =>
        {
            HvAccessResult result = access.Hypercall((uint)code | Fast);
            bool unknown = !known.Contains((ushort)code);
            Assert.Equal(unknown, result.Cause == HvAccessCause.NoSuchHypercall);
            Assert.True(!unknown || (result.IsAllowed && !result.IsImplemented && result.Row is null && result == access.HypercallGate((ushort)code)));
        });

        Assert.Equal(HvAccessOutcome.InvalidHypercallInput, access.Hypercall(0x1234 | (1UL << 63)).Outcome);
    }

    [Fact]
    public void Hypercall_ReservedBits_AreThese()
    {
        HvAccess access = new(All, Enforced);
        HvAccess before = new(All, Enforced with { Kernel = new KvmRelease(5, 17) });
        Assert.All(Enumerable.Range(0, 64), bit =>
        {
            bool reserved = bit is (>= 27 and <= 31) or (>= 44 and <= 47) or >= 60;
            Assert.Equal(reserved, access.Hypercall(0x8001 | (1UL << bit)).Cause == HvAccessCause.ReservedBits);
            Assert.False(before.Hypercall(0x8001 | (1UL << bit)).Cause == HvAccessCause.ReservedBits);
            Assert.Equal(reserved, new HvHypercallInput(1UL << bit).Reserved != 0);
        });
    }

    [Fact]
    public void Hypercall_WhenSeveralThingsAreWrong_MeetsThemInKvmsOrder()
    {
        HvCpuidSet nothing = TruthTable.With();
        const ulong Everything = 2 | Fast | VariableHeader | Rep | (1UL << 44);
        Assert.Equal("U", Outcome(new HvAccess(nothing, Enforced).Hypercall(Everything, privileged: false)));
        Assert.Equal("D", Meets(nothing, Enforced, Everything));
        Assert.Equal("I", Meets(NoXmm, Enforced, Everything));
        Assert.Equal("U", Meets(NoXmm, Enforced, Everything & ~(1UL << 44)));
        Assert.Equal("I", Meets(All, Enforced, Everything & ~(1UL << 44)));
        Assert.Equal("P", Meets(Without(BitAddress.Parse("82.EAX[1]")), Enforced, 0x69 | Fast));
        Assert.Equal("I", Meets(Without(BitAddress.Parse("82.EAX[1]")), Enforced, 0x69 | (1UL << 27)));
    }

    [Fact]
    public void HypercallGate_WithoutTheDebugger_IsAnInvalidCodeEvenWithoutItsPrivilege()
    {
        HvAccess access = new(TruthTable.With(), new HvAccessOptions());
        Assert.All(new ushort[] { 0x69, 0x6A, 0x6B }, code => Assert.Equal(HvAccessOutcome.InvalidHypercallCode, access.HypercallGate(code).Outcome));

        Assert.Equal(HvAccessOutcome.AccessDenied, new HvAccess(TruthTable.With(BitAddress.Parse("82.EAX[1]"))).HypercallGate(0x69).Outcome);
        Assert.True(new HvAccess(All).HypercallGate(0x5C).IsAllowed);
        Assert.Equal(HvAccessCause.SynicInactive, new HvAccess(All).Hypercall(0x5C).Cause);
    }

    [Theory]
    [InlineData("5.13", 0x0002, "I", "A")]
    [InlineData("5.14", 0x0002, "U", "A")]
    [InlineData("5.13", 0x0013, "I", "A")]
    [InlineData("5.14", 0x0013, "U", "A")]
    [InlineData("5.15.32", 0x0015, "I", "A")]
    [InlineData("5.15.33", 0x0015, "U", "A")]
    [InlineData("5.16.18", 0x0015, "I", "A")]
    [InlineData("5.16.19", 0x0015, "U", "A")]
    [InlineData("5.17", 0x0015, "I", "A")]
    [InlineData("5.18", 0x0015, "U", "I")]
    [InlineData("5.17", 0x0002, "U", "A")]
    [InlineData("5.18", 0x0002, "U", "I")]
    public void Hypercall_ByRelease_TakesXmmInputAndChecksReservedBitsSince(string release, int code, string fast, string reserved)
    {
        HvAccessOptions options = Enforced with { Kernel = KvmRelease.Parse(release) };
        Assert.Equal(fast, Meets(NoXmm, options, (uint)code | Fast));
        Assert.Equal(reserved, Meets(NoXmm, options, (uint)code | (1UL << 27)));
    }

    [Theory]
    [InlineData("5.17", 0x0008, VariableHeader, "A")]
    [InlineData("5.18", 0x0008, VariableHeader, "I")]
    [InlineData("5.7", 0x0069, 0ul, "A")]
    [InlineData("5.8", 0x0069, 0ul, "C")]
    [InlineData("6.2", 0x8001, Fast, "A")]
    [InlineData("6.3", 0x8001, Fast, "P")]
    public void Hypercall_ByRelease_IsCheckedSince(string release, int code, ulong bits, string met) => Assert.Equal(
        met, Meets(Without(BitAddress.Parse("82.EAX[1]")), Free with { Kernel = KvmRelease.Parse(release) }, (uint)code | bits));

    [Theory]
    [InlineData("6.13", "O")]
    [InlineData("6.14", "I")]
    [InlineData("6.12.16", "I")]
    [InlineData("rhel9.4", "O")]
    [InlineData("5.15.0-139-generic", "O")]
    [InlineData("5.15.0-140-generic", "I")]
    public void Hypercall_IpiWithoutInKernelLapic_MakesTheHostOopsUntilItIsRefused(string release, string met)
    {
        HvAccessOptions options = Free with { Kernel = KvmKernel.Parse(release), InKernelLapic = false };
        Assert.Equal(met, Meets(All, options, 0x0B));
        Assert.Equal(met, Meets(All, options, 0x15));
    }

    [Fact]
    public void Hypercalls_OfAGuest_AreTheRowsWithTheirLookUps()
    {
        HvAccess access = new(NoXmm, Enforced);
        Assert.Equal(HvHypercallTable.All, access.Hypercalls.Select(call => call.Row));
        Assert.All(
            TruthTable.Hypercalls.Zip(access.Hypercalls),
            pair => Assert.Equal((access.Hypercall(pair.First.First | pair.First.RepCount), access.HypercallGate(pair.First.First)), (pair.Second.Result, pair.Second.Gate)));
        Assert.False(access.AllowsXmmInput);
        Assert.True(new HvAccess(NoXmm, Free).AllowsXmmInput);
    }

    [Fact]
    public void Input_EveryField_StandsWhereTheTlfsHasIt()
    {
        HvHypercallInput input = new(0x0ABC_0DEF_0000_0000 | (0x155UL << 17) | Fast | 0x8765);
        Assert.Equal((0x8765, true, 0x155, 0xDEF, 0xABC, 0UL), ((int)input.Code, input.IsFast, input.VariableHeader, input.RepCount, input.RepStart, input.Reserved));
    }

    // CPUID alone: neither the SynIC, nor the local APIC, nor the input value, but where they harm the host.
    [Fact]
    public void HypercallGate_EveryCode_IsThatOfItsRow()
    {
        HvAccessOptions bare = new() { InKernelLapic = false };
        HvAccessOptions harmed = bare with { Kernel = new KvmRelease(6, 1) };
        Assert.All(TruthTable.Hypercalls.Zip(HvHypercallTable.All), pair => Assert.All(pair.First.Codes, code =>
        {
            HvAccessResult gate = new HvAccess(All, bare).HypercallGate(code);
            Assert.Equal((pair.Second, "A", HvAccessCause.Nothing), (gate.Row, Outcome(gate), gate.Cause));
            Assert.Equal(code is 0x0B or 0x15 ? "O" : "A", Outcome(new HvAccess(All, harmed with { Enforced = false }).HypercallGate(code)));
            Assert.All(pair.First.Needs, need =>
            {
                HvAccessResult denied = new HvAccess(Without(need), bare).HypercallGate(code);
                Assert.Equal((pair.Second, "D", need), (denied.Row, Outcome(denied), denied.MissingBit));
            });
        }));
        Assert.Null(new HvAccess(All).HypercallGate(1).Row);
    }

    [Fact]
    public void Hypercalls_ThatCameLater_AreAllowedAndNotImplemented()
    {
        HvHypercallAccess later = new HvAccess(All, Enforced with { Kernel = new KvmRelease(5, 7) }).Hypercalls.Single(call => call.Row.Code == 0x69);

        Assert.Equal((HvAccessCause.NoSuchHypercall, HvAccessOutcome.Allowed), (later.Result.Cause, later.Result.Outcome));
        Assert.Equal(later.Gate, later.Result);
    }

    // A kernel that may be another: what a guest may touch on that one, made once.
    [Fact]
    public void Otherwise_OfAKernelThatMayBeAnother_IsThatOne()
    {
        HvAccess access = new(All, Enforced with { Kernel = KvmKernel.Parse("6.2") with { Neighbour = KvmKernel.Parse("6.3") } });

        Assert.Equal((HvAccessCause.NoSuchHypercall, HvAccessCause.Nothing), (access.HypercallGate(0x8001).Cause, access.Otherwise!.HypercallGate(0x8001).Cause));
        Assert.Same(access.Otherwise, access.Otherwise);
        Assert.Null(access.Otherwise.Otherwise);
    }

    internal static string Outcome(HvAccessResult result) => result.Outcome switch
    {
        HvAccessOutcome.Allowed => "A",
        HvAccessOutcome.AccessDenied => "D",
        HvAccessOutcome.InvalidHypercallCode => "C",
        HvAccessOutcome.InvalidHypercallInput => "I",
        HvAccessOutcome.InvalidParameter => "P",
        HvAccessOutcome.UndefinedOpcode => "U",
        HvAccessOutcome.HostOops => "O",
        _ => result.Outcome.ToString(),
    };

    private static HvCpuidSet Without(BitAddress bit) => TruthTable.With(TruthTable.Everything.Where(other => other != bit));

    private static string Meets(HvCpuidSet set, HvAccessOptions options, ulong input) => Outcome(new HvAccess(set, options).Hypercall(input));

    private static string Worst(HypercallLine line, HvAccessOptions options, ulong input) =>
        string.Join("", line.Needs.Select(need => Meets(Without(need), options, input)).Distinct());

    // HvCallNotifyLongSpinWait (0008H) is neither a rep hypercall nor one with a variable header.
    [Theory]
    [InlineData(8 | Rep, "is no rep hypercall: rep count and rep start of the input value must be 0.")]
    [InlineData(8 | VariableHeader, "takes no variable header: bits 26 to 17 of the input value must be 0.")]
    public void Hypercall_InputOfAnotherForm_HasTheReason(ulong input, string reason)
    {
        HvAccessResult result = new HvAccess(All, Enforced).Hypercall(input);
        Assert.False(result.IsAllowed);
        Assert.EndsWith(reason, result.Reason, StringComparison.Ordinal);
    }
}
