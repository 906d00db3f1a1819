using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Access;

public class HvAccessMsrTests
{
    private static readonly HvAccessOptions Enforced = new() { SynicActive = true };
    private static readonly HvAccessOptions Free = Enforced with { Enforced = false };
    private static readonly HvCpuidSet All = TruthTable.With(TruthTable.Everything);

    [Fact]
    public void Result_OfNoAccess_AllowsNothing()
    {
        HvAccessResult none = default;

        Assert.Equal((false, false, HvAccessOutcome.Undecided), (none.IsAllowed, none.IsImplemented, none.Outcome));
        Assert.Equal("Undecided: No access was asked about.", none.ToString());
    }

    [Fact]
    public void Table_AgainstTheTruthTable_HasTheSameMsrsAndNamesAndNeeds() => Assert.Equal(
        TruthTable.Msrs.Select(line => $"{line.Msr:X} {line.Name} {line.Needs}"),
        HvMsrTable.All.Select(row => $"{row.Msr:X} {row.Name} {string.Join(",", row.Needs)}"));

    [Fact]
    public void Msr_EveryLineEveryColumn_IsAsTheTruthTableSays()
    {
        List<string> wrong = [];
        foreach (MsrLine line in TruthTable.Msrs)
        {
            HvCpuidSet without = TruthTable.With(TruthTable.Everything.Where(bit => bit != line.Needs));
            HvCpuidSet noDebugger = TruthTable.With(TruthTable.Everything.Where(bit => bit != BitAddress.Parse("82.EAX[1]")));
            string[] met =
            [
                Meets(line, All, Enforced),
                Meets(line, without, Enforced),
                Meets(line, All, Free),
                Meets(line, without, Free),
                Meets(line, All, Free with { SynicActive = false }),
                Meets(line, All, Free with { InKernelLapic = false }),
                Meets(line, noDebugger, Free),
            ];
            wrong.AddRange(met.Select((found, column) => (found, column)).Where(pair => pair.found != line.Allowed[pair.column])
                .Select(pair => $"{line.Msr:X} {line.Name} column {pair.column + 1}: {pair.found}, not {line.Allowed[pair.column]}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Msr_WithOnlyItsBits_NeedsNoOther()
    {
        BitAddress debugger = BitAddress.Parse("82.EAX[1]");
        Assert.Empty(TruthTable.Msrs.Where(line => Meets(line, TruthTable.With(line.Needs, debugger), Enforced) != line.Allowed[0]));
    }

    [Fact]
    public void Msr_AnyOtherSyntheticOne_IsGeneralProtection()
    {
        HvAccess access = new(All, Free);
        HashSet<uint> known = [.. TruthTable.Msrs.Select(line => line.Msr)];
        Assert.All(Enumerable.Range(0x40000000, 0x10000).Select(number => (uint)number), msr =>
        {
            HvAccessResult read = access.ReadMsr(msr);
            Assert.Equal(!known.Contains(msr), read.Cause == HvAccessCause.NoSuchMsr);
            Assert.True(known.Contains(msr) || (read.Outcome == HvAccessOutcome.GeneralProtection && access.WriteMsr(msr, 0) == read && !read.IsImplemented));
        });
    }

    [Theory]
    [InlineData(0x3FFFFFFFu, "3FFFFFFFH")]
    [InlineData(0x40010000u, "40010000H")]
    [InlineData(0x10u, "00000010H")]
    [InlineData(0xFFFFFFFFu, "FFFFFFFFH")]
    public void Msr_ThatIsNotSynthetic_IsRefusedByName(uint msr, string name) => Assert.StartsWith(
        $"MSR {name} is not synthetic: those are 40000000H to 4000FFFFH.", Assert.Throws<ArgumentOutOfRangeException>(nameof(msr), () => new HvAccess(All).ReadMsr(msr)).Message, StringComparison.Ordinal);

    [Fact]
    public void WriteMsr_OfATimersConfig_NeedsTheBitForDirectModeUnderEnforcementOnly()
    {
        HvCpuidSet without = TruthTable.With(TruthTable.Everything.Where(bit => bit != BitAddress.Parse("3.EDX[19]")));
        Assert.All(Enumerable.Range(0x400000B0, 8).Select(number => (uint)number), msr =>
        {
            bool config = (msr & 1) == 0;
            HvAccessResult refused = new HvAccess(without, Enforced).WriteMsr(msr, 1UL << 12);
            Assert.Equal(!config, refused.IsAllowed);
            Assert.Equal(config ? BitAddress.Parse("3.EDX[19]") : null, refused.MissingBit);
            Assert.True(new HvAccess(without, Enforced).WriteMsr(msr, ~(1UL << 12)).IsAllowed);
            Assert.True(new HvAccess(without, Free).WriteMsr(msr, 1UL << 12).IsAllowed);
            Assert.True(new HvAccess(All, Enforced).WriteMsr(msr, 1UL << 12).IsAllowed);
        });
    }

    [Theory]
    [InlineData(0x40000090u, 0x00000u, false)]
    [InlineData(0x40000090u, 0x0000Fu, false)]
    [InlineData(0x40000090u, 0x00010u, true)]
    [InlineData(0x4000009Fu, 0x000FFu, true)]
    [InlineData(0x4000009Fu, 0x0010Fu, false)]
    [InlineData(0x4000009Fu, 0x10000u, true)]
    [InlineData(0x40000108u, 0u, true)]
    [InlineData(0x40000108u, 1u, false)]
    [InlineData(0x40000118u, 0u, true)]
    [InlineData(0x40000118u, 1u, true)]
    [InlineData(0x40000118u, 2u, false)]
    [InlineData(0x40000118u, 3u, false)]
    public void WriteMsr_OfAValue_IsTakenOrNot(uint msr, uint value, bool taken)
    {
        Assert.Equal(taken, new HvAccess(All, Enforced).WriteMsr(msr, value).IsAllowed);
        Assert.Equal(taken, new HvAccess(All, Free).WriteMsr(msr, value).IsAllowed);
        Assert.True(new HvAccess(All, Enforced).ReadMsr(msr).IsAllowed);
    }

    [Fact]
    public void WriteMsr_OfZeroToTheInvariantTsc_IsRefusedOnceItIsSet()
    {
        HvAccess access = new(All, Enforced with { InvariantTscSet = true });
        Assert.Equal(HvAccessCause.ValueRefused, access.WriteMsr(0x40000118, 0).Cause);
        Assert.True(access.WriteMsr(0x40000118, 1).IsAllowed);
    }

    [Theory]
    [InlineData("5.7", 0x400000F1u, false, HvAccessCause.NotInRelease)]
    [InlineData("5.8", 0x400000F1u, false, HvAccessCause.Nothing)]
    [InlineData("6.2", 0x40000118u, true, HvAccessCause.NotInRelease)]
    [InlineData("6.3", 0x40000118u, true, HvAccessCause.Nothing)]
    [InlineData("5.9", 0x400000B1u, true, HvAccessCause.Nothing)]
    [InlineData("5.10", 0x400000B1u, true, HvAccessCause.SynicInactive)]
    [InlineData("5.9", 0x40000084u, true, HvAccessCause.SynicInactive)]
    [InlineData("5.11", 0x40000108u, true, HvAccessCause.Nothing)]
    [InlineData("5.12", 0x40000108u, true, HvAccessCause.ValueRefused)]
    public void Msr_ByRelease_IsThereSinceItsChange(string release, uint msr, bool write, HvAccessCause cause)
    {
        HvAccess access = new(All, new HvAccessOptions { Kernel = KvmRelease.Parse(release), Enforced = false });
        Assert.Equal(cause, access.Msr(msr, write, 1).Cause);
    }

    [Fact]
    public void Msrs_OfAGuest_AreTheRowsWithTheirLookUps()
    {
        HvAccess access = new(All, Enforced);
        Assert.Equal(HvMsrTable.All, access.Msrs.Select(msr => msr.Row));
        Assert.All(access.Msrs, msr => Assert.Equal(access.ReadMsr(msr.Row.Msr), msr.Read));
        Assert.All(TruthTable.Msrs.Zip(access.Msrs), pair => Assert.Equal(access.WriteMsr(pair.First.Msr, pair.First.Value), pair.Second.Write));
    }

    private static string Meets(MsrLine line, HvCpuidSet set, HvAccessOptions options)
    {
        HvAccess access = new(set, options);
        HvAccessResult[] results = [access.ReadMsr(line.Msr), access.WriteMsr(line.Msr, line.Value)];
        Assert.All(results, result => Assert.Contains(result.Outcome, new[] { HvAccessOutcome.Allowed, HvAccessOutcome.GeneralProtection }));
        return (results[0].IsAllowed ? "r" : "-") + (results[1].IsAllowed ? "w" : "-");
    }
}
