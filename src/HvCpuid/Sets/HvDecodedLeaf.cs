using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>A leaf of a set with its named fields: see <see cref="HvDecoding"/>.</summary>
/// <param name="Entry">The leaf as the set has it.</param>
/// <param name="Title">What the leaf is about; null when no source that is known here names it, or it is another hypervisor's.</param>
/// <param name="Fields">All fields that have a name and are known, set or clear: EAX to EDX, the lowest bit first.</param>
/// <param name="Unknown">The bits that are set and have no name, one by one; none where the leaf is another hypervisor's.</param>
public sealed record HvDecodedLeaf(
    CpuidEntry Entry, string? Title, IReadOnlyList<HvDecodedField> Fields, IReadOnlyList<BitAddress> Unknown)
{
    /// <summary>The bits of the four registers that are known, set: all of them, unless the leaf is of a reading that tells a part.</summary>
    public CpuidRegisters Known { get; init; } = new(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);

    /// <summary>The signature that stands in EBX, ECX and EDX; null for a leaf without one, or of which it is not known whole.</summary>
    public AsciiSignature? Signature => Fields.Count(part => part.Field.Name.StartsWith(SignaturePart, StringComparison.Ordinal)) == 3
        ? new AsciiSignature(Entry.Registers.Ebx, Entry.Registers.Ecx, Entry.Registers.Edx)
        : null;

    /// <summary>The fields, less those of <see cref="Signature"/>, for who shows that as one.</summary>
    public IEnumerable<HvDecodedField> FieldsBesideSignature => Signature is null ? Fields : Fields.Where(part => !part.Field.Name.StartsWith(SignaturePart, StringComparison.Ordinal));

    private const string SignaturePart = "SignatureE";

    /// <summary>True when all bits of a register are known.</summary>
    /// <param name="register">The register.</param>
    /// <returns>False when one is not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the four.</exception>
    public bool Knows(CpuidRegister register) => Known[register] == uint.MaxValue;
}

/// <summary>A named field and its value in a set.</summary>
/// <param name="Field">The field, at the address where the set has it.</param>
/// <param name="Value">Its value, its lowest bit at bit 0.</param>
public readonly record struct HvDecodedField(HvField Field, uint Value)
{
    /// <summary>What it says with this value: of build 20348, that it is Windows Server 2022's.</summary>
    public string Meaning => Field is null ? "" : Field.Values.TryGetValue(Value, out string? meaning) ? meaning : Field.Meaning;

    /// <summary>What this very value means; null where nothing is known of it but what the field says.</summary>
    public string? ValueMeaning => Field is not null && Field.Values.TryGetValue(Value, out string? meaning) ? meaning : null;

    /// <summary>The value as it reads best: <c>1</c>, <c>288</c>, <c>00000FFFH</c>, <c>'Hv#1'</c>; hexadecimal in as many digits as the field has room for.</summary>
    public string Text => Field?.Format switch
    {
        HvFieldFormat.Hex => Value.ToString("X" + ((Field.Address.Bits.Width + 3) / 4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + "H",
        HvFieldFormat.Text => $"'{AsciiSignature.Text(Value)}'",
        _ => Value.ToString(CultureInfo.InvariantCulture),
    };
}
