using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Finds what would change a field, by trying it: every suggestion is a query that the model answers otherwise.</summary>
internal static class SupportedFlips
{
    private const int MostSteps = 3;

    /// <summary>The flips with the fewest steps; a later release always counts, an earlier one only where nothing else helps.</summary>
    public static IReadOnlyList<SupportedFlip> Find(SupportedQuery query, BitAddress address)
    {
        IReadOnlyList<KvmBitRule> bits = KvmRuleTable.BitsAt(address);
        return bits.Count == 0 && SupportedFold.Refusal(query) is null
            ? [] // no row ever gives it a value
            : Find(query, asked => SupportedFold.Value(asked, address), [.. bits, .. LeafRows(address.Function)]);
    }

    /// <summary>The same for a leaf: what would add it to the answer, or take it away.</summary>
    public static IReadOnlyList<SupportedFlip> Find(SupportedQuery query, uint function) =>
        Find(query, asked => SupportedFold.LeafIsThere(asked, function), [.. LeafRows(function)]);

    private static IEnumerable<KvmRule> LeafRows(uint function) => KvmRuleTable.Leaves.Where(row => row.Function == function);

    private static List<SupportedFlip> Find(SupportedQuery query, Func<SupportedQuery, uint?> read, KvmRule[] rows)
    {
        Goal goal = new(query, read, rows);
        for (int size = 1; size <= MostSteps; size++)
        {
            List<SupportedFlip> found = [.. Combinations(size, 0).Select(steps => goal.Try(steps, query)).OfType<SupportedFlip>()];
            found.AddRange(Combinations(size - 1, 0).Select(steps => goal.TryRelease(steps, query, later: true)).OfType<SupportedFlip>());
            if (found.Count == 0)
            {
                found.AddRange(Combinations(size - 1, 0).Select(steps => goal.TryRelease(steps, query, later: false)).OfType<SupportedFlip>());
            }

            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    private static IEnumerable<SupportedStep[]> Combinations(int size, int from)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (int i = from; i < SupportedStep.All.Length; i++)
        {
            foreach (SupportedStep[] rest in Combinations(size - 1, i + 1))
            {
                yield return [SupportedStep.All[i], .. rest];
            }
        }
    }

    /// <summary>What has to become different: the field's value, or, of a refused call, that it is refused.</summary>
    private sealed class Goal(SupportedQuery query, Func<SupportedQuery, uint?> read, KvmRule[] rows)
    {
        private readonly uint? _value = read(query);

        // Only the releases that begin or end a row for this field, its leaf or a refusal can make a difference.
        private readonly KvmRelease[] _releases =
        [
            .. rows.Concat(KvmRuleTable.Refusals)
                .SelectMany(row => new[] { row.Since, row.Until })
                .OfType<KvmChange>()
                .SelectMany(change => change.Backports.Append(change.Release))
                .Distinct()
                .OrderBy(release => release),
        ];

        public SupportedFlip? Try(SupportedStep[] steps, SupportedQuery query) =>
            Apply(steps, query) is { } changed ? Reach(changed, [.. steps.Select(step => step.Text)]) : null;

        public SupportedFlip? TryRelease(SupportedStep[] steps, SupportedQuery query, bool later)
        {
            KvmRelease present = query.Host.Release;
            if (Apply(steps, query) is not { } changed)
            {
                return null;
            }

            IEnumerable<KvmRelease> candidates = later
                ? _releases.Where(release => release > present)
                : _releases.Where(release => release < present).Reverse();
            foreach (KvmRelease release in candidates)
            {
                SupportedQuery moved = changed with { Host = changed.Host with { Release = release } };
                if (Reach(moved, [.. steps.Select(step => step.Text), ReleaseText(release, present)]) is { } flip)
                {
                    return flip;
                }
            }

            return null;
        }

        private string ReleaseText(KvmRelease release, KvmRelease present)
        {
            if (release.Stable != 0)
            {
                return $"use Linux {release} or later of that series";
            }

            KvmRelease end = _releases.FirstOrDefault(next => next > release);
            return release > present || end == default ? $"use Linux {release} or later" : $"use a release before Linux {end}, e.g. {release}";
        }

        private static SupportedQuery? Apply(SupportedStep[] steps, SupportedQuery query)
        {
            SupportedQuery? changed = query;
            foreach (SupportedStep step in steps)
            {
                changed = changed is { } present ? step.Apply(present) : null;
            }

            return changed;
        }

        private SupportedFlip? Reach(SupportedQuery changed, IReadOnlyList<string> steps) =>
            read(changed) is { } value && value != _value ? new SupportedFlip(steps, changed, value) : null;
    }
}
