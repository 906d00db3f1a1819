using System.Globalization;
using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class ResolutionTableTests
{
    [Fact]
    public void Resolve_EverySwitchAndEveryPair_GivesTheTable()
    {
        List<HvSwitches> choices = [.. Choices];
        Assert.Equal(21 + 210, choices.Count);
        StringBuilder table = new();
        table.AppendLine("# What every enlightenment alone, and every pair of them, gives on hosts of four releases and two vendors (i: Intel with eVMCS enabled, a: AMD;");
        table.AppendLine("# local APIC in the kernel). Hosts with the same outcome share a line. Leaves as EAX-EBX-ECX-EDX, those that are the same for all left out:");
        table.AppendLine("# 0=EAX, 3, 4=EAX, A=EAX, and 80H to 82H; or all reasons in order: !flag lacks the bits; flag>other requires it; ~flag is a warning.");
        foreach (HvSwitches choice in choices)
        {
            table.AppendLine().AppendLine(string.Join(",", HvEnlightenmentTable.For(choice).Select(row => row.Flag)));
            foreach (IGrouping<string, string> same in Hosts.All.GroupBy(host => Outcome(choice, host.Query.Answer()), host => host.Name))
            {
                table.AppendLine(CultureInfo.InvariantCulture, $"  {same.Key}  [{string.Join(" ", same)}]");
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/enlightenments.txt", table.ToString());
    }

    private static IEnumerable<HvSwitches> Choices
    {
        get
        {
            IReadOnlyList<HvEnlightenment> rows = HvEnlightenmentTable.All;
            return rows.Select(row => row.Switch)
                .Concat(rows.SelectMany((row, place) => rows.Skip(place + 1).Select(other => row.Switch | other.Switch)));
        }
    }

    private static string Outcome(HvSwitches switches, HvCpuidSet host)
    {
        HvResolution resolution = new HvConfiguration { Switches = switches }.Resolve(host);
        string findings = string.Join(" ", resolution.Findings.Select(Text));
        return resolution.Set is { } set ? $"{Leaves(set)} {findings}".TrimEnd() : findings;
    }

    private static string Text(HvSwitchFinding finding) => finding.Severity == HvSeverity.Warning ? $"~{finding.Flag}"
        : finding.Id == HvSwitchFindingIds.Unsupported ? $"!{finding.Flag}({string.Join(",", finding.Addresses.Select(Short))})"
        : $"{finding.Flag}>{finding.Message[(finding.Message.LastIndexOf('(') + 1)..^1]}";

    private static string Leaves(HvCpuidSet set)
    {
        // What every resolved set has, whatever its switches.
        Assert.Equal(AsciiSignature.MicrosoftHv, set.Vendor?.Signature);
        Assert.Equal("Hv#1", AsciiSignature.Text(set.Interface!.Value.Registers.Eax));
        Assert.Equal("00003839-000A0000-00000000-00000000", set.SystemIdentity!.Value.Registers.ToString());
        Assert.Equal("FFFFFFFF-00000040-00000000-00000000", set.Limits!.Value.Registers.ToString());
        Assert.Equal(set.Vendor!.Value.MaximumFunction, set.Max(entry => entry.Function));
        CpuidRegisters four = set.Recommendations!.Value.Registers;
        Assert.Equal(new CpuidRegisters(four.Eax, 0xFFFFFFFF, 0, 0), four);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"0={set.Vendor.Value.MaximumFunction:X} 3={Text(set, 3)} 4={four.Eax:X}");
        foreach (uint leaf in new uint[] { 0xA, 0x80, 0x81, 0x82 }.Where(leaf => set.Contains(0x40000000 + leaf)))
        {
            text.Append(CultureInfo.InvariantCulture, $" {leaf:X}={Text(set, leaf)}");
        }

        return text.ToString();
    }

    private static string Text(HvCpuidSet set, uint leaf)
    {
        Assert.True(set.TryGet(0x40000000 + leaf, out CpuidRegisters r));
        return string.Create(CultureInfo.InvariantCulture, $"{r.Eax:X}-{r.Ebx:X}-{r.Ecx:X}-{r.Edx:X}");
    }

    private static string Short(BitAddress bit) => $"{bit.Function - 0x40000000:X}.{bit.Register.ToString().ToUpperInvariant()}{bit.Bits}";
}
