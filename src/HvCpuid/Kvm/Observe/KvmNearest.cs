namespace HvCpuid.Kvm;

/// <summary>Finds the modelled release that answers most like a live KVM.</summary>
public static class KvmNearest
{
    /// <summary>
    /// The host, among all releases at which this model knows a change and the one that the live host names, whose answers differ least; of
    /// equals the named release, else the nearest to it. Everything else of the host is taken as observed; the maximum number of vCPUs
    /// where the release lets the build choose it. With and without CONFIG_KVM_HYPERV count as two.
    /// </summary>
    /// <param name="observation">What the live KVM said.</param>
    /// <returns>The modelled host and every difference from it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="observation"/> is null.</exception>
    public static KvmNearness Find(KvmObservation observation)
    {
        KvmHost named = Guard.NotNull(observation).Host;
        KvmRelease[] releases = [.. Candidates(named.Kernel.Base)];
        int index = Array.IndexOf(releases, named.Kernel.Base);
        KvmNearness? nearest = null;
        IEnumerable<KvmKernel> kernels = releases.OrderBy(release => Math.Abs(Array.IndexOf(releases, release) - index)).Select(KvmKernel.From);
        foreach (KvmKernel kernel in named.Kernel.Line is null ? kernels : kernels.Prepend(named.Kernel))
        {
            foreach (KvmHost host in Hosts(observation, kernel))
            {
                KvmNearness nearness = new(host, [.. KvmDifferences.Of(observation, host)]);
                nearest = nearest is null || nearness.Differences.Count < nearest.Differences.Count ? nearness : nearest;
            }
        }

        return nearest!;
    }

    private static IEnumerable<KvmRelease> Candidates(KvmRelease named) => KvmChanges.All
        .SelectMany(change => change.Backports.Prepend(change.Release))
        .Append(named)
        .Distinct()
        .OrderBy(release => release);

    private static IEnumerable<KvmHost> Hosts(KvmObservation observation, KvmKernel kernel)
    {
        bool chosen = KvmChanges.ConfigurableVcpus.IsIn(kernel);
        int? most = chosen && observation.Capabilities.TryGetValue(KvmCapability.MaxVcpus, out int vcpus) && vcpus > 0 ? vcpus : null;
        KvmHost host = observation.Host with { Kernel = kernel, HyperVCompiledIn = null, MaximumVcpus = most };
        yield return host;
        if (KvmChanges.HyperVOption.IsIn(kernel))
        {
            yield return host with { HyperVCompiledIn = false };
        }
    }
}

/// <summary>A modelled host, and where a live one differs from it.</summary>
/// <param name="Host">The modelled host.</param>
/// <param name="Differences">Every difference, the leaves' before the capabilities'.</param>
public sealed record KvmNearness(KvmHost Host, IReadOnlyList<KvmDifference> Differences);
