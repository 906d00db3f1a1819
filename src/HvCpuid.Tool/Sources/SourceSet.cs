using HvCpuid.Checks;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>What a SOURCE gave.</summary>
/// <param name="Set">The leaves.</param>
/// <param name="Description">Where they come from, for a heading.</param>
/// <param name="Notes">What a reader has to know, a sentence each.</param>
internal sealed record SourceSet(HvCpuidSet Set, string Description, IReadOnlyList<string> Notes)
{
    /// <summary>The leaves, and what of them is known.</summary>
    public HvReading Reading { get; init; } = HvReading.From(Set);

    /// <summary>What a host offers to libvirt; null when the leaves come from elsewhere.</summary>
    public LibvirtDomainCapabilities? Capabilities { get; init; }

    /// <summary>The refusal that came instead of leaves; null when there are leaves.</summary>
    public KvmRefusal? Refusal { get; init; }

    /// <summary>The number that a dump has for the CPU; null when there is none.</summary>
    public int? CpuNumber { get; init; }

    /// <summary>The leaves of a dump's other CPUs, where they are not the same; CPUs that are alike are one, by the name of all.</summary>
    public IReadOnlyList<HvCheckVcpu> OtherCpus { get; init; } = [];

    /// <summary>The ordinary leaves that a dump has of the CPU; none when the leaves come from elsewhere.</summary>
    public IReadOnlyList<CpuidEntry> Ordinary { get; init; } = [];

    /// <summary>How many CPUs a dump has; null where that says nothing of the VM: of one CPU, and of what is no dump.</summary>
    public int? CpuCount { get; init; }

    /// <summary>What the live KVM said; null when the leaves come from elsewhere.</summary>
    public KvmObservation? Observation { get; init; }

    /// <summary>The host as a VMM asks it.</summary>
    public HvHost Host => Observation is not null ? HvHost.From(Observation) : Modelled ?? HvHost.From(Set);

    /// <summary>What the host is called where a VMM asks it: how a modelled one is asked is for the VMM to say, unless the SOURCE says it.</summary>
    public string HostName => Modelled is { Query: null, Kvm: { } kvm } ? kvm.Describe() : Description;

    /// <summary>The modelled host, with a query where the SOURCE says how the call is made; null when the leaves come from elsewhere.</summary>
    public HvHost? Modelled { get; init; }

    /// <summary>The modelled host and vCPU that answered; null when the leaves come from elsewhere.</summary>
    public KvmQuery? Query { get; init; }
}
