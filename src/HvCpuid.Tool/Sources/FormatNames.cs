using HvCpuid.Formats;

namespace HvCpuid.Tool.Sources;

/// <summary>The names of the formats of dumps, as <c>--input-format</c> takes them and messages say them.</summary>
internal static class FormatNames
{
    private static readonly Dictionary<string, HvCpuidFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["raw"] = HvCpuidFormat.CpuidRaw,
        ["bin"] = HvCpuidFormat.KvmCpuid2,
        ["json"] = HvCpuidFormat.Json,
        ["instlatx64"] = HvCpuidFormat.InstLatx64,
        ["xen-cpuid"] = HvCpuidFormat.XenCpuid,
        ["vmware"] = HvCpuidFormat.VmwareLog,
        ["tycho"] = HvCpuidFormat.TychoCpuid,
        ["vbox"] = HvCpuidFormat.VBoxLog,
        ["x86info"] = HvCpuidFormat.X86Info,
        ["dmesg"] = HvCpuidFormat.LinuxDmesg,
        ["freebsd"] = HvCpuidFormat.FreeBsdDmesg,
        ["firecracker"] = HvCpuidFormat.Firecracker,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Formats.Keys;

    /// <summary>The format of a name, in either case; null where there is none.</summary>
    /// <param name="name">The name.</param>
    public static HvCpuidFormat? Find(string name) => Formats.TryGetValue(name, out HvCpuidFormat format) ? format : null;

    /// <summary>The name of a format.</summary>
    /// <param name="format">The format.</param>
    public static string Name(this HvCpuidFormat format) => Formats.First(named => named.Value == format).Key;
}
