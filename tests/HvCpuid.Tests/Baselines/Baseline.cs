namespace HvCpuid.Tests.Baselines;

/// <summary>Compares text with a committed file; <c>HVCPUID_ACCEPT=1 dotnet test</c> writes the file instead, but not in CI.</summary>
internal static class Baseline
{
    /// <summary>The command that rewrites every baseline, for messages and docs.</summary>
    public const string AcceptCommand = "HVCPUID_ACCEPT=1 dotnet test HvCpuid.sln";

    public static void Check(string pathInRepository, string actual) => Check(
        Path.Combine(Repository.Root, pathInRepository), pathInRepository, actual, Accepts(Environment.GetEnvironmentVariable("HVCPUID_ACCEPT"), Environment.GetEnvironmentVariable("CI")));

    /// <summary>True when the file is to be written: the one that asks for it has to read the difference.</summary>
    /// <exception cref="InvalidOperationException">A CI asks for it: no test of a baseline could fail.</exception>
    internal static bool Accepts(string? accept, string? ci) => accept == "1" && (string.IsNullOrEmpty(ci) || ci is "0" or "false"
        ? true
        : throw new InvalidOperationException("HVCPUID_ACCEPT=1 is set in CI, where every baseline would be accepted unread."));

    internal static void Check(string path, string name, string actual, bool accept)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (accept)
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{name} is missing; write it with: {AcceptCommand}");
        string[] expected = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        string[] lines = actual.Split('\n');
        for (int i = 0; i < Math.Max(expected.Length, lines.Length); i++)
        {
            string was = i < expected.Length ? expected[i] : "(end of file)";
            string now = i < lines.Length ? lines[i] : "(end of file)";
            Assert.True(was == now, $"{name}:{i + 1} differs; read the change, and accept it with: {AcceptCommand}\n  file: {was}\n  now:  {now}");
        }
    }
}
