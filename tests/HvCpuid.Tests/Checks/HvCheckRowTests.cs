using HvCpuid.Checks;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Checks;

/// <summary>Rules on sets that break several: one rule alone, by its id, with the edits of checks.txt.</summary>
public class HvCheckRowTests
{
    [Theory]
    [InlineData("HV004 - drop=40000002 1.EAX=0", "40000001H:EAX")]
    [InlineData("HV017 - 3.EDX[11]=1 82.EAX=0", "40000082H:EAX[1]")]
    [InlineData("HV017 - 3.EBX[11]=1 82.EAX=0", "40000082H:EAX[1]")]
    [InlineData("HV017 - 3.EBX[11]=1 82.EAX=2", "")]
    [InlineData("HV017 - 3.EDX[11]=1 82.EAX=2", "")]
    [InlineData("HV022 - other=3.EBX:31", "40000003H:EBX")]
    [InlineData("HV022 - other=3.EAX:6E", "")]
    [InlineData("HV023 - 40000010.EAX=1", "")]
    [InlineData("HV023 - 40000010.EAX=1 0.EAX=40000010", "40000010H:EAX")]
    [InlineData("HV023 - FF.EDX=1 0.EAX=400000FF", "400000FFH:EAX")]
    [InlineData("HV023 - 40000110.EAX=1 0.EAX=40000110", "")]
    [InlineData("HV034 - 1.EBX=1", "40000001H:EBX[0]")]
    [InlineData("HV034 - 40000101.EAX=FFFFFFFF", "")]
    [InlineData("HV036 - drop=40000004 enforced=yes", "40000003H:EAX[4]")]
    [InlineData("HV036 - drop=40000003 enforced=yes", "")]
    public void Run_OfOneRule_FindsThese(string line, string addresses)
    {
        CheckCase test = CheckCase.Parse(line);
        Assert.Equal(addresses, string.Join(' ', HvCheckTable.All.Single(check => check.Id == test.Id).Run(test.Input).Select(finding => finding.Address.ToString()["CPUID.".Length..])));
    }

    [Fact]
    public void Check_OfTheDebuggersLeafAlone_MissesTheFirstSix()
    {
        HvCpuidSet set = new HvCpuidSetBuilder().Add(0x40000082, new CpuidRegisters(2, 0, 0, 0)).ToSet();

        Assert.Equal(Enumerable.Range(0, 6).Select(leaf => 0x40000000 + (uint)leaf), HvChecker.Check(set).Where(finding => finding.Id == "HV001").Select(finding => finding.Address.Function));
        Assert.DoesNotContain(HvChecker.Check(set), finding => finding.Id == "HV003");
    }
}
