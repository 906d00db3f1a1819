using System.Globalization;
using HvCpuid.Access;
using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>A synthetic MSR that the guest touches.</summary>
/// <param name="Msr">Its number.</param>
/// <param name="Meaning">What for, in one line.</param>
public sealed record LinuxGuestMsr(uint Msr, string Meaning)
{
    /// <summary>True when it is read.</summary>
    public bool IsRead { get; init; }

    /// <summary>True when it is written.</summary>
    public bool IsWritten { get; init; }

    /// <summary>The value that is written, where it is always the same; null where it holds an address or a count.</summary>
    public ulong? Value { get; init; }

    /// <summary>True where the access waits for nothing to be set that its privilege asks for, so that enforcement refuses it.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>The file and function that touch it.</summary>
    public string Source { get; init; } = "";

    /// <summary>The MSR's name (Linux, include/hyperv/hvgdk_mini.h).</summary>
    public string Name => HvMsrTable.Find(Msr)?.Name ?? "";

    /// <summary>Number and name.</summary>
    public override string ToString() => $"{BitAddress.FunctionText(Msr)} {Name}";
}

/// <summary>A hypercall that the guest makes.</summary>
/// <param name="Code">Its call code.</param>
/// <param name="Meaning">What for, in one line.</param>
/// <param name="Needs">The bits that make the guest use it.</param>
public sealed record LinuxGuestHypercall(ushort Code, string Meaning, IReadOnlyList<BitAddress> Needs)
{
    /// <summary>The file that makes it.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its name in the TLFS.</summary>
    public string Name => HvHypercallTable.Find(Code)?.Name ?? NameInTlfs;

    // Of a call that no KVM has.
    internal string NameInTlfs { get; init; } = "";

    /// <summary>Code and name.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:X4}H {1}", Code, Name);
}
