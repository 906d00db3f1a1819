using System.Text;
using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Access;

/// <summary>The words of every access that a guest can be refused or granted, whole.</summary>
public class AccessWordsTests
{
    private static readonly ulong[] Inputs = [0, 1UL << 16, 1UL << 17, 1UL << 31, 1UL << 32, (1UL << 32) | (1UL << 48)];
    private static readonly BitAddress[] Beside = [BitAddress.Parse("3.EDX[4]"), BitAddress.Parse("3.EDX[19]"), BitAddress.Parse("82.EAX[1]")];
    private static readonly ulong[] Values = [0, 1, 0x10, 0xFFFF, 1UL << 12, ulong.MaxValue];

    [Fact]
    public void Reasons_OfEveryAccess_SayWhatTheFileSays()
    {
        HvAccessOptions newest = new() { SynicActive = true };
        HvAccessOptions[] options =
        [
            newest, newest with { Enforced = false }, newest with { SynicActive = false }, newest with { InKernelLapic = false }, newest with { HyperVCompiledIn = false },
            newest with { Enforced = false, InKernelLapic = false, Kernel = new KvmRelease(6, 1) }, newest with { Kernel = new KvmRelease(5, 0) }, newest with { Kernel = new KvmRelease(4, 19) },
        ];
        HvCpuidSet all = TruthTable.With(TruthTable.Everything);
        HvCpuidSet[] sets = [all, TruthTable.With(), all.ToBuilder().Set(0x40000001, new CpuidRegisters(0, 0, 0, 0)).ToSet(), TruthTable.With(TruthTable.Everything.Where(bit => !Beside.Contains(bit)))];

        SortedDictionary<string, SortedSet<string>> reasons = new(StringComparer.Ordinal);
        foreach (HvAccessResult result in sets.SelectMany(set => options.SelectMany(option => Results(new HvAccess(set, option)))))
        {
            (reasons.TryGetValue(result.Cause.ToString(), out SortedSet<string>? told) ? told : reasons[result.Cause.ToString()] = new(StringComparer.Ordinal)).Add(result.ToString());
        }

        Assert.Equal(Enum.GetNames<HvAccessCause>().Except([nameof(HvAccessCause.Undecided)]).Order(StringComparer.Ordinal), reasons.Keys);
        StringBuilder text = new("# What is said of an access, by its cause.\n");
        foreach ((string cause, SortedSet<string> told) in reasons)
        {
            text.Append('\n').Append(cause).Append('\n').AppendJoin("", told.Select(reason => $"  {reason}\n"));
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/access.txt", text.ToString());
    }

    private static IEnumerable<HvAccessResult> Results(HvAccess access)
    {
        foreach (HvMsrRow row in HvMsrTable.All)
        {
            yield return access.ReadMsr(row.Msr);
            foreach (ulong value in Values)
            {
                yield return access.WriteMsr(row.Msr, value);
            }
        }

        yield return access.ReadMsr(0x40000004);
        foreach (ushort code in HvHypercallTable.All.Select(row => row.Code).Append((ushort)1))
        {
            yield return access.HypercallGate(code);
            yield return access.Hypercall(code, privileged: false);
            foreach (ulong input in Inputs)
            {
                yield return access.Hypercall(code | input);
            }
        }
    }
}
