using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Access;

/// <summary>A hypercall that KVM implements, or a range of them: a row of <see cref="HvHypercallTable"/>.</summary>
/// <param name="Code">The call code; of a range the first.</param>
/// <param name="Name">Its name in the TLFS.</param>
/// <param name="Needs">What must be shown under enforcement (hv_check_hypercall_access).</param>
/// <param name="Since">The change of KVM that brought it.</param>
public sealed record HvHypercallRow(ushort Code, string Name, IReadOnlyList<BitAddress> Needs, KvmChange Since) : HvAccessRow(Name, Needs, Since)
{
    /// <summary>The last call code of the range; <see cref="Code"/> for a single one.</summary>
    public ushort LastCode { get; init; } = Code;

    // What one of a range is called, at the beginning of a sentence; null for a single one.
    internal string? OneOf { get; init; }

    /// <summary>What KVM checks of rep count and rep start.</summary>
    public HvHypercallReps Reps { get; init; }

    /// <summary>What KVM does with the fast form.</summary>
    public HvHypercallFast Fast { get; init; }

    /// <summary>The change since which the fast form takes input in XMM registers; before, it is refused as invalid input. Null when it never does.</summary>
    public KvmChange? XmmInputSince { get; init; }

    /// <summary>True when a variable header is refused (Linux 5.18 on).</summary>
    public bool IsFixedSize { get; init; }

    /// <summary>True when it is refused as invalid input without an active SynIC.</summary>
    public bool NeedsSynic { get; init; }

    /// <inheritdoc/>
    public override string Number => Code == LastCode
        ? string.Format(CultureInfo.InvariantCulture, "{0:X4}H", Code)
        : string.Format(CultureInfo.InvariantCulture, "{0:X4}H to {1:X4}H", Code, LastCode);

    /// <summary>Code and name: <c>005CH HvCallPostMessage</c>.</summary>
    public override string ToString() => $"{Number} {Name}";
}

/// <summary>What KVM checks of a hypercall's rep count and rep start.</summary>
public enum HvHypercallReps
{
    /// <summary>Nothing: user space is asked.</summary>
    Unchecked = 0,

    /// <summary>Both must be 0.</summary>
    Simple,

    /// <summary>The count must not be 0, the start must be 0.</summary>
    Rep,
}

/// <summary>What KVM does with the fast form of a hypercall, its input in registers.</summary>
public enum HvHypercallFast
{
    /// <summary>It takes it.</summary>
    Taken = 0,

    /// <summary>It takes it in general and XMM registers, see <see cref="HvHypercallRow.XmmInputSince"/>.</summary>
    Xmm,

    /// <summary>It answers HV_STATUS_INVALID_PARAMETER.</summary>
    Refused,
}
