using System.Text;
using HvCpuid.Checks;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Checks;

/// <summary>What cannot be judged, whole: of sets of which one register or leaf is not known.</summary>
public class OpenCheckWordsTests
{
    // Each line is a set as in checks.txt, of which one register after another, and one leaf after another, is forgotten.
    private static readonly string[] Sets =
    [
        "HV001 - 3.EAX=FFF 3.EBX=837 3.EDX=80900 4.EAX=4D6E 5.EAX=FFFFFFFF A.EAX=A0101 A.EBX=1 82.EAX=2 0.EAX=4000000A nested=no vcpus=300 enforced=yes",
        "HV001 - 3.EBX=006BB1FF 40000006.EAX=1 4000000B.EAX=1 80.EAX=40000082 81.EAX=31235356 82.EAX=5 0.EAX=4000000C C.EAX=1 C.EBX=2",
        "HV001 - kvm other=3.EAX:26F host=6.1",
    ];

    [Fact]
    public void NotJudged_OfWhatIsForgotten_SaysWhatTheFileSays()
    {
        StringBuilder text = new("# What the checker finds and cannot judge where one register, or a leaf, is not known: the rule, then the fields on which it rests; '…' stands for other leaves.\n");
        foreach (CheckCase line in Sets.Select(CheckCase.Parse))
        {
            text.Append('\n').Append(line.Text[8..]).Append('\n');
            foreach (CpuidEntry entry in line.Input.Set)
            {
                foreach (CpuidRegister? register in new CpuidRegister?[] { CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx, null })
                {
                    HvCheckInput part = line.Input with { Reading = Without(line.Input.Set, entry.Function, register) };
                    text.Append("without ").Append(BitAddress.FunctionText(entry.Function)).Append(register is { } one ? ":" + one : "").Append('\n');
                    text.Append("  ").AppendJoin(' ', HvChecker.Check(part).Select(finding => $"{finding.Id} {finding.Address.ToString()["CPUID.4000".Length..]}")).Append('\n');
                    text.Append("  ? ").AppendJoin("; ", HvChecker.NotJudged(part).Select(open => $"{open.Check.Id}{(open.MissesLeaves ? " …" : "")}{string.Concat(open.Unknown.Select(address => " " + address.ToString()["CPUID.4000".Length..]))}")).Append('\n');
                }
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/open-checks.txt", text.ToString());
    }

    // Whose leaves they are is not known: no rule can be judged.
    [Fact]
    public void NotJudged_OfLeavesOfUnknownOrigin_IsEveryRule()
    {
        HvReadingBuilder builder = new();
        builder.Tell(BitAddress.Parse("0.EAX"), 0x40000005);
        builder.Tell(BitAddress.Parse("3.EAX"), 0);
        HvCheckInput input = new(builder.ToReading(isComplete: true));

        Assert.Empty(HvChecker.Check(input));
        Assert.Equal(HvCheckTable.All, HvChecker.NotJudged(input).Select(open => open.Check));
        Assert.All(HvChecker.NotJudged(input), open => Assert.Equal(
            "CPUID.40000001H:EAX CPUID.40000000H:EBX False", $"{string.Join(' ', open.Unknown)} {open.MissesLeaves}"));
    }

    private static HvReading Without(HvCpuidSet set, uint function, CpuidRegister? register)
    {
        HvReadingBuilder builder = new();
        foreach (CpuidEntry entry in set)
        {
            foreach (CpuidRegister told in Enum.GetValues<CpuidRegister>().Where(told => entry.Function != function || (register is not null && told != register)))
            {
                builder.Tell(new BitAddress(entry.Function, told, BitField.Whole), entry.Registers[told]);
            }
        }

        return builder.ToReading(isComplete: register is not null);
    }
}
