using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What a configuration gives on a host.</summary>
public static class HvResolving
{
    /// <summary>The guest's leaves on a host, or everything that stands in the way.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <returns>The leaves or the findings. Passthrough always gives leaves: the host's, the very same set.</returns>
    public static HvResolution Resolve(this HvConfiguration configuration, HvCpuidSet hostSupported) =>
        HvResolver.Resolve(configuration, hostSupported ?? throw new ArgumentNullException(nameof(hostSupported)), HvFixes.OfAnyHost);

    /// <summary>The guest's leaves on a modelled host; the findings then also say what would change its answer.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="query">The host, and how it is asked.</param>
    /// <returns>The leaves or the findings.</returns>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static HvResolution Resolve(this HvConfiguration configuration, SupportedQuery query)
    {
        if (query.Host is null)
        {
            throw new ArgumentException("The query has no host.", nameof(query));
        }

        SupportedAnswer answer = SupportedFold.Answer(query);
        return answer.Refusal is { } refusal
            ? HvResolver.Refused(configuration, refusal, query)
            : HvResolver.Resolve(configuration, answer.GetSet(), new HvFixes(query));
    }

    /// <summary>
    /// A configuration as <see cref="HvConfigurationMode.Custom"/>: on a host, passthrough and host-model become the switches and values that
    /// stand for them, hv-syndbg among them only when <see cref="HvConfiguration.Switches"/> names it. What passthrough gives beyond them
    /// <see cref="HvPassthrough.Explain"/> lists.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <returns>The configuration; it itself when it is custom.</returns>
    public static HvConfiguration ExpandOn(this HvConfiguration configuration, HvCpuidSet hostSupported)
    {
        _ = hostSupported ?? throw new ArgumentNullException(nameof(hostSupported));
        if (configuration.Mode == HvConfigurationMode.Passthrough)
        {
            return HvPassthrough.Explain(hostSupported, configuration).Configuration with { EnforceCpuid = configuration.EnforceCpuid };
        }

        if (configuration.Mode == HvConfigurationMode.Custom)
        {
            return configuration;
        }

        HvSwitches offered = HvEnlightenmentTable.SupportedBy(hostSupported) & ~configuration.Excluded & ~HvClosure.OnlyOnRequest;
        return configuration with
        {
            Mode = HvConfigurationMode.Custom,
            Excluded = HvSwitches.None,
            Switches = configuration.Switches | HvClosure.Downward(offered),
            SpinlockRetries = configuration.SpinlockRetries == HvConfiguration.Default.SpinlockRetries && hostSupported.Recommendations is { } host ? host.SpinlockRetries : configuration.SpinlockRetries,
        };
    }
}
