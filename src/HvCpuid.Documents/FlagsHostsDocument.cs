using System.Text.Json.Serialization;

namespace HvCpuid.Documents;

/// <summary>What one VM is given on several hosts.</summary>
public sealed record FlagsHostsDocument
{
    /// <summary>The VMM and its release: <c>qemu 11.1</c>.</summary>
    public required string Vmm { get; init; }

    /// <summary>The hosts.</summary>
    public required IReadOnlyList<FlagsHostDocument> Hosts { get; init; }

    /// <summary>The switches that every host allows, closed under their requirements, in QEMU's spelling.</summary>
    public required string Common { get; init; }
}

/// <summary>What a VM is given on a host.</summary>
public sealed record FlagsHostDocument
{
    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>Whether it can run the VM.</summary>
    [JsonConverter(typeof(LowerCaseConverter<Verdict>))]
    public required Verdict Verdict { get; init; }

    /// <summary>What is wrong, or worth knowing.</summary>
    public required IReadOnlyList<FlagsFindingDocument> Findings { get; init; }
}

/// <summary>Whether a host can do what was asked.</summary>
public enum Verdict
{
    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No: a finding says why.</summary>
    No,

    /// <summary>The host does not tell.</summary>
    Unknown,
}
