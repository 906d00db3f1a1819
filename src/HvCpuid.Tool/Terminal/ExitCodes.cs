namespace HvCpuid.Tool.Terminal;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and nothing is wrong.</summary>
    public const int Fine = 0;

    /// <summary>Done, and what was asked about is wrong, refused or different.</summary>
    public const int Wrong = 1;

    /// <summary>The call or an input could not be used.</summary>
    public const int Unusable = 2;
}
