using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>What a finding means for a move.</summary>
public enum HvMigrationSeverity
{
    /// <summary>The guest may not go there.</summary>
    Blocker = 0,

    /// <summary>Whether the guest may go there depends on what is not known.</summary>
    Unknown,

    /// <summary>It may go, and somebody should know.</summary>
    Note,
}

/// <summary>Something that moving a guest to a host found. See <see cref="HvMigration"/>.</summary>
public sealed class HvMigrationFinding
{
    private readonly Func<string> _fix;

    internal HvMigrationFinding(string id, HvMigrationSeverity severity, BitAddress? address, string message, Func<string> fix) =>
        (Id, Severity, Address, Message, _fix) = (id, severity, address, message, fix);

    /// <summary>One of <see cref="HvMigrationFindingIds"/>.</summary>
    public string Id { get; }

    /// <summary>What it means for the move.</summary>
    public HvMigrationSeverity Severity { get; }

    /// <summary>The field, the bit without a name, or the register that is not told; null where it is about no field.</summary>
    public BitAddress? Address { get; }

    /// <summary>What is there, with the values, as a sentence.</summary>
    public string Message { get; }

    /// <summary>The field; null for a register and for a bit without a name.</summary>
    public HvField? Field { get; internal init; }

    /// <summary>The switch that gives it to the guest, <c>hv-tlbflush-ext</c>; null where none does.</summary>
    public string? Switch { get; internal init; }

    /// <summary>The guest's value; null where it is not known.</summary>
    public uint? Guest { get; internal init; }

    /// <summary>The destination's value; null where it is not known.</summary>
    public uint? Destination { get; internal init; }

    /// <summary>The MSRs and hypercalls that stand on it, and what the guest meets there at the destination, one a text.</summary>
    public IReadOnlyList<string> Uses { get; internal init; } = [];

    /// <summary>What would solve it, in words; found when it is first asked for. Empty where nothing is known that would.</summary>
    public string Fix => field ??= _fix();

    /// <summary>Severity, id and message on one line.</summary>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Id}: {Message}";
}

/// <summary>The ids of findings about moves; they never change their meaning.</summary>
public static class HvMigrationFindingIds
{
    /// <summary>The destination's kernel does not report a bit that the guest has.</summary>
    public const string NotOffered = "HVM001";

    /// <summary>The destination's number is below the one that the guest was told.</summary>
    public const string TooSmall = "HVM002";

    /// <summary>The guest's range of enlightened VMCS versions is not within the destination's.</summary>
    public const string Range = "HVM003";

    /// <summary>A field that must be equal is not.</summary>
    public const string NotEqual = "HVM004";

    /// <summary>The guest was promised something about the host that the destination does not promise.</summary>
    public const string Promise = "HVM005";

    /// <summary>The destination's VMM has no switch that gives it to a guest, whatever its kernel offers, or does not know the switch.</summary>
    public const string NoSwitch = "HVM006";

    /// <summary>What the guest has is not known.</summary>
    public const string GuestUnknown = "HVM007";

    /// <summary>What the destination offers is not known.</summary>
    public const string DestinationUnknown = "HVM008";

    /// <summary>The destination's KVM refuses to say what it supports, or has no Hyper-V support.</summary>
    public const string NoAnswer = "HVM009";
}
