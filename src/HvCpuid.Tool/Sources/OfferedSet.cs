using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>
/// The leaves of a SOURCE where sets are compared. A kernel alone, <c>debian12</c> or <c>6.1,amd</c>, stands for all that it can offer; behind <c>kvm:</c>, as for
/// other verbs, for what the vCPU or /dev/kvm is told that is said there.
/// </summary>
/// <param name="Reading">The leaves, and what of them is known.</param>
/// <param name="Title">Where they come from.</param>
/// <param name="Refusal">Why there are none; null where there are.</param>
internal sealed record OfferedSet(HvReading Reading, string Title, KvmRefusal? Refusal)
{
    /// <summary>The leaves of a SOURCE.</summary>
    /// <param name="word">The SOURCE.</param>
    /// <param name="source">What it gave.</param>
    public static OfferedSet From(string word, SourceSet source)
    {
        if (word.StartsWith(KvmSource.Prefix, StringComparison.Ordinal) || source.Modelled is not { Query: null, Kvm: { } kvm })
        {
            return new OfferedSet(source.Reading, source.Description, source.Refusal);
        }

        HvDestination all = HvDestination.From(kvm);
        return new OfferedSet(all.Offered, kvm.Describe() + ", all that it offers", all.Refusal is null ? null : source.Refusal ?? all.Refusal);
    }

    /// <summary>A SOURCE as a destination, always with all that it can offer, with a VMM on it or without.</summary>
    /// <param name="source">What the SOURCE gave.</param>
    /// <param name="vmm">The VMM; null for none.</param>
    public static HvDestination ToDestination(SourceSet source, HvVmm? vmm = null) =>
        !source.Reading.IsWhole ? HvDestination.From(source.Reading, source.Description)
        : vmm is not null ? HvDestination.From(vmm, source.Host)
        : source.Modelled is not null || source.Observation is not null ? HvDestination.From(source.Host)
        : HvDestination.From(source.Reading, source.Description);
}
