using System.Text;
using HvCpuid.Checks;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Checks;

/// <summary>The words of the checker, whole, for every set and system beside this file: what stands where, what would put it right, why it matters, and what cannot be judged.</summary>
public class FindingWordsTests
{
    [Fact]
    public void Findings_OfEverySetAndSystem_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What the checker says of the sets of checks.txt that break a rule, and of the systems of systems.txt: finding, fix, reason where it is not the rule's alone; '?' what it cannot judge, and on what that rests.\n");
        foreach (CheckCase line in CheckData.Cases.Where(line => line.Breaks))
        {
            Append(text, line.Text.Split('|')[0].TrimEnd(), line.Input);
        }

        foreach (SystemCase system in CheckData.Systems)
        {
            Append(text, system.Name, system.Input);
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/findings.txt", text.ToString());
    }

    private static void Append(StringBuilder text, string title, HvCheckInput input)
    {
        text.Append('\n').Append(title).Append('\n');
        foreach (HvFinding finding in HvChecker.Check(input))
        {
            text.Append("  ").Append(finding).Append('\n');
            if (finding.Why != finding.Check.Why)
            {
                text.Append("    why: ").Append(finding.Why.AsSpan(finding.Check.Why.Length).Trim()).Append('\n');
            }
        }

        foreach (HvOpenCheck open in HvChecker.NotJudged(input))
        {
            text.Append("  ? ").Append(open.Check.Id).Append(open.MissesLeaves ? " other leaves" : "").Append(string.Concat(open.Unknown.Select(address => " " + address))).Append('\n');
        }
    }
}
