using System.Globalization;
using HvCpuid.Leaves;
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
                yield return new KvmDifference(Extension, capability.Key.ToString(), Number(capability.Value), Number(modelled));
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
        foreach (uint function in observed.Concat(modelled).Select(entry => entry.Function).Distinct())
        {
            bool there = observed.TryGet(function, out CpuidRegisters live);
            if (there != modelled.TryGet(function, out CpuidRegisters model))
            {
                yield return new KvmDifference(where, "leaf " + BitAddress.FunctionText(function), there ? "there" : "absent", there ? "absent" : "there");
                continue;
            }

            foreach (KvmDifference difference in Of(where, function, live, model))
            {
                yield return difference;
            }
        }

        if (!observed.Equals(modelled) && SameLeaves(observed, modelled))
        {
            yield return new KvmDifference(where, "the order of the leaves, their index or flags", Order(observed), Order(modelled));
        }
    }

    // Fields by name, then what is left of the registers bit by bit.
    private static IEnumerable<KvmDifference> Of(string where, uint function, CpuidRegisters live, CpuidRegisters model)
    {
        CpuidRegisters rest = new(live.Eax ^ model.Eax, live.Ebx ^ model.Ebx, live.Ecx ^ model.Ecx, live.Edx ^ model.Edx);
        foreach (HvField field in HvFieldTable.OfLeaf(function).Where(field => field.Address.Extract(rest) != 0))
        {
            HvDecodedField observed = new(field, field.Address.Extract(live));
            HvDecodedField modelled = new(field, field.Address.Extract(model));
            yield return new KvmDifference(where, field.Name, observed.Text, modelled.Text) { Address = field.Address };
        }

        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            uint named = HvFieldTable.OfLeaf(function).Where(field => field.Address.Register == register).Aggregate(0u, (mask, field) => mask | field.Address.Bits.Mask);
            for (int bit = 0; bit < 32; bit++)
            {
                uint mask = 1u << bit;
                if ((rest[register] & mask & ~named) != 0)
                {
                    string value = (live[register] & mask) != 0 ? "1" : "0";
                    yield return new KvmDifference(where, "a bit without a name", value, value == "1" ? "0" : "1") { Address = new BitAddress(function, register, bit) };
                }
            }
        }
    }

    private static bool SameLeaves(HvCpuidSet one, HvCpuidSet other) =>
        one.Count == other.Count && one.All(entry => other.TryGet(entry.Function, out CpuidRegisters registers) && registers == entry.Registers);

    private static string Order(HvCpuidSet set) => string.Join(" ", set.Select(entry => BitAddress.FunctionText(entry.Function)));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
