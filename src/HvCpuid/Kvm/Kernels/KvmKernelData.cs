using System.Globalization;

namespace HvCpuid.Kvm;

/// <summary>Short ways to write the rows of the built-in lines.</summary>
internal static class KvmKernelData
{
    /// <summary>The two halves of a8de7f100bb5, which no kernel has been seen to have one by one.</summary>
    public static IReadOnlyList<KvmChange> Ipi { get; } = [KvmChanges.IpiNeedsLapic, KvmChanges.IpiRefusedWithoutLapic];

    /// <summary>Forms of names.</summary>
    public static IReadOnlyList<KvmKernelPattern> Forms(params string[] patterns) => [.. patterns.Select(KvmKernelPattern.Parse)];

    /// <summary>A row.</summary>
    public static KvmKernelRow Row(string from, KvmSureness sureness, string source) => new(KvmBuild.Parse(from), sureness, source);

    /// <summary>The last build that was seen.</summary>
    public static KvmBuild Build(string text) => KvmBuild.Parse(text);

    /// <summary>Levels: <c>47=46 50=60</c>.</summary>
    public static IReadOnlyList<KeyValuePair<KvmBuild, int>> Levels(string text) =>
        [.. Pairs(text).Select(pair => new KeyValuePair<KvmBuild, int>(KvmBuild.Parse(pair[0]), int.Parse(pair[1], CultureInfo.InvariantCulture)))];

    /// <summary>Releases and their kernels: <c>9.4=5.14.0-427.13.1.el9_4.x86_64</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Releases(string text) =>
        [.. Pairs(text).Select(pair => new KeyValuePair<string, string>(pair[0], pair[1]))];

    private static IEnumerable<string[]> Pairs(string text) => text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='));
}
