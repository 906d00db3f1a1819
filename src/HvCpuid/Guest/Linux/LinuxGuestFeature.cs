using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>Something that a Linux guest does when it finds bits set: a row of <see cref="LinuxGuestFeatureTable"/>.</summary>
/// <param name="Name">What, in a word or two.</param>
/// <param name="Meaning">What the guest does then, in one line.</param>
/// <param name="Needs">The bits that have to be set, all of them; of a range, that it is not 0.</param>
public sealed record LinuxGuestFeature(string Name, string Meaning, IReadOnlyList<BitAddress> Needs)
{
    /// <summary>The bits that have to be clear, all of them.</summary>
    public IReadOnlyList<BitAddress> Excludes { get; init; } = [];

    /// <summary>The change that brought it; null where Linux 3.10 has it.</summary>
    public LinuxGuestChange? Since { get; init; }

    /// <summary>True when it takes hyperv_init to come to its end: 3.EAX[5] and 3.EAX[6].</summary>
    public bool NeedsInit { get; init; }

    /// <summary>The file and function that look at the bits.</summary>
    public string Source { get; init; } = "arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform";
}
