using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>Compares what a live KVM said with what a modelled host says.</summary>
internal static class KvmDifferences
{
    private const string Extension = "KVM_CHECK_EXTENSION";

    public static IEnumerable<KvmDifference> Of(KvmObservation observation, KvmHost host)
    {
        SupportedHvCpuid model = new(host);
        foreach (KvmObservedAnswer observed in observation.Answers)
        {
            SupportedAnswer modelled = observed.Scope == KvmScope.System ? model.ForSystem() : model.ForVcpu(observed.Vcpu);
            foreach (KvmDifference difference in Of(observed, modelled))
            {
                yield return difference;
            }
        }

        foreach (KeyValuePair<KvmCapability, int> capability in observation.Capabilities.OrderBy(pair => pair.Key))
        {
            int modelled = KvmCapabilityTable.Check(capability.Key, host);
            if (capability.Value != modelled)
            {
                yield return new KvmDifference(Extension, capability.Key.Name() ?? Number((int)capability.Key), Number(capability.Value), Number(modelled));
            }
        }
    }

    private static IEnumerable<KvmDifference> Of(KvmObservedAnswer observed, SupportedAnswer modelled)
    {
        if (observed.Set is null || modelled.Set is null)
        {
            string live = observed.Set is null ? $"{observed.Errno}" : "leaves";
            string model = modelled.Refusal?.Name ?? "leaves";
            return live == model ? [] : [new KvmDifference(observed.Where, "the answer", live, model)];
        }

        return Of(observed.Where, observed.Set, modelled.Set);
    }

    private static IEnumerable<KvmDifference> Of(string where, HvCpuidSet observed, HvCpuidSet modelled)
    {
        HvDiff diff = HvDiff.Between(observed, modelled);
        IEnumerable<KvmDifference> differences = diff.Differences.Where(difference => difference.Address is null || difference.LeafInBoth)
            .Select(difference => new KvmDifference(where, difference.Name, difference.BeforeText, difference.AfterText) { Address = difference.Address });
        return diff.Differences.Count == 0 && !diff.IsEmpty
            ? [new KvmDifference(where, "the order of the leaves, their index or flags", Order(observed), Order(modelled))]
            : differences;
    }

    private static string Order(HvCpuidSet set) => string.Join(" ", set.Select(entry => BitAddress.FunctionText(entry.Function)));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
