namespace HvCpuid.Formats;

/// <summary>An input is not in the format it was read as, or in none. The only exception that content, whatever it is, gives rise to.</summary>
public sealed class HvCpuidFormatException : FormatException
{
    /// <summary>An exception for an error that a <c>Try…</c> method gave.</summary>
    /// <param name="error">The error.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public HvCpuidFormatException(HvCpuidFormatError error)
        : base(Guard.NotNull(error).Message) => Error = error;

    /// <summary>What is wrong, as a value.</summary>
    public HvCpuidFormatError Error { get; }

    /// <summary>The line, from 1; 0 when the input is bytes, or the reason lies in no line.</summary>
    public int Line => Error.Line;

    /// <summary>The column in the line, in bytes from 1; 0 when <see cref="Line"/> is 0.</summary>
    public int Column => Error.Column;

    /// <summary>The place in the input, in bytes from 0.</summary>
    public int Offset => Error.Offset;
}
