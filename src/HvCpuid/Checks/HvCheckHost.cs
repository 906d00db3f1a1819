using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>A host that a guest's leaves are held against: what its KVM reports, and, where it is modelled, which kernel would report more.</summary>
/// <param name="Name">What it is called: <c>Linux 6.12</c>.</param>
/// <param name="Answer">What its KVM reports to a VMM, and what of that is known.</param>
/// <exception cref="ArgumentNullException">Name or answer are null.</exception>
public sealed record HvCheckHost(string Name, HvReading Answer)
{
    private const int MaxWays = 2;
    private const int MaxDistributions = 3;

    /// <summary>What it is called: <c>Linux 6.12</c>.</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Name);

    /// <summary>What its KVM reports to a VMM, and what of that is known.</summary>
    /// <exception cref="ArgumentNullException">The answer is null.</exception>
    public HvReading Answer
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Answer);

    /// <summary>The question that the answer is to; null where the host is not modelled.</summary>
    public KvmQuery? Query { get; init; }

    /// <summary>A modelled host, asked as a VMM asks it: on /dev/kvm where it answers there, else on a vCPU on which eVMCS was enabled where it can be.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The host with its answer; null where it answers nobody.</returns>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static HvCheckHost? From(KvmHost host)
    {
        KvmQuery[] questions =
            [KvmQuery.OnSystem(Guard.NotNull(host)), KvmQuery.OnVcpu(host, new VcpuState(true, EvmcsVersionRange.Version1)), KvmQuery.OnVcpu(host, VcpuState.Ordinary)];
        return questions.Where(query => SupportedFold.Obstacle(query) is null).Select(query => Of(query, SupportedFold.Answer(query))).FirstOrDefault();
    }

    /// <summary>What to do about a bit that the host does not report, as a sentence: which kernels report it.</summary>
    internal string Remedy(BitAddress address)
    {
        if (Query is not { } query)
        {
            KvmEffect[] effects = [.. KvmHistory.For(address).Where(effect => effect is { Address: not null, Before: null, Ends: false })];
            return effects.Length == 0 ? Never(address) : $"Clear it; KVM reports it since Linux {effects[0].Row.Since.Release}.";
        }

        string[] ways = [.. SupportedExplainer.Explain(query, address).Flips.Where(flip => flip.Value != 0).Select(flip => flip.ToString()).Take(MaxWays)];
        string[] distributions = [.. Distributions(query, address)];
        return ways.Length == 0 && distributions.Length == 0
            ? Never(address)
            : $"Clear it, or {string.Join("; or ", ways)}{(distributions.Length == 0 ? "" : $"{(ways.Length == 0 ? "use" : "; or use")} the kernel of {string.Join(", ", distributions)}")}.";
    }

    private static HvCheckHost Of(KvmQuery query, SupportedAnswer answer) => new($"Linux {query.Host.Kernel.Text}", HvReading.From(answer.Set!)) { Query = query };

    private static string Never(BitAddress address) => KvmRuleTable.BitsAt(address).Count == 0
        ? $"Clear it: KVM reports it on no release from {KvmRelease.First} to {KvmRelease.Newest}, and what the guest does with it is the VMM's to serve."
        : "Clear it.";

    // Of each distribution the first release whose kernel reports it.
    private static IEnumerable<string> Distributions(KvmQuery query, BitAddress address) =>
        (from line in KvmKernels.BuiltIn.Lines
         where line.Names.Count > 0
         let first = line.Releases.FirstOrDefault(release => KvmKernels.BuiltIn.TryParse(release.Value, out KvmKernel? kernel) && Reports(query, kernel, address))
         where first.Key is not null
         group first.Key by line.Names[0] into distribution
         select distribution.Key + distribution.First()).Take(MaxDistributions);

    private static bool Reports(KvmQuery query, KvmKernel kernel, BitAddress address) =>
        From(query.Host with { Kernel = kernel }) is { } host && host.Answer.ValueOf(address) is > 0;
}
