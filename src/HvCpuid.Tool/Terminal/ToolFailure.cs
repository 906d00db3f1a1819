namespace HvCpuid.Tool.Terminal;

/// <summary>Ends a verb with a message on standard error.</summary>
internal sealed class ToolFailure : Exception
{
    private ToolFailure(int exitCode, string message, IEnumerable<string> details)
        : base(message) => (ExitCode, Details) = (exitCode, [.. details]);

    /// <summary>1: done, and what was asked about is not there; 2: the call or an input could not be used.</summary>
    public int ExitCode { get; }

    /// <summary>What belongs to the message, a line each.</summary>
    public IReadOnlyList<string> Details { get; }

    /// <summary>The call or an input could not be used.</summary>
    /// <param name="message">The option, or the file and line, and what was expected instead.</param>
    /// <param name="details">What belongs to it, a line each.</param>
    public static ToolFailure Unusable(string message, params IEnumerable<string> details) => new(ExitCodes.Unusable, message, details);

    /// <summary>Done, and what was asked about is not there.</summary>
    /// <param name="message">What is not there, and what is near.</param>
    /// <param name="details">What belongs to it, a line each.</param>
    public static ToolFailure NotThere(string message, params IEnumerable<string> details) => new(ExitCodes.Wrong, message, details);
}
