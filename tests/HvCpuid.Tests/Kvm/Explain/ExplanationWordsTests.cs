using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Kvm;

/// <summary>The words of explanations and of what would change a field, whole, for every named field on a few hosts that differ.</summary>
public class ExplanationWordsTests
{
    private static readonly string[] Queries = ["5.0,intel", "6.12,intel,evmcs", "6.12,amd", "6.12,intel,nolapic", "6.12,intel,system", "rhel9.4,intel"];

    [Fact]
    public void Explanations_OfEveryField_SayWhatTheFileSays()
    {
        StringBuilder text = new("# Why a field has its value on a host, and the steps that would change it. Fields of which the same is said share a line.\n");
        foreach (KvmQuery query in Queries.Select(KvmQuery.Parse))
        {
            text.Append('\n').Append(query).Append('\n');
            SupportedExplanation[] all = [.. HvFieldTable.All.Select(field => field.Address).Distinct().Select(address => SupportedExplainer.Explain(query, address))];
            foreach (IGrouping<string, SupportedExplanation> same in all.GroupBy(Words))
            {
                text.Append("  ").AppendJoin(' ', same.Select(explanation => Short(explanation.Address))).Append('\n').Append(same.Key);
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/explanations.txt", text.ToString());
    }

    [Fact]
    public void History_OfEveryChange_SaysWhatTheFileSays()
    {
        StringBuilder text = new("# What each change to KVM does to the answer.\n");
        foreach (KvmChange change in KvmChanges.All)
        {
            text.Append('\n').Append(change.Id).Append(": ").Append(change).Append('\n').AppendJoin("", KvmHistory.Effects(change).Select(effect => $"  {effect.Address?.ToString() ?? BitAddress.FunctionText(effect.Function)}{(effect.Ends ? " ends" : "")}{(effect.Text.Length == 0 ? "" : ": " + effect.Text)}\n"));
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/history.txt", text.ToString());
    }

    private static string Short(BitAddress address) => address.ToString().Replace("CPUID.400000", "", StringComparison.Ordinal);

    private static string Words(SupportedExplanation explanation)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"    {explanation.Value:X}: {explanation.Reason}\n");
        foreach (SupportedFlip flip in explanation.Flips)
        {
            text.Append(CultureInfo.InvariantCulture, $"      {flip.Value:X}: {flip}\n");
        }

        return text.ToString();
    }
}
