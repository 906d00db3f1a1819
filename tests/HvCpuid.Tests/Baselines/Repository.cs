using System.Runtime.CompilerServices;

namespace HvCpuid.Tests.Baselines;

/// <summary>The repository that the tests are of.</summary>
internal static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of one of its files.</summary>
    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        DirectoryInfo? folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HvCpuid.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"HvCpuid.sln is in no folder above {here}.");
    }
}
