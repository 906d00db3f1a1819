using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Finds what would change a field, by trying it: every suggestion is a query that the model answers otherwise.</summary>
internal static class FlipSearch
{
    private const int MaxSteps = 3;

    // The easiest first: what the conditions know, and what no condition asks for.
    private static readonly KvmStep[] Steps =
    [
        .. KvmCondition.All.SelectMany(condition => condition.Steps).Distinct(),
        KvmStep.OnHost(
            "build KVM for another number of vCPUs (CONFIG_KVM_MAX_NR_VCPUS from Linux 6.7, a constant in the source before)",
            _ => true,
            host => host with { MaximumVcpus = host.BuiltForVcpus is 4096 || (host.BuiltForVcpus is null && host.Kernel.Has(KvmChanges.ConfigurableVcpus)) ? 1024 : 4096 }),
        KvmStep.OnHost(
            "let leaf 4000000AH follow the release",
            host => host.NestedFeaturesEmission != NestedFeaturesEmission.AsRelease,
            host => host with { NestedFeaturesEmission = NestedFeaturesEmission.AsRelease }),
    ];

    /// <summary>The flips with the fewest steps; a later release always counts, an earlier one only where nothing else helps.</summary>
    public static IReadOnlyList<SupportedFlip> Find(KvmQuery query, BitAddress address) =>
        KvmRuleTable.BitsAt(address).Count == 0 && SupportedFold.Obstacle(query) is null
            ? [] // no row ever gives it a value
            : Find(query, asked => SupportedFold.Value(asked, address));

    /// <summary>The same for a leaf: what would add it to the answer, or take it away.</summary>
    public static IReadOnlyList<SupportedFlip> Find(KvmQuery query, uint function) =>
        Find(query, asked => SupportedFold.LeafIsThere(asked, function) is { } there ? (there ? 1u : 0u) : null);

    private static List<SupportedFlip> Find(KvmQuery query, Func<KvmQuery, uint?> read)
    {
        uint? present = read(query);
        for (int size = 1; size <= MaxSteps; size++)
        {
            List<SupportedFlip> found = [.. Combinations(size, 0).SelectMany(steps => Apply(steps, query)).Select(moved => Reach(moved, [])).OfType<SupportedFlip>()];
            found.AddRange(Combinations(size - 1, 0).SelectMany(steps => Apply(steps, query)).SelectMany(moved => Releases(moved, NearestReleases.Later)));
            if (found.Count == 0)
            {
                found.AddRange(Combinations(size - 1, 0).SelectMany(steps => Apply(steps, query)).SelectMany(moved => Releases(moved, NearestReleases.Earlier)));
            }

            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];

        // A field of a refused call has no value: any answer is a change for it.
        SupportedFlip? Reach((KvmQuery Query, string[] Steps) moved, string[] more) =>
            read(moved.Query) is { } value && value != present ? new SupportedFlip([.. moved.Steps, .. more], moved.Query, value) : null;

        IEnumerable<SupportedFlip> Releases(
            (KvmQuery Query, string[] Steps) moved, Func<KvmKernel, Func<KvmKernel, bool>, IEnumerable<(KvmKernel Kernel, string Text)>> choose)
        {
            KvmQuery On(KvmKernel kernel) => moved.Query with { Host = moved.Query.Host with { Kernel = kernel } };
            return choose(query.Host.Kernel, kernel => Reach((On(kernel), []), []) is not null)
                .Select(choice => Reach((On(choice.Kernel), moved.Steps), [choice.Text]))
                .OfType<SupportedFlip>();
        }
    }

    // The query after the steps, or nothing where one of them is done already.
    private static IEnumerable<(KvmQuery Query, string[] Steps)> Apply(KvmStep[] steps, KvmQuery query)
    {
        KvmQuery? changed = query;
        foreach (KvmStep step in steps)
        {
            changed = changed is { } present ? step.Apply(present) : null;
        }

        return changed is { } moved ? [(moved, [.. steps.Select(step => step.Text)])] : [];
    }

    private static IEnumerable<KvmStep[]> Combinations(int size, int from)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (int i = from; i < Steps.Length; i++)
        {
            foreach (KvmStep[] rest in Combinations(size - 1, i + 1))
            {
                yield return [Steps[i], .. rest];
            }
        }
    }
}
