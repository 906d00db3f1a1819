namespace HvCpuid.Enlightenments;

/// <summary>A text that says nothing sensible about enlightenments: the message names the place and what was expected.</summary>
public sealed class HvConfigurationException : FormatException
{
    /// <summary>An exception without a place.</summary>
    public HvConfigurationException()
    {
    }

    /// <summary>An exception without a place.</summary>
    /// <param name="message">What is wrong.</param>
    public HvConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception without a place.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What told so.</param>
    public HvConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Where in the flags, in characters from 0; null for XML.</summary>
    public int? Offset { get; init; }

    /// <summary>The line in the XML, from 1; null for flags.</summary>
    public int? Line { get; init; }

    /// <summary>The column in the XML, from 1; null for flags.</summary>
    public int? Column { get; init; }

    /// <summary>The message without the place, for a reader that knows it better.</summary>
    internal string Reason
    {
        get => field ?? Message;
        init;
    }

    /// <summary>The nearest known name; null where none is near or a value is wrong.</summary>
    public string? Suggestion { get; init; }
}
