using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Formats;

/// <summary>Reads hypervisor leaves from bytes in any format that <see cref="HvCpuidFormat"/> names, recognised by content.</summary>
public static class HvCpuidFormats
{
    /// <summary>The longest input that is read at once, 64 MiB; a dump of 4096 CPUs has about 30. A longer text is <see cref="HvCpuidTextReader"/>'s.</summary>
    public const int MaximumLength = 64 * 1024 * 1024;

    /// <summary>How much of the start of an input <see cref="Recognize"/> needs, in bytes, unless the input is shorter.</summary>
    public const int RecognitionLength = 64 * 1024;

    internal const string TextNames = "cpuid -r, InstLatx64, xen-cpuid, vmware.log, VBox.log, x86info, tycho/cpuid, the dmesg of a Linux or FreeBSD guest";

    /// <summary>
    /// The format of an input, by its content: <see cref="HvCpuidFormat.KvmCpuid2"/> when <c>nent</c> agrees with the length and is not 0;
    /// JSON when it begins with a document, or has one with no line of a text format before it; otherwise text, which has no control characters:
    /// the format of the first line that tells something. Enough to refuse a large file after its first <see cref="RecognitionLength"/> bytes.
    /// </summary>
    /// <param name="start">The first bytes of the input, <see cref="RecognitionLength"/> of them or all; more are not looked at.</param>
    /// <param name="totalLength">The length of the whole input in bytes.</param>
    /// <returns>The format to read it in; <see cref="HvCpuidFormat.CpuidRaw"/> for a text whose start tells nothing.</returns>
    /// <exception cref="HvCpuidFormatException">It is in none of them: empty, other binary data, longer than <see cref="MaximumLength"/> and no text.</exception>
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

    /// <summary>Whether a format is one of lines of text, which <see cref="HvCpuidTextReader"/> reads.</summary>
    /// <param name="format">The format.</param>
    /// <returns>False for bytes and JSON.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static bool IsText(HvCpuidFormat format) => IsLines(Guard.Defined(format));

    /// <summary>Reads an input; of several dumps in it the first.</summary>
    /// <param name="input">The whole input: UTF-8 text or bytes.</param>
    /// <param name="force">The format to read it in; null to recognise it.</param>
    /// <exception cref="HvCpuidFormatException">It is not in that format, or in none; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="force"/> is no format.</exception>
    /// <example>
    /// <code>
    /// HvCpuidDump dump = HvCpuidFormats.Read("CPU 0:\n   0x40000000 0x00: eax=0x40000005 ebx=0x7263694d ecx=0x666f736f edx=0x76482074\n"u8);
    /// Console.WriteLine(dump.Format); // CpuidRaw
    /// Console.WriteLine(dump.Cpus[0].Set.Vendor!.Value.MaximumFunction.ToString("X")); // 40000005
    /// </code>
    /// </example>
    public static HvCpuidDump Read(ReadOnlySpan<byte> input, HvCpuidFormat? force = null) => ReadAll(input, force)[0];

    /// <summary>Reads an input with all of its dumps.</summary>
    /// <param name="input">The whole input: UTF-8 text or bytes.</param>
    /// <param name="force">The format to read it in; null to recognise it.</param>
    /// <returns>Its dumps in the order of the text, the guest's before the host's; one at least.</returns>
    /// <exception cref="HvCpuidFormatException">It is not in that format, or in none; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="force"/> is no format.</exception>
    public static IReadOnlyList<HvCpuidDump> ReadAll(ReadOnlySpan<byte> input, HvCpuidFormat? force = null) =>
        TryReadAll(input, force, out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error) ? dumps : throw new HvCpuidFormatException(error);

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
        dump = TryReadAll(input, force, out IReadOnlyList<HvCpuidDump>? dumps, out error) ? dumps[0] : null;
        return dump is not null;
    }

    /// <summary>Reads an input with all of its dumps, as <see cref="ReadAll"/> does, without throwing for its content.</summary>
    /// <param name="input">The whole input.</param>
    /// <param name="force">The format to read it in; null to recognise it.</param>
    /// <param name="dumps">Its dumps; one at least.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <returns>False when it could not be read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="force"/> is no format.</exception>
    public static bool TryReadAll(
        ReadOnlySpan<byte> input,
        HvCpuidFormat? force,
        [NotNullWhen(true)] out IReadOnlyList<HvCpuidDump>? dumps,
        [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        (dumps, error) = (null, null);
        _ = force is { } forced ? Guard.Defined(forced, nameof(force)) : default;
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

        if (IsLines(format))
        {
            HvCpuidTextReader reader = new(force);
            reader.AppendLast(input);
            return reader.TryFinish(out dumps, out error);
        }

        bool isRead = format == HvCpuidFormat.KvmCpuid2
            ? KvmCpuid2Format.TryRead(input, out HvCpuidDump? dump, out error)
            : JsonDocuments.TryRead(input, format, out dump, out error);
        dumps = isRead ? [dump!] : null;
        return isRead;
    }

    internal static HvCpuidFormatError TooLong(long length) =>
        HvCpuidFormatError.OfInput($"expected at most {MaximumLength} bytes, found {length}");

    internal static string NameOf(HvCpuidFormat format) => format switch
    {
        HvCpuidFormat.CpuidRaw => "cpuid -r ('0x40000003 0x00: eax=0x…')",
        HvCpuidFormat.InstLatx64 => "an InstLatx64 dump ('CPUID 40000003: 00003FFF-…')",
        HvCpuidFormat.XenCpuid => "xen-cpuid -p ('40000003:ffffffff -> …')",
        HvCpuidFormat.VmwareLog => "vmware.log ('guestCPUID level 40000003, 0: 0x…')",
        HvCpuidFormat.TychoCpuid => "tycho/cpuid ('CPUID 40000003:00 = …')",
        HvCpuidFormat.VBoxLog => "VBox.log ('Gst: 40000003/0000  …')",
        HvCpuidFormat.X86Info => "x86info -r ('eax in: 0x40000003, eax = …')",
        HvCpuidFormat.LinuxDmesg => "a Linux guest's dmesg ('Hyper-V: privilege flags low 0x…')",
        _ => "a FreeBSD guest's dmesg ('Hyper-V Version: …')",
    };

    private static bool IsLines(HvCpuidFormat format) => format is >= HvCpuidFormat.InstLatx64 and <= HvCpuidFormat.FreeBsdDmesg or HvCpuidFormat.CpuidRaw;
}
