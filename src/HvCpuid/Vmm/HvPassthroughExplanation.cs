using HvCpuid.Enlightenments;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>Passthrough in explicit switches: see <see cref="HvPassthrough.Explain(HvVmm, HvHost, HvConfiguration)"/>.</summary>
/// <param name="Configuration">The switches and values.</param>
/// <param name="Set">The leaves that they give on that host.</param>
/// <param name="NotExpressible">What they do not say, field by field, in function order; empty when the leaves are the host's.</param>
public sealed record HvPassthroughExplanation(HvConfiguration Configuration, HvCpuidSet Set, IReadOnlyList<HvFieldDifference> NotExpressible)
{
    /// <summary>
    /// The switches that the host supports and <see cref="Configuration"/> leaves out, because a VMM's passthrough has them only when they are
    /// named: <c>hv-syndbg</c> (QEMU 9.2, docs/system/i386/hyperv.rst, hv-passthrough).
    /// </summary>
    public HvSwitches LeftOut { get; init; }
}

/// <summary>A field that a host has otherwise than a guest.</summary>
/// <param name="Address">The field, or the bit where no name is known.</param>
/// <param name="Name">Its name; null where none is known.</param>
/// <param name="Host">Its value in the host's answer.</param>
/// <param name="Guest">Its value in the guest's leaves.</param>
public sealed record HvFieldDifference(BitAddress Address, string? Name, uint Host, uint Guest)
{
    /// <summary>Why the switches give it otherwise, in a few words: <c>no switch says it</c>.</summary>
    public string Reason
    {
        get;
        init => field = Guard.NotNull(value);
    } = "";

    /// <summary>The difference on one line: <c>CPUID.40000003H:EAX[15] AccessTscInvariantControls: host 1, guest 0</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Address}{(Name is null ? "" : " " + Name)}: host {Host:X}, guest {Guest:X}");
}
