using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>Something about a guest that one may not expect.</summary>
/// <param name="Id">HVG and a number.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Address">The bit that it is about; null where it is none.</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What would put it right.</param>
public sealed record LinuxGuestFinding(string Id, HvSeverity Severity, BitAddress? Address, string Message, string Fix)
{
    /// <summary>Id, severity and message.</summary>
    public override string ToString() => $"{Id} {Severity}: {Message}";
}
