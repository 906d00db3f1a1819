namespace HvCpuid.Fuzz.Engine;

/// <summary>An input for which the code under test broke a law.</summary>
/// <param name="law">Which, always in the same words: findings of one law are one.</param>
/// <param name="details">What this input shows of it.</param>
internal sealed class BrokenLawException(string law, string details) : Exception($"{law}: {details}")
{
    /// <summary>The law.</summary>
    public string Law => law;
}
