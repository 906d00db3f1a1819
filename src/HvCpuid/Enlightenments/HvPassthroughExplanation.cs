using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>Passthrough in explicit switches: see <see cref="HvPassthrough.Explain"/>.</summary>
/// <param name="Configuration">The switches and values.</param>
/// <param name="Set">The leaves that they give on that host.</param>
/// <param name="Unsaid">What they cannot say, field by field, in function order; empty when the leaves are the host's.</param>
public sealed record HvPassthroughExplanation(HvConfiguration Configuration, HvCpuidSet Set, IReadOnlyList<HvFieldDifference> Unsaid);

/// <summary>A field that a host has otherwise than a guest.</summary>
/// <param name="Address">The field, or the bit where no name is known.</param>
/// <param name="Name">Its name; null where none is known.</param>
/// <param name="Host">Its value in the host's answer.</param>
/// <param name="Guest">Its value in the guest's leaves.</param>
public sealed record HvFieldDifference(BitAddress Address, string? Name, uint Host, uint Guest)
{
    /// <summary>The difference on one line: <c>CPUID.40000003H:EAX[15] AccessTscInvariantControls: host 1, guest 0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Address}{(Name is null ? "" : " " + Name)}: host {Host:X}, guest {Guest:X}");
}
