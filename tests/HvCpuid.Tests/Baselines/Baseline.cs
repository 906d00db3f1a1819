using System.Runtime.CompilerServices;

namespace HvCpuid.Tests.Baselines;

/// <summary>Compares text with a committed file; <c>HVCPUID_ACCEPT=1 dotnet test</c> writes the file instead.</summary>
internal static class Baseline
{
    /// <summary>The command that rewrites every baseline, for messages and docs.</summary>
    public const string AcceptCommand = "HVCPUID_ACCEPT=1 dotnet test HvCpuid.sln";

    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    public static void Check(string pathInRepository, string actual)
    {
        string path = Path.Combine(Root, pathInRepository);
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("HVCPUID_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{pathInRepository} is missing; write it with: {AcceptCommand}");
        string[] expected = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        string[] lines = actual.Split('\n');
        for (int i = 0; i < Math.Max(expected.Length, lines.Length); i++)
        {
            string was = i < expected.Length ? expected[i] : "(end of file)";
            string now = i < lines.Length ? lines[i] : "(end of file)";
            Assert.True(was == now, $"{pathInRepository}:{i + 1} differs; read the change, and accept it with: {AcceptCommand}\n  file: {was}\n  now:  {now}");
        }
    }

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
