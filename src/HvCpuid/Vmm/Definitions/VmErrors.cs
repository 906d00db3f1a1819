using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Errors of readers, with the place in the text.</summary>
internal static class VmErrors
{
    /// <summary>An error at a place; nothing in its message is what a terminal obeys.</summary>
    public static HvConfigurationException At(HvTextPlace place, string message, string? suggestion = null)
    {
        string shown = Excerpt.Escape(message);
        return new HvConfigurationException($"{shown} ({place})")
        {
            Line = place.Line,
            Column = place.Column,
            Offset = place.Offset,
            Suggestion = suggestion,
            Reason = shown,
        };
    }
}
