using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>Finds the fields of an answer that are not certain: those on which the kernel and the one that it may be instead differ.</summary>
internal static class KvmUncertainty
{
    private static readonly BitAddress MaximumVcpus = HvBits.MaximumVirtualProcessors;

    /// <summary>The fields, in the order of the leaves; a leaf that may be there or not with its four registers.</summary>
    public static IReadOnlyList<BitAddress> Of(KvmQuery query, SupportedAnswer answer)
    {
        KvmHost host = query.Host;
        List<BitAddress> fields = [];
        if (host.Kernel.Neighbour is { } neighbour)
        {
            SupportedAnswer other = SupportedFold.Answer(query with { Host = host with { Kernel = neighbour } });
            fields.AddRange(Differences(answer.Set ?? HvCpuidSet.Empty, other.Set ?? HvCpuidSet.Empty));
        }

        // Since 6.7 the build chooses the number; where nothing tells it, both that are in use may be.
        bool chosen = host.BuiltForVcpus is null && host.Kernel.Has(KvmChanges.ConfigurableVcpus) && answer.Set is not null;
        return chosen && !fields.Contains(MaximumVcpus) ? [.. fields.Append(MaximumVcpus).OrderBy(field => field.Function)] : fields;
    }

    private static IEnumerable<BitAddress> Differences(HvCpuidSet one, HvCpuidSet other) => HvDiff.Between(one, other).Differences
        .Where(difference => difference.Address is null || difference.LeafInBoth)
        .SelectMany(difference => difference.Address is { } field ? [field] : Registers(difference.Function));

    private static IEnumerable<BitAddress> Registers(uint function)
    {
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            yield return new BitAddress(function, register, BitField.Whole);
        }
    }
}
