using System.Globalization;

namespace HvCpuid.Formats;

/// <summary>Why an input could not be read, and where. The message says what was expected instead and what was found.</summary>
/// <remarks>The message composes: a caller that knows the file's name writes <c>name: message</c>.</remarks>
public sealed record HvCpuidFormatError
{
    private HvCpuidFormatError(string message, string reason, int line, int column, int offset) =>
        (Message, Reason, Line, Column, Offset) = (message, reason, line, column, offset);

    /// <summary>The message, without a full stop: <c>line 7: expected 8 hexadecimal digits after 'eax=0x', found 9 ('0x000002aff')</c>.</summary>
    public string Message { get; }

    /// <summary>The message without its <c>line 7: </c>, for a caller that writes <c>name:7: reason</c> as compilers do.</summary>
    public string Reason { get; }

    /// <summary>The line, from 1; 0 when the input is bytes, or the reason lies in no line.</summary>
    public int Line { get; }

    /// <summary>The column in the line, in bytes from 1; 0 when <see cref="Line"/> is 0.</summary>
    public int Column { get; }

    /// <summary>The place in the input, in bytes from 0.</summary>
    public int Offset { get; }

    /// <summary>The message.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;

    internal static HvCpuidFormatError AtLine(int line, int column, int offset, string reason) =>
        new(string.Format(CultureInfo.InvariantCulture, "line {0}: {1}", line, reason), reason, line, column, offset);

    // Finds the line of an offset: for the readers that do not count lines.
    internal static HvCpuidFormatError AtOffset(ReadOnlySpan<byte> input, int offset, string reason)
    {
        ReadOnlySpan<byte> before = input.Slice(0, offset);
        int line = 1;
        foreach (byte character in before)
        {
            line += character == (byte)'\n' ? 1 : 0;
        }

        return AtLine(line, offset - before.LastIndexOf((byte)'\n'), offset, reason);
    }

    // The same, of a text that begins further down in the input.
    internal HvCpuidFormatError Below(int lines, int offset) => Line == 0 ? this : AtLine(Line + lines, Column, Offset + offset, Reason);

    internal static HvCpuidFormatError AtByte(int offset, string reason) =>
        OfInput(string.Format(CultureInfo.InvariantCulture, "byte {0}: {1}", offset, reason), offset);

    internal static HvCpuidFormatError OfInput(string reason, int offset = 0) => new(reason, reason, 0, 0, offset);
}
