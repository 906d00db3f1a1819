using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Compare;

/// <summary>Something that some hosts have and that the baseline does not have, or has less of; who took it away.</summary>
/// <param name="Function">The leaf.</param>
/// <param name="Address">The field or bit; null for the leaf itself.</param>
/// <param name="Most">The most that a host has: 1 of a bit and of a leaf.</param>
/// <param name="Left">What the baseline has.</param>
/// <param name="Hosts">How many hosts take it away; 0 where it goes because something else went.</param>
/// <param name="First">The first of them; empty where there is none.</param>
public sealed record HvBaselineLoss(uint Function, BitAddress? Address, uint Most, uint Left, long Hosts, string First)
{
    /// <summary>The field that it depends on and that went, or whose twin went; null where hosts took it away.</summary>
    public BitAddress? Because { get; init; }

    /// <summary>The field; null for a leaf and for a bit without a name.</summary>
    public HvField? Field => Address is { } address && HvFieldTable.Find(address) is { Count: > 0 } fields ? fields[0] : null;

    /// <summary>What it is called: the field's name, <c>EnlightenedVmcsVersions</c> of the range, <c>leaf 40000080H</c>, or <c>a bit without a name</c>.</summary>
    public string Name => Address is not { } address ? "leaf " + BitAddress.FunctionText(Function)
        : address == HvBits.EnlightenedVmcsVersions ? nameof(HvBits.EnlightenedVmcsVersions)
        : Field?.Name ?? "a bit without a name";

    /// <summary>How much is left of how much, of a number or range: <c>288 of 4096</c>, <c>none of 1..1</c>; empty of a bit and a leaf.</summary>
    public string Values => Address is not { } address || address.Bits.IsSingleBit ? "" : $"{Text(Left)} of {Text(Most)}";

    /// <summary>The loss on one line: <c>CPUID.40000005H:EAX MaximumVirtualProcessors: 288 of 4096, taken away by 3 hosts, node4 the first</c>.</summary>
    public override string ToString()
    {
        string what = (Address is { } address ? $"{address} {Name}: " : Name + ": ") + (Values.Length == 0 ? "" : Values + ", ");
        return Because is { } cause ? $"{what}goes with {cause}" : FormattableString.Invariant($"{what}taken away by {Hosts} {(Hosts == 1 ? "host" : "hosts")}, {First} the first");
    }

    private string Text(uint value) => Address != HvBits.EnlightenedVmcsVersions ? new HvDecodedField(Field!, value).Text
        : value == 0 ? "none"
        : FormattableString.Invariant($"{value & 0xFF}..{value >> 8}");
}
