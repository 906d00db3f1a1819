using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

/// <summary>A name of every line at every build where it changes, around what was seen, and of every release.</summary>
internal static class Eras
{
    // What stands for anything in a form, the first with which the name is of the line.
    private static readonly string[] Stars = ["", "1", "90-1", "134-1"];

    public static IReadOnlyList<(KvmKernelLine Line, string Name)> All { get; } = [.. KvmKernels.BuiltIn.Lines.SelectMany(Of)];

    public static IEnumerable<(KvmKernelLine Line, string Name)> Of(KvmKernelLine line)
    {
        IEnumerable<string> builds = line.Rows.SelectMany(row => new[] { row.From, row.Seen ?? row.From }).Append(KvmBuild.Parse("999"))
            .Distinct().Order().Select(build => build.ToString());
        IEnumerable<string> names = line.Patterns[0].ToString() is var form && form.Contains("{build}", StringComparison.Ordinal)
            ? builds.Select(build => Name(form, build))
            : [Name(form, "")];
        if (form.Contains("{release}", StringComparison.Ordinal))
        {
            names = names.SelectMany(name => new[] { name.Replace("6.12.50", "6.1.100", StringComparison.Ordinal), name });
        }

        return names.SelectMany(name => Stars.Select(star => name.Replace("*", star, StringComparison.Ordinal)).Where(one => KvmKernel.TryParse(one, out KvmKernel? kernel) && kernel.Line == line).Take(1))
            .Concat(line.Releases.Select(release => release.Value)).Distinct().Select(name => (line, name));
    }

    public static bool Same(KvmKernel one, KvmKernel other) =>
        one.ToString() == other.ToString() && one.MaximumVcpus == other.MaximumVcpus && one.HyperVCompiledIn == other.HyperVCompiledIn
        && one.Remark == other.Remark && one.Basis == other.Basis && (one.Neighbour is null ? other.Neighbour is null : other.Neighbour is { } neighbour && Same(one.Neighbour, neighbour));

    private static string Name(string form, string build) => form.Replace("{build}", build, StringComparison.Ordinal).Replace("{release}", "6.12.50", StringComparison.Ordinal)
        .Replace("{series}", "6.8", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{level}", "150", StringComparison.Ordinal);
}
