using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>Something that a check found.</summary>
/// <param name="Check">The check.</param>
/// <param name="Address">Where; for a leaf that is missing its EAX.</param>
/// <param name="Message">What is there, with the values, as a sentence.</param>
/// <param name="Fix">What would put it right, as a sentence.</param>
public sealed record HvFinding(HvCheck Check, BitAddress Address, string Message, string Fix)
{
    /// <summary>The check's id, e.g. <c>HV001</c>.</summary>
    public string Id => Check.Id;

    /// <summary>How bad it is.</summary>
    public HvSeverity Severity => Check.Severity;

    /// <summary>Why it matters, as sentences; where KVM gives the leaves, what it means there too.</summary>
    public string Why
    {
        get => field ?? Check.Why;
        init;
    }

    /// <summary>The finding on one line: <c>HV005 error CPUID.40000003H:EAX[5]: …</c>.</summary>
    public override string ToString() => $"{Id} {Severity.ToString().ToLowerInvariant()} {Address}: {Message} {Fix}";
}
