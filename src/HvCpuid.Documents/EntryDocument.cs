using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>An entry of struct kvm_cpuid2: a leaf as the ioctl hands it over.</summary>
public sealed record EntryDocument
{
    /// <summary>The function, EAX of the CPUID instruction: <c>0x</c> and eight digits.</summary>
    public required string Function { get; init; }

    /// <summary>The index, ECX of the CPUID instruction; 0 where it is not significant.</summary>
    public required uint Index { get; init; }

    /// <summary>The entry's flags; bit 0: the index is significant.</summary>
    public required uint Flags { get; init; }

    /// <summary>EAX: <c>0x</c> and eight digits.</summary>
    public required string Eax { get; init; }

    /// <summary>EBX: <c>0x</c> and eight digits.</summary>
    public required string Ebx { get; init; }

    /// <summary>ECX: <c>0x</c> and eight digits.</summary>
    public required string Ecx { get; init; }

    /// <summary>EDX: <c>0x</c> and eight digits.</summary>
    public required string Edx { get; init; }

    /// <summary>Makes it of an entry.</summary>
    /// <param name="entry">The entry.</param>
    public static EntryDocument From(CpuidEntry entry) => new()
    {
        Function = DocumentText.Hex(entry.Function),
        Index = entry.Index,
        Flags = entry.Flags,
        Eax = DocumentText.Hex(entry.Registers.Eax),
        Ebx = DocumentText.Hex(entry.Registers.Ebx),
        Ecx = DocumentText.Hex(entry.Registers.Ecx),
        Edx = DocumentText.Hex(entry.Registers.Edx),
    };

    /// <summary>Makes them of a set, in its order.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static IReadOnlyList<EntryDocument> From(Sets.HvCpuidSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return [.. set.Select(From)];
    }
}
