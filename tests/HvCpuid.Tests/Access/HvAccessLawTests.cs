using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;

namespace HvCpuid.Tests.Access;

public class HvAccessLawTests
{
    private static readonly Gen<HvCpuidSet> Sets = Gen.SubListOf(TruthTable.Everything.ToArray()).Select(bits => TruthTable.With(bits));

    private static readonly Gen<HvAccessOptions> Options =
        from release in Gen.Elements(Situations.Releases.ToArray())
        from bits in Gen.Choose(0, 15)
        select new HvAccessOptions { Kernel = release, Enforced = (bits & 1) != 0, SynicActive = (bits & 2) != 0, InKernelLapic = (bits & 4) != 0, InvariantTscSet = (bits & 8) != 0 };

    private static readonly Gen<ulong> Inputs =
        from code in Gen.OneOf(Gen.Elements(TruthTable.Hypercalls.Select(line => (int)line.First).ToArray()), Gen.Choose(0, 0xFFFF))
        from bits in Gen.SubListOf(Enumerable.Range(16, 48).ToArray())
        select bits.Aggregate((ulong)code, (input, bit) => bits.Count > 4 ? input : input | (1UL << bit));

    [Fact]
    public void Clearing_AnyBitUnderEnforcement_NeverAllowsMore() => Law((set, options, input) =>
    {
        HvAccess before = new(set, options with { Enforced = true });
        foreach (BitAddress bit in TruthTable.Everything)
        {
            HvAccess after = new(Cleared(set, bit), options with { Enforced = true });
            if ((Taken(after.Hypercall(input)) && !Taken(before.Hypercall(input))) || MsrsAllowed(after).Except(MsrsAllowed(before)).Any())
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void Enforcement_NeverAllowsMore() => Law((set, options, input) =>
    {
        HvAccess free = new(set, options with { Enforced = false });
        HvAccess enforced = new(set, options with { Enforced = true });
        return (!enforced.Hypercall(input).IsAllowed || free.Hypercall(input).IsAllowed) && !MsrsAllowed(enforced).Except(MsrsAllowed(free)).Any();
    });

    [Fact]
    public void Enforcement_BeforeItExists_ChangesNothing() => Law((set, options, input) =>
    {
        HvAccess free = new(set, options with { Enforced = false });
        HvAccess enforced = new(set, options with { Enforced = true });
        bool exists = options.Kernel.Base >= new KvmRelease(5, 14);
        return enforced.IsEnforced == exists && (exists || (free.Hypercall(input) == enforced.Hypercall(input) && MsrsAllowed(free).SequenceEqual(MsrsAllowed(enforced))));
    });

    [Fact]
    public void Guest_ThatIsNotAware_IsRefusedEverythingSince512() => Law((set, options, input) =>
    {
        HvCpuidSet other = set.ToBuilder().Set(0x40000001, new CpuidRegisters(0x31237649, 0, 0, 0)).ToSet();
        HvAccess access = new(other, options);
        HvAccess aware = new(set, options);
        return options.Kernel.Base >= new KvmRelease(5, 12)
            ? access.Hypercall(input).Outcome == HvAccessOutcome.NotHyperV && access.Hypercall(input, privileged: false).Outcome == HvAccessOutcome.NotHyperV && MsrsAllowed(access).Count == 0
            : access.Hypercall(input) == aware.Hypercall(input) && MsrsAllowed(access).SequenceEqual(MsrsAllowed(aware));
    });

    [Fact]
    public void Guest_OfAKvmWithoutHyperV_IsRefusedEverythingForThatReason() => Law((set, options, input) =>
    {
        HvAccess access = new(set, options with { HyperVCompiledIn = false });
        HvAccessResult[] results =
        [
            access.Hypercall(input), access.Hypercall(input, privileged: false), access.HypercallGate((ushort)(input & 0xFFFF)),
            .. access.Hypercalls.SelectMany(call => new[] { call.Gate, call.Result }),
        ];
        HvAccessResult[] msrs = [.. access.Msrs.SelectMany(msr => new[] { msr.Read, msr.Write })];
        return !access.IsEnforced
            && results.All(result => result.Outcome == HvAccessOutcome.NotHyperV && result.Cause == HvAccessCause.NotCompiledIn)
            && msrs.All(result => result.Outcome == HvAccessOutcome.GeneralProtection && !result.IsImplemented)
            && results[0].Reason.Contains("CONFIG_KVM_HYPERV", StringComparison.Ordinal);
    });

    [Fact]
    public void Call_WithoutPrivilege_IsUndefinedOpcode() =>
        Law((set, options, input) => new HvAccess(set, options).Hypercall(input, privileged: false).Outcome == HvAccessOutcome.UndefinedOpcode);

    [Fact]
    public void Missing_BitOfARefusal_IsClearAndSettingItRemovesTheCause() => Law((set, options, input) =>
    {
        HvAccessResult result = new HvAccess(set, options).Hypercall(input);
        if (result.MissingBit is not { } bit)
        {
            return true;
        }

        HvCpuidSet granted = Granted(set, bit);
        HvAccessResult after = new HvAccess(granted, options).Hypercall(input);
        return set.Extract(bit) == 0 && after.MissingBit != bit && result.Reason.Contains(bit.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Reason_OfEveryResult_IsASentenceThatNamesItsRow() => Law((set, options, input) =>
    {
        HvAccess access = new(set, options);
        IEnumerable<HvAccessResult> results = access.Msrs.SelectMany(msr => new[] { msr.Read, msr.Write, access.WriteMsr(msr.Row.Msr, 0xFFFF_FFFF_FFFF_FFFF) })
            .Append(access.Hypercall(input)).Append(access.ReadMsr(0x400000F0)).Append(access.Hypercall(input, privileged: false));
        return results.All(result => result.Reason is ['A' or 'H' or 'T', .., '.']
            && (result.Cause == HvAccessCause.NotAware || result.Row is null || result.Reason.Contains($" ({result.Row.Number}) ", StringComparison.Ordinal))
            && result.ToString() == $"{result.Outcome}: {result.Reason}");
    });

    [Fact]
    public void LookUps_OfAnything_AllocateNothing()
    {
        HvAccess access = new(TruthTable.With(TruthTable.Everything.Take(8)));
        ulong[] inputs = [2, 3 | (1UL << 16), 8, 0x5C, 0x69, 0x8001 | (1UL << 16), 0x1234, 1UL << 63];
        int refused = Round(access, inputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int again = Round(access, inputs);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(refused, again);
        Assert.True(refused > 0);
    }

    [Fact]
    public void Constructor_WithoutLeaves_IsRefused() => Assert.Throws<ArgumentNullException>(() => new HvAccess(null!));

    [Fact]
    public void Find_ByNumber_GivesTheRowOrNone()
    {
        Assert.All(HvMsrTable.All, row => Assert.Same(row, HvMsrTable.Find(row.Msr)));
        Assert.All(HvHypercallTable.All, row => Assert.Equal((row, row), (HvHypercallTable.Find(row.Code), HvHypercallTable.Find(row.LastCode))));
        Assert.All(new uint[] { 0, 0x3FFFFFFF, 0x40000004, 0x400000F0, 0x40000119, uint.MaxValue }, msr => Assert.Null(HvMsrTable.Find(msr)));
        Assert.All(new ushort[] { 0, 1, 0x6C, 0x8000, 0x8042, ushort.MaxValue }, code => Assert.Null(HvHypercallTable.Find(code)));
        Assert.Equal("8002H to 8041H extended hypercalls", HvHypercallTable.Find(0x8002)!.ToString());
        Assert.Equal("40000118H HV_X64_MSR_TSC_INVARIANT_CONTROL", HvMsrTable.Find(0x40000118)!.ToString());
    }

    private static int Round(HvAccess access, ulong[] inputs)
    {
        int refused = 0;
        for (uint msr = 0x40000000; msr < 0x40000120; msr++)
        {
            refused += access.ReadMsr(msr).IsAllowed ? 0 : 1;
            refused += access.WriteMsr(msr, 1UL << 12).IsAllowed ? 0 : 1;
        }

        foreach (ulong input in inputs)
        {
            refused += access.Hypercall(input).IsAllowed ? 0 : 1;
            refused += access.Hypercall(input, privileged: false).IsAllowed ? 0 : 1;
        }

        return refused;
    }

    private static void Law(Func<HvCpuidSet, HvAccessOptions, ulong, bool> holds) => Prop.ForAll(
        (from set in Sets from options in Options from input in Inputs select (set, options, input)).ToArbitrary(),
        situation => holds(situation.set, situation.options, situation.input)).QuickCheckThrowOnFailure();

    // Clearing the debugger's capability turns a denial into an invalid code; it must not turn it into a call that KVM takes.
    private static bool Taken(HvAccessResult result) => result.IsAllowed && result.IsImplemented;

    private static List<(uint Msr, bool Write)> MsrsAllowed(HvAccess access) =>
        access.Msrs.SelectMany(msr => new[] { (msr.Row.Msr, Write: false, msr.Read.IsAllowed), (msr.Row.Msr, Write: true, access.WriteMsr(msr.Row.Msr, 1UL << 12).IsAllowed) })
            .Where(found => found.IsAllowed).Select(found => (found.Msr, found.Write)).ToList();

    private static HvCpuidSet Cleared(HvCpuidSet set, BitAddress bit)
    {
        set.TryGet(bit.Function, out CpuidRegisters registers);
        return set.ToBuilder().Set(bit.Function, registers.With(bit.Register, registers[bit.Register] & ~bit.Bits.Mask)).ToSet();
    }

    private static HvCpuidSet Granted(HvCpuidSet set, BitAddress bit)
    {
        set.TryGet(bit.Function, out CpuidRegisters registers);
        return set.ToBuilder().Set(bit.Function, registers.With(bit.Register, registers[bit.Register] | (bit.Bits.IsSingleBit ? bit.Bits.Mask : 0xFFFu))).ToSet();
    }
}
