using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>How a place of one reading differs from the same place of another.</summary>
public enum HvDifferenceKind
{
    /// <summary>The second has it: the leaf is there, the field is not 0.</summary>
    Added = 0,

    /// <summary>The first has it, the second not.</summary>
    Removed,

    /// <summary>Both have a value, and not the same.</summary>
    Changed,

    /// <summary>One of them does not tell it: whether they differ there is not known.</summary>
    Unknown,
}

/// <summary>A place in which two readings differ: a leaf, a named field, or a bit without a name. Made by <see cref="HvDiff"/>.</summary>
/// <param name="Kind">How.</param>
/// <param name="Function">The leaf.</param>
/// <param name="Address">The field, the bit, or a register that one side does not tell; null where it is the leaf itself that is there or not.</param>
/// <param name="Before">The value in the first reading; of a leaf 1 where it is there, 0 where it is absent. Null where that is not known.</param>
/// <param name="After">The same of the second.</param>
public sealed record HvDifference(HvDifferenceKind Kind, uint Function, BitAddress? Address, uint? Before, uint? After)
{
    /// <summary>The field; null for a leaf, a register, and a bit without a name.</summary>
    public HvField? Field { get; init; }

    /// <summary>True when both have the leaf, or may have it: what differs is in it.</summary>
    public bool LeafInBoth { get; init; }

    /// <summary>What it is called: the field's name, <c>leaf 40000080H</c>, <c>ECX</c>, or <c>a bit without a name</c>.</summary>
    public string Name => Field?.Name
        ?? (Address is not { } address ? "leaf " + BitAddress.FunctionText(Function)
            : address.Bits == BitField.Whole ? address.Register.ToString().ToUpperInvariant() : "a bit without a name");

    /// <summary>What it means; of a leaf its subject. Null where no source that is known here says it.</summary>
    public string? Meaning => Field is not null ? Field.Meaning : Address is null && HvLeafTable.TryGet(Function, out HvLeaf? leaf) ? leaf.Title : null;

    /// <summary>What a move of a guest needs of it: the field's policy; a bit without a name the kernel must offer. Null for a leaf and a register.</summary>
    public HvFieldPolicy? Policy => Field is not null ? Field.Policy : Address is { Bits.IsSingleBit: true } ? HvFieldPolicy.KernelMustOffer : null;

    /// <summary>The first value as it reads best: <c>1</c>, <c>288</c>, <c>'Hv#1'</c>, <c>there</c>, <c>unknown</c>.</summary>
    public string BeforeText => Text(Before);

    /// <summary>The second value in the same way.</summary>
    public string AfterText => Text(After);

    /// <summary>The same difference seen from the other side.</summary>
    public HvDifference Mirrored => this with
    {
        Kind = Kind switch { HvDifferenceKind.Added => HvDifferenceKind.Removed, HvDifferenceKind.Removed => HvDifferenceKind.Added, _ => Kind },
        Before = After,
        After = Before,
    };

    /// <summary>The difference on one line: <c>CPUID.40000003H:EAX[15] AccessTscInvariantControls: 0, then 1</c>.</summary>
    public override string ToString() => $"{(Address is { } address ? address + (Field is null ? "" : " " + Field.Name) : Name)}: {BeforeText}, then {AfterText}";

    private string Text(uint? value) => value is not { } known ? "unknown"
        : Address is not { } address ? (known != 0 ? "there" : "absent")
        : Field is not null ? new HvDecodedField(Field, known).Text
        : address.Bits.IsSingleBit ? known.ToString(CultureInfo.InvariantCulture)
        : known.ToString("X8", CultureInfo.InvariantCulture) + "H";
}
