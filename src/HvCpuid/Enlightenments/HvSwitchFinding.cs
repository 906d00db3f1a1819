using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>Something that resolving a configuration on a host found.</summary>
/// <param name="Id">One of <see cref="HvSwitchFindingIds"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Flag">The flag it is about, <c>hv-stimer</c>.</param>
/// <param name="Message">What is wrong; in QEMU's words where QEMU tells it.</param>
public sealed record HvSwitchFinding(string Id, HvSeverity Severity, string Flag, string Message)
{
    /// <summary>The bits it is about: those that KVM does not report, or that the value goes to.</summary>
    public IReadOnlyList<BitAddress> Addresses { get; init; } = [];

    /// <summary>What would satisfy it, in words.</summary>
    public string Fix { get; init; } = "";

    /// <summary>True when the VMM does not start because of it; <see cref="Message"/> is in the VMM's words then.</summary>
    public bool StopsVmm { get; init; }

    /// <summary>Severity, id and message on one line.</summary>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Id}: {Message}";
}

/// <summary>The ids of findings; they never change their meaning.</summary>
public static class HvSwitchFindingIds
{
    /// <summary>The host's KVM refuses to say what it supports.</summary>
    public const string Refused = "HVE000";

    /// <summary>KVM does not report what a switch needs.</summary>
    public const string Unsupported = "HVE001";

    /// <summary>A switch requires another that is not on.</summary>
    public const string MissingRequirement = "HVE002";

    /// <summary>The enlightened VMCS versions wanted are not those of the host.</summary>
    public const string EvmcsVersions = "HVE003";

    /// <summary>A value is more than the host has, or one that a VMM refuses.</summary>
    public const string Value = "HVE004";

    /// <summary>The configuration prevents migration.</summary>
    public const string PreventsMigration = "HVE005";

    /// <summary>A switch does nothing without another, or a switch or value nothing beside <c>hv-passthrough</c>.</summary>
    public const string NoEffect = "HVE006";

    /// <summary>The host's KVM cannot enforce the guest's CPUID.</summary>
    public const string Enforcement = "HVE007";

    /// <summary>This release of the VMM does not know a switch or setting.</summary>
    public const string UnknownToVmm = "HVE008";

    /// <summary>The machine type is unknown to this release of the VMM, or not to this model, or it refuses a property of it.</summary>
    public const string Machine = "HVE009";

    /// <summary>KVM refuses to enable what a switch needs on a vCPU.</summary>
    public const string Enabling = "HVE010";

    /// <summary>The guest sees a bit that KVM does not honour.</summary>
    public const string NotHonoured = "HVE011";

    /// <summary>The guest is told that there is no hypervisor, and looks for no leaf.</summary>
    public const string Hidden = "HVE012";

    /// <summary>The host's KVM has no Hyper-V support.</summary>
    public const string NoHyperV = "HVE013";

    /// <summary>A guest that uses the switch harms the host: the kernel has a flaw.</summary>
    public const string HarmsHost = "HVE020";

    /// <summary>Nobody knows whether the host's kernel supports a switch: its build is between two that are known.</summary>
    public const string Unknown = "HVE021";
}
