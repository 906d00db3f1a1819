namespace HvCpuid.Fuzz.Engine;

/// <summary>One reader, or one way in, and the laws that it keeps whatever the bytes are.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="about">What it is, in a few words.</param>
internal abstract class FuzzTarget(string name, string about)
{
    /// <summary>Its name on the command line.</summary>
    public string Name => name;

    /// <summary>What it is, in a few words.</summary>
    public string About => about;

    /// <summary>The longest input in bytes.</summary>
    public virtual int Longest => 4096;

    /// <summary>Inputs to begin with.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words of its language.</summary>
    public virtual IEnumerable<string> Words => [];

    /// <summary>Tries an input.</summary>
    /// <exception cref="BrokenLawException">A law is broken. Any other exception is one that nothing documents.</exception>
    public abstract void Try(ReadOnlySpan<byte> input);

    /// <summary>Breaks off where a law does not hold.</summary>
    protected static void Require(bool holds, string law, string details = "")
    {
        if (!holds)
        {
            throw new BrokenLawException(law, details);
        }
    }
}
