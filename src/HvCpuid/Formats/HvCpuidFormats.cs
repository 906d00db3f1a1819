using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Formats;

/// <summary>Reads hypervisor leaves from bytes in any format that <see cref="HvCpuidFormat"/> names, recognised by content.</summary>
public static class HvCpuidFormats
{
    /// <summary>The longest input that is read, 64 MiB; a dump of 4096 CPUs has about 30. A longer one is refused.</summary>
    public const int MaximumLength = 64 * 1024 * 1024;

    /// <summary>How much of the start of an input <see cref="Recognize"/> needs, in bytes, unless the input is shorter.</summary>
    public const int RecognitionLength = 4096;

    /// <summary>
    /// The format of an input, by its content: <see cref="HvCpuidFormat.KvmCpuid2"/> when <c>nent</c> agrees with the length and is not 0;
    /// JSON when the first character is <c>{</c>, behind white space and a byte order mark; otherwise text, which has no control
    /// characters. Enough to refuse a large file after its first <see cref="RecognitionLength"/> bytes.
    /// </summary>
    /// <param name="start">The first bytes of the input, <see cref="RecognitionLength"/> of them or all; more are not looked at.</param>
    /// <param name="totalLength">The length of the whole input in bytes.</param>
    /// <returns>The format to read it in.</returns>
    /// <exception cref="HvCpuidFormatException">It is in none of them: empty, longer than <see cref="MaximumLength"/>, other binary data.</exception>
    public static HvCpuidFormat Recognize(ReadOnlySpan<byte> start, long totalLength) =>
        TryRecognize(start, totalLength, out HvCpuidFormat format, out HvCpuidFormatError? error)
            ? format
            : throw new HvCpuidFormatException(error);

    /// <summary>The format of an input, as <see cref="Recognize"/> finds it, without throwing.</summary>
    /// <param name="start">The first bytes of the input.</param>
    /// <param name="totalLength">The length of the whole input in bytes.</param>
    /// <param name="format">The format to read it in.</param>
    /// <param name="error">Why it is in none of them.</param>
    /// <returns>False when it is in none.</returns>
    public static bool TryRecognize(
        ReadOnlySpan<byte> start, long totalLength, out HvCpuidFormat format, [NotNullWhen(false)] out HvCpuidFormatError? error) =>
        FormatRecognition.TryRecognize(start.Slice(0, Math.Min(start.Length, RecognitionLength)), totalLength, out format, out error);

    /// <summary>Reads an input.</summary>
    /// <param name="input">The whole input: UTF-8 text or bytes.</param>
    /// <param name="force">The format to read it in; null to recognise it.</param>
    /// <returns>Its CPUs.</returns>
    /// <exception cref="HvCpuidFormatException">It is not in that format, or in none; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="force"/> is no format.</exception>
    public static HvCpuidDump Read(ReadOnlySpan<byte> input, HvCpuidFormat? force = null) =>
        TryRead(input, force, out HvCpuidDump? dump, out HvCpuidFormatError? error) ? dump : throw new HvCpuidFormatException(error);

    /// <summary>Reads an input in the format that its content shows, as <see cref="Read"/> does, without throwing.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="dump">Its CPUs.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <returns>False when it could not be read.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> input, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error) =>
        TryRead(input, null, out dump, out error);

    /// <summary>Reads an input, as <see cref="Read"/> does, without throwing for its content.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="force">The format to read it in; null to recognise it.</param>
    /// <param name="dump">Its CPUs.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <returns>False when it could not be read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="force"/> is no format.</exception>
    public static bool TryRead(
        ReadOnlySpan<byte> input,
        HvCpuidFormat? force,
        [NotNullWhen(true)] out HvCpuidDump? dump,
        [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        dump = null;
        HvCpuidFormat format = force ?? default;
        if (force is null && !TryRecognize(input, input.Length, out format, out error))
        {
            return false;
        }

        if (input.Length > MaximumLength)
        {
            error = TooLong(input.Length);
            return false;
        }

        return format switch
        {
            HvCpuidFormat.CpuidRaw => CpuidRawFormat.TryRead(input, out dump, out error),
            HvCpuidFormat.KvmCpuid2 => KvmCpuid2Format.TryRead(input, out dump, out error),
#if NET8_0_OR_GREATER
            HvCpuidFormat.Json => JsonFormat.TryRead(input, out dump, out error),
#endif
            _ => throw new ArgumentOutOfRangeException(nameof(force), force, "There is no such format."),
        };
    }

    internal static HvCpuidFormatError TooLong(long length) =>
        HvCpuidFormatError.OfInput($"expected at most {MaximumLength} bytes, found {length}");
}
