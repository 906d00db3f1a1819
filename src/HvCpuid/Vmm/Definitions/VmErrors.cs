using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Errors of readers, with the place in the text.</summary>
internal static class VmErrors
{
    /// <summary>An error at a place.</summary>
    public static HvConfigurationException At(HvTextPlace place, string message, string? suggestion = null) => new($"{message} ({place})")
    {
        Line = place.Line,
        Column = place.Column,
        Offset = place.Offset,
        Suggestion = suggestion,
        Reason = message,
    };
}
