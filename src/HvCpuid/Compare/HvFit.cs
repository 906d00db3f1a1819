using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Compare;

/// <summary>A host on which wishes are tried.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Host">The host.</param>
/// <exception cref="ArgumentNullException">An argument is null.</exception>
public sealed record HvFitCandidate(string Name, HvHost Host)
{
    /// <summary>What it is called.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string Name
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Name);

    /// <summary>The host.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public HvHost Host
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Host);

    /// <summary>The host as it is at best, where not all of it is told: what fails there too fails for certain. Null where all is told.</summary>
    public HvHost? AtBest { get; init; }
}

/// <summary>What one host makes of wishes.</summary>
/// <param name="Candidate">The host.</param>
/// <param name="Resolution">The leaves, or everything that stands in the way.</param>
/// <param name="Verdict">Whether it can run the VM as it was wished for.</param>
public sealed record HvFitHost(HvFitCandidate Candidate, HvResolution Resolution, HvVerdict Verdict)
{
    /// <summary>The errors of which it is not known whether they hold.</summary>
    public IReadOnlyList<HvSwitchFinding> Unknown { get; init; } = [];
}

/// <summary>A change of the wishes that some hosts need.</summary>
/// <param name="Flag">The switch or setting: <c>hv-tlbflush-ext</c>.</param>
/// <param name="On">True where it is to be added, false where it is to be left out.</param>
/// <param name="Words">How to write it, in the language of the wishes.</param>
/// <param name="Hosts">The names of the hosts that need it; empty of a switch that others require.</param>
public sealed record HvFitChange(string Flag, bool On, string Words, IReadOnlyList<string> Hosts);

/// <summary>Which hosts can run a VM as it is wished for, why others cannot, and what to change so that all can.</summary>
public sealed class HvFit
{
    private HvFit(HvVmm vmm, HvConfigurationEdits wishes, IReadOnlyList<HvFitHost> hosts, HvConfiguration common, IReadOnlyList<HvFitChange> changes, bool changesSuffice) =>
        (Vmm, Wishes, Hosts, Common, Changes, ChangesSuffice) = (vmm, wishes, hosts, common, changes, changesSuffice);

    /// <summary>The VMM.</summary>
    public HvVmm Vmm { get; }

    /// <summary>The wishes.</summary>
    public HvConfigurationEdits Wishes { get; }

    /// <summary>The hosts, as they were given.</summary>
    public IReadOnlyList<HvFitHost> Hosts { get; }

    /// <summary>What of the wishes, closed under what it requires, all hosts allow.</summary>
    public HvConfiguration Common { get; }

    /// <summary>What to change so that all hosts can: switches to add first, then those to leave out.</summary>
    public IReadOnlyList<HvFitChange> Changes { get; }

    /// <summary>True when the wishes so changed start on every host without an error.</summary>
    public bool ChangesSuffice { get; }

    /// <summary>True when every host can run the VM as it was wished for.</summary>
    public bool AllCan => Hosts.All(host => host.Verdict == HvVerdict.Yes);

    /// <summary>Tries wishes on hosts.</summary>
    /// <param name="vmm">The VMM.</param>
    /// <param name="wishes">The wishes.</param>
    /// <param name="candidates">The hosts.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A host is null.</exception>
    /// <example>
    /// <code>
    /// HvFitCandidate[] hosts = [new("old", HvHost.Parse("5.10,intel")), new("new", HvHost.Parse("6.12,intel"))];
    /// HvFit fit = HvFit.Check(QemuVmm.Newest, QemuFlags.ParseEdits("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext"), hosts);
    /// Console.WriteLine(string.Join(", ", fit.Hosts.Select(host =&gt; host.Verdict))); // No, Yes
    /// Console.WriteLine(fit.Common.ToQemu()); // hv-relaxed,hv-vpindex,hv-tlbflush
    /// </code>
    /// </example>
    public static HvFit Check(HvVmm vmm, HvConfigurationEdits wishes, IReadOnlyList<HvFitCandidate> candidates)
    {
        Guard.NotNull(vmm);
        Guard.NotNull(wishes);
        Guard.NotNullItems(candidates);
        HvFitHost[] hosts = [.. candidates.Select(candidate => Check(vmm, wishes, candidate))];
        HvConfiguration wished = Wished(vmm, wishes, hosts);
        HvConfiguration closed = wished.Close(out IReadOnlyList<HvAddition> added);
        HvConfiguration common = candidates.Aggregate(closed, (left, candidate) => vmm.KeepSupported(left, candidate.Host, out _));
        bool unenforced = hosts.Any(host => host.Resolution.Errors.Any(error => error.Id == HvSwitchFindingIds.Enforcement));
        common = unenforced ? common with { EnforceCpuid = false } : common;
        List<HvFitChange> changes =
        [
            .. added.Where(addition => (common.Switches & addition.Added.Switch) != 0)
                .Select(addition => new HvFitChange(addition.Added.Flag, true, VmWords.On(addition.Added, wishes.Language), [])),
            .. HvEnlightenmentTable.For(wished.Switches & ~common.Switches)
                .Select(row => new HvFitChange(row.Flag, false, VmWords.On(row, wishes.Language), [.. candidates.Where(candidate => Drops(vmm, closed, candidate, row)).Select(candidate => candidate.Name)])),
        ];
        if (unenforced)
        {
            changes.Add(new HvFitChange("hv-enforce-cpuid", false, "hv-enforce-cpuid", [.. hosts.Where(host => host.Resolution.Errors.Any(error => error.Id == HvSwitchFindingIds.Enforcement)).Select(host => host.Candidate.Name)]));
        }

        return new HvFit(vmm, wishes, hosts, common, changes, candidates.All(candidate => !vmm.Resolve(common, candidate.Host).Errors.Any()));
    }

    /// <summary>The oldest kernels that can run the VM as it is wished for: mainline's, and each distribution's.</summary>
    /// <param name="vmm">The VMM.</param>
    /// <param name="wishes">The wishes.</param>
    /// <param name="host">The host, but for its kernel.</param>
    /// <param name="kernels">The kernels that are known; the built-in ones when null.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IReadOnlyList<KvmOldestKernel> Oldest(HvVmm vmm, HvConfigurationEdits wishes, KvmHost host, KvmKernels? kernels = null)
    {
        Guard.NotNull(vmm);
        Guard.NotNull(wishes);
        Guard.NotNull(host);
        return KvmOldestKernels.Find(kernels ?? KvmKernels.BuiltIn, kernel => !vmm.Resolve(wishes, HvHost.From(host with { Kernel = kernel })).Errors.Any());
    }

    private static HvFitHost Check(HvVmm vmm, HvConfigurationEdits wishes, HvFitCandidate candidate)
    {
        HvResolution resolution = vmm.Resolve(wishes, candidate.Host);
        HashSet<string>? wrong = candidate.AtBest is { } best && resolution.Errors.Any() ? [.. vmm.Resolve(wishes, best).Errors.Select(error => error.Flag)] : null;
        HvSwitchFinding[] unknown = [.. resolution.Errors.Where(error => error.Id == HvSwitchFindingIds.Unknown || (wrong is not null && !wrong.Contains(error.Flag)))];
        int errors = resolution.Errors.Count();
        return new HvFitHost(candidate, resolution, errors == 0 ? HvVerdict.Yes : errors == unknown.Length ? HvVerdict.Unknown : HvVerdict.No) { Unknown = unknown };
    }

    // Of passthrough and host-model, what every host has.
    private static HvConfiguration Wished(HvVmm vmm, HvConfigurationEdits wishes, HvFitHost[] hosts)
    {
        HvConfiguration asked = wishes.ToConfiguration();
        return asked.Mode == HvConfigurationMode.Custom
            ? asked
            : HvConfiguration.Default.With(hosts.Aggregate(HvSwitches.All & ~HvClosure.OnlyOnRequest, (all, host) => all & vmm.Supports(host.Candidate.Host)));
    }

    private static bool Drops(HvVmm vmm, HvConfiguration closed, HvFitCandidate candidate, HvEnlightenment row)
    {
        vmm.KeepSupported(closed, candidate.Host, out HvSwitches dropped);
        return (dropped & row.Switch) != 0;
    }
}
