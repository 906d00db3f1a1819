using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>Something that a guest other than Linux uses when it finds bits set.</summary>
/// <param name="Name">What, in a word or two.</param>
/// <param name="Meaning">What the guest does then, in one line.</param>
/// <param name="Needs">The bits that have to be set, all of them; of a range, that it is not 0.</param>
/// <param name="Source">The public document or file that says so.</param>
public sealed record GuestFeature(string Name, string Meaning, IReadOnlyList<BitAddress> Needs, string Source)
{
    internal bool IsUsed(Func<BitAddress, uint> value) => Needs.All(bits => value(bits) != 0);
}
