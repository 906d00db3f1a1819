using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>What changes for guests when one kernel takes another's place.</summary>
/// <param name="From">The kernel before.</param>
/// <param name="To">The kernel after.</param>
public sealed record KvmUpgrade(KvmKernel From, KvmKernel To)
{
    private static readonly VcpuState[] States =
        [default, new(true), new(false, EvmcsVersionRange.Version1), new(true, EvmcsVersionRange.Version1)];

    /// <summary>The changes that come, in order of release: without those that end a flaw, see <see cref="Fixed"/>, and without what was not looked at in a distribution.</summary>
    public IReadOnlyList<KvmChange> Added => [.. KvmChanges.All.Where(change => IsShown(change) && To.Has(change) && !From.Has(change) && IsKnown(From, change))];

    /// <summary>The changes that go, in order of release, with the same exceptions.</summary>
    public IReadOnlyList<KvmChange> Removed => [.. KvmChanges.All.Where(change => IsShown(change) && From.Has(change) && !To.Has(change) && IsKnown(To, change))];

    /// <summary>The most vCPUs of a VM before.</summary>
    public int VcpusBefore => Vcpus(From);

    /// <summary>The most vCPUs of a VM after.</summary>
    public int VcpusAfter => Vcpus(To);

    /// <summary>The flaws of the host that are gone.</summary>
    public IReadOnlyList<KvmFlaw> Fixed => [.. KvmFlaws.All.Where(flaw => flaw.IsIn(From) && !flaw.IsIn(To))];

    /// <summary>The flaws of the host that come.</summary>
    public IReadOnlyList<KvmFlaw> Flawed => [.. KvmFlaws.All.Where(flaw => !flaw.IsIn(From) && flaw.IsIn(To))];

    /// <summary>The fields of the later kernel's answers that are uncertain, on a vCPU with and without local APIC and eVMCS, and on /dev/kvm.</summary>
    public IReadOnlyList<BitAddress> Uncertain => UncertainOn(new SupportedHvCpuid(new KvmHost { Kernel = To }));

    /// <summary>The steps between two kernels: build by build of one distribution, release by release of mainline, else one step.</summary>
    /// <param name="from">The first kernel.</param>
    /// <param name="to">The last.</param>
    /// <exception cref="ArgumentNullException">A kernel is null.</exception>
    public static IReadOnlyList<KvmUpgrade> Steps(KvmKernel from, KvmKernel to)
    {
        List<KvmKernel> kernels = [Guard.NotNull(from), .. Between(from, Guard.NotNull(to)), to];
        return [.. kernels.Zip(kernels.Skip(1), (one, next) => new KvmUpgrade(one, next)).Where(step => kernels.Count == 2 || step.Changes)];
    }

    private static IReadOnlyList<BitAddress> UncertainOn(SupportedHvCpuid supported) =>
    [
        .. States.Select(supported.ForVcpu).Append(supported.ForSystem()).SelectMany(answer => answer.Uncertain).Distinct()
            .OrderBy(address => address.Function).ThenBy(address => address.Register),
    ];

    private static bool IsShown(KvmChange change) => change.Aspects != KvmAspects.Host;

    // What there was before the call counts for nothing where it is, nor mainline's number of vCPUs where a build has its own.
    private static bool IsKnown(KvmKernel lacking, KvmChange change) =>
        lacking.Line?.NotLookedAt.Contains(change) != true && !(change == KvmChanges.MoreVcpus && Vcpus(lacking) != Vcpus(KvmKernel.From(lacking.Base))) && !(change.Index < KvmChanges.IoctlAdded.Index && lacking.Has(KvmChanges.IoctlAdded));

    private bool Changes => From.Changes != To.Changes || VcpusBefore != VcpusAfter || From.HyperVCompiledIn != To.HyperVCompiledIn;

    private static IEnumerable<KvmKernel> Between(KvmKernel from, KvmKernel to)
    {
        if (from.Line is { Base: not null } line && line.Id == to.Line?.Id)
        {
            // Without the last of them: that is the era of the kernel after.
            KvmKernel[] eras = [.. line.Eras.Where(era => era.Key > from.Build && era.Key <= to.Build).Select(era => era.Value)];
            return eras.Take(eras.Length - 1);
        }

        bool mainline = from.Name is null && to.Name is null;
        return mainline ? NearestReleases.WithChangesBetween(from.Base, to.Base).Select(KvmKernel.From) : [];
    }

    private static int Vcpus(KvmKernel kernel) => KvmCapabilityTable.Check(KvmCapability.MaxVcpus, new KvmHost { Kernel = kernel });
}
