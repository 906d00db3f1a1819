using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Kvm.Kernels;

public class DistributionAnswersTests
{
    [Fact]
    public void Answers_OfEveryEraAndSituation_AreThoseOfTheTable()
    {
        StringBuilder table = new();
        table.AppendLine("# What the kernels of distributions answer, era by era: a kernel of each line at every build where something changes, around the builds that were seen,");
        table.AppendLine("# and of every release. Situations as in answers.txt; situations with the same answer share a line. A field behind '?' is uncertain.");
        foreach (IGrouping<KvmKernelLine, (KvmKernelLine Line, string Name)> line in Eras.All.GroupBy(era => era.Line))
        {
            table.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"== {line.Key.Id}: {line.Key.Distribution}");
            foreach (IGrouping<string, string> era in line.GroupBy(era => Block(KvmKernel.Parse(era.Name)), era => era.Name))
            {
                table.AppendLine(string.Join(", ", era)).Append(era.Key);
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/distributions.txt", table.ToString());
    }

    private static string Block(KvmKernel kernel)
    {
        StringBuilder block = new();
        block.AppendLine(CultureInfo.InvariantCulture, $"  = {kernel}{(kernel.MaximumVcpus is { } most ? $", {most} vCPUs" : "")}{(kernel.Remark is null ? "" : ", not known")}");
        foreach (IGrouping<string, string> same in Situations.On(kernel).GroupBy(Answer, Title))
        {
            block.AppendLine(CultureInfo.InvariantCulture, $"  {same.Key}").AppendLine(CultureInfo.InvariantCulture, $"    {string.Join("; ", same)}");
        }

        return block.ToString();
    }

    private static string Answer(KvmQuery query)
    {
        SupportedAnswer answer = Situations.AnswerOf(query);
        string text = answer.Refusal is { } refusal ? $"refused: {refusal.Name}" : string.Join(" ", answer.GetSet().Where(IsTold).Select(Compact));
        return answer.Uncertain.Count == 0 ? text : $"{text} ?{string.Join(" ", answer.Uncertain.Select(field => field.ToString().Replace("CPUID.", "", StringComparison.Ordinal)))}";
    }

    // The other leaves are the same on every kernel that has them.
    private static bool IsTold(CpuidEntry entry) => entry.Function is 0x40000003 or 0x40000004 or 0x40000005 or 0x40000080 or 0x4000000A;

    private static string Compact(CpuidEntry entry) => string.Format(
        CultureInfo.InvariantCulture, "{0:X}={1:X}-{2:X}-{3:X}-{4:X}", entry.Function - HvCpuidSet.FirstFunction, entry.Registers.Eax, entry.Registers.Ebx, entry.Registers.Ecx, entry.Registers.Edx);

    private static string Title(KvmQuery query)
    {
        KvmHost host = query.Host;
        string state = query.Scope == KvmScope.System ? "system" : $"{(query.Vcpu.InKernelLapic ? "lapic" : "nolapic")}{(query.Vcpu.Evmcs is null ? "" : "+evmcs")}";
        return $"{host.Vendor.ToString().ToLowerInvariant()}{(host.Nested ? "" : ",nonested")}{(host.SmtPossible ? "" : ",nosmt")},{state}";
    }
}
