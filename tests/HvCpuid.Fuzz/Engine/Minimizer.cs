namespace HvCpuid.Fuzz.Engine;

/// <summary>Makes a finding's input small: pieces go while the finding stays the same, then bytes become plain ones.</summary>
internal static class Minimizer
{
    private const int MostTries = 20_000;

    /// <summary>The smallest input found that shows the same.</summary>
    public static Finding Minimize(FuzzTarget target, Finding finding)
    {
        int tries = 0;
        Finding? Same(byte[] input) => tries++ < MostTries && Run(target, input) is { } found && found.Key == finding.Key ? found : null;
        for (int length = Math.Max(1, finding.Input.Length / 2); length > 0; length /= 2)
        {
            for (int at = 0; at + length <= finding.Input.Length;)
            {
                Finding? smaller = Same([.. finding.Input[..at], .. finding.Input[(at + length)..]]);
                (finding, at) = smaller is null ? (finding, at + length) : (smaller, at);
            }
        }

        for (int at = 0; at < finding.Input.Length; at++)
        {
            foreach (byte plain in "a0"u8)
            {
                byte[] input = [.. finding.Input];
                input[at] = plain;
                finding = finding.Input[at] is (byte)'a' or (byte)'0' ? finding : Same(input) ?? finding;
            }
        }

        return finding;
    }

    /// <summary>Tries one input.</summary>
    /// <returns>What it showed; null for nothing.</returns>
    public static Finding? Run(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Try(input);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Finding.Of(exception, input);
        }
    }
}
