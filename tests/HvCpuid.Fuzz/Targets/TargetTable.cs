using HvCpuid.Formats;
using HvCpuid.Fuzz.Engine;

namespace HvCpuid.Fuzz.Targets;

/// <summary>Every target: a reader each, and the calls.</summary>
internal static class TargetTable
{
    /// <summary>All, in the order in which they are told.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new IoctlTarget(),
        new FormatTarget(null, "dump"),
        .. Enum.GetValues<HvCpuidFormat>().Select(format => new FormatTarget(format, "dump-" + format.ToString().ToLowerInvariant())),
        .. VmTargets.All,
        .. NameTargets.All,
        .. DocumentTargets.All,
        .. LeavesTargets.All,
    ];
}
