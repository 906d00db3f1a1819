using HvCpuid.Registers;

namespace HvCpuid.Leaves;

/// <summary>A named bit or range of bits of a leaf: a row of <see cref="HvFieldTable"/>.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">Its TLFS name; where the TLFS has none, the name of the source that <paramref name="Source"/> gives.</param>
/// <param name="Meaning">What it says, in one line.</param>
/// <param name="Source">The public document or header that defines it.</param>
public sealed record HvField(BitAddress Address, string Name, string Meaning, string Source)
{
    private static readonly Dictionary<uint, string> NoValues = [];

    /// <summary>What Linux calls it (include/hyperv/hvgdk_mini.h, earlier asm/hyperv-tlfs.h), or null.</summary>
    public string? LinuxName { get; init; }

    /// <summary>The QEMU properties that show it to a guest (target/i386/cpu.c); several fields may share one, and one field may have several.</summary>
    public IReadOnlyList<string> QemuFlags { get; init; } = [];

    /// <summary>Other names it is known by: earlier headers of Linux, QEMU's header, alternative spellings of the flag.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Where the sources disagree about it, what each says; null where they agree.</summary>
    public string? Disagreement { get; init; }

    /// <summary>What else is worth knowing of it: which sources name it, who sets it and who looks at it; null for nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>What single values of it mean; <see cref="Meaning"/> is of all others.</summary>
    public IReadOnlyDictionary<uint, string> Values { get; init; } = NoValues;

    /// <summary>How its value reads best.</summary>
    public HvFieldFormat Format { get; init; } = HvFieldFormat.Flag;

    /// <summary>Who makes its value, and what a move of a guest to another host needs of it.</summary>
    public HvFieldPolicy Policy { get; init; }

    /// <summary>Address and name: <c>CPUID.40000003H:EDX[19] DirectSyntheticTimers</c>.</summary>
    public override string ToString() => $"{Address} {Name}";
}

/// <summary>How the value of an <see cref="HvField"/> reads best.</summary>
public enum HvFieldFormat
{
    /// <summary>One bit: 0 or 1.</summary>
    Flag = 0,

    /// <summary>A count or number, in decimal.</summary>
    Number = 1,

    /// <summary>A number in hexadecimal.</summary>
    Hex = 2,

    /// <summary>Four ASCII characters, the first in the lowest byte.</summary>
    Text = 3,
}
