using System.Diagnostics;
using System.Globalization;

namespace HvCpuid.Fuzz.Engine;

/// <summary>What an input showed: a broken law, or an exception that nothing documents.</summary>
/// <param name="Key">What tells it from others: the law, or the exception and the method that it came from.</param>
/// <param name="Exception">What was thrown.</param>
/// <param name="Input">The input; the smallest that was found.</param>
internal sealed record Finding(string Key, Exception Exception, byte[] Input)
{
    /// <summary>A finding.</summary>
    public static Finding Of(Exception exception, ReadOnlySpan<byte> input) => new(KeyOf(exception), exception, input.ToArray());

    /// <summary>What tells an exception from others.</summary>
    public static string KeyOf(Exception exception)
    {
        if (exception is BrokenLawException broken)
        {
            return broken.Law;
        }

        StackFrame? own = new StackTrace(exception).GetFrames().FirstOrDefault(frame => frame.GetMethod()?.DeclaringType?.FullName?.StartsWith("HvCpuid.", StringComparison.Ordinal) == true);
        return string.Create(CultureInfo.InvariantCulture, $"{exception.GetType().Name} in {own?.GetMethod()?.DeclaringType?.Name}.{own?.GetMethod()?.Name}");
    }

    /// <summary>What is to be read of it: the key, the input in hexadecimal digits and as C#, the message and where it came from.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Key}\n  {Input.Length} bytes: {Convert.ToHexString(Input)}\n  C#: {FuzzText.Literal(Input)}\n  {Exception.GetType().Name}: {Exception.Message}\n{Exception.StackTrace}");
}
