using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Kvm;

public class AnswerTableTests
{
    [Fact]
    public void Answers_OfEveryReleaseAndSituation_AreThoseOfTheTable()
    {
        StringBuilder table = new();
        table.AppendLine("# What the model answers to KVM_GET_SUPPORTED_HV_CPUID: every release from 5.0 to 7.3, and the stable releases around each backport,");
        table.AppendLine("# by vendor, nested, SMT, scope, local APIC and eVMCS. Releases with the same answer share a line; leaves are in the order of the array,");
        table.AppendLine("# evmcs=on is the state, reachable or not: what enabling it answers is at the end.");
        table.AppendLine("# 3=… is 40000003H, EAX-EBX-ECX-EDX. Mainline ranges first, then the stable releases at which something changes.");
        for (int situation = 0; situation < Situations.On(KvmRelease.First).Count(); situation++)
        {
            int number = situation;
            table.AppendLine().AppendLine("== " + Title(Situations.On(KvmRelease.First).ElementAt(number)));
            Append(table, [.. Situations.Releases.Where(release => release.Stable == 0)], number);
            Append(table, [.. Situations.Releases.Where(release => release.Stable != 0)], number);
        }

        AppendEnabling(table);
        Baseline.Check("tests/HvCpuid.Tests/Baselines/answers.txt", table.ToString());
    }

    [Fact]
    public void Situations_OfTheTable_AreFortyOnEveryReleaseFrom50To73()
    {
        Assert.Equal(40, Situations.On(KvmRelease.First).Distinct().Count());
        Assert.Equal(44, Situations.Releases.Count(release => release.Stable == 0));
        Assert.Equal(KvmRelease.Newest, Situations.Releases[^1]);
    }

    private static void Append(StringBuilder table, List<KvmRelease> releases, int situation)
    {
        foreach ((List<KvmRelease> same, string answer) in Group(releases, situation))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{(same.Count == 1 ? $"{same[0]}" : $"{same[0]}..{same[^1]}"),-16} {answer}");
        }
    }

    private static void AppendEnabling(StringBuilder table)
    {
        foreach (KvmQuery query in Situations.On(KvmRelease.First).Where(query => query.Scope == KvmScope.System && query.Host.SmtPossible))
        {
            table.AppendLine().AppendLine("== enabling eVMCS: " + Title(query).Replace(" smt=possible system", "", StringComparison.Ordinal));
            foreach (KvmRelease release in Situations.Releases.Where(release => release.Stable == 0))
            {
                KvmEnablingRule rule = new SupportedHvCpuid(query.Host with { Kernel = release }).EnableEvmcs()!;
                string answer = rule.Outcome.IsDone ? string.Format(CultureInfo.InvariantCulture, "0, version {0:X4}H", rule.Versions?.Word ?? 0) : $"-{rule.Outcome}";
                table.AppendLine(CultureInfo.InvariantCulture, $"{release,-16} {answer}");
            }
        }
    }

    private static List<(List<KvmRelease> Releases, string Answer)> Group(List<KvmRelease> releases, int situation)
    {
        List<(List<KvmRelease> Releases, string Answer)> groups = [];
        foreach (KvmRelease release in releases)
        {
            string answer = Compact(Situations.On(release).ElementAt(situation));
            bool joins = groups.Count > 0 && groups[^1].Answer == answer && (release.Stable == 0 || groups[^1].Releases[^1].Series == release.Series);
            if (!joins)
            {
                groups.Add(([], answer));
            }

            groups[^1].Releases.Add(release);
        }

        return groups;
    }

    private static string Title(KvmQuery query)
    {
        KvmHost host = query.Host;
        string state = query.Scope == KvmScope.System
            ? "system"
            : $"vcpu lapic={OnOff(query.Vcpu.InKernelLapic)} evmcs={OnOff(query.Vcpu.Evmcs is not null)}";
        return $"{host.Vendor.ToString().ToLowerInvariant()} nested={OnOff(host.Nested)} smt={(host.SmtPossible ? "possible" : "impossible")} {state}";
    }

    private static string OnOff(bool value) => value ? "on" : "off";

    private static string Compact(KvmQuery query)
    {
        SupportedAnswer answer = Situations.AnswerOf(query);
        return answer.Refusal is { } refusal
            ? $"refused: {refusal.Name}"
            : string.Join(" ", answer.GetSet().Select(Compact));
    }

    private static string Compact(CpuidEntry entry) => string.Format(
        CultureInfo.InvariantCulture,
        "{0:X}={1:X}-{2:X}-{3:X}-{4:X}",
        entry.Function - HvCpuidSet.FirstFunction,
        entry.Registers.Eax,
        entry.Registers.Ebx,
        entry.Registers.Ecx,
        entry.Registers.Edx);
}
