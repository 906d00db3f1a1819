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
    public HvField? Field => Address is { } address ? HvFieldTable.Find(address).FirstOrDefault() : null;

    /// <summary>What it is called: the field's name, <c>leaf 40000080H</c>, or <c>a bit without a name</c>.</summary>
    public string Name => Address is null ? "leaf " + BitAddress.FunctionText(Function) : Field?.Name ?? "a bit without a name";

    /// <summary>The loss on one line: <c>CPUID.40000005H:EAX MaximumVirtualProcessors: 288 of 4096, taken by 3 hosts, node4 the first</c>.</summary>
    public override string ToString()
    {
        string what = Address is { } address ? $"{address} {Name}" : Name;
        string left = Address is null || Field is null or { Address.Bits.IsSingleBit: true } ? "" : $" {Text(Left)} of {Text(Most)},";
        return Because is { } cause ? $"{what}:{left} goes with {cause}" : FormattableString.Invariant($"{what}:{left} taken away by {Hosts} {(Hosts == 1 ? "host" : "hosts")}, {First} the first");
    }

    private string Text(uint value) => Field is { } field && field.Address == Address ? new HvDecodedField(field, value).Text : FormattableString.Invariant($"{value & 0xFF}..{value >> 8}");
}
