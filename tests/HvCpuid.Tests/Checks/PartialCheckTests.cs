using HvCpuid.Checks;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Checks;

/// <summary>Of leaves of which a part is known: what is found whatever the rest is, and what cannot be judged.</summary>
public class PartialCheckTests
{
    [Fact]
    public void NotJudged_OfWholeLeaves_IsNothing() => Assert.Multiple([.. CheckData.Cases.Select(line => (Action)(() => Assert.Empty(HvChecker.NotJudged(line.Input))))]);

    // Whatever is forgotten of a set: nothing is found that is not found in the whole, and what is no longer found is not judged.
    [Fact]
    public void Check_OfAPart_FindsNothingElseAndListsWhatItCannotJudge() => Assert.Multiple([.. CheckData.Cases.SelectMany(line => Forgotten(line.Input).Select(part => (Action)(() =>
    {
        HashSet<string> whole = [.. HvChecker.Check(line.Input).Select(finding => Place(finding))];
        string[] found = [.. HvChecker.Check(part).Select(Place)];
        Assert.True(found.All(whole.Contains), $"{line.Text}: {string.Join("; ", found.Except(whole))}");
        HashSet<string> open = [.. HvChecker.NotJudged(part).Select(rule => rule.Check.Id)];
        Assert.True(whole.Except(found).All(finding => open.Contains(finding.Split(' ')[0])), $"{line.Text}: lost {string.Join("; ", whole.Except(found))}");
    })))]);

    [Fact]
    public void Check_OfAGuestsLog_JudgesWhatItTells()
    {
        HvCheckInput log = new(HvCpuidFormats.Read("Hyper-V: privilege flags low 0x2800, high 0x0, hints 0x4000, misc 0x0\n"u8).Cpus[0].Reading);
        Assert.Equal(["HV005", "HV006", "HV009", "HV027"], HvChecker.Check(log).Select(finding => finding.Id));
        IReadOnlyList<HvOpenCheck> open = HvChecker.NotJudged(log);
        Assert.Contains(open, rule => rule.Check.Id == "HV001");
        HvOpenCheck evmcs = Assert.Single(open, rule => rule.Check.Id == "HV010");
        Assert.Equal([new BitAddress(0x4000000A, CpuidRegister.Eax, new BitField(15, 0))], evmcs.Unknown);
        Assert.DoesNotContain(open, rule => rule.Check.Id is "HV005" or "HV009");
    }

    [Fact]
    public void NotJudged_OfNothing_IsRefused() => Assert.Throws<ArgumentNullException>(() => HvChecker.NotJudged(null!));

    private static string Place(HvFinding finding) => $"{finding.Id} {finding.Address}";

    private static IEnumerable<HvCheckInput> Forgotten(HvCheckInput input)
    {
        foreach (CpuidEntry forgotten in input.Set)
        {
            for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
            {
                yield return input with { Reading = Without(input.Set, entry => entry.Function == forgotten.Function, register, isComplete: true) };
            }

            yield return input with { Reading = Without(input.Set, entry => entry.Function == forgotten.Function, null, isComplete: false) };
        }
    }

    private static HvReading Without(HvCpuidSet set, Func<CpuidEntry, bool> forgets, CpuidRegister? register, bool isComplete)
    {
        HvReadingBuilder builder = new();
        foreach (CpuidEntry entry in set)
        {
            for (CpuidRegister told = CpuidRegister.Eax; told <= CpuidRegister.Edx; told++)
            {
                if (!forgets(entry) || (register is not null && told != register))
                {
                    builder.Tell(new BitAddress(entry.Function, told, BitField.Whole), entry.Registers[told]);
                }
            }
        }

        return builder.ToReading(isComplete);
    }
}
