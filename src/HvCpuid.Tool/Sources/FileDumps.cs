using System.Globalization;
using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Formats;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads the dumps of a file, packed or not: text as it comes and in constant memory, anything else at once.</summary>
internal static class FileDumps
{
    private const int ChunkSize = 256 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="force">Its format; null to recognise it.</param>
    /// <exception cref="ToolFailure">It could not be read; the message names file and line.</exception>
    public static FileContent Read(FileBytes bytes, HvCpuidFormat? force) => bytes.Use(stream =>
    {
        byte[] start = Start(stream);
        if (!GzipInput.IsMeant(start))
        {
            return Read(bytes, stream, start, stream.CanSeek && stream.Length > 0 ? stream.Length : null, force);
        }

        using GzipInput packed = new(new PrefixedStream(start, stream));
        return Read(bytes, packed, Start(packed), null, force);
    });

    /// <summary>An error in a file, as compilers write it.</summary>
    public static ToolFailure Failure(string name, HvCpuidFormatError error) => ToolFailure.Unusable(error.Line == 0
        ? $"{name}: {error.Reason}."
        : string.Create(CultureInfo.InvariantCulture, $"{name}:{error.Line}: {error.Reason}."));

    private static byte[] Start(Stream stream)
    {
        byte[] start = new byte[HvCpuidFormats.RecognitionLength];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    // A large file that is none of ours is refused after its first bytes. Devices and files of /proc say that they have length 0.
    private static FileContent Read(FileBytes bytes, Stream stream, byte[] start, long? length, HvCpuidFormat? force)
    {
        if (force is null && LibvirtDomainCapabilities.IsMeant(start) && !HvCpuidFormats.TryRead(start, out _, out _))
        {
            return new FileContent([], Capabilities(bytes.Name, bytes.ReadRest(stream, start)));
        }

        bool isWhole = start.Length < HvCpuidFormats.RecognitionLength;
        long known = isWhole ? start.Length : length ?? start.Length + 1L;
        bool recognised = HvCpuidFormats.TryRecognize(start, known, out HvCpuidFormat format, out HvCpuidFormatError? error);
        bool isTooLong = length > HvCpuidFormats.MaximumLength && !(force is { } forced && HvCpuidFormats.IsText(forced));
        if (!recognised && (isTooLong || (length is not null && !isWhole && force is null)))
        {
            throw Failure(bytes.Name, error!);
        }

        return HvCpuidFormats.IsText(force ?? format) && (recognised || force is not null)
            ? new FileContent(ReadText(bytes.Name, stream, start, force))
            : HvCpuidFormats.TryReadAll(isWhole ? start : bytes.ReadRest(stream, start).Span, force, out IReadOnlyList<HvCpuidDump>? dumps, out error)
                ? new FileContent(dumps)
                : throw Failure(bytes.Name, error);
    }

    private static LibvirtDomainCapabilities Capabilities(string name, ReadOnlyMemory<byte> xml)
    {
        try
        {
            return LibvirtDomainCapabilities.Parse(Encoding.UTF8.GetString(xml.Span));
        }
        catch (HvConfigurationException exception)
        {
            throw ToolFailure.Unusable($"{name}: {exception.Message}.");
        }
    }

    private static IReadOnlyList<HvCpuidDump> ReadText(string name, Stream stream, byte[] start, HvCpuidFormat? only)
    {
        HvCpuidTextReader reader = new(only);
        byte[] chunk = start;
        int count = start.Length;
        while (count > 0 && reader.Append(chunk.AsSpan(0, count)))
        {
            chunk = chunk.Length < ChunkSize ? new byte[ChunkSize] : chunk;
            count = stream.Read(chunk);
        }

        return reader.TryFinish(out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error) ? dumps : throw Failure(name, error);
    }
}

/// <summary>What a file holds.</summary>
/// <param name="Dumps">Its dumps; none where it is libvirt's.</param>
/// <param name="Capabilities">What a host offers to libvirt; null for dumps.</param>
internal sealed record FileContent(IReadOnlyList<HvCpuidDump> Dumps, LibvirtDomainCapabilities? Capabilities = null);
