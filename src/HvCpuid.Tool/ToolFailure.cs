namespace HvCpuid.Tool;

/// <summary>Ends a verb with a message on standard error.</summary>
internal sealed class ToolFailure : Exception
{
    private ToolFailure(int exitCode, string message)
        : base(message) => ExitCode = exitCode;

    /// <summary>1: done, and what was asked about is not there; 2: the call or an input could not be used.</summary>
    public int ExitCode { get; }

    /// <summary>The call or an input could not be used.</summary>
    /// <param name="message">The option, or the file and line, and what was expected instead.</param>
    public static ToolFailure Unusable(string message) => new(ExitCodes.Unusable, message);

    /// <summary>Done, and what was asked about is not there.</summary>
    /// <param name="message">What is not there, and what is near.</param>
    public static ToolFailure NotThere(string message) => new(ExitCodes.Wrong, message);
}
