using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What a configuration gives on a host with <see cref="HvVmm.Default"/>, the newest QEMU.</summary>
public static class HvResolving
{
    /// <summary>The guest's leaves on a host of which nothing but its answer is known, or every reason against it.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    public static HvResolution Resolve(this HvConfiguration configuration, HvCpuidSet hostSupported) => HvVmm.Default.Resolve(configuration, hostSupported);

    /// <summary>The guest's leaves on a modelled host; the findings then also say what would change its answer.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="host">The host.</param>
    public static HvResolution Resolve(this HvConfiguration configuration, KvmHost host) => HvVmm.Default.Resolve(configuration, host);

    /// <summary>The guest's leaves on a modelled host that is asked in one form.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="query">The host, and how it is asked.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static HvResolution Resolve(this HvConfiguration configuration, KvmQuery query) => HvVmm.Default.Resolve(configuration, HvHost.From(query));
}
