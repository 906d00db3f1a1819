using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>Explains answers by the rows of <see cref="KvmRuleTable"/> that made them.</summary>
public static class SupportedExplainer
{
    /// <summary>Why a field is set or clear in an answer, and what would change it.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <param name="address">The field.</param>
    /// <returns>The explanation; a call that is refused, or a vCPU on which eVMCS cannot be enabled, is explained too.</returns>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    /// <example>
    /// <code>
    /// SupportedExplanation why = SupportedExplainer.Explain(KvmQuery.Parse("6.12,intel"), BitAddress.Parse("4.EAX[14]"));
    /// Console.WriteLine(why.Reason); // Linux 5.0 (9699f970de84, 1998fd32aa62, f1adceaf01f0) reports CPUID.40000004H:EAX[14] only with eVMCS, and eVMCS is not enabled on this vCPU.
    /// Console.WriteLine(why.Flips[0]); // enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)
    /// </code>
    /// </example>
    public static SupportedExplanation Explain(KvmQuery query, BitAddress address)
    {
        query.Asked();
        KvmRefusal? obstacle = SupportedFold.Obstacle(query);
        IReadOnlyList<KvmBitRule> bits = KvmRuleTable.BitsAt(address);
        SupportedExplanation explanation = new(query, address)
        {
            Refusal = obstacle,
            LeafIsThere = SupportedFold.LeafIsThere(query, address.Function) == true,
            Value = SupportedFold.Value(query, address) ?? 0,
            Rows = [.. KvmRuleTable.LeavesAt(address.Function), .. bits],
        };

        if (obstacle is { } refusal)
        {
            return explanation with { DecidedBy = refusal.Rule, Reason = $"There is no answer: {refusal}." };
        }

        if (!explanation.LeafIsThere)
        {
            return Decide(explanation, LeafRules(query.Host, address.Function), LeafText(address.Function));
        }

        return Decide(explanation, bits, address.ToString());
    }

    /// <summary>Why a leaf is part of an answer or is not, and what would change it.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <param name="function">The leaf.</param>
    /// <returns>
    /// The explanation, with the leaf's EAX as its address; here a value, also one of <see cref="SupportedExplanation.Flips"/>, is 1 for a
    /// leaf that is there and 0 for one that is not.
    /// </returns>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static SupportedExplanation ExplainLeaf(KvmQuery query, uint function)
    {
        query.Asked();
        KvmRefusal? obstacle = SupportedFold.Obstacle(query);
        bool there = SupportedFold.LeafIsThere(query, function) == true;
        SupportedExplanation explanation = new(query, new BitAddress(function, CpuidRegister.Eax, BitField.Whole))
        {
            Refusal = obstacle,
            LeafIsThere = there,
            Value = there ? 1u : 0u,
            Rows = KvmRuleTable.LeavesAt(function),
            IsOfLeaf = true,
        };

        return obstacle is { } refusal
            ? explanation with { DecidedBy = refusal.Rule, Reason = $"There is no answer: {refusal}." }
            : Decide(explanation, LeafRules(query.Host, function), LeafText(function));
    }

    private static IEnumerable<KvmLeafRule> LeafRules(KvmHost host, uint function) =>
        KvmRuleTable.Leaves.Where(rule => rule.Function == function && rule.IsChosen(host));

    private static string LeafText(uint function) => $"leaf {BitAddress.FunctionText(function)}";

    private static SupportedExplanation Decide(SupportedExplanation explanation, IEnumerable<KvmRule> rows, string what)
    {
        KvmQuery query = explanation.Query;
        KvmKernel kernel = query.Host.Kernel;
        List<KvmRule> known = [.. rows];
        KvmRule? row = known.Find(rule => rule.Applies(query)) ?? known.Find(rule => rule.IsIn(kernel)) ?? known.Find(rule => !rule.Since.IsIn(kernel)) ?? known.Find(rule => rule.Until is not null);
        string reason = row switch
        {
            null => $"KVM never reports {what}, on no release from {KvmRelease.First} to {KvmRelease.Newest}.",
            KvmBitRule { From: KvmValueSource.MaximumVcpus } when row.Applies(query) && BuiltFor(query.Host) is { } built => built,
            _ when row.Applies(query) => $"{row.Since} reports it {row.Condition}: {row.Since.Summary}.{Brought(kernel, row.Since)}",
            _ when row.IsIn(kernel) => $"{row.Since} reports {what} only {row.Condition}, and {row.Condition.WhyNot(query)}.{Brought(kernel, row.Since)}",
            { Until: { } ended } when ended.IsIn(kernel) => $"{ended} ended it: {ended.Summary}.",
            _ => $"Linux {kernel.Text} does not report {what}: it came with {row.Since}.",
        };

        bool uncertain = explanation.Refusal is null && SupportedFold.Answer(query).Uncertain.Any(field => field.Overlaps(explanation.Address));
        return explanation with { DecidedBy = row, Reason = uncertain ? $"{reason} That is uncertain: {WhyUncertain(kernel)}" : reason };
    }

    // A kernel that is known, but for what its row leaves open, has no remark: its basis says what was not looked up.
    private static string WhyUncertain(KvmKernel kernel) =>
        kernel.Note ?? (kernel.Neighbour is null ? null : kernel.Basis) ?? "the number of vCPUs that this kernel was built for is not known.";

    // The number of vCPUs is the build's where that is known, whatever the release's own is.
    private static string? BuiltFor(KvmHost host)
    {
        if (host.BuiltForVcpus is not { } number)
        {
            return null;
        }

        KvmBuild? since = host.MaximumVcpus is null ? host.Kernel.Line?.Brought(kernel => kernel.MaximumVcpus == number) : null;
        string build = since is null ? "" : $" In {host.Kernel.Line!.Distribution} that is so since build {since}.";
        return FormattableString.Invariant($"Linux {host.Kernel.Text} is built for {number} vCPUs.{build}");
    }

    // How a kernel that is not its release comes by a change.
    private static string Brought(KvmKernel kernel, KvmChange change) =>
        change.IsIn(kernel.Base) && kernel.Line?.Levels.Count is null or 0 ? ""
        : kernel.Line?.Brought(change) is { } build ? $" In {kernel.Line.Distribution} it is there since build {build}."
        : change.IsIn(kernel.Base) ? "" : " It was put into this kernel.";
}
