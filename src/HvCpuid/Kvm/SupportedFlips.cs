using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Finds what would change a field, by trying it: every suggestion is a query that the model answers otherwise.</summary>
internal static class SupportedFlips
{
    private const int MostSteps = 3;

    private static readonly Step[] Steps =
    [
        new("enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", q => q.Scope == KvmScope.Vcpu && q.Vcpu.Evmcs is null
            ? q with { Vcpu = q.Vcpu with { Evmcs = EvmcsVersionRange.Version1 } } : null),
        new("make the vCPU anew and do not enable eVMCS on it", q => q.Scope == KvmScope.Vcpu && q.Vcpu.Evmcs is not null
            ? q with { Vcpu = q.Vcpu with { Evmcs = null } } : null),
        new("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP)", q => q.Scope == KvmScope.Vcpu && !q.Vcpu.InKernelLapic
            ? q with { Vcpu = q.Vcpu with { InKernelLapic = true } } : null),
        new("create the vCPU without an in-kernel irqchip", q => q.Scope == KvmScope.Vcpu && q.Vcpu.InKernelLapic
            ? q with { Vcpu = q.Vcpu with { InKernelLapic = false } } : null),
        new("make SMT impossible on the host (boot with nosmt=force)", q => OnHost(q, q.Host.SmtPossible, q.Host with { SmtPossible = false })),
        new("use a host where SMT is possible (not nosmt=force)", q => OnHost(q, !q.Host.SmtPossible, q.Host with { SmtPossible = true })),
        new("load kvm_intel with nested=1", q => OnHost(q, !q.Host.Nested, q.Host with { Nested = true })),
        new("load kvm_intel with nested=0", q => OnHost(q, q.Host.Nested, q.Host with { Nested = false })),
        new("use an Intel host", q => OnHost(q, q.Host.Vendor != CpuVendor.Intel, q.Host with { Vendor = CpuVendor.Intel })),
        new("use an AMD host", q => OnHost(q, q.Host.Vendor != CpuVendor.Amd, q.Host with { Vendor = CpuVendor.Amd })),
        new("build KVM with CONFIG_KVM_HYPERV=y", q => OnHost(q, !q.Host.HyperVCompiledIn, q.Host with { HyperVCompiledIn = true })),
        new("let leaf 4000000AH follow the release", q => OnHost(
            q,
            q.Host.NestedFeaturesEmission != NestedFeaturesEmission.AsRelease,
            q.Host with { NestedFeaturesEmission = NestedFeaturesEmission.AsRelease })),
    ];

    /// <summary>The flips with the fewest steps; a later release always counts, an earlier one only where nothing else helps.</summary>
    public static IReadOnlyList<SupportedFlip> Find(SupportedQuery query, BitAddress address)
    {
        if (KvmRuleTable.BitsAt(address).Count == 0 && SupportedFold.Refusal(query) is null)
        {
            return []; // no row ever gives it a value
        }

        Goal goal = new(query, address);
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

    private static SupportedQuery? OnHost(SupportedQuery query, bool changes, KvmHost host) => changes ? query with { Host = host } : null;

    private static IEnumerable<Step[]> Combinations(int size, int from)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (int i = from; i < Steps.Length; i++)
        {
            foreach (Step[] rest in Combinations(size - 1, i + 1))
            {
                yield return [Steps[i], .. rest];
            }
        }
    }

    private sealed record Step(string Text, Func<SupportedQuery, SupportedQuery?> Apply);

    /// <summary>What has to become different: the field's value, or, of a refused call, that it is refused.</summary>
    private sealed class Goal(SupportedQuery query, BitAddress address)
    {
        private readonly uint? _value = SupportedFold.Value(query, address);

        // Only the releases that begin or end a row for this field, its leaf or a refusal can make a difference.
        private readonly KvmRelease[] _releases =
        [
            .. KvmRuleTable.BitsAt(address)
                .Concat<KvmRule>(KvmRuleTable.Leaves.Where(row => row.Function == address.Function))
                .Concat(KvmRuleTable.Refusals)
                .SelectMany(row => new[] { row.Since, row.Until })
                .OfType<KvmChange>()
                .SelectMany(change => change.Backports.Append(change.Release))
                .Distinct()
                .OrderBy(release => release),
        ];

        public SupportedFlip? Try(Step[] steps, SupportedQuery query) =>
            Apply(steps, query) is { } changed ? Reach(changed, [.. steps.Select(step => step.Text)]) : null;

        public SupportedFlip? TryRelease(Step[] steps, SupportedQuery query, bool later)
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

        private static SupportedQuery? Apply(Step[] steps, SupportedQuery query)
        {
            SupportedQuery? changed = query;
            foreach (Step step in steps)
            {
                changed = changed is { } present ? step.Apply(present) : null;
            }

            return changed;
        }

        private SupportedFlip? Reach(SupportedQuery changed, IReadOnlyList<string> steps) =>
            SupportedFold.Value(changed, address) is { } value && value != _value ? new SupportedFlip(steps, changed, value) : null;
    }
}
