using System.Text.Json.Serialization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Documents;

/// <summary>A set of leaves, named field by named field.</summary>
public sealed record DecodeDocument
{
    /// <summary>What the leaves are, in a line: <c>Hyper-V interface given by KVM/QEMU (10.0.14393), eVMCS 1..1, not isolated</c>.</summary>
    public required string Conclusion { get; init; }

    /// <summary>The leaves, in the set's order. Of a decoding they are made as they are read: a dump may have a million.</summary>
    public required IEnumerable<DecodedLeafDocument> Leaves { get; init; }

    /// <summary>Whether leaves that are not here are known to be absent; left out where every bit of every leaf is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Complete { get; init; }

    /// <summary>Makes it of a decoding.</summary>
    /// <param name="decoding">The decoding.</param>
    /// <param name="isMeant">Which leaves; null for all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="decoding"/> is null.</exception>
    public static DecodeDocument From(HvDecoding decoding, Func<HvDecodedLeaf, bool>? isMeant = null)
    {
        ArgumentNullException.ThrowIfNull(decoding);
        return new DecodeDocument
        {
            Conclusion = decoding.Origin.Conclusion,
            Leaves = decoding.Leaves.Where(isMeant ?? (_ => true)).Select(DecodedLeafDocument.From),
            Complete = decoding.Reading.IsWhole ? null : decoding.Reading.IsComplete,
        };
    }
}

/// <summary>A leaf, read.</summary>
public sealed record DecodedLeafDocument
{
    /// <summary>The function: <c>0x</c> and eight digits.</summary>
    public required string Function { get; init; }

    /// <summary>The registers that are known whole.</summary>
    public required RegistersDocument Registers { get; init; }

    /// <summary>The registers of which some bits are known and not all; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartialRegistersDocument? Partial { get; init; }

    /// <summary>The named fields that are known, set or clear; none of a leaf whose bits have no names here.</summary>
    public required IReadOnlyList<DecodedFieldDocument> Fields { get; init; }

    /// <summary>The addresses of bits that are set and that no source names.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Makes it of a leaf.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <exception cref="ArgumentNullException"><paramref name="leaf"/> is null.</exception>
    public static DecodedLeafDocument From(HvDecodedLeaf leaf)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        CpuidRegister[] all = Enum.GetValues<CpuidRegister>();
        return new DecodedLeafDocument
        {
            Function = DocumentText.Hex(leaf.Entry.Function),
            Registers = new RegistersDocument { Eax = Whole(CpuidRegister.Eax), Ebx = Whole(CpuidRegister.Ebx), Ecx = Whole(CpuidRegister.Ecx), Edx = Whole(CpuidRegister.Edx) },
            Partial = all.All(register => Part(register) is null) ? null
                : new PartialRegistersDocument { Eax = Part(CpuidRegister.Eax), Ebx = Part(CpuidRegister.Ebx), Ecx = Part(CpuidRegister.Ecx), Edx = Part(CpuidRegister.Edx) },
            Fields = [.. leaf.Fields.Select(DecodedFieldDocument.From)],
            Unknown = DocumentText.Texts(leaf.Unknown),
        };

        string? Whole(CpuidRegister register) => leaf.Knows(register) ? DocumentText.Hex(leaf.Entry.Registers[register]) : null;

        PartialRegisterDocument? Part(CpuidRegister register) => leaf.Known[register] is 0 or uint.MaxValue ? null
            : new PartialRegisterDocument { Value = DocumentText.Hex(leaf.Entry.Registers[register]), Known = DocumentText.Hex(leaf.Known[register]) };
    }
}

/// <summary>The registers of a leaf, each <c>0x</c> and eight digits; one that is not known whole is left out.</summary>
public sealed record RegistersDocument
{
    /// <summary>EAX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Eax { get; init; }

    /// <summary>EBX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ebx { get; init; }

    /// <summary>ECX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ecx { get; init; }

    /// <summary>EDX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Edx { get; init; }
}

/// <summary>Registers of which some bits are known and not all; others are left out.</summary>
public sealed record PartialRegistersDocument
{
    /// <summary>EAX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartialRegisterDocument? Eax { get; init; }

    /// <summary>EBX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartialRegisterDocument? Ebx { get; init; }

    /// <summary>ECX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartialRegisterDocument? Ecx { get; init; }

    /// <summary>EDX.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartialRegisterDocument? Edx { get; init; }
}

/// <summary>A register of which some bits are known.</summary>
public sealed record PartialRegisterDocument
{
    /// <summary>The register, 0 where a bit is not known: <c>0x</c> and eight digits.</summary>
    public required string Value { get; init; }

    /// <summary>1 where a bit is known: <c>0x</c> and eight digits.</summary>
    public required string Known { get; init; }
}

/// <summary>A named field and its value.</summary>
public sealed record DecodedFieldDocument
{
    /// <summary>The address: <c>CPUID.40000003H:EAX[0]</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The name, the TLFS's where it has one.</summary>
    public required string Name { get; init; }

    /// <summary>Linux's name; null where it has none.</summary>
    public required string? Linux { get; init; }

    /// <summary>QEMU's flag, several joined by commas; null where there is none.</summary>
    public required string? Qemu { get; init; }

    /// <summary>The value.</summary>
    public required uint Value { get; init; }

    /// <summary>Where the sources differ about it; left out where they agree.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Disagreement { get; init; }

    /// <summary>What else is worth knowing of it; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remark { get; init; }

    /// <summary>What this very value means; left out where that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Meaning { get; init; }

    /// <summary>Makes it of a field.</summary>
    /// <param name="decoded">The field and its value.</param>
    public static DecodedFieldDocument From(HvDecodedField decoded) => new()
    {
        Address = decoded.Field.Address.ToString(),
        Name = decoded.Field.Name,
        Linux = decoded.Field.LinuxName,
        Qemu = DocumentText.Joined(decoded.Field.QemuFlags),
        Value = decoded.Value,
        Disagreement = decoded.Field.Disagreement,
        Remark = decoded.Field.Remark,
        Meaning = decoded.ValueMeaning,
    };
}
