using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

// What a configuration gives on a host.
public sealed partial record HvConfiguration
{
    /// <summary>The guest's leaves on a host, or everything that stands in the way.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <returns>The leaves or the findings. Passthrough always gives leaves: the host's, the very same set.</returns>
    public HvResolution Resolve(HvCpuidSet hostSupported) =>
        HvResolver.Resolve(this, hostSupported ?? throw new ArgumentNullException(nameof(hostSupported)), HvFixes.OfAnyHost);

    /// <summary>The guest's leaves on a modelled host; the findings then also say what would change its answer.</summary>
    /// <param name="query">The host, and how it is asked.</param>
    /// <returns>The leaves or the findings.</returns>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public HvResolution Resolve(SupportedQuery query)
    {
        query.Asked();
        SupportedAnswer answer = SupportedFold.Answer(query);
        return answer.Refusal is { } refusal
            ? HvResolver.Refused(this, refusal, query)
            : HvResolver.Resolve(this, answer.GetSet(), new HvFixes(query));
    }
}
