using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>What a text says of a VM: its enlightenments, edit by edit with places, and what else decides about its Hyper-V leaves.</summary>
/// <param name="Language">The language of the text.</param>
/// <param name="Edits">What it says about enlightenments, what its management adds among it.</param>
public sealed record VmDefinition(VmLanguage Language, HvConfigurationEdits Edits)
{
    /// <summary>The VM's name; null where the text has none.</summary>
    public string? Name { get; init; }

    /// <summary>The machine type and where its interrupt controllers are; null where the text does not say.</summary>
    public QemuMachine? Machine { get; init; }

    /// <summary>True when KVM runs it, false when QEMU's own emulator does, which has no Hyper-V leaves; null where the text does not say.</summary>
    public bool? UsesKvm { get; init; }

    /// <summary>How many vCPUs it starts with; null where the text does not say.</summary>
    public int? Vcpus { get; init; }

    /// <summary>How many vCPUs it may come to have; null where the text does not say.</summary>
    public int? MaximumVcpus { get; init; }

    /// <summary>The release of QEMU that a log names; null where the text does not say.</summary>
    public QemuRelease? Qemu { get; init; }

    /// <summary>What a reader has to know, a sentence each: what was added, what counts in place of what, what was not read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True when a -cpu of QEMU's is among it, which takes the place of what stands before.</summary>
    internal bool NamesCpu { get; init; }
}
