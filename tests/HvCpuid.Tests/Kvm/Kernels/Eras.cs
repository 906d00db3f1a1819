using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

/// <summary>A name of every line at every build where it changes, around what was seen, and of every release.</summary>
internal static class Eras
{
    public static IReadOnlyList<(KvmKernelLine Line, string Name)> All { get; } = [.. KvmKernels.BuiltIn.Lines.SelectMany(Of)];

    public static IEnumerable<(KvmKernelLine Line, string Name)> Of(KvmKernelLine line)
    {
        IEnumerable<string> builds = line.Rows.SelectMany(row => new[] { row.From, row.Seen ?? row.From }).Append(KvmBuild.Parse("999"))
            .Distinct().Order().Select(build => build.ToString());
        IEnumerable<string> names = line.Patterns[0].ToString() is var form && form.Contains("{build}", StringComparison.Ordinal)
            ? builds.Select(build => Name(form, build))
            : [Name(form, "")];
        return names.Concat(line.Releases.Select(release => release.Value)).Distinct().Where(name => KvmKernel.Parse(name).Line == line).Select(name => (line, name));
    }

    public static bool Same(KvmKernel one, KvmKernel other) =>
        one.ToString() == other.ToString() && one.MaximumVcpus == other.MaximumVcpus && one.HyperVCompiledIn == other.HyperVCompiledIn
        && one.Remark == other.Remark && (one.Neighbour is null ? other.Neighbour is null : other.Neighbour is { } neighbour && Same(one.Neighbour, neighbour));

    private static string Name(string form, string build) => form.Replace("{build}", build, StringComparison.Ordinal).Replace("{release}", "6.12.50", StringComparison.Ordinal)
        .Replace("{series}", "6.8", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{level}", "150", StringComparison.Ordinal)
        .Replace("*", "", StringComparison.Ordinal);
}
