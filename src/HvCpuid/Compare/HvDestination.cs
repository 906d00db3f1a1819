using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Compare;

/// <summary>
/// A host that a guest is to move to, or that wishes are held against: a modelled one, alone or with a VMM on it, or one of which nothing but its answer is
/// known, or a part of that.
/// </summary>
public sealed class HvDestination
{
    private HvDestination(string name, HvReading offered, KvmQuery? query = null, KvmRefusal? refusal = null, IReadOnlyList<BitAddress>? uncertain = null, HvVmm? vmm = null) =>
        (Name, Offered, Query, Refusal, Uncertain, Vmm) = (name, offered, query, refusal, uncertain ?? [], vmm);

    /// <summary>What it is called, for messages: <c>Linux 6.1, AMD</c>, <c>the destination</c>.</summary>
    public string Name { get; }

    /// <summary>What it offers: what its KVM reports, or what its VMM takes it to report. Empty where it does not answer.</summary>
    public HvReading Offered { get; }

    /// <summary>Why its KVM does not answer; null where it does.</summary>
    public KvmRefusal? Refusal { get; }

    /// <summary>The question whose answer <see cref="Offered"/> is; null where the answer alone is known.</summary>
    public KvmQuery? Query { get; }

    /// <summary>The VMM on it; null where any may be.</summary>
    public HvVmm? Vmm { get; }

    /// <summary>The fields of the answer that may be otherwise, because the kernel's build is between two that are known.</summary>
    public IReadOnlyList<BitAddress> Uncertain { get; }

    /// <summary>The switches that the VMM knows; all where any VMM may be.</summary>
    internal HvSwitches Known => Vmm is QemuVmm qemu ? qemu.Behavior.Switches : HvSwitches.All;

    /// <summary>True when the VMM knows a switch.</summary>
    internal bool Knows(HvEnlightenment row) => (row.Switch & Known) != 0;

    /// <summary>A host of which nothing but its answer is known.</summary>
    /// <param name="supported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <exception cref="ArgumentNullException">There is no answer.</exception>
    public static HvDestination From(HvCpuidSet supported) => From(HvReading.From(supported));

    /// <summary>A host of which nothing but a reading of its answer is known.</summary>
    /// <param name="supported">What is known of its answer.</param>
    /// <param name="name">What it is called, for messages.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static HvDestination From(HvReading supported, string name = "the destination") => new(Guard.NotNull(name), Guard.NotNull(supported));

    /// <summary>A modelled host, with all that it can offer a vCPU: see <see cref="QueryOf"/>.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static HvDestination From(KvmHost host) => From(QueryOf(host));

    /// <summary>A modelled host that is asked in one form.</summary>
    /// <param name="query">The host and the form.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static HvDestination From(KvmQuery query)
    {
        KvmHost host = query.Asked();
        SupportedAnswer answer = SupportedFold.Answer(query);
        return new HvDestination(host.Describe(), HvReading.From(answer.Set ?? HvCpuidSet.Empty), query, answer.Refusal, host.Kernel.Neighbour is null ? [] : answer.Uncertain);
    }

    /// <summary>A host as a VMM may find it, whichever it is: a modelled one, a live one, or its answer alone.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static HvDestination From(HvHost host)
    {
        if (Guard.NotNull(host).Answer is { } answer)
        {
            return From(answer);
        }

        KvmQuery query = host.Query ?? QueryOf(host.Kvm!);
        if (host.Observation is not { } live)
        {
            return From(query);
        }

        // What it said counts, the call that tells most first; where it said nothing, nothing of the model takes its place.
        KvmObservedAnswer[] told = [.. live.Answers.Where(one => one.Set is not null).OrderBy(one => one.Scope == KvmScope.System ? 0 : 1).ThenByDescending(one => one.Set!.Count)];
        string name = $"this host ({host.Kvm!.Describe()})";
        return told.Length > 0
            ? new HvDestination(name, HvReading.From(told[0].Set!), query)
            : new HvDestination(name, HvReading.Empty, query, new KvmRefusal(Outcome(live), "the live KVM gives no leaves", null));
    }

    /// <summary>A host with a VMM on it, which asks in its own way and has the switches of its release.</summary>
    /// <param name="vmm">The VMM.</param>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static HvDestination From(HvVmm vmm, HvHost host)
    {
        HvVmmAnswer answer = Guard.NotNull(vmm).Ask(Guard.NotNull(host));
        KvmQuery? query = host.Query ?? (host.Kvm is { } kvm ? QueryOf(kvm) : null);
        bool modelled = host.Observation is null && query is { Host.Kernel.Neighbour: not null };
        string name = $"{vmm.Title} on {(host.Kvm is null ? "the destination" : host.Kvm.Describe())}";
        HvCpuidSet found = answer.AskedOn == HvAskedOn.Legacy ? AllThatItGives(vmm, host) : WithVersions(answer.Set ?? HvCpuidSet.Empty, query);
        HvReading offered = HvReading.From(found);
        return new HvDestination(name, offered, query, answer.Refusal, modelled ? SupportedFold.Answer(query!.Value).Uncertain : [], vmm);
    }

    /// <summary>
    /// The question that tells most of what a host can offer: on /dev/kvm where its kernel has that form, else on a vCPU with an in-kernel local APIC, and with
    /// eVMCS where the host can give it.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static KvmQuery QueryOf(KvmHost host) => Guard.NotNull(host).Kernel.Has(KvmChanges.SystemForm)
        ? KvmQuery.OnSystem(host)
        : KvmQuery.OnVcpu(host, new VcpuState(true, host.OffersEvmcs ? EvmcsVersionRange.Version1 : null));

    // Nobody called where a call would do harm: it would not come back.
    private static KvmOutcome Outcome(KvmObservation live) =>
        live.Answers.Select(answer => answer.Errno).FirstOrDefault(errno => errno is not null) is { } errno ? KvmOutcome.Refused(errno) : KvmOutcome.HostOops;

    // Capabilities tell of features, not of leaves: what a guest has of the others is the VMM's.
    private static HvCpuidSet AllThatItGives(HvVmm vmm, HvHost host) =>
        vmm.Resolve(vmm.KeepSupported(HvConfiguration.Default.With(HvSwitches.All), host, out _), host).Set ?? HvCpuidSet.Empty;

    // A VMM that asks a vCPU on which eVMCS is not enabled takes a capability for it, and enables it then: the versions come with that.
    private static HvCpuidSet WithVersions(HvCpuidSet found, KvmQuery? query)
    {
        BitAddress versions = HvBits.EnlightenedVmcsVersions;
        uint enabled = query is { } asked && found.Extract(HvBits.EnlightenedVmcs) != 0 && found.Extract(versions) == 0 ? SupportedFold.Answer(asked).Set?.Extract(versions) ?? 0 : 0;
        _ = found.TryGet(versions.Function, out CpuidRegisters leaf);
        return enabled == 0 ? found : found.ToBuilder().Set(versions.Function, leaf with { Eax = leaf.Eax | enabled }).ToSet();
    }
}
