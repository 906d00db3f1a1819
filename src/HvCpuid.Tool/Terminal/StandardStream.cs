using System.Globalization;

namespace HvCpuid.Tool.Terminal;

/// <summary>A standard stream of the process, or what stands for one that the caller closed.</summary>
internal static class StandardStream
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux on x86 and Arm, 02000000 in octal

    /// <summary>Standard input.</summary>
    /// <exception cref="ToolFailure">It is closed.</exception>
    public static Stream OpenInput()
    {
        if (IsClosed(0))
        {
            throw ToolFailure.Unusable("standard input is closed: expected a file, a pipe or a terminal.");
        }

        return OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(0);
    }

    /// <summary>Standard output; writing to it fails where it is closed.</summary>
    public static Stream OpenOutput() =>
        IsClosed(1) ? new ClosedStream("standard output is closed") : OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);

    /// <summary>Standard error; what is written is lost where it is closed.</summary>
    public static Stream OpenError() =>
        IsClosed(2) ? Stream.Null : OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(2);

    // The runtime opens files of its own before it comes here, and a number that is free is theirs: reading such a one waits for ever. Theirs are
    // closed by execve, as no descriptor can be that came through it.
    private static bool IsClosed(int descriptor)
    {
        try
        {
            return OperatingSystem.IsLinux() && IsClosed(File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No such descriptor, or no /proc: then reading and writing say so themselves.
            return false;
        }
    }

    /// <summary>True when a descriptor was opened in this process, so that the caller gave none.</summary>
    /// <param name="lines">Its file in /proc/self/fdinfo (Linux, Documentation/filesystems/proc.rst).</param>
    internal static bool IsClosed(IEnumerable<string> lines)
    {
        string? flags = lines.FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is not null && (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & CloseOnExec) != 0;
    }

    /// <summary>What refuses every byte.</summary>
    private sealed class ClosedStream(string reason) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException(reason);
    }
}
