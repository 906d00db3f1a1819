using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads the bytes of a file or of standard input, never more of them than are of use.</summary>
/// <param name="path">The file's path, or <c>-</c> for standard input.</param>
/// <param name="console">For standard input.</param>
internal sealed class FileBytes(string path, ToolConsole console)
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>What messages call it.</summary>
    public string Name { get; } = path == "-" ? "standard input" : Excerpt.Escape(path);

    /// <summary>The most bytes that are of use.</summary>
    public required int Maximum { get; init; }

    /// <summary>What was expected, for the message that there is no such file.</summary>
    public required string Expected { get; init; }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="ToolFailure">It could not be read, or is longer than <see cref="Maximum"/>.</exception>
    public ReadOnlyMemory<byte> Read() => Use(stream => ReadRest(stream, []));

    /// <summary>Opens it and hands it over.</summary>
    /// <param name="use">What reads it.</param>
    /// <exception cref="ToolFailure">It could not be read.</exception>
    public T Use<T>(Func<Stream, T> use)
    {
        try
        {
            if (path == "-")
            {
                using Stream standard = console.OpenInput();
                return use(standard);
            }

            if (Directory.Exists(path))
            {
                throw ToolFailure.Unusable($"{Name}: expected a file, found a directory.");
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return use(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ToolFailure.Unusable($"{Name}: there is no such file. {Expected}.");
        }
        catch (InvalidDataException exception)
        {
            throw ToolFailure.Unusable($"{Name}: cannot be unpacked: {exception.Message}");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw ToolFailure.Unusable($"{Name}: cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads the rest of a stream. What says its length is read into as much, so that a long file is held once; what does not grows as it comes.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="start">What was read of it already.</param>
    /// <exception cref="ToolFailure">It is longer than <see cref="Maximum"/>.</exception>
    public ReadOnlyMemory<byte> ReadRest(Stream stream, byte[] start)
    {
        long length = stream.CanSeek ? Math.Min(stream.Length, Maximum) : 0;
        byte[] all = new byte[Math.Max(ChunkSize, length + 1)];
        start.CopyTo(all, 0);
        int filled = start.Length;
        int count;
        while ((count = stream.Read(all, filled, all.Length - filled)) > 0)
        {
            filled += count;
            if (filled > Maximum)
            {
                throw ToolFailure.Unusable($"{Name}: expected at most {Maximum} bytes, found more.");
            }

            if (filled == all.Length)
            {
                Array.Resize(ref all, (int)Math.Min(2L * filled, Maximum + 1L));
            }
        }

        return all.AsMemory(0, filled);
    }
}
