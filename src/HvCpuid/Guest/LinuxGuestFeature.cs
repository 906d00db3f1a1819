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
}
