using HvCpuid.Checks;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Checks;

public class HvCheckTableTests
{
    [Fact]
    public void Rules_InOrder_HaveIdsThatCount() =>
        Assert.Equal(Enumerable.Range(1, HvCheckTable.All.Count).Select(number => $"HV{number:000}"), HvCheckTable.All.Select(check => check.Id));

    [Fact]
    public void Rules_Each_HaveASetThatBreaksThemAndOneThatKeepsThem()
    {
        Assert.Empty(HvCheckTable.All.Where(check => !CheckData.Cases.Any(line => line.Id == check.Id && line.Breaks)));
        Assert.Empty(HvCheckTable.All.Where(check => !CheckData.Cases.Any(line => line.Id == check.Id && !line.Breaks)));
        Assert.Empty(CheckData.Cases.Where(line => HvCheckTable.All.All(check => check.Id != line.Id)));
    }

    [Fact]
    public void Rules_Each_SayTitleReasonAndSource() => Assert.All(HvCheckTable.All, check =>
    {
        Assert.False(check.Title.EndsWith('.'));
        Assert.EndsWith(".", check.Why, StringComparison.Ordinal);
        Assert.Matches("TLFS|2012|Linux|Intel", check.Source);
        Assert.Equal($"{check.Id} {check.Severity.ToString().ToLowerInvariant()}: {check.Title}", check.ToString());
    });

    [Fact]
    public void Severities_OfTheRules_AreThese() => Assert.Equal(
        "HV001 HV002 HV003 HV004 HV005 HV007 HV010 HV011 HV012 HV019 HV022 HV027 HV028",
        string.Join(" ", HvCheckTable.All.Where(check => check.Severity == HvSeverity.Error).Select(check => check.Id)));

    [Fact]
    public void Check_OfTheGoodSet_FindsNothing() => Assert.Empty(HvChecker.Check(CheckData.Good));

    [Fact]
    public void Check_OfABreakingSet_FindsThatAndNothingElse()
    {
        Assert.All(CheckData.Cases.Where(line => line.Breaks), line =>
        {
            IReadOnlyList<HvFinding> findings = HvChecker.Check(line.Input);
            Assert.True(findings.All(finding => finding.Id == line.Id), line.Text + "\n" + string.Join("\n", findings));
            Assert.Equal(line.Addresses, findings.Select(finding => finding.Address));
        });
    }

    [Fact]
    public void Check_OfAKeepingSet_FindsNothing()
    {
        Assert.All(CheckData.Cases.Where(line => !line.Breaks), line =>
        {
            IReadOnlyList<HvFinding> findings = HvChecker.Check(line.Input);
            Assert.True(findings.Count == 0, line.Text + "\n" + string.Join("\n", findings));
        });
    }

    [Fact]
    public void Findings_OfEveryBreakingSet_AreSentencesWithValuesAndAFix() => Assert.All(
        CheckData.Cases.Where(line => line.Breaks).SelectMany(line => HvChecker.Check(line.Input)),
        finding =>
        {
            Assert.Matches(@"^[A-Z].*( is | but ).*\.$", finding.Message);
            Assert.StartsWith(finding.Check.Why, finding.Why, StringComparison.Ordinal);
            Assert.Matches(@"^[A-Z].*\.$", finding.Fix);
            Assert.Matches(@"[0-9]|'.+'", finding.Message);
            Assert.Equal(finding.Severity, HvCheckTable.All.Single(check => check.Id == finding.Id).Severity);
            Assert.StartsWith($"{finding.Id} {finding.Severity.ToString().ToLowerInvariant()} {finding.Address}: ", finding.ToString(), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("HV002 - 0.EAX=40010000", "The maximum leaf is 40010000H.")]
    [InlineData("HV004 - 1.EAX=31237649", "The interface is 31237649H, 'Iv#1'.")]
    [InlineData("HV009 - 3.EAX[11]=1", "CPUID.40000003H:EAX[11] AccessFrequencyRegs is 1, but CPUID.40000003H:EDX[8] TimerFrequencies is 0.")]
    [InlineData("HV015 - 4.EAX[2]=1 vcpus=200", "CPUID.40000004H:EAX[2] HypercallRemoteTlbFlush is 1, but CPUID.40000004H:EAX[11] ExProcessorMasks is 0, with 200 vCPUs.")]
    [InlineData("HV018 - 0.EBX=756E6547 0.ECX=49656E69 0.EDX=6C65746E", "The vendor is 'GenuineIntel'.")]
    [InlineData("HV022 - other=4.EAX:0 other=3.EAX:26F", "CPUID.40000003H:EAX is 0000026EH, but 0000026FH on CPU 2.")]
    public void Message_OfAFinding_NamesTheActualValues(string line, string message) =>
        Assert.Equal(message, Assert.Single(HvChecker.Check(CheckCase.Parse(line).Input)).Message);

    [Fact]
    public void Check_OfNothing_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => HvChecker.Check((HvCheckInput)null!));
        Assert.Throws<ArgumentNullException>(() => HvChecker.Check((HvCpuid.Sets.HvCpuidSet)null!));
        Assert.Throws<ArgumentNullException>(() => HvCheckTable.All[0].Run(null!));
    }
}
