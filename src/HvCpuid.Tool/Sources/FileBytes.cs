using HvCpuid.Text;

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

    /// <summary>Reads the start of a file, to refuse it before the rest is read; the bytes that it read.</summary>
    public Func<FileStream, byte[]> ReadStart { get; init; } = _ => [];

    /// <summary>Reads all of it.</summary>
    /// <exception cref="ToolFailure">It could not be read, or is longer than <see cref="Maximum"/>.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        try
        {
            if (path == "-")
            {
                using Stream standard = console.OpenInput();
                return ReadAll(standard, []);
            }

            if (Directory.Exists(path))
            {
                throw ToolFailure.Unusable($"{Name}: expected a file, found a directory.");
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return ReadAll(file, ReadStart(file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ToolFailure.Unusable($"{Name}: there is no such file. {Expected}.");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw ToolFailure.Unusable($"{Name}: cannot be read: {exception.Message}");
        }
    }

    // What says its length is read into as much, so that a long file is held once; what does not grows as it comes.
    private ReadOnlyMemory<byte> ReadAll(Stream stream, byte[] start)
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
